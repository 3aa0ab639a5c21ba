// The shrinker alone, with faults that a look at the text decides.
import { describe, expect, it } from 'vitest';
import { makeProgram } from '../program';
import { printProgram, type Program } from '../tree';
import { shrink } from './shrink';

const shrinkWith = (program: Program, fails: (text: string) => boolean, failsAlone = fails): Promise<Program> => shrink(program, {
  seconds: 60,
  firstFailing: async (programs, alone) => programs.find((each) => (alone ? failsAlone : fails)(printProgram(each))),
  failsAlone: async (each) => failsAlone(printProgram(each)),
});

const lines = (program: Program): string[] => printProgram(program).trimEnd().split('\n');

describe('shrink', () => {
  it('leaves what the fault needs, and little else', async () => {
    for (const seed of [12, 36, 60]) {
      const program = makeProgram(seed);
      const small = await shrinkWith(program, (text) => text.includes('def f0('));
      expect(lines(program).length).toBeGreaterThan(150);
      expect(lines(small).length).toBeLessThan(6);
      expect(printProgram(small)).toContain('def f0(');
    }
  });

  it('makes expressions smaller', async () => {
    const small = await shrinkWith(makeProgram(48), (text) => /\n    return .*\w/.test(text) && text.includes('check('));
    expect(Math.max(...lines(small).map((line) => line.length))).toBeLessThan(60);
  });

  it('goes back if it took other programs to fail', async () => {
    const program = makeProgram(12);
    const count = (text: string): number => text.split('check(').length;
    const least = count(printProgram(program)) - 1;
    const small = await shrinkWith(program, (text) => text.includes('check('), (text) => count(text) >= least);
    expect(count(printProgram(small))).toBe(least);
  });
});
