import { parseFunction } from '@psyco/ir';
import { expect, it } from 'vitest';
import { base, compileForText } from '../testing/loop-text';
import { formatListing } from './listing';

it('names the ir of each instruction, and shows constants as such', async () => {
  const fn = parseFunction(`function f native -> f64
block b0(%x: f64, %n: i64):
  %k = const.f64 0.5
  %y = mul.f64 %x, %k
  %two = const.i64 2
  %m = addo.i64 %n, %two -> exit 1
  %z = f64.from.i64 %m
  %s = add.f64 %y, %z
  return %s
exit 0 reason=recursion: f@0 locals [] stack []
exit 1 reason=overflow: f@2 locals [int %n] stack []`);
  expect(await formatListing(compileForText(fn), base)).toMatchInlineSnapshot(`
    "; entry
      1000000000  sub rsp, 8
      1000000004  sub r14d, 1
      1000000008  js 0x1000000039
      100000000a  cmp rsp, [rel 0x1000002008]
      1000000011  jb 0x1000000039
    ; block 0
    ; %3 = mul.f64 %0, %2
      1000000013  mulsd xmm0, [rel 0x1000000058]
    ; %5 = addo.i64 %1, %4 -> exit 1
      100000001b  add rdi, 2
      100000001f  jo 0x1000000043
    ; %6 = f64.from.i64 %5
      1000000021  xorps xmm1, xmm1
      1000000024  cvtsi2sd xmm1, rdi
    ; %7 = add.f64 %3, %6
      1000000029  addsd xmm1, xmm0
    ; return %7
      100000002d  movaps xmm0, xmm1
      1000000030  add r14d, 1
      1000000034  add rsp, 8
      1000000038  ret
    ; exit 0: recursion
      1000000039  push 0
      100000003e  jmp 0x1000001000
    ; exit 1: overflow
      1000000043  sub rdi, 2
      1000000047  push 1
      100000004c  jmp 0x1000001000
    ; constants
      1000000058  dq 0x3fe0000000000000
    "
  `);
});
