import { describe, expect, test } from 'vitest';
import type { Value as IrValue } from '@psyco/ir';
import type { State } from './state';
import type { RefValue } from './value';
import { joinTexts, matchState, printMatch, type TestJoin, typeOf } from './testing/context';

interface Case extends TestJoin {
  version: string[];
  state: string;
  match: string;
}

const cases: Record<string, Case> = {
  'values for the parameters': { version: ['f@8 [Int 1, list %1 owned] stack []', 'f@8 [Int 2, list %1 owned] stack []'], state: 'f@8 [Int(%5), list %1 owned] stack []', match: '(Int(%5))' },
  'an int object is unboxed': { version: ['f@8 [Int 1] stack []', 'f@8 [Int 2] stack []'], state: 'f@8 [int %5 heap] stack []', match: '(int %5 heap)' },
  'an object is not': { version: ['f@8 [Int 1] stack []', 'f@8 [Int 2] stack []'], state: 'f@8 [object %5 heap] stack []', match: 'no' },
  'another constant': { version: ['f@8 [Int 1] stack []'], state: 'f@8 [Int 2] stack []', match: 'no' },
  'an equal constant': { version: ['f@8 [Int 1] stack []'], state: 'f@8 [Int 1] stack []', match: '()' },
  'an unknown type is checked again': { version: ['f@8 [list %1 owned] stack []', 'f@8 [list %2 owned] stack []'], state: 'f@8 [object %5 owned] stack []', match: '(object %5 owned) if ref %5 is list' },
  'another type': { version: ['f@8 [list %1 owned] stack []', 'f@8 [list %2 owned] stack []'], state: 'f@8 [tuple %5 owned] stack []', match: 'no' },
  'of one object whose class is not known any more': { version: ['f@8 [main.Point %1 owned] stack []'], state: 'f@8 [object %1 owned] stack []', match: '() if ref %1 is main.Point' },
  'another object': { version: ['f@8 [list %1 owned] stack []'], state: 'f@8 [list %2 owned] stack []', match: 'no' },
  'what a container keeps is not enough for': { version: ['f@8 [list %1 heap] stack []'], state: 'f@8 [list %1 owned] stack []', match: 'no' },
  'nor is it for one that has to build an object': {
    version: ['f@8 [tuple %1 owned, list %2 heap] stack []', 'f@8 [tuple %3 owned, list %2 heap] stack []'],
    state: 'f@8 [tuple(Int 1), list %2 heap] stack []',
    match: 'no',
  },
  'parts of virtual objects': { version: ['f@8 [] stack [range_iterator(Int 0, Int 9, Int 1)]'], widenTop: true, state: 'f@8 [] stack [range_iterator(Int(%7), Int 9, Int 1)]', match: '(Int(%7))' },
  'another bound': { version: ['f@8 [] stack [range_iterator(Int 0, Int 9, Int 1)]'], widenTop: true, state: 'f@8 [] stack [range_iterator(Int(%7), Int 8, Int 1)]', match: 'no' },
  'one virtual object for two': { version: ['f@8 [tuple(Int 1), tuple(Int 1)] stack []'], state: 'f@8 [#1=tuple(Int 1), #1] stack []', match: 'no' },
  'two virtual objects for one': { version: ['f@8 [#1=tuple(Int 1), #1] stack []'], state: 'f@8 [tuple(Int 1), tuple(Int 1)] stack []', match: 'no' },
  'one for one': { version: ['f@8 [#1=tuple(Int 1), #1] stack []'], state: 'f@8 [#1=tuple(Int 1), #1] stack []', match: '()' },
  'two values for one parameter': { version: ['f@8 [list %1 owned, list %1 owned] stack []', 'f@8 [list %2 owned, list %2 owned] stack []'], state: 'f@8 [list %5 owned, list %6 owned] stack []', match: 'no' },
  'dead numbers are dropped': { version: ['f@8 [Int 1] stack []', 'f@8 [Float 1] stack []'], dead: [0], state: 'f@8 [Int(%9)] stack []', match: '()' },
  'dead objects are not': { version: ['f@8 [Int 1] stack []', 'f@8 [Float 1] stack []'], dead: [0], state: 'f@8 [list %9 owned] stack []', match: 'no' },
  'unbound where it may be': { version: ['f@8 [list %1 owned] stack []', 'f@8 [null] stack []'], state: 'f@8 [null] stack []', match: '(null)' },
  'unbound where it may not be': { version: ['f@8 [list %1 owned] stack []', 'f@8 [list %2 owned] stack []'], state: 'f@8 [null] stack []', match: 'no' },
  'another depth of the stack': { version: ['f@8 [] stack [Int 1]'], state: 'f@8 [] stack []', match: 'no' },
};

