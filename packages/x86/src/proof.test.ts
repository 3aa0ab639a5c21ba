// The proof: every form of every table, with operands of every kind, read back by an independent disassembler (iced-x86).
import { Decoder, DecoderOptions, MemorySizeExt, Mnemonic as IcedMnemonic, OpKind, Register as IcedRegister, type Instruction } from 'iced-x86';
import { describe, expect, it } from 'vitest';
import { CodeBuffer } from './code-buffer';
import { encode } from './encoder';
import { formsOf, type Form } from './forms';
import { Assembler, byte, dword, EncodingError, gpr16, gpr32, gpr64, gpr8, mem, mnemonics, qword, rax, Register, rcx, rdx, word, xmm, xmmword } from './index';
import { layOut } from './layout';
import { Addressing, Memory, type AddressTarget, type Operand } from './operands';
import { allMemory, CODE_ADDRESS, edges, fits, operandsFor, Random } from './proof-operands';
import { FormIndex } from './select';

const ROUNDS = 64;
const names: Readonly<Record<string, string>> = { movabs: 'mov', repMovsb: 'rep movsb', repMovsq: 'rep movsq', repStosb: 'rep stosb', repStosq: 'rep stosq' };
const sizeNames: Readonly<Record<number, string>> = { 1: 'byte', 2: 'word', 4: 'dword', 8: 'qword', 16: 'xmmword' };
const wrap = (value: bigint, bits: number): string => `0x${BigInt.asUintN(bits, value).toString(16)}`;

/** How many bits of an immediate count: the whole operation where it is extended, else what is written. */
const immediateBits = (form: Form): number => (form.words.some((one) => one.startsWith('simm')) ? form.operationBits : Math.max(8, form.immediateSize * 8));

/** What was asked for, as text. */
function asked(form: Form, operands: readonly Operand[]): string {
  // mov r64, uimm32 is meant to write the 32-bit register.
  const narrow = form.words.includes('uimm32');
  const shown = operands.map((operand, position) => {
    if (operand instanceof Register) return narrow ? gpr32[operand.number].name : operand.name;
    if (typeof operand === 'number' || typeof operand === 'bigint') return wrap(BigInt(operand), immediateBits(form));
    if (!(operand instanceof Memory)) return wrap(BigInt((operand as AddressTarget).address), 64);
    const size = sizeNames[form.operands[position].memorySize] ?? '';
    const { base, index, scale, displacement, address, addressing } = operand;
    if (addressing === Addressing.ripAddress) return `${size}[rip:${wrap(BigInt(address), 64)}]`;
    return `${size}[${base?.name ?? ''}+${index === null ? '' : `${index.name}*${scale}`}+${wrap(BigInt(displacement), 64)}]`;
  });
  return `${names[form.mnemonic] ?? form.mnemonic} ${shown.join(', ')}`;
}

const sizedAs: Readonly<Record<number, (memory: Memory) => Memory>> = { 0: (memory) => memory, 1: byte, 2: word, 4: dword, 8: qword, 16: xmmword };
const registerName = (register: IcedRegister): string => (register === IcedRegister.None ? '' : IcedRegister[register].toLowerCase().replace(/^r(\d+)l$/, 'r$1b'));

/** What the disassembler read, as the same kind of text. */
function read(form: Form, instruction: Instruction): string {
  const shown = form.words.map((_, position) => {
    const kind = instruction.opKind(position);
    if (kind === OpKind.Register) return registerName(instruction.opRegister(position));
    if (kind === OpKind.NearBranch64) return wrap(instruction.nearBranchTarget, 64);
    if (kind !== OpKind.Memory) return wrap(instruction.immediate(position), immediateBits(form));
    const size = form.operands[position].memorySize === 0 ? '' : sizeNames[MemorySizeExt.size(instruction.memorySize)];
    if (instruction.isIpRelMemoryOperand) return `${size}[rip:${wrap(instruction.ipRelMemoryAddress, 64)}]`;
    const index = registerName(instruction.memoryIndex);
    return `${size}[${registerName(instruction.memoryBase)}+${index === '' ? '' : `${index}*${instruction.memoryIndexScale}`}+${wrap(instruction.memoryDisplacement, 64)}]`;
  });
  const extra = form.words.length > 0 && instruction.opCount !== form.words.length ? ` (${instruction.opCount} operands)` : '';
  return `${instruction.hasRepPrefix ? 'rep ' : ''}${IcedMnemonic[instruction.mnemonic].toLowerCase()} ${shown.join(', ')}${extra}`;
}

