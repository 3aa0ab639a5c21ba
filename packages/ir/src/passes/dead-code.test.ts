import { test } from 'vitest';
import { deadCode } from './dead-code';
import { expectPass } from './testing';

const same = (before: string, after: string): void => expectPass(deadCode, before, after);

test('results that nothing needs', () => {
  same(
    `block b0(%x: i64, %p: ptr):
       %a = add.i64 %x, %x
       %b = mulo.i64 %a, %a -> exit 0
       %c = load.i64 %p {offset=0, memory=any}
       %d = box.int %c
       %e = call %x {symbol=f, effect=pure, result=i64}
       %f = call %x {symbol=f, effect=python, result=i64}
       %g = neg.i64 %x
       poll -> exit 1
       return %x
     exit 0 reason=overflow: f@0 locals [int %a] stack []
     exit 1 reason=poll: f@0 locals [tuple(int %g)] stack []`,
    `block b0(%x: i64, %p: ptr):
       %f = call %x {symbol=f, effect=python, result=i64}
       %g = neg.i64 %x
       poll -> exit 1
       return %x
     exit 1 reason=poll: f@0 locals [tuple(int %g)] stack []`,
  );
});

test('what has to be computed though nothing needs it', () => {
  same(
    `block b0(%x: ref, %p: ptr, %n: i64):
       %a = unbox.int %x -> exit 0
       %m = const.i64 255
       %b = and.i64 %a, %m
       use %b
       %c = f64.from.i64 %b
       %e = load.i64 %p {offset=0, memory=any}
       %f = and.i64 %e, %m
       use %f
       return %n
     exit 0 reason=overflow: f@0 locals [ref %x] stack []`,
    `block b0(%x: ref, %p: ptr, %n: i64):
       %a = unbox.int %x -> exit 0
       %m = const.i64 255
       %b = and.i64 %a, %m
       use %b
       return %n
     exit 0 reason=overflow: f@0 locals [ref %x] stack []`,
  );
});

test('parameters: unused in a cycle, always the same, twins', () => {
  same(
    `block b0(%x: i64, %c: bool):
       jump b1(%x, %x, %x, %x, %x)
     block b1(%unused: i64, %constant: i64, %one: i64, %two: i64, %needed: i64):
       %a = add.i64 %unused, %x
       %b = add.i64 %needed, %constant
       branch %c, b2(%one), b3
     block b2(%n: i64):
       %m = neg.i64 %n
       jump b1(%a, %constant, %m, %m, %b)
     block b3:
       %r = add.i64 %one, %two
       %s = add.i64 %r, %needed
       return %s`,
    `block b0(%x: i64, %c: bool):
       jump b1(%x, %x)
     block b1(%one: i64, %needed: i64):
       %b = add.i64 %needed, %x
       branch %c, b2, b3
     block b2:
       %m = neg.i64 %one
       jump b1(%m, %b)
     block b3:
       %r = add.i64 %one, %one
       %s = add.i64 %r, %needed
       return %s`,
  );
});

test('blocks that only jump, straight lines, blocks that cannot be reached', () => {
  same(
    `block b0(%x: i64, %c: bool):
       jump b1
     block b1:
       branch %c, b2, b3
     block b2:
       jump b4(%x)
     block b3:
       %y = neg.i64 %x
       jump b5(%y)
     block b5(%z: i64):
       jump b4(%z)
     block b4(%r: i64):
       jump b6
     block b6:
       return %r
     block b7:
       jump b6`,
    `block b0(%x: i64, %c: bool):
       branch %c, b4(%x), b3
     block b3:
       %y = neg.i64 %x
       jump b4(%y)
     block b4(%r: i64):
       return %r`,
  );
});

test('a diamond with nothing in it goes', () => {
  same(
    `block b0(%x: i64, %c: bool):
       branch %c, b1, b2
     block b1:
       jump b3
     block b2:
       jump b3
     block b3:
       return %x`,
    `block b0(%x: i64, %c: bool):
       return %x`,
  );
});

test('a choice of two values needs its blocks', () => {
  const text = `block b0(%x: i64, %y: i64, %c: bool):
       branch %c, b1, b3(%y)
     block b1:
       jump b3(%x)
     block b3(%z: i64):
       return %z`;
  same(text, text);
});
