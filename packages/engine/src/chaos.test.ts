import { describe, expect, it } from 'vitest';
import { parseFunction, printFunction, verifyFunction } from '@psyco/ir';
import { addChaos, forceEachExit, randomNumbers, randomNumbersOf } from './chaos';

const guards = 60;
const text = [
  'function "f" native -> i64',
  'block b0(%0: i64, %1: i64):',
  ...Array.from({ length: guards }, (_, index) => [`  %${index + 2} = lt.i64 %0, %1`, `  guard.true %${index + 2} -> exit ${index}`]).flat(),
  '  return %0',
  ...Array.from({ length: guards }, (_, index) => `exit ${index} reason=type error=${index === 0}: f@${2 * index} code=0x10 locals [] stack []`),
  '',
].join('\n');

describe('addChaos', () => {
  it('repeats some exits behind guards that fail now and then', () => {
    const fn = parseFunction(text);
    let next = 0x8000;
    const copies = addChaos(fn, randomNumbers(1), () => (next += 8));
    verifyFunction(fn);
    expect(copies.size).toBeGreaterThan(2);
    expect(copies.size).toBeLessThan(guards / 2);
    for (const [copy, original] of copies) expect(fn.exits[copy]!.frames).toEqual(fn.exits[original]!.frames);
    // Without an exception there is no error to leave with.
    expect([...copies.values()]).not.toContain(0);
  });
  it('does the same for the same seed', () => {
    const print = (seed: number): string => {
      const fn = parseFunction(text);
      addChaos(fn, randomNumbers(seed), () => 0x8000);
      return printFunction(fn);
    };
    expect(print(5)).toBe(print(5));
    expect(print(5)).not.toBe(print(6));
  });
  it('knows polls, and guards that fail once', () => {
    const fn = parseFunction(['function "f" native -> i64', 'block b0(%0: i64):', ...Array.from({ length: 30 }, (_, index) => `  poll -> exit ${index}`), '  return %0',
      ...Array.from({ length: 30 }, (_, index) => `exit ${index} reason=poll error=false: f@${2 * index} code=0x10 locals [] stack []`), ''].join('\n'));
    let next = 0x8000;
    const copies = addChaos(fn, randomNumbersOf(1, 'f'), () => (next += 8));
    verifyFunction(fn);
    expect(copies.size).toBeGreaterThan(3);
    const masks = fn.blocks[0]!.instructions.filter(({ op }) => op === 'and.i64').length;
    expect(masks).toBeGreaterThan(0);
    expect(masks).toBeLessThan(copies.size);
  });
  it('draws for each name by itself', () => {
    const first = (name: string): number[] => { const random = randomNumbersOf(9, name); return [random(), random(), random()]; };
    expect(first('f 3 function 0 1')).toEqual(first('f 3 function 0 1'));
    expect(new Set(['f 3 function 0 1', 'f 3 function 0 2', 'g 3 function 0 1'].map((name) => first(name).join())).size).toBe(3);
  });
});

describe('forceEachExit', () => {
  it('repeats every exit but those of errors, behind a guard that fails at its first passage', () => {
    const fn = parseFunction(text);
    let next = 0x8000;
    const copies = forceEachExit(fn, () => (next += 8));
    verifyFunction(fn);
    expect([...copies.values()]).toEqual(Array.from({ length: guards - 1 }, (_, index) => index + 1));
    expect(next).toBe(0x8000 + 8 * (guards - 1));
    expect(fn.blocks[0]!.instructions.filter(({ op, exit }) => op === 'guard.false' && copies.has(exit!.id))).toHaveLength(guards - 1);
  });
});
