// Where the workloads are, and which Python has the modules that they need: of those on PATH, the one that has most of them.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { REPOSITORY } from '../../differential/src/index';
import type { RealProgram } from './programs';

export const PROGRAMS_FOLDER = join(REPOSITORY, 'tools', 'real-programs', 'programs');

const SUPPORTED = ['3.11'];
const QUESTION = `
import importlib.util, sys
print(sys.implementation.name, "%d.%d" % sys.version_info[:2], int(hasattr(sys, "gettotalrefcount")), sys.executable)
print(*(name for name in sys.argv[1:] if importlib.util.find_spec(name) is None))
`;

export interface EquippedPython {
  readonly executable: string;
  /** The modules that it does not have. */
  readonly missing: ReadonlySet<string>;
}

function ask(name: string, modules: readonly string[]): EquippedPython | undefined {
  const answer = spawnSync(name, ['-c', QUESTION, ...modules], { encoding: 'utf8' });
  const [facts = '', missing = ''] = (answer.stdout ?? '').split('\n');
  const [implementation, series, debug, ...executable] = facts.split(' ');
  if (implementation !== 'cpython' || !SUPPORTED.includes(series!) || debug !== '0') return undefined;
  return { executable: executable.join(' '), missing: new Set(missing.split(' ').filter((module) => module !== '')) };
}

/** PSYCO_PYTHON, or the supported Python on PATH that misses the fewest modules; undefined if there is none. */
export function findEquippedPython(programs: readonly RealProgram[]): EquippedPython | undefined {
  const modules = [...new Set(programs.flatMap(({ needs }) => needs))];
  const wanted = process.env.PSYCO_PYTHON;
  const directories = (process.env.PATH ?? '').split(delimiter).filter((directory) => directory !== '');
  const names = wanted ? [wanted] : directories.flatMap((directory) => SUPPORTED.map((series) => join(directory, `python${series}`))).filter((file) => existsSync(file));
  const found = names.map((name) => ask(name, modules)).filter((python) => python !== undefined);
  return found.sort((a, b) => a.missing.size - b.missing.size)[0];
}
