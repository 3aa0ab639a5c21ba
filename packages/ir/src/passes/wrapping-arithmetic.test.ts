import { test } from 'vitest';
import { expectPass } from './testing';
import { wrappingArithmetic } from './wrapping-arithmetic';

const same = (before: string, after: string): void => expectPass(wrappingArithmetic, before, after);

const generator = `block b0(%x: i64):
  %a = const.i64 25214903917
  %c = const.i64 11
  %mask = const.i64 281474976710655
  %p = mulo.i64 %x, %a -> exit 0
  %s = addo.i64 %p, %c -> exit 1
  %r = and.i64 %s, %mask
  return %r
exit 0 reason=overflow: f@0 locals [int %x] stack [int %x, int %a]
exit 1 reason=overflow: f@4 locals [int %x] stack [int %p, int %c]`;

test('only the low bits of a random number generator matter', () => {
  same(
    generator,
    `block b0(%x: i64):
       %a = const.i64 25214903917
       %c = const.i64 11
       %mask = const.i64 281474976710655
       %p = mul.i64 %x, %a
       %s = add.i64 %p, %c
       %r = and.i64 %s, %mask
       return %r`,
  );
});

test('not if the sum is used otherwise, by an exit for example, or if the mask is negative', () => {
  const seen = generator.replace('  return %r', '  poll -> exit 2\n  return %r') + '\nexit 2 reason=poll: f@8 locals [int %s] stack []';
  same(seen, seen);
  const returned = generator.replace('return %r', 'return %s');
  same(returned, returned);
  const negative = generator.replace('281474976710655', '-8');
  same(negative, negative);
});
