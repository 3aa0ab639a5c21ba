// The plan and its arithmetic, with runs that are made up.
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { main } from './main';
import { measureProgram, meansOf, PLANS, type RunFunction } from './measure';
import { geometricMean, median, secondHalf } from './numbers';
import { PROGRAMS_FOLDER } from './places';
import { PROGRAMS } from './programs';
import type { Launcher, Run } from './run-program';
import { formatReport, reachesGoal } from './table';

const plain: Launcher = { name: 'plain', command: ['python3'] };
const psyco: Launcher = { name: 'psyco', command: ['psyco'], statistics: () => [] };
const [fib, lukewarm] = ['fib', 'lukewarm'].map((name) => PROGRAMS.find((program) => program.name === name)!) as [(typeof PROGRAMS)[0], (typeof PROGRAMS)[0]];

/** Plain: 1 s and 0.1 s an iteration. Psyco: 0.4 s whole, iterations of 0.1 s first and of 0.005 s in the end. */
const pretend = (changes: (launcher: Launcher, size: string) => Partial<Run> = () => ({})): RunFunction => async (launcher, program, size, iterations) => {
  const fast = launcher === psyco;
  return {
    status: 0, errors: '', output: '42\n'.repeat(iterations), wall: (fast ? 0.4 : 1) * (size === 'ten_seconds' ? 10 : 1), cpu: fast ? 0.2 : 1,
    iterations: Array.from({ length: iterations }, (_, index) => (fast && index > iterations / 3 ? 0.005 : 0.1)),
    memory: [], peakMemory: 0,
    statistics: fast ? { attached: true, compiler: { cpuSeconds: 0.3, peakMemoryKilobytes: 60_000 }, codeBytes: 4096, exitCount: 12 } : undefined,
    ...changes(launcher, size),
  };
};

describe('measureProgram', () => {
  it('computes ratios, and takes statistics from the runs of about a second', async () => {
    const result = await measureProgram(fib, { plain, psyco }, PLANS.full, pretend());
    expect(result.psyco).toEqual({ plainSeconds: 1, seconds: 0.4, oneSecond: 2.5, tenSeconds: 2.5, steady: 20, compilerCpu: 0.3, codeKilobytes: 4, exits: 12 });
    expect(result.problems).toEqual([]);
    expect(reachesGoal(result)).toBe(true);
  });

  it('lets the interpreters take turns', async () => {
    const order: string[] = [];
    const versus: Launcher = { name: 'other', command: ['other'] };
    const run = pretend();
    await measureProgram(fib, { plain, psyco, versus }, { ...PLANS.full, rounds: 2 }, (launcher, program, size, iterations) => {
      order.push(`${launcher.name} ${size}`);
      return run(launcher, program, size, iterations);
    });
    expect(order.slice(0, 7)).toEqual(['plain one_second', 'psyco one_second', 'other one_second', 'plain small', 'psyco small', 'other small', 'plain one_second']);
    expect(order.slice(-3)).toEqual(['plain ten_seconds', 'psyco ten_seconds', 'other ten_seconds']);
  });

  it('measures by CPU time when told to', async () => {
    expect((await measureProgram(fib, { plain, psyco }, { ...PLANS.quick, clock: 'cpu' }, pretend())).psyco).toMatchObject({ oneSecond: 5, tenSeconds: undefined });
  });

  it('names what went wrong', async () => {
    const other = await measureProgram(fib, { plain, psyco }, PLANS.quick, pretend((launcher) => (launcher === psyco ? { output: '43\n' } : {})));
    expect(other.problems).toEqual(['psyco, about 1 s: the output is not that of plain Python', 'psyco, steady: the output is not that of plain Python']);
    const failed = await measureProgram(fib, { plain, psyco }, PLANS.quick, pretend((launcher, size) => (launcher === psyco && size === 'small' ? { status: 1, errors: 'Traceback\nKeyError: 3\n' } : {})));
    expect(failed.problems).toEqual(['psyco, steady: exit status 1: KeyError: 3']);
    const absent = await measureProgram(fib, { plain, psyco }, PLANS.quick, pretend((launcher, size) => (size === 'small' ? { statistics: { attached: false, reason: 'ptrace is forbidden' } } : {})));
    expect(absent.problems).toEqual(['psyco, steady: the compiler did not work: ptrace is forbidden']);
    const broken = await measureProgram(fib, { plain, psyco }, PLANS.quick, pretend((launcher, size) => (size === 'small' ? { statistics: { attached: true, failed: true, reason: 'a bug' } } : {})));
    expect(broken.problems).toEqual(['psyco, steady: the compiler did not work: a bug']);
  });

  it('judges programs without anything to gain by their worst ratio', async () => {
    const run = pretend((launcher, size) => (launcher === psyco && size === 'ten_seconds' ? { wall: 11 } : {}));
    expect(reachesGoal(await measureProgram(lukewarm, { plain, psyco }, PLANS.full, run))).toBe(false);
    expect(reachesGoal(await measureProgram(lukewarm, { plain, psyco }, PLANS.quick, run))).toBe(true);
  });
});

