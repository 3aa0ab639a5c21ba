import { expect, test } from 'vitest';
import { printFunction } from '../printer';
import { optimize, passes, pipeline } from './pipeline';
import { expectPass, read } from './testing';

/** The loop of `for i in range(len(xs)): s += xs[i] * ys[i]`, as it is before any pass. */
const dot = `function "dot" native -> f64
block b0(%xs: ref, %ys: ref):
  guard.type %xs {address=0x9000, name="list"} -> exit 1
  %n = load.i64 %xs {offset=16, memory=list.size}
  %zero = const.i64 0
  %start = const.f64 0
  jump loop(%zero, %start, %n)
block loop(%i: i64 i, %s: f64 s, %stop: i64 n):
  %t = lt.i64 %i, %stop
  branch %t, body, done
block body:
  %xsize = load.i64 %xs {offset=16, memory=list.size}
  %xin = ult.i64 %i, %xsize
  guard.true %xin -> exit 2
  %xitems = load.ptr %xs {offset=24, memory=list.items}
  %p = load.ref %xitems, %i {offset=0, scale=8, memory=list.item}
  incref %p
  guard.type %p {address=0x9100, name="float"} -> exit 3
  guard.type %ys {address=0x9000, name="list"} -> exit 4
  %ysize = load.i64 %ys {offset=16, memory=list.size}
  %yin = ult.i64 %i, %ysize
  guard.true %yin -> exit 5
  %yitems = load.ptr %ys {offset=24, memory=list.items}
  %q = load.ref %yitems, %i {offset=0, scale=8, memory=list.item}
  guard.type %q {address=0x9100, name="float"} -> exit 6
  %x = load.f64 %p {offset=16, memory=float.value}
  %y = load.f64 %q {offset=16, memory=float.value}
  %m = mul.f64 %x, %y
  %box = box.float %m
  %again = load.f64 %box {offset=16, memory=float.value}
  %s2 = add.f64 %s, %again
  decref %box {leaf=true}
  decref %p {leaf=true}
  %one = const.i64 1
  %i2 = addo.i64 %i, %one -> exit 7
  poll -> exit 8
  jump loop(%i2, %s2, %stop)
block done:
  return %s
exit 1 reason=type saw=%xs: dot@0 locals [] stack []
exit 2 reason=index: dot@72 locals [ref %xs, ref %ys, float %s, int %i] stack [range_iterator(int %i, int %stop, int 1)]
exit 3 reason=type saw=%p: dot@72 locals [ref %xs, ref %ys, float %s, int %i] stack [range_iterator(int %i, int %stop, int 1)] release [%p]
exit 4 reason=type saw=%ys: dot@86 locals [ref %xs, ref %ys, float %s, int %i] stack [range_iterator(int %i, int %stop, int 1), ref %p owned]
exit 5 reason=index: dot@86 locals [ref %xs, ref %ys, float %s, int %i] stack [range_iterator(int %i, int %stop, int 1), ref %p owned]
exit 6 reason=type saw=%q: dot@86 locals [ref %xs, ref %ys, float %s, int %i] stack [range_iterator(int %i, int %stop, int 1), ref %p owned]
exit 7 reason=overflow: dot@90 locals [] stack []
exit 8 reason=poll: dot@106 locals [ref %xs, ref %ys, float %s2, int %i] stack [range_iterator(int %i2, int %stop, int 1)]
loop loop: exit 9 reason=loop: dot@62 locals [ref %xs, ref %ys, float %s, int %i] stack [range_iterator(int %i, int %stop, int 1)]
`;

test('the loop of a dot product keeps two loads and two type tests', () => {
  expectPass(
    (fn) => optimize(fn, { verify: 'each' }),
    dot,
    `function "dot" native -> f64
block b0(%xs: ref, %ys: ref):
  guard.type %xs {address=0x9000, name="list"} -> exit 0
  %n = load.i64 %xs {offset=16, memory=list.size}
  %zero = const.i64 0
  %start = const.f64 0
  %xitems = load.ptr %xs {offset=24, memory=list.items}
  guard.type %ys {address=0x9000, name="list"} -> exit 4
  %ysize = load.i64 %ys {offset=16, memory=list.size}
  %yitems = load.ptr %ys {offset=24, memory=list.items}
  %one = const.i64 1
  %yin = le.i64 %n, %ysize
  guard.true %yin -> exit 5
  jump loop(%zero, %start)
block loop(%i: i64, %s: f64):
  %t = lt.i64 %i, %n
  branch %t, body, done
block body:
  %p = load.ref %xitems, %i {offset=0, scale=8, memory=list.item}
  guard.type %p {address=0x9100, name="float"} -> exit 3
  %q = load.ref %yitems, %i {offset=0, scale=8, memory=list.item}
  guard.type %q {address=0x9100, name="float"} -> exit 6
  %x = load.f64 %p {offset=16, memory=float.value}
  %y = load.f64 %q {offset=16, memory=float.value}
  %m = mul.f64 %x, %y
  %s2 = add.f64 %s, %m
  %i2 = add.i64 %i, %one
  poll -> exit 8
  jump loop(%i2, %s2)
block done:
  return %s
exit 0 reason=type saw=%xs: dot@0 locals [] stack []
exit 3 reason=type saw=%p: dot@72 locals [ref %xs, ref %ys, float %s, int %i] stack [range_iterator(int %i, int %n, int 1)]
exit 4 reason=type saw=%ys: dot@62 locals [ref %xs, ref %ys, float %start, int %zero] stack [range_iterator(int %zero, int %n, int 1)]
exit 5 reason=index: dot@62 locals [ref %xs, ref %ys, float %start, int %zero] stack [range_iterator(int %zero, int %n, int 1)]
exit 6 reason=type saw=%q: dot@86 locals [ref %xs, ref %ys, float %s, int %i] stack [range_iterator(int %i, int %n, int 1), ref %p]
exit 8 reason=poll: dot@106 locals [ref %xs, ref %ys, float %s2, int %i] stack [range_iterator(int %i2, int %n, int 1)]
`,
  );
});

test('passes can be left out, and each can be seen', () => {
  const seen: string[] = [];
  const fn = read(dot);
  optimize(fn, { dump: (pass) => seen.push(pass), disable: ['refcounts', 'loopInvariantMotion'] });
  expect(seen).toEqual(['start', ...pipeline.filter((name) => name !== 'refcounts' && name !== 'loopInvariantMotion')]);
  expect(fn.loopEntryExits.size).toBe(0);
  const untouched = read(dot);
  optimize(untouched, { disable: Object.keys(passes) });
  untouched.loopEntryExits.clear();
  const original = read(dot);
  original.loopEntryExits.clear();
  expect(printFunction(untouched)).toBe(printFunction(original));
});
