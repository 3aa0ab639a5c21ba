import { describe, expect, test } from 'vitest';
import { printState } from './print';
import { joinTexts, type TestJoin } from './testing/context';

interface Case extends TestJoin {
  states: string[];
  joined: string | null;
}

const cases: Record<string, Case> = {
  'what is the same stays': {
    states: ['f@8 [list %1 frame 0, Int(%2), Float 0.5] stack []', 'f@8 [list %1 frame 0, Int(%2), Float 0.5] stack []'],
    joined: 'f@8 [list %1 frame 0, Int(%2), Float 0.5] stack []',
  },
  'different numbers become a parameter': { states: ['f@8 [Int 1, Float(%1)] stack []', 'f@8 [Int(%2), Float 2] stack []'], joined: 'f@8 [Int(%100), Float(%101)] stack []' },
  'equal constants stay constants': { states: ['f@8 [Int 1, Bool true] stack []', 'f@8 [Int 1, Bool true] stack []'], joined: 'f@8 [Int 1, Bool true] stack []' },
  'zeros of different signs differ': { states: ['f@8 [Float 0] stack []', 'f@8 [Float -0] stack []'], joined: 'f@8 [Float(%100)] stack []' },
  'an int object meets an unboxed int': { states: ['f@8 [int %1 owned] stack []', 'f@8 [Int(%2)] stack []'], joined: 'f@8 [Int(%100)] stack []' },
  'an int meets a float: versions of their own': { states: ['f@8 [Int(%1)] stack []', 'f@8 [Float(%2)] stack []'], joined: null },
  'unless objects are allowed': { states: ['f@8 [Int(%1)] stack []', 'f@8 [Float(%2)] stack []'], allowObject: true, joined: 'f@8 [object %100 owned] stack []' },
  'objects of one type': { states: ['f@8 [list %1 owned] stack []', 'f@8 [list %2 heap] stack []'], joined: 'f@8 [list %100 owned] stack []' },
  'objects of several types': { states: ['f@8 [list %1 owned] stack []', 'f@8 [None] stack []'], joined: 'f@8 [object %100 owned] stack []' },
  'an object stays itself, owned as soon as one path owns it': { states: ['f@8 [list %1 owned] stack []', 'f@8 [list %1 heap] stack []'], joined: 'f@8 [list %1 owned] stack []' },
  'an object in two slots of the frame, seen through another one on each path, is not owned besides': {
    states: ['f@8 [list %1 frame 0, list %1 frame 0] stack []', 'f@8 [list %1 frame 1, list %1 frame 1] stack []'],
    joined: 'f@8 [list %1 frame 0, list %1 frame 0] stack []',
  },
  'what only one path knows is forgotten': { states: ['f@8 [list %1 owned] stack []', 'f@8 [object %1 owned] stack []'], joined: 'f@8 [object %1 owned] stack []' },
  'where an object has to be built, nothing is left to a container': {
    states: ['f@8 [tuple(Int 1), list %1 heap] stack []', 'f@8 [tuple(Int 1, Int 2), list %1 heap] stack []'],
    joined: 'f@8 [tuple %100 owned, list %1 owned] stack []',
  },
  'one value in two slots is one parameter': { states: ['f@8 [list %1 owned, list %1 owned] stack []', 'f@8 [list %2 owned, list %2 owned] stack []'], joined: 'f@8 [list %100 owned, list %100 owned] stack []' },
  'two values that meet one are two parameters': { states: ['f@8 [list %1 owned, list %1 owned] stack []', 'f@8 [list %2 owned, list %3 owned] stack []'], joined: 'f@8 [list %100 owned, list %101 owned] stack []' },
  'virtual objects join part by part': {
    states: ['f@8 [] stack [range_iterator(Int 0, Int(%1), Int 1)]', 'f@8 [] stack [range_iterator(Int(%2), Int(%1), Int 1)]'],
    joined: 'f@8 [] stack [range_iterator(Int(%100), Int(%1), Int 1)]',
  },
  'virtual objects of one type but not of one shape are built': { states: ['f@8 [tuple(Int 1)] stack []', 'f@8 [tuple(Int 1, Int 2)] stack []'], joined: 'f@8 [tuple %100 owned] stack []' },
  'virtual objects of different shapes': { states: ['f@8 [tuple(Int 1)] stack []', 'f@8 [slice(Int 1)] stack []'], joined: null },
  'one virtual object is not two': { states: ['f@8 [#1=tuple(Int 1), #1] stack []', 'f@8 [tuple(Int 1), tuple(Int 1)] stack []'], joined: null },
  'one virtual object stays one': { states: ['f@8 [#1=tuple(Int 1), #1] stack []', 'f@8 [#1=tuple(Int 2), #1] stack []'], joined: 'f@8 [#1=tuple(Int(%100)), #1] stack []' },
  'assigned locals are widened': { states: ['f@8 [Int 0, Int 0] stack []'], widenLocals: [1], joined: 'f@8 [Int 0, Int(%100)] stack []' },
  'widened numbers are apart, even if they are one now': { states: ['f@8 [Int 0, Int 0] stack []'], widenLocals: [0, 1], joined: 'f@8 [Int(%100), Int(%101)] stack []' },
  'a value that is kept in one slot and widened in another': { states: ['f@8 [Int(%1), Int(%1)] stack []'], widenLocals: [1], joined: 'f@8 [Int(%1), Int(%100)] stack []' },
  'of a loop iterator only the position is widened': { states: ['f@8 [] stack [range_iterator(Int 0, Int 9, Int 1)]'], widenTop: true, joined: 'f@8 [] stack [range_iterator(Int(%100), Int 9, Int 1)]' },
  'an iterator of a list': { states: ['f@8 [] stack [list_iterator(list %1 owned, Int 0)]'], widenTop: true, joined: 'f@8 [] stack [list_iterator(list %1 owned, Int(%100))]' },
  'a virtual object in a widened and in another slot': {
    states: ['f@8 [#1=range_iterator(Int 0, Int 9, Int 1)] stack [#1]'],
    widenTop: true,
    joined: 'f@8 [#1=range_iterator(Int(%100), Int 9, Int 1)] stack [#1]',
  },
  'one in a widened slot and inside another one': { states: ['f@8 [cell(#1=tuple(Int 1)), #1] stack []'], widenLocals: [1], joined: 'f@8 [cell(#1=tuple(Int(%100))), #1] stack []' },
  'one inside another one in a widened slot': { states: ['f@8 [cell(#1=tuple(Int 1)), cell(#1)] stack []'], widenLocals: [1], joined: 'f@8 [cell(#1=tuple(Int(%100))), cell(#1)] stack []' },
  'dead numbers vanish': { states: ['f@8 [Int 1, Float(%1)] stack []', 'f@8 [Float(%2), str %3 owned] stack []'], dead: [0, 1], joined: 'f@8 [null, null] stack []' },
  'dead objects stay alive': { states: ['f@8 [list %1 owned] stack []', 'f@8 [list %2 owned] stack []'], dead: [0], joined: 'f@8 [list %100 owned] stack []' },
  'a local that is bound on one path only': { states: ['f@8 [list %1 owned] stack []', 'f@8 [null] stack []'], joined: 'f@8 [list %100 owned nullable] stack []' },
  'not so on the stack': { states: ['f@8 [] stack [list %1 owned]', 'f@8 [] stack [null]'], joined: null },
  'outer frames': {
    states: ['f@8 [Int 1] stack [Int(%1)] > g@0 [Int(%1)] stack []', 'f@8 [Int 1] stack [Int(%2)] > g@0 [Int(%2)] stack []'],
    joined: 'f@8 [Int 1] stack [Int(%100)] > g@0 [Int(%100)] stack []',
  },
};

describe('joinStates', () => {
  test.each(Object.entries(cases))('%s', (_, { states, joined, ...options }) => {
    expect(joinTexts(states, options).text).toBe(joined);
  });

  test('slots of the interpreter frame stay mirrored only if all paths agree', () => {
    const { join } = joinTexts(['f@8 [list %1 frame 0, int %2 frame 1, null] stack []', 'f@8 [list %1 frame 0, int %3 owned, null] stack []']);
    expect(join?.state.frame.slots).toEqual([join?.state.frame.locals[0], 'stale', 'empty']);
    expect(printState(join!.state)).toBe('f@8 [list %1 frame 0, Int(%100), null] stack []');
  });
});