describe('the report', () => {
  it('shows every column, the means, the goals and the problems', async () => {
    const results = [await measureProgram(fib, { plain, psyco }, PLANS.full, pretend()), await measureProgram(lukewarm, { plain, psyco }, PLANS.full, pretend((launcher) => (launcher === psyco ? { output: 'x\n' } : {})))];
    expect(meansOf(results, 'psyco')).toEqual({ oneSecond: 2.5, tenSeconds: 2.5, steady: expect.closeTo(20) });
    const overheads = { emptyPlain: 12.1, emptyPsyco: 19.04, memoryPlain: 9.5, memoryPsyco: 30, growth: 0.1 };
    expect(formatReport({ machine: 'a machine, 2 cores', plain: 'CPython 3.11.2', versus: undefined, results, overheads })).toMatchInlineSnapshot(`
      "CPython 3.11.2; a machine, 2 cores

      | program        | plain s | psyco s |   1 s |  10 s | steady |  goal | reached | compiler s | code kB | exits |
      |----------------|--------:|--------:|------:|------:|-------:|------:|--------:|-----------:|--------:|------:|
      | fib            |    1.00 |    0.40 | 2.50x | 2.50x | 20.00x |   12x |     yes |       0.30 |       4 |    12 |
      | lukewarm       |    1.00 |    0.40 | 2.50x | 2.50x | 20.00x | 0.97x |     yes |       0.30 |       4 |    12 |
      | geometric mean |         |         | 2.50x | 2.50x | 20.00x |    6x |     yes |            |         |       |

      Ratios: how many times faster than plain Python. 1 s, 10 s: whole processes with about so much plain work; steady: one warmed-up
      iteration. Programs with something to gain are judged by the steady ratio, the others (goal 0.97x) by the worst.

      |                                                        |                  found |               goal | reached |
      |--------------------------------------------------------|-----------------------:|-------------------:|--------:|
      | whole process, about 1 s of plain work, geometric mean |                  2.50x |        at least 2x |     yes |
      | empty script                                           | 19.0 ms, plain 12.1 ms | at most 10 ms more |     yes |
      | memory of the Python process                           |  30.0 MB, plain 9.5 MB | at most 15 MB more |      NO |
      | its growth in the second half of a long run            |                0.10 MB |       at most 1 MB |     yes |

      Problems:
      - lukewarm: psyco, about 1 s: the output is not that of plain Python
      - lukewarm: psyco, steady: the output is not that of plain Python
      - lukewarm: psyco, about 10 s: the output is not that of plain Python"
    `);
  });
});

describe('numbers', () => {
  it('medians and means', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(median([])).toBeNaN();
    expect(geometricMean([2, 8])).toBeCloseTo(4);
    expect(secondHalf([1, 2, 3, 4, 5])).toEqual([3, 4, 5]);
  });
});

describe('the table of programs', () => {
  it('has every program of bench/programs once', () => {
    const files = readdirSync(PROGRAMS_FOLDER).filter((name) => name.endsWith('.py') && name !== 'harness.py').map((name) => name.slice(0, -3));
    expect(PROGRAMS.map(({ name }) => name).sort()).toEqual(files.sort());
  });
});

describe('the command line', () => {
  it.each([['nobody'], ['--rounds', '0'], ['--clock', 'sun'], ['--nonsense']])('refuses %s %s', async (...words) => {
    expect(await main(words.filter((word) => word !== undefined))).toBe(2);
  });
});
