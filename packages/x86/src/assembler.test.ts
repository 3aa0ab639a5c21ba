// Hex <-> call one-liners, one group per family. The proof over all forms is in disassembler.test.ts.
import { describe, expect, it } from 'vitest';
import {
  absolute32, al, Assembler, ax, bl, byte, cl, dil, dword, eax, ecx, mem, qword, r10, r11, r12, r13, r15, r8, r8b, r9, rax, rbp, rbx, rcx, rdi, rdx, ripAddress, rsi, rsp, sil, spl, word, xmm0, xmm1, xmm15, xmm7, xmm8,
} from './index';

const hex = (write: (a: Assembler) => void, base = 0): string => {
  const assembler = new Assembler();
  write(assembler);
  return Buffer.from(assembler.finish(base).bytes).toString('hex');
};
const check = (name: string, cases: readonly [string, (a: Assembler) => void][]): unknown =>
  describe(name, () => {
    it.each(cases.map(([expected, write]) => ({ expected, write, call: write.toString().replace(/^.*=>\s*/, '') })))('$expected $call', ({ expected, write }) => {
      expect(hex(write)).toBe(expected.replaceAll(' ', ''));
    });
  });

check('moves', [
  ['48 89 d8', (a) => a.mov(rax, rbx)],
  ['4d 89 f8', (a) => a.mov(r8, r15)],
  ['40 88 f4', (a) => a.mov(spl, sil)],
  ['b8 01 00 00 00', (a) => a.mov(rax, 1)],
  ['41 ba ff ff ff ff', (a) => a.mov(r10, 0xffffffff)],
  ['48 c7 c0 ff ff ff ff', (a) => a.mov(rax, -1)],
  ['48 c7 c0 ff ff ff ff', (a) => a.mov(rax, 0xffffffffffffffffn)],
  ['48 b8 00 00 00 00 01 00 00 00', (a) => a.mov(rax, 2 ** 32)],
  ['48 b8 ff ff ff 7f ff ff ff ff', (a) => a.mov(rax, -(2 ** 31) - 1)],
  ['48 b8 01 00 00 00 00 00 00 00', (a) => a.movabs(rax, 1)],
  ['48 c7 00 05 00 00 00', (a) => a.mov(qword(mem(rax)), 5)],
  ['c6 45 00 05', (a) => a.mov(byte(mem(rbp)), 5)],
  ['48 8b 44 8b 08', (a) => a.mov(rax, mem(rbx, rcx, 4, 8))],
  ['49 8b 04 24', (a) => a.mov(rax, mem(r12))],
  ['49 8b 45 00', (a) => a.mov(rax, mem(r13))],
  ['48 8b 04 24', (a) => a.mov(rax, mem(rsp))],
  ['48 8b 80 80 00 00 00', (a) => a.mov(rax, mem(rax, 128))],
  ['48 8b 40 80', (a) => a.mov(rax, mem(rax, -128))],
  ['48 8b 04 cd 10 00 00 00', (a) => a.mov(rax, mem(null, rcx, 8, 16))],
  ['8b 04 25 00 10 00 00', (a) => a.mov(eax, absolute32(0x1000))],
  ['4a 8d 04 a5 00 00 00 00', (a) => a.lea(rax, mem(null, r12, 4))],
  ['48 0f b6 c7', (a) => a.movzx(rax, dil)],
  ['48 63 c1', (a) => a.movsxd(rax, ecx)],
  ['41 57', (a) => a.push(r15)],
  ['6a ff', (a) => a.push(-1)],
  ['f3 48 a5', (a) => a.repMovsq()],
]);

check('arithmetic', [
  ['48 01 d8', (a) => a.add(rax, rbx)],
  ['49 03 1f', (a) => a.add(rbx, mem(r15))],
  ['48 83 c0 7f', (a) => a.add(rax, 127)],
  ['48 05 80 00 00 00', (a) => a.add(rax, 128)],
  ['48 81 c3 80 00 00 00', (a) => a.add(rbx, 128)],
  ['48 83 e0 80', (a) => a.and(rax, 0xffffffffffffff80n)],
  ['83 e0 80', (a) => a.and(eax, 0xffffff80)],
  ['04 ff', (a) => a.add(al, 255)],
  ['66 83 c0 ff', (a) => a.add(ax, 0xffff)],
  ['83 3b 00', (a) => a.cmp(dword(mem(rbx)), 0)],
  ['66 81 3b 00 01', (a) => a.cmp(word(mem(rbx)), 256)],
  ['84 db', (a) => a.test(bl, bl)],
  ['48 6b c1 0a', (a) => a.imul(rax, rcx, 10)],
  ['48 0f af c1', (a) => a.imul(rax, rcx)],
  ['48 f7 f9', (a) => a.idiv(rcx)],
  ['48 99', (a) => a.cqo()],
  ['f0 48 0f b1 0f', (a) => { a.lock(); a.cmpxchg(mem(rdi), rcx); }],
]);

check('bits', [
  ['48 d1 e0', (a) => a.shl(rax, 1)],
  ['48 c1 e0 03', (a) => a.shl(rax, 3)],
  ['49 d3 f8', (a) => a.sar(r8, cl)],
  ['48 0f a4 c8 04', (a) => a.shld(rax, rcx, 4)],
  ['f3 4c 0f b8 c8', (a) => a.popcnt(r9, rax)],
  ['48 0f ba e0 3f', (a) => a.bt(rax, 63)],
]);

check('control', [
  ['ff d0', (a) => a.call(rax)],
  ['ff 25 fa 0f 00 00', (a) => a.jmp(ripAddress(0x1000))],
  ['e8 fb 0f 00 00', (a) => a.call({ address: 0x1000 })],
  ['0f 80 fa 0f 00 00', (a) => a.jo({ address: 0x1000 })],
  ['41 0f 94 c0', (a) => a.sete(r8b)],
  ['4c 0f 4c ca', (a) => a.cmovl(r9, rdx)],
  ['c3', (a) => a.ret()],
  ['0f 0b', (a) => a.ud2()],
  ['f3 90', (a) => a.pause()],
  ['0f ae f0', (a) => a.mfence()],
]);

check('sse', [
  ['f2 0f 10 46 10', (a) => a.movsd(xmm0, mem(rsi, 16))],
  ['f2 44 0f 11 7e 10', (a) => a.movsd(mem(rsi, 16), xmm15)],
  ['f2 41 0f 59 c0', (a) => a.mulsd(xmm0, xmm8)],
  ['66 49 0f 6e c3', (a) => a.movq(xmm0, r11)],
  ['66 48 0f 7e c8', (a) => a.movq(rax, xmm1)],
  ['f2 48 0f 2a c8', (a) => a.cvtsi2sd(xmm1, rax)],
  ['f2 0f 2a c8', (a) => a.cvtsi2sd(xmm1, eax)],
  ['f2 48 0f 2c c7', (a) => a.cvttsd2si(rax, xmm7)],
  ['66 0f 3a 0b c1 09', (a) => a.roundsd(xmm0, xmm1, 9)],
  ['66 0f 57 c0', (a) => a.xorpd(xmm0, xmm0)],
]);
