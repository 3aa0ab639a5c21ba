// Every program of the repository, plain against psyco in every mode. Needs a supported Python and a built psyco command.
// PSYCO_DIFFERENTIAL chooses others than sync and async: a comma-separated list of modes, or "off". All modes: `npm run soak`.
import { beforeAll, describe, expect, it } from 'vitest';
import { knownDifferences } from './known-differences';
import type { ModeName } from './modes';
import { findPsyco, findPython } from '@psyco/harness';
import { findPrograms } from './programs';
import { basename } from 'node:path';
import { runDifferential, type DifferentialResult } from './run-differential';
import { formatDifferences } from './table';

const chosen = process.env.PSYCO_DIFFERENTIAL;
const modes = (chosen && chosen !== 'off' ? chosen.split(',') : ['sync', 'async']) as ModeName[];
const python = findPython();
const psyco = findPsyco();
/** Seconds for one run: in mode sync everything is compiled, on a slow machine that takes minutes. */
const PATIENCE = 400;
const obstacle = chosen === 'off' ? 'PSYCO_DIFFERENTIAL is off' : !python ? 'no supported CPython on PATH (set PSYCO_PYTHON)' : 'missing' in psyco ? psyco.missing : undefined;
if (obstacle) console.warn(`SKIPPED: the differential tests did not run: ${obstacle}`);

describe.skipIf(obstacle !== undefined)(`the same as plain Python in modes ${modes.join(', ')}`, () => {
  const all = findPrograms();
  const programs = all.filter(({ name }) => !(basename(name) in knownDifferences));
  it.skip.each(Object.entries(knownDifferences))('%s: %s', () => {});
  const results = new Map<string, Promise<DifferentialResult>>();

  beforeAll(() => {
    const settle = new Map<string, (result: DifferentialResult) => void>();
    for (const { name } of programs) results.set(name, new Promise((resolve) => settle.set(name, resolve)));
    void runDifferential({ python: python!, psyco: (psyco as { command: string }).command, programs, modes, timeout: PATIENCE, onResult: (result) => settle.get(result.program.name)!(result) });
  });

  it.each(programs.map(({ name }) => name))('%s', { timeout: 1_800_000 }, async (name) => {
    let result = await results.get(name)!;
    if (formatDifferences(result) !== '') {
      // Once more, alone: what differs by timing only is told apart from what always does.
      console.warn(`ONCE DIFFERENT: ${formatDifferences(result)}`);
      const program = programs.filter((one) => one.name === name);
      await runDifferential({ python: python!, psyco: (psyco as { command: string }).command, programs: program, modes, timeout: PATIENCE, onResult: (again) => void (result = again) });
    }
    expect(formatDifferences(result)).toBe('');
    expect(result.modes).toHaveLength(modes.length);
  });

  it('was not for nothing: functions were compiled', async () => {
    const all = await Promise.all(results.values());
    expect(all.flatMap((result) => result.modes).reduce((total, { compiled }) => total + compiled, 0)).toBeGreaterThan(programs.length);
  });
});
