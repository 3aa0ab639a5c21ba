import { expect, it } from 'vitest';
import { Functions, inheritReach, withdraw } from './functions';
import type { AnalysedCode } from './world/code-facts';

const functions = new Functions();
const [main, f, g, h] = ['main', 'f', 'g', 'h'].map((qualname, index) => functions.of({ address: 64 * (index + 1), qualname } as AnalysedCode)) as [FunctionState, FunctionState, FunctionState, FunctionState];
type FunctionState = ReturnType<Functions['of']>;

it('hands the depth of bound functions down, and takes it back', () => {
  f.bound = 1;
  inheritReach([main, f, g, h]);
  expect([main, f, g, h].map(({ reach }) => reach)).toEqual([-1, 1, 0, -1]);
  // Through a callee that was reached before, and by another one.
  main.bound = 3;
  inheritReach([main, g, h]);
  expect([main, f, g, h].map(({ reach }) => reach)).toEqual([3, 1, 2, 1]);
  expect(withdraw(main, functions)).toEqual([main, h]);
  expect([main, f, g, h].map(({ reach }) => reach)).toEqual([-1, 1, 0, -1]);
  expect(withdraw(f, functions)).toEqual([f, g]);
  expect(withdraw(f, functions)).toEqual([f]);
});

it('spares what is not to be compiled on account of callers', () => {
  [f.bound, g.spared] = [5, true];
  inheritReach([f, g, h]);
  expect([f, g, h].map(({ reach }) => reach)).toEqual([5, -1, 3]);
});

it('tries again later what was of no use, after longer and longer rests', () => {
  const state = functions.of({ address: 640 } as AnalysedCode);
  const { entry } = state;
  expect(state.isOut(entry, 0)).toBe(false);
  state.refused.set('entry', 'generator');
  expect([0, 1e9].map((now) => state.isOut(entry, now))).toEqual([true, true]);
  state.refused.set('entry', 'no-gain');
  expect([2000, 2999].map((now) => state.isOut(entry, now))).toEqual([true, true]);
  expect(state.isOut(entry, 3000)).toBe(false);
  expect(state.refused.size).toBe(0);
  Object.assign(entry, { retired: true, recompilations: 8 });
  expect([5000, 6999].map((now) => state.isOut(entry, now))).toEqual([true, true]);
  expect(state.isOut(entry, 7000)).toBe(false);
  // It may be compiled anew some times more.
  expect(entry).toMatchObject({ retired: false, recompilations: 5, rests: 2 });
});

it('lets go of code that is gone, unless units of it are in place or on their way', () => {
  const all = new Functions();
  const code = { address: 64, qualname: 'gone' } as AnalysedCode;
  const state = all.of(code);
  state.isAwaited = true;
  expect(all.forget(code)).toBe(false);
  state.isAwaited = false;
  state.entry.current = {} as typeof state.entry.current;
  expect(all.forget(code)).toBe(false);
  expect([...all]).toEqual([state]);
  state.entry.current = null;
  expect(all.forget(code)).toBe(true);
  // A sample that is older names it once more.
  expect(all.of(code)).not.toBe(state);
  expect([...all]).toEqual([]);
});