/** Encodes a list of instructions, disassembles them, and compares line by line, lengths included. */
function compare(lines: readonly { form: Form; operands: readonly Operand[] }[], write: (buffer: CodeBuffer, form: Form, operands: readonly Operand[]) => void): void {
  const buffer = new CodeBuffer(4096);
  const ends = lines.map(({ form, operands }) => {
    write(buffer, form, operands);
    return buffer.position;
  });
  const decoder = new Decoder(64, layOut(buffer, CODE_ADDRESS).bytes, DecoderOptions.None);
  decoder.ip = BigInt(CODE_ADDRESS);
  lines.forEach(({ form, operands }, i) => {
    const instruction = decoder.decode();
    const got = `${read(form, instruction)} @${decoder.position}`;
    instruction.free();
    const wanted = `${asked(form, operands)} @${ends[i]}`;
    if (got !== wanted) expect(got, `${form.mnemonic} ${form.text}`).toBe(wanted);
  });
  decoder.free();
}

/** A prefix alone is no instruction; `lock cmpxchg` is a case of its own below. */
const proven = mnemonics.filter((mnemonic) => mnemonic !== 'lock');

describe('every form agrees with the disassembler', () => {
  const random = new Random(20);
  it.each(proven)('%s', (mnemonic) => {
    for (const form of formsOf[mnemonic]) {
      if (form.words.includes('rel8')) continue;
      const lines = Array.from({ length: form.words.length === 0 ? 1 : ROUNDS }, (_, round) => ({ form, operands: operandsFor(form, round, random) }));
      compare(lines, (buffer, one, [a, b, c]) => encode(buffer, one, a, b, c));
    }
  });
});

describe('selection', () => {
  const random = new Random(21);
  it.each(proven)('%s reaches every form, and each choice means the same', (mnemonic) => {
    const index = new FormIndex(mnemonic, formsOf[mnemonic]);
    const reached = new Set<Form>();
    for (const form of formsOf[mnemonic]) {
      for (let round = 0; round < ROUNDS; round++) {
        const operands = operandsFor(form, round, random).map((operand, position) => (operand instanceof Memory ? sizedAs[form.operands[position].memorySize](operand) : operand));
        if (form.words.includes('rel8')) continue;
        const [a, b, c] = operands;
        const chosen = index.select(a, b, c);
        reached.add(chosen);
        compare([{ form: chosen, operands }], (buffer) => encode(buffer, chosen, a, b, c));
        expect(chosen.operationBits).toBe(form.operationBits);
      }
    }
    const unreached = formsOf[mnemonic].filter((form) => !reached.has(form) && !form.words.includes('rel8'));
    expect(unreached.map((form) => form.text)).toEqual([]);
  });
});

describe('immediates', () => {
  const withImmediate = proven.filter((mnemonic) => formsOf[mnemonic].some((form) => form.words.some((one) => one.includes('imm'))));
  it.each(withImmediate)('%s takes exactly those that some form can hold', (mnemonic) => {
    const index = new FormIndex(mnemonic, formsOf[mnemonic]);
    for (const bank of [gpr8, gpr16, gpr32, gpr64, xmm]) {
      const shapes: readonly (readonly Operand[])[] = [[], [bank[3]], [bank[3], bank[2]]];
      for (const shape of shapes) {
        for (const value of edges) {
          const operands = [...shape, value];
          const [a, b, c] = operands;
          const possible = formsOf[mnemonic].some(
            (form) => form.words.length === operands.length && shape.every((one, i) => (form.operands[i].classes & (1 << (one as Register).operandClass)) !== 0 && form.operands[i].fixed < 0) && form.words.at(-1)!.includes('imm') && fits(form, form.words.at(-1)!, value),
          );
          if (possible) expect(index.select(a, b, c).words.length).toBe(operands.length);
          else expect(() => index.select(a, b, c)).toThrow(EncodingError);
        }
      }
    }
  });
});

it('every address there is', () => {
  const [load] = formsOf.mov.filter((form) => form.text.startsWith('r64, r/m64'));
  const [store] = formsOf.mov.filter((form) => form.text.startsWith('r/m32, imm32'));
  const all = [...allMemory()];
  expect(all.length).toBeGreaterThan(10_000);
  for (let from = 0; from < all.length; from += 1000) {
    const some = all.slice(from, from + 1000);
    compare(some.map((memory) => ({ form: load, operands: [rdx, memory] })), (buffer, form, [a, b]) => encode(buffer, form, a, b, undefined));
    compare(some.map((memory) => ({ form: store, operands: [memory, 0x1234_5678] })), (buffer, form, [a, b]) => encode(buffer, form, a, b, undefined));
  }
});

it('the lock prefix belongs to the next instruction', () => {
  const a = new Assembler();
  a.lock();
  a.cmpxchg(mem(rax, 8), rcx);
  const decoder = new Decoder(64, a.finish(0).bytes, DecoderOptions.None);
  const instruction = decoder.decode();
  expect([IcedMnemonic[instruction.mnemonic], instruction.hasLockPrefix, decoder.canDecode]).toEqual(['Cmpxchg', true, false]);
});
