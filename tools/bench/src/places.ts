// Where the programs and the psyco command of this checkout are, and which Python to use: PSYCO_PYTHON, or the fastest on PATH.
import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { findPsyco as findCommand, installedPythons, REPOSITORY, SUPPORTED, type InstalledPython } from '@psyco/harness';
import { BenchError } from './errors';

export const PROGRAMS_FOLDER = join(REPOSITORY, 'bench', 'programs');
export const EXAMPLES_FOLDER = join(REPOSITORY, 'examples');

/** The psyco command of this checkout. @throws {BenchError} */
export function findPsyco(): string {
  const found = findCommand();
  if ('missing' in found) throw new BenchError(found.missing);
  return found.command;
}

/** Seconds for a benchmark program: the least of a few. */
function speedOf({ executable }: InstalledPython): number {
  const times = Array.from({ length: 3 }, () => {
    const started = performance.now();
    spawnSync(executable, [join(PROGRAMS_FOLDER, 'nbody.py'), '--repeat', '3']);
    return (performance.now() - started) / 1000;
  });
  return Math.min(...times);
}

/**
 * The CPython to compare with: the one that is named, or else the fastest one on PATH. A build without profile-guided optimization
 * is a good deal slower, and no build says reliably how it was made.
 * @throws {BenchError}
 */
export function findPython(wanted: string | undefined = process.env.PSYCO_PYTHON): { readonly executable: string; readonly description: string } {
  const found = new Map<string, InstalledPython>();
  for (const python of installedPythons(wanted)) {
    // Two paths may be one file: /bin is often /usr/bin.
    if (!python.debug) found.set(realpathSync(python.executable), python);
    if (wanted) break;
  }
  const pythons = [...found.values()];
  if (pythons.length === 0) throw new BenchError(`no CPython ${SUPPORTED.join(' or ')} ${wanted ? `at ${wanted}` : 'on PATH'}: name one with --python or PSYCO_PYTHON`);
  const [best] = pythons.length === 1 ? pythons : pythons.map((python) => ({ ...python, speed: speedOf(python) })).sort((left, right) => left.speed - right.speed);
  const others = pythons.length === 1 ? '' : `, the fastest of ${pythons.length} on PATH`;
  return { executable: best!.executable, description: `CPython ${best!.version}${others}` };
}
