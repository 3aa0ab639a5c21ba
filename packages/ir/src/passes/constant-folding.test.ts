import { expect, test } from 'vitest';
import { constantFolding } from './constant-folding';
import { expectPass, read } from './testing';
import { printInstruction } from '../printer';

/** What a value becomes: the text of the last instruction before the return. */
function folded(parameters: string, body: string): string {
  const fn = read(`block b0(${parameters}):\n${body}`);
  constantFolding(fn);
  const result = fn.entry.terminator!.args[0];
  return result.definition ? printInstruction(result.definition).replace(/^%\d+ = /, '') : `%${result.hint}`;
}

test.each([
  ['%r = add.i64 %x, %zero', '%x'],
  ['%r = add.i64 %zero, %x', '%x'],
  ['%r = mul.i64 %x, %one', '%x'],
  ['%r = mul.i64 %x, %zero', 'const.i64 0'],
  ['%a = add.i64 %one, %one\n%r = mul.i64 %a, %a', 'const.i64 4'],
  ['%r = sub.i64 %x, %x', 'const.i64 0'],
  ['%r = xor.i64 %x, %x', 'const.i64 0'],
  ['%m = const.i64 -1\n%r = and.i64 %x, %m', '%x'],
  ['%r = shl.i64 %x, %zero', '%x'],
  ['%a = neg.i64 %x\n%r = neg.i64 %a', '%x'],
  ['%r = addo.i64 %x, %zero -> exit 0', '%x'],
  ['%c = eq.i64 %one, %zero\n%r = select.i64 %c, %x, %one', 'const.i64 1'],
  ['%c = lt.i64 %x, %x\n%r = i64.from.bool %c', 'const.i64 0'],
  ['%f = const.f64 2.5\n%r = i64.from.f64 %f', 'const.i64 2'],
  ['%p = const.ptr 0x10\n%b = load.u8 %p {offset=0, memory=any}\n%m = const.i64 255\n%r = and.i64 %b, %m', 'load.u8 %5 {offset=0, memory=any}'],
  ['%p = const.ptr 0x10\n%r = load.i64 %p, %one {offset=16, scale=8, memory=any}', 'load.i64 %3 {offset=24, memory=any}'],
])('%s becomes %s', (body, expected) => {
  expect(folded('%x: i64 x', `  %zero = const.i64 0\n  %one = const.i64 1\n  ${body}\n  return %r`)).toBe(expected.replace('%5', '%3'));
});

// %s is at most 31 because there are 64 bits: a number of more would have left where it was unboxed, which nobody does if nobody asks.
test.each([
  ['neg.i64 %s', 'gt.i64', -100n, false],
  ['shl.i64 %s, %one', 'lt.i64', 1000n, false],
  ['or.i64 %s, %one', 'lt.i64', 64n, false],
  ['xor.i64 %s, %one', 'lt.i64', 64n, false],
  ['and.i64 %s, %mask', 'lt.i64', 64n, false],
  ['floormod.i64 %s, %mask', 'lt.i64', 64n, false],
  ['select.i64 %c, %s, %one', 'lt.i64', 64n, false],
  ['subo.i64 %s, %one -> exit 0', 'lt.i64', 64n, false],
  // What has its bounds from something else.
  ['and.i64 %x, %mask', 'le.i64', 65535n, true],
  ['floormod.i64 %x, %mask', 'lt.i64', 65535n, true],
  ['i64.from.bool %c', 'lt.i64', 64n, true],
])('what 64 bits say of %s: %s %s is decided: %s', (computed, op, limit, decided) => {
  const text = folded('%x: i64 x, %y: i64', `  %zero = const.i64 0\n  %one = const.i64 1\n  %mask = const.i64 65535\n  %limit = const.i64 ${limit}\n  %h = const.i64 58\n  %c = lt.i64 %x, %y\n  %n = ge.i64 %x, %zero\n  guard.true %n -> exit 1\n  %s = sar.i64 %x, %h\n  %t = ${computed}\n  %r = ${op} %t, %limit\n  %i = i64.from.bool %r\n  return %i`);
  expect(text === 'const.i64 1').toBe(decided);
});

