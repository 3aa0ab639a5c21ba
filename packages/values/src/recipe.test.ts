import { expect, test } from 'vitest';
import { type Exit, printExit } from '@psyco/ir';
import { recipeOfState } from './recipe';
import { newParser } from './testing/context';
import type { State } from './state';

function recipe(text: string, prepare: (state: State) => void = () => {}): string {
  const state = newParser().parse(text);
  prepare(state);
  const exit: Exit = { id: 0, reason: 'type', error: false, frames: recipeOfState(state, { true: 0x11, false: 0x10 }), saw: null, release: [] };
  return printExit(exit).replace(/^.*?: /, '').replace(/ code=0x\w+/g, '');
}

test.each([
  ['f@8 [Int 1, Int(%1), Float -0, Float(%2)] stack [Char(%3)]', 'f@8 locals [int 1, int %1, float -0, float %2] stack [char %3]'],
  ['f@8 [Bool true, Bool(%1), None, null] stack []', 'f@8 locals [const 0x11 "True", bool %1, const 0x7004 "None", null] stack []'],
  ['f@8 [list %1 heap, list %2 stable] stack [list %3 frame 2]', 'f@8 locals [ref %1, ref %2] stack [ref %3]'],
  // One reference is given away, however many slots have the object.
  ['f@8 [list %1 owned, list %1 owned] stack [list %1 owned]', 'f@8 locals [ref %1 owned, ref %1] stack [ref %1]'],
  // A virtual object is built once.
  ['f@8 [#1=tuple(Int 1, list %1 owned), #1] stack [list %1 owned]', 'f@8 locals [#1=tuple(int 1, ref %1 owned), shared #1] stack [ref %1]'],
  ['f@8 [] stack [range_iterator(Int(%1), Int 9, Int 1)] > g@0 [Int(%1)] stack []', 'f@8 locals [] stack [range_iterator(int %1, int 9, int 1)] > g@0 locals [int %1] stack []'],
])('%s', (text, expected) => {
  expect(recipe(text)).toBe(expected);
});

test('what the frame holds already is kept', () => {
  const text = 'f@8 [list %1 frame 0, Int(%2), null, null] stack []';
  const expected = 'f@8 locals [keep, int %2, keep, null] stack []';
  expect(recipe(text, ({ frame }) => (frame.slots = [frame.locals[0], 'stale', 'empty', 'stale']))).toBe(expected);
});
