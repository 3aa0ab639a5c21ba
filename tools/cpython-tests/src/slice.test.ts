// A few files of CPython's test suite, plain against psyco with everything compiled. Needs a Python with its test suite, and a built
// psyco command. PSYCO_CPYTHON_TESTS=off leaves it out.
import { describe, expect, it } from 'vitest';
import { findPsyco, SHORT_SLICE } from '@psyco/harness';
import { findTestedPython } from './places';
import { formatDifference, formatResult } from './report';
import { commandOf, compareFile } from './run-file';
import { State } from './state';

const python = findTestedPython();
const psyco = findPsyco();
const obstacle = process.env.PSYCO_CPYTHON_TESTS === 'off' ? 'PSYCO_CPYTHON_TESTS is off' : 'missing' in python ? python.missing : 'missing' in psyco ? psyco.missing : undefined;
if (obstacle) console.warn(`SKIPPED: CPython's own tests did not run: ${obstacle}`);

describe.skipIf(obstacle !== undefined)("CPython's own tests, everything compiled", () => {
  const state = new State(undefined);
  it.each(SHORT_SLICE)('%s', { timeout: 900_000 }, async (module) => {
    if ('missing' in python || 'missing' in psyco) throw new Error(obstacle);
    const options = { python: python.executable, psyco: psyco.command, timeout: 120, more: 0 };
    const result = await compareFile(module, 'sync', options, (name, make, fresh) => state.plain(name, make, fresh));
    console.log(formatResult(result));
    expect(result.difference === '' ? '' : formatDifference(result, commandOf(module, 'sync', options))).toBe('');
    expect(result.trouble).toBeUndefined();
    expect(result.compiled).toBeGreaterThan(100);
  });
});
