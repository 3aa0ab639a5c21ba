// The text that people see.
import { expect, it } from 'vitest';
import { disassemble } from '@psyco/x86/disassemble';
import { Assembler, cl, dword, mem, r15, rax, rbx, rcx, ripAddress, xmm1 } from '@psyco/x86';

it('disassembles code at its address', () => {
  const a = new Assembler();
  const end = a.label();
  a.mov(rax, mem(rbx, rcx, 8, 16));
  a.cmp(dword(mem(r15)), 0);
  a.je(end);
  a.movsd(xmm1, ripAddress(0x7f00_0000_1000));
  a.shl(rax, cl);
  a.bind(end);
  a.ret();
  const { bytes } = a.finish(0x7f00_0000_0000);
  const lines = disassemble(bytes, 0x7f00_0000_0000);
  expect(lines.map(({ address, length, text }) => `${(address - 0x7f00_0000_0000).toString(16)} ${length} ${text}`)).toMatchInlineSnapshot(`
    [
      "0 5 mov rax, [rbx+rcx*8+0x10]",
      "5 4 cmp dword [r15], 0",
      "9 2 je 0x7f0000000016",
      "b 8 movsd xmm1, [rel 0x7f0000001000]",
      "13 3 shl rax, cl",
      "16 1 ret",
    ]
  `);
  expect(lines.reduce((sum, line) => sum + line.bytes.length, 0)).toBe(bytes.length);
});

it('shows bytes that are no instruction', () => {
  expect(disassemble(Uint8Array.of(0x06), 0)[0]).toMatchObject({ address: 0, length: 1, text: '(bad)' });
});
