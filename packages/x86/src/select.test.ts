// What is said when no form, or more than one size, fits.
import { describe, expect, it } from 'vitest';
import { absolute32, AmbiguousSizeError, Assembler, byte, eax, ecx, EncodingError, mem, NoSuchFormError, OperandError, qword, r8, rax, rbx, rcx, rsp, xmm0, type Immediate, type Memory } from './index';

describe('operands that no form takes', () => {
  it.each<[string, (a: Assembler) => void]>([
    ['registers of two sizes', (a) => a.add(rax, ecx)],
    ['two memory operands', (a) => a.mov(mem(rax), mem(rbx) as never)],
    ['an immediate that is too wide', (a) => a.add(rax, 2 ** 31)],
    ['a fraction', (a) => a.mov(rax, 1.5)],
    ['not a number', (a) => a.add(eax, Number.NaN)],
    ['a shift count in the wrong register', (a) => a.shl(rax, rcx)],
    ['the wrong size of memory', (a) => a.movsd(xmm0, byte(mem(rax)))],
    ['a general register where xmm is meant', (a) => a.addsd(xmm0, rax)],
    ['an immediate of 65 bits', (a) => a.mov(rax, 1n << 64n)],
    ['a negative shift count', (a) => a.shl(rax, -1)],
    ['too few', (a) => (a.add as (one: unknown) => void)(rax)],
    ['too many', (a) => (a.ret as (...all: unknown[]) => void)(1, 2)],
  ])('%s', (_, write) => {
    expect(() => write(new Assembler())).toThrow(NoSuchFormError);
  });

  it('are named, with the forms that exist', () => {
    try {
      new Assembler().movsxd(rax, qword(mem(rbx, rcx, 8, -16)));
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(EncodingError);
      expect((error as NoSuchFormError).name).toBe('NoSuchFormError');
      expect((error as NoSuchFormError).mnemonic).toBe('movsxd');
      expect((error as Error).message).toBe('movsxd rax, qword [rbx + rcx*8 + -0x10]: no form takes these operands. Forms: movsxd r64, r/m32.');
    }
  });

  it('leave the code as it was', () => {
    const a = new Assembler();
    expect(() => a.add(rax, ecx)).toThrow();
    expect(a.offset).toBe(0);
  });
});

it.each<[string, (a: Assembler, memory: Memory) => void]>([
  ['mov', (a, memory) => a.mov(memory, 1)],
  ['inc', (a, memory) => a.inc(memory)],
  ['shl', (a, memory) => a.shl(memory, 1)],
  ['movzx', (a, memory) => a.movzx(rax, memory)],
  ['cvtsi2sd', (a, memory) => a.cvtsi2sd(xmm0, memory)],
])('%s of memory needs to be told its size', (_, write) => {
  expect(() => write(new Assembler(), mem(rax))).toThrow(AmbiguousSizeError);
  expect(() => write(new Assembler(), mem(rax))).toThrow(/byte\(\), word\(\), dword\(\) or qword\(\)/);
});

it.each<[string, () => unknown]>([
  ['rsp as index', () => mem(rax, rsp, 1)],
  ['a scale of three', () => mem(rax, rcx, 3)],
  ['a 32-bit base', () => mem(eax)],
  ['an xmm index', () => mem(rax, xmm0, 8)],
  ['a displacement beyond 32 bits', () => mem(r8, 2 ** 31)],
  ['neither base nor index', () => mem(null, null)],
  ['a fixed address beyond 32 bits', () => absolute32(0x8000_0000)],
])('memory with %s cannot be made', (_, make) => {
  expect(make).toThrow(OperandError);
});

it.each<[Immediate]>([[0], [-1], [0x7fff_ffff], [-0x8000_0000], [0xffff_ffff_8000_0000n]])('add takes %s', (value) => {
  expect(() => new Assembler().add(rbx, value)).not.toThrow();
});
