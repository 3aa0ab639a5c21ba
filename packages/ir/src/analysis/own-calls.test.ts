import { expect, test } from 'vitest';
import { parseFunction } from '../parser';
import { settleOwnCalls } from './own-calls';

const recursive = (inside: string): string => `function f native -> i64
block b0(%n: i64, %o: ref):
${inside}
  %r = call.native %n, %o {unit="f 1", result=i64} -> exit 0
  return %r
exit 0 reason=call:`;

const effectIn = (text: string): unknown => {
  const fn = parseFunction(text);
  settleOwnCalls(fn, 'f 1');
  return fn.blocks[0].instructions.find(({ op }) => op === 'call.native')?.attributes.effect;
};

test('a unit that changes no memory does not change it by calling itself', () => {
  expect(effectIn(recursive('  %k = load.i64 %o {offset=32, memory=dict.keys}\n  decref %o {leaf=true}\n  %b = box.int %n'))).toBe('allocate');
});

test('what may raise may start a collection', () => {
  expect(effectIn(recursive('  %x = call %o {symbol=f, effect=allocate, result=i64}'))).toBe('allocate');
  expect(effectIn(recursive('  %x = call %o {symbol=f, effect=allocate, errorWhen=minus-one, result=i64} -> exit 0'))).toBe(undefined);
});

test('what stores, or calls somebody else, may change anything', () => {
  expect(effectIn(recursive('  store.i64 %o, %n {offset=32, memory=list.size}'))).toBe(undefined);
  expect(effectIn(recursive('  decref %o'))).toBe(undefined);
  expect(effectIn(recursive('  %x = call.native %n {unit="g", result=i64} -> exit 0'))).toBe(undefined);
});
