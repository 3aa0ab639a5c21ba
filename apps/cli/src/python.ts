// Finding Pythons and asking them what they are. Knows no path of its own: PATH, PSYCO_PYTHON and --python decide.
import { spawnSync } from 'node:child_process';
import { accessSync, closeSync, constants, openSync, readSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What a Python says about itself. */
export interface PythonFacts {
  readonly executable: string;
  readonly implementation: string;
  readonly version: string;
  /** [major, minor] */
  readonly series: readonly [number, number];
  readonly debug: boolean;
  readonly ctypes: boolean;
  readonly bits: number;
  readonly machine: string;
}

/** Versions of CPython that Psyco knows, as `major.minor`. */
export const SUPPORTED_SERIES = ['3.11'];

/** Why programs run plain with a CPython of this version. */
export const unsupportedVersion = (version: string): string => `CPython ${version} is not supported, the program runs as it is: give a CPython ${SUPPORTED_SERIES.join(' or ')} with --python or PSYCO_PYTHON`;

/** Why programs run plain with this Python; undefined if its version is no reason. */
export function whyUnsupported({ implementation, series, version }: PythonFacts): string | undefined {
  if (implementation !== 'cpython') return `this Python is ${implementation}, not CPython, the program runs as it is: give a CPython ${SUPPORTED_SERIES.join(' or ')} with --python or PSYCO_PYTHON`;
  return SUPPORTED_SERIES.includes(series.join('.')) ? undefined : unsupportedVersion(version);
}

const QUESTION = `
import json, os, sys
try:
    import _ctypes
except ImportError:
    _ctypes = None
print(json.dumps(dict(
    executable=sys.executable, implementation=sys.implementation.name, version='.'.join(map(str, sys.version_info[:3])),
    series=list(sys.version_info[:2]), debug=hasattr(sys, 'gettotalrefcount'), ctypes=_ctypes is not None,
    bits=sys.maxsize.bit_length() + 1, machine=os.uname().machine)))
`;

/** Asks a Python; undefined if it is no Python or does not run. */
export function askPython(command: string): PythonFacts | undefined {
  const answer = spawnSync(command, ['-I', '-c', QUESTION], { encoding: 'utf8', timeout: 20_000 });
  if (answer.status !== 0) return undefined;
  try {
    return JSON.parse(answer.stdout) as PythonFacts;
  } catch {
    return undefined;
  }
}

/** Every executable file of this name on PATH, in order; a name with a slash is taken as it is. */
export function findOnPath(name: string, path: string = process.env.PATH ?? ''): string[] {
  const candidates = name.includes('/') ? [name] : path.split(delimiter).filter((directory) => directory !== '').map((directory) => join(directory, name));
  return candidates.filter((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** True for a file that begins with "#!": a wrapper (as pyenv's shims) that starts other processes before Python. */
export function isScript(file: string): boolean {
  const descriptor = openSync(file, 'r');
  try {
    const start = Buffer.alloc(2);
    readSync(descriptor, start, 0, 2, 0);
    return start.toString('latin1') === '#!';
  } finally {
    closeSync(descriptor);
  }
}
