import { expect, test } from 'vitest';
import { newParser } from './testing/context';
import { printState } from './print';
import { StateSyntaxError } from './parse';

test.each([
  'f@0 [] stack []',
  'dot@62 [list %1 frame 0, object %2 owned, Int(%3), null] stack [Float 0.5, Float -0, Float NaN, Float -Infinity]',
  'f@2 [Int 5, Int -9223372036854775808, Bool true, Bool(%4), Char(%5)] stack [None, null, print]',
  'f@10 [str %1 stable, main.Point %2 heap] stack [str_iterator(str %1 stable, Int(%3)), range_iterator(Int(%4), Int 10, Int 1)]',
  'f@10 [#1=tuple(Int(%1), Int(%2)), #1, tuple(#1, #2=instance(main.Point, Int 1)), #2] stack []',
  'f@10 [object %1 owned nullable] stack []',
  'f@10 [Int(%1)] stack [Int(%1)] > g@0 [Int(%1), Float(%2)] stack []',
])('%s', (text) => {
  expect(printState(newParser().parse(text))).toBe(text);
});

test('the same name is the same Value in all texts of a parser', () => {
  const parser = newParser();
  const [first, second] = ['f@0 [list %1 owned, Int(%2)] stack [Int 3]', 'f@4 [list %1 frame 0, Int(%2)] stack [Int 3]'].map((text) => parser.parse(text));
  expect(first.frame.locals).toEqual(second.frame.locals);
  expect(first.frame.locals[0]).toBe(second.frame.locals[0]);
  expect(first.frame.stack[0]).toBe(second.frame.stack[0]);
});

test.each([
  ['f@0 [Int(%1] stack []', 'expected )'],
  ['f@0 [thing] stack []', 'expected a value, not thing'],
  ['f@0 [#1] stack []', 'a label before this'],
  ['f@0 [] stack [] x', 'expected the end'],
])('%s: %s', (text, message) => {
  expect(() => newParser().parse(text)).toThrow(message);
  expect(() => newParser().parse(text)).toThrow(StateSyntaxError);
});
