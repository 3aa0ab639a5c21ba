// Where the workloads are, and which Python has the modules that they need: of those on PATH, the one that has most of them.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { installedPythons, REPOSITORY } from '@psyco/harness';
import type { RealProgram } from './programs';

export const PROGRAMS_FOLDER = join(REPOSITORY, 'tools', 'real-programs', 'programs');

const QUESTION = `
import importlib.util, sys
print(*(name for name in sys.argv[1:] if importlib.util.find_spec(name) is None))
`;

export interface EquippedPython {
  readonly executable: string;
  /** The modules that it does not have. */
  readonly missing: ReadonlySet<string>;
}

/** PSYCO_PYTHON, or the supported Python that misses the fewest modules; undefined if there is none. */
export function findEquippedPython(programs: readonly RealProgram[]): EquippedPython | undefined {
  const modules = [...new Set(programs.flatMap(({ needs }) => needs))];
  const pythons = [...installedPythons()].filter(({ debug }) => !debug);
  const found = (process.env.PSYCO_PYTHON ? pythons.slice(0, 1) : pythons).map(({ executable }): EquippedPython => {
    const answer = spawnSync(executable, ['-c', QUESTION, ...modules], { encoding: 'utf8' });
    return { executable, missing: new Set(answer.stdout.split(/\s+/).filter((module) => module !== '')) };
  });
  return found.sort((a, b) => a.missing.size - b.missing.size)[0];
}
