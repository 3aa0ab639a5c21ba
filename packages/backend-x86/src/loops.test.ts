// The text of emitted loops: what the register allocator and the fusion of instructions are for.
import { parseFunction } from '@psyco/ir';
import { disassemble } from '@psyco/x86/disassemble';
import { expect, it } from 'vitest';
import { createX86Backend } from './backend';
import { formatListing } from './emission/listing';
import { offsets } from './testing/harness';

it('prints', async () => {
  const fn = parseFunction(`function squares native -> i64
block b0(%n: i64):
  %zero = const.i64 0
  %one = const.i64 1
  jump loop(%zero, %zero)
block loop(%i: i64, %s: i64):
  %t = lt.i64 %i, %n
  branch %t, body, done
block body:
  %q = mulo.i64 %i, %i -> exit 1
  %s2 = addo.i64 %s, %q -> exit 2
  %i2 = add.i64 %i, %one
  poll -> exit 3
  jump loop(%i2, %s2)
block done:
  return %s
exit 0 reason=recursion: f@0 locals [int %n] stack []
exit 1 reason=overflow: f@10 locals [int %n, int %i, int %s] stack []
exit 2 reason=overflow: f@12 locals [int %n, int %i, int %s] stack [int %q]
exit 3 reason=poll: f@14 locals [int %n, int %i2, int %s2] stack []`);
  const base = 0x10_0000_0000;
  const code = createX86Backend().compile(fn, { baseAddress: base, exitBase: 0, exitCommon: base + 0x1000, evalBreaker: base + 0x2000, stackLimit: base + 0x2010, symbol: () => base + 0x3000, unit: () => null, offsets }, { listing: true });
  console.log(await formatListing(code, base));
  const fn2 = parseFunction(`function dot native -> f64
block b0(%xs: ptr, %ys: ptr, %n: i64, %xsize: i64, %ysize: i64, %xo: ref, %yo: ref):
  %zero = const.i64 0
  %one = const.i64 1
  %start = const.f64 0
  jump loop(%zero, %start)
block loop(%i: i64, %s: f64):
  %t = lt.i64 %i, %n
  branch %t, body, done
block body:
  %u = ult.i64 %i, %xsize
  guard.true %u -> exit 1
  %p = load.ref %xs, %i {offset=0, scale=8, memory=list.item}
  guard.type %p {address=0x9100, name="float"} -> exit 1
  %x = load.f64 %p {offset=16, memory=float.value}
  %u2 = ult.i64 %i, %ysize
  guard.true %u2 -> exit 1
  %p2 = load.ref %ys, %i {offset=0, scale=8, memory=list.item}
  guard.type %p2 {address=0x9100, name="float"} -> exit 1
  %y = load.f64 %p2 {offset=16, memory=float.value}
  %m = mul.f64 %x, %y
  %s2 = add.f64 %s, %m
  %i2 = add.i64 %i, %one
  poll -> exit 2
  jump loop(%i2, %s2)
block done:
  return %s
exit 0 reason=recursion: f@0 locals [int %n] stack []
exit 1 reason=type: f@10 locals [ref %xo, ref %yo, int %i, float %s] stack []
exit 2 reason=poll: f@14 locals [ref %xo, ref %yo, int %i2, float %s2] stack []`);
  const code2 = createX86Backend().compile(fn2, { baseAddress: base, exitBase: 0, exitCommon: base + 0x1000, evalBreaker: base + 0x2000, stackLimit: base + 0x2010, symbol: () => base + 0x3000, unit: () => null, offsets }, { listing: true });
  console.log(await formatListing(code2, base));
  const fn3 = parseFunction(`function calls frame -> ref
block b0(%frame: ptr):
  %a = load.ref %frame {offset=72, memory=frame.local}
  %b = load.ref %frame {offset=80, memory=frame.local}
  %c = load.ref %frame {offset=88, memory=frame.local}
  %n = load.i64 %frame {offset=96, memory=frame.local}
  %k = load.i64 %frame {offset=104, memory=frame.local}
  %k2 = load.i64 %frame {offset=112, memory=frame.local}
  %k3 = load.i64 %frame {offset=120, memory=frame.local}
  %zero = const.i64 0
  %one = const.i64 1
  %start = const.f64 0
  jump loop(%zero, %start)
block loop(%i: i64, %s: f64):
  %t = lt.i64 %i, %n
  branch %t, body, done
block body:
  %o = call %a, %b {symbol=x, effect=python, errorWhen=null, result=ref} -> exit 1
  guard.type %o {address=0x9100, name="float"} -> exit 3
  %x = load.f64 %o {offset=16, memory=float.value}
  decref %o {leaf=true}
  %s2 = add.f64 %s, %x
  %i2 = add.i64 %i, %one
  poll -> exit 2
  jump loop(%i2, %s2)
block done:
  %r = box.float %s
  %kk = add.i64 %k, %k2
  store.i64 %frame, %kk {offset=96, memory=frame.local}
  return %r
exit 1 reason=type error=true: f@10 locals [ref %a, ref %b, ref %c, int %i, int %k, int %k3, float %s] stack []
exit 3 reason=type saw=%o: f@10 locals [ref %a, ref %b, ref %c, int %i, int %k, int %k3, float %s] stack [ref %o owned]
exit 2 reason=poll: f@14 locals [ref %a, ref %b, ref %c, int %i2, int %k, int %k3, float %s2] stack []`);
  const code3 = createX86Backend().compile(fn3, { baseAddress: base, exitBase: 0, exitCommon: base + 0x1000, evalBreaker: base + 0x2000, stackLimit: base + 0x2010, symbol: () => base + 0x3000, unit: () => null, offsets: { ...offsets, floatFreeList: { headAddress: base + 0x4000, countAddress: base + 0x4008 } } }, { listing: true });
  console.log(await formatListing(code3, base));
  void disassemble;
  expect(code.bytes.length).toBeGreaterThan(10);
});
