// No scenario leaks a reference or a block of memory, in compiled code and in chaos; and a leak would be seen.
import { describe, expect, it } from 'vitest';
import { leaksOf, measureExits, measureGrowth, troubleOfExits } from './growth';
import { findPsyco, findPython } from '@psyco/harness';

const psyco = findPsyco();
const debug = findPython(true);
const python = debug ?? findPython(false);
if ('missing' in psyco) console.warn(`SKIPPED: leaks were not looked for: ${psyco.missing}`);
if (!debug) console.warn('SKIPPED: references were not counted: no debug build of a supported CPython (python3.11-dbg) on PATH');
if (!python) console.warn('SKIPPED: leaks were not looked for: no supported CPython on PATH (set PSYCO_PYTHON)');

const COUNT = 160;

const EXITS = 1000;

describe('leaksOf', () => {
  it('sees what grows with the number of runs', () => {
    expect(leaksOf({ name: 'f', once: [5, 200, 0], twice: [5, 400, 0] }, 200)).toEqual(['f: 200 references in 200 runs, 400 in 400']);
    expect(leaksOf({ name: 'f', once: [-200, 5, 0], twice: [-400, 5, 0] }, 200)).toHaveLength(1);
    expect(leaksOf({ name: 'f', once: [0, 0, 0], twice: [0, 0, 5000] }, 100)).toEqual(['f: 5000 kB in 200 runs']);
  });
  it('leaves alone what is the same however often it runs', () => {
    expect(leaksOf({ name: 'f', once: [6, 4, 0], twice: [9, -15, 40] }, 100)).toEqual([]);
  });
  it('leaves alone what grows and shrinks, and memory that is the same however often it runs', () => {
    expect(leaksOf({ name: 'f', once: [1, -24, 1404], twice: [15, 2, 1372] }, 2)).toEqual([]);
    expect(leaksOf({ name: 'f', once: [2886, 12037, 0], twice: [-3373, -11578, 0] }, 1)).toEqual([]);
  });
});

describe.skipIf('missing' in psyco || !python)('scenarios', () => {
  it.each([['sync', []], ['chaos', ['--chaos', '11']]])('leak nothing: %s', { timeout: 170_000 }, async (_, options) => {
    const { growth, exits, failed } = await measureGrowth([(psyco as { command: string }).command, '--python', python!, '--data-size', '32', '--skip', 'measuring.py:run', '--mode', 'full', '--sync', ...options], COUNT);
    expect(failed).toBeUndefined();
    expect(growth.length).toBeGreaterThan(25);
    expect(growth.flatMap((each) => leaksOf(each, COUNT))).toEqual([]);
    // It was compiled code that ran, and it was left.
    expect(Object.values(exits).reduce((sum, number) => sum + number, 0)).toBeGreaterThan(3000);
    expect(Object.keys(exits)).toEqual(expect.arrayContaining(['type', 'bounds', 'zero', 'error', 'unbound']));
  });
});

describe.skipIf('missing' in psyco || !python)('exits', () => {
  it('leave nothing behind, of any kind, while nothing is compiled', { timeout: 170_000 }, async () => {
    const run = await measureExits([(psyco as { command: string }).command, '--python', python!, '--data-size', '32'], EXITS);
    expect(run.failed).toBeUndefined();
    expect(run.growth.map(({ name }) => name)).toEqual(expect.arrayContaining(['type', 'overflow', 'error', 'poll', 'tracing', 'recursion', 'entry']));
    expect(troubleOfExits(run, EXITS)).toEqual([]);
  });
  it('are missed if they are not taken, and a small leak in a million runs is seen', () => {
    const of = (blocks: number): Parameters<typeof troubleOfExits>[0] => ({ growth: [{ name: 'type', once: [blocks, 0, 0], twice: [2 * blocks, 0, 0] }], exits: { type: 2 }, failed: undefined });
    expect(troubleOfExits(of(0), 1)).toEqual(['type: only 2 exits in 3 runs']);
    expect(troubleOfExits({ ...of(100), exits: { type: 3_000_000 } }, 1_000_000)).toHaveLength(1);
  });
});
