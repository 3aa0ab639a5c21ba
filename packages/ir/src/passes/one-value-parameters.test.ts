import { test } from 'vitest';
import { oneValueParameters } from './one-value-parameters';
import { expectPass } from './testing';

test('a parameter that is one value everywhere is that value, around rings of loops too', () => {
  expectPass(
    oneValueParameters,
    `block b0(%n: i64, %o: ref):
       %zero = const.i64 0
       jump b1(%zero, %o, %n)
     block b1(%a: i64, %p: ref, %m: i64):
       %z = const.i64 0
       jump b2(%a, %p, %m)
     block b2(%b: i64, %q: ref, %k: i64):
       %one = const.i64 1
       %next = sub.i64 %k, %one
       %c = gt.i64 %next, %b
       branch %c, b2(%z, %q, %next), b3(%b, %q)
     block b3(%d: i64, %r: ref):
       %e = gt.i64 %n, %d
       branch %e, b1(%d, %r, %n), b4
     block b4:
       incref %r
       return %d`,
    `block b0(%n: i64, %o: ref):
       %again = const.i64 0
       %zero = const.i64 0
       jump b1
     block b1:
       %z = const.i64 0
       jump b2(%n)
     block b2(%k: i64):
       %one = const.i64 1
       %next = sub.i64 %k, %one
       %c = gt.i64 %next, %again
       branch %c, b2(%next), b3
     block b3:
       %e = gt.i64 %n, %again
       branch %e, b1, b4
     block b4:
       incref %o
       return %again`,
  );
});