test('powers of two', () => {
  expectPass(
    constantFolding,
    `block b0(%x: i64):
       %c = const.i64 8
       %a = mul.i64 %x, %c
       %b = floordiv.i64 %a, %c
       %d = floormod.i64 %b, %c
       return %d`,
    `block b0(%x: i64):
       %c = const.i64 8
       %three = const.i64 3
       %a = shl.i64 %x, %three
       %b = sar.i64 %a, %three
       %seven = const.i64 7
       %d = and.i64 %b, %seven
       return %d`,
  );
});

test('doubles keep their signs of zero', () => {
  expectPass(
    constantFolding,
    `function test native -> f64
     block b0(%x: f64):
       %zero = const.f64 0
       %a = add.f64 %x, %zero
       %b = sub.f64 %a, %zero
       %four = const.f64 4
       %three = const.f64 3
       %c = div.f64 %b, %four
       %d = div.f64 %c, %three
       return %d`,
    `function test native -> f64
     block b0(%x: f64):
       %zero = const.f64 0
       %a = add.f64 %x, %zero
       %four = const.f64 4
       %three = const.f64 3
       %quarter = const.f64 0.25
       %c = mul.f64 %a, %quarter
       %d = div.f64 %c, %three
       return %d`,
  );
});

test('a counter below its bound neither overflows nor needs its bounds checked', () => {
  expectPass(
    constantFolding,
    `block b0(%xs: ref, %any: i64):
       %n = load.i64 %xs {offset=16, memory=list.size}
       %zero = const.i64 0
       %one = const.i64 1
       jump loop(%zero, %zero)
     block loop(%i: i64, %s: i64):
       %t = lt.i64 %i, %n
       branch %t, body, done
     block body:
       %u = ult.i64 %i, %n
       guard.true %u -> exit 1
       %s2 = addo.i64 %s, %any -> exit 2
       %i2 = addo.i64 %i, %one -> exit 3
       jump loop(%i2, %s2)
     block done:
       return %s`,
    `block b0(%xs: ref, %any: i64):
       %n = load.i64 %xs {offset=16, memory=list.size}
       %zero = const.i64 0
       %one = const.i64 1
       jump loop(%zero, %zero)
     block loop(%i: i64, %s: i64):
       %t = lt.i64 %i, %n
       branch %t, body, done
     block body:
       %true = const.bool 1
       %s2 = addo.i64 %s, %any -> exit 2
       %i2 = add.i64 %i, %one
       jump loop(%i2, %s2)
     block done:
       return %s`,
  );
});

test('a counter below an unknown bound does not overflow either, by one', () => {
  const body = (step: string): string => `block b0(%n: i64):
       %zero = const.i64 0
       %step = const.i64 ${step}
       jump loop(%zero)
     block loop(%i: i64):
       %t = lt.i64 %i, %n
       branch %t, body, done
     block body:
       %i2 = addo.i64 %i, %step -> exit 3
       jump loop(%i2)
     block done:
       return %i`;
  expectPass(constantFolding, body('1'), body('1').replace('addo.i64 %i, %step -> exit 3', 'add.i64 %i, %step'));
  expectPass(constantFolding, body('2'), body('2'));
});

test('conditions that hold where they are tested again', () => {
  expectPass(
    constantFolding,
    `block b0(%x: i64, %y: i64):
       %a = lt.i64 %x, %y
       branch %a, b1, b2
     block b1:
       %b = gt.i64 %y, %x
       guard.true %b -> exit 0
       %c = eq.i64 %x, %y
       branch %c, b3, b2
     block b2:
       %d = ge.i64 %x, %y
       guard.true %d -> exit 1
       guard.false %a -> exit 2
       return %x
     block b3:
       return %y`,
    `block b0(%x: i64, %y: i64):
       %a = lt.i64 %x, %y
       branch %a, b1, b2
     block b1:
       %b = gt.i64 %y, %x
       %c = eq.i64 %x, %y
       jump b2
     block b2:
       %d = ge.i64 %x, %y
       guard.true %d -> exit 1
       return %x`,
  );
});

test('a guard that always fails ends its block', () => {
  expectPass(
    constantFolding,
    `block b0(%x: i64):
       %c = const.bool 0
       guard.true %c -> exit 0
       jump b1
     block b1:
       return %x`,
    `block b0(%x: i64):
       %c = const.bool 0
       exit -> exit 0`,
  );
});
