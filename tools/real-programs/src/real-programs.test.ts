// The parts of the tool that need no Python; the runs themselves are `npm run real-programs`.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { troubleOf } from '@psyco/harness';
import { describe, expect, it } from 'vitest';
import { PROGRAMS_FOLDER } from './places';
import { PROGRAMS } from './programs';
import { obstaclesOf } from './statistics';
import { formatHeading, formatRow } from './table';

describe('the table of programs', () => {
  it('names files that exist, each program once', () => {
    for (const { words } of PROGRAMS) expect(existsSync(join(PROGRAMS_FOLDER, words[0]!)), words[0]).toBe(true);
    expect(new Set(PROGRAMS.map(({ name }) => name)).size).toBe(PROGRAMS.length);
  });
});

describe('obstacles', () => {
  it('are summed over functions and runs, the most expensive first, whatever numbers their texts have', () => {
    const entry = (name: string, charge: number, reason: string, detail: string) => ({ name, file: 'x.py', charge, versions: 0, whyNot: [{ reason, detail, line: 3 }] });
    const first = { attached: true, functions: [entry('f', 5, 'generator', 'f'), entry('g', 20, 'internal-error', 'no block 17')] };
    const second = { attached: true, functions: [entry('h', 30, 'internal-error', 'no block 4')] };
    expect(obstaclesOf([first, second])).toEqual([
      { reason: 'internal-error', detail: 'no block #', charge: 50, functions: 2, example: 'h (x.py:3)' },
      { reason: 'generator', detail: 'f', charge: 5, functions: 1, example: 'f (x.py:3)' },
    ]);
  });

  it('tells why the compiler was absent', () => {
    expect([troubleOf(undefined), troubleOf({ attached: false, reason: 'no Node' }), troubleOf({ attached: true })]).toEqual(['no statistics', 'not attached: no Node', undefined]);
    expect(troubleOf({ attached: true, events: { 'unexpected errors of readers': 2 } })).toBe('2 faults of the compiler while it read memory: --log shows them');
  });
});

describe('a row', () => {
  it('shows ratios above 1 where psyco is faster, and has as many cells as the heading', () => {
    const row = formatRow({
      program: PROGRAMS[0]!, plainCpu: 2, psycoCpu: 1, plainWall: 3, psycoWall: 2, syncWall: undefined, asynchronous: { attached: true, functions: [] }, synchronous: undefined, problems: [],
    }, { asynchronous: true, synchronous: false });
    expect(row).toContain('|      2.00 |       1.50 |');
    expect(row).toContain('DIFFERS');
    expect(row.split('|').length).toBe(formatHeading().split('\n')[0]!.split('|').length);
  });
});