describe('matchState', () => {
  test.each(Object.entries(cases))('%s', (_, { version, state, match, ...options }) => {
    const { join, parser } = joinTexts(version, options);
    const coming = parser.parse(state);
    expect(printMatch(matchState(join!, coming, typeOf), coming)).toBe(match);
  });

  test('a number that was read from an object on the ways into the version must have been read on this one, too', () => {
    const { join, parser } = joinTexts(['f@8 [float %1 owned] stack []']);
    const coming = parser.parse('f@8 [float %1 owned] stack []');
    const ref = coming.frames[0].locals[0] as RefValue;
    const [payload, other] = [{ type: 'f64' }, { type: 'f64' }] as unknown as [IrValue, IrValue];
    const match = (wanted: IrValue | null, given: IrValue | null): string => {
      join!.state.update(ref, { payload: wanted });
      coming.update(ref, { payload: given });
      return printMatch(matchState(join!, coming, typeOf), coming);
    };
    expect([match(null, payload), match(payload, payload), match(payload, null), match(payload, other)]).toEqual(['()', '()', 'no', 'no']);
  });

  test('what is known of an object inside the same virtual object counts, too', () => {
    const { join, states } = joinTexts(['f@8 [tuple(float %1 owned)] stack []']);
    const outer = states[0].frames[0].locals[0];
    expect(join!.state.frames[0].locals[0]).toBe(outer);
    const [ref] = states[0].liveRefs();
    const coming = (change: Parameters<State['update']>[1]): string => {
      const state = states[0].fork();
      state.update(ref, change);
      return printMatch(matchState(join!, state, typeOf), state);
    };
    const int = joinTexts(['f@8 [int %2 owned] stack []']).states[0];
    expect(coming({})).toBe('()');
    expect(coming({ type: [...int.refs.values()][0].type })).toBe('no');
    expect(coming({ type: null })).toMatch(/float/);
    expect(coming({ nullable: true })).toBe('no');
    join!.state.update(ref, { payload: { type: 'f64' } as unknown as IrValue });
    expect(coming({})).toBe('no');
  });

  test('a number is not read out of an object that may not be there', () => {
    for (const [number, object] of [['Int(%1)', 'int %2 owned'], ['Float(%1)', 'float %2 owned']]) {
      const { join } = joinTexts([`f@8 [${number}] stack []`, `f@8 [${number!.replace('%1', '%3')}] stack []`]);
      const coming = (text: string): string => {
        const { states } = joinTexts([text]);
        return printMatch(matchState(join!, states[0], typeOf), states[0]);
      };
      expect(coming(`f@8 [${object}] stack []`)).toBe(`(${object})`);
      expect(coming(`f@8 [${object} nullable] stack []`)).toBe('no');
    }
  });

  test('each state fits what it was joined to', () => {
    const texts = ['f@8 [Int 1, list %1 heap, #1=tuple(Int 3), #1] stack [range_iterator(Int 0, Int 9, Int 1)]', 'f@8 [int %4 owned, list %1 owned, #1=tuple(Int(%5)), #1] stack [range_iterator(Int(%6), Int 9, Int 1)]'];
    const { join, states } = joinTexts(texts, { widenTop: true });
    expect(states.map((state) => printMatch(matchState(join!, state, typeOf), state))).toEqual(['(Int 1, Int 3, Int 0)', '(int %4 owned, Int(%5), Int(%6))']);
  });
});
