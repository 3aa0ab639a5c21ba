// The supported CPythons of the machine: PSYCO_PYTHON, and what is on PATH.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Series of CPython that code is compiled for. */
export const SUPPORTED: readonly string[] = ['3.11'];

/** For messages where `findPython` finds nothing. */
export const NO_PYTHON = `no supported CPython (${SUPPORTED.join(', ')}) on PATH: name one with PSYCO_PYTHON`;

const QUESTION = 'import sys; print(sys.implementation.name, "%d.%d" % sys.version_info[:2], int(hasattr(sys, "gettotalrefcount")), sys.version.split()[0], sys.executable)';

export interface InstalledPython {
  /** The real one, where the name leads to a launcher of some version manager. */
  readonly executable: string;
  readonly version: string;
  /** Built with Py_REF_DEBUG: counts all references. */
  readonly debug: boolean;
}

function ask(name: string): InstalledPython | undefined {
  const answer = spawnSync(name, ['-I', '-c', QUESTION], { encoding: 'utf8' });
  const [implementation, series, debug, version, ...executable] = (answer.stdout ?? '').trim().split(' ');
  return implementation === 'cpython' && SUPPORTED.includes(series!) ? { executable: executable.join(' '), version: version!, debug: debug === '1' } : undefined;
}

/** All supported CPythons, one by one: the one that is named (PSYCO_PYTHON by default), then those on PATH in its order. A file may come more than once, by other names. */
export function* installedPythons(named: string | undefined = process.env.PSYCO_PYTHON): IterableIterator<InstalledPython> {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const names = [...SUPPORTED.flatMap((series) => [`python${series}`, `python${series}-dbg`]), 'python3'];
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name))).filter((file) => existsSync(file));
  for (const name of [...(named ? [named] : []), ...onPath]) {
    const python = ask(name);
    if (python !== undefined) yield python;
  }
}

/** The executable of the first one that is, or is not, a debug build. */
export function findPython(debug = false): string | undefined {
  for (const python of installedPythons()) if (python.debug === debug) return python.executable;
  return undefined;
}
