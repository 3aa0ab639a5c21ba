// Operands for the proof: repeatable random ones, with the edges of every range. Used by tests only.
import type { Form } from './forms';
import { absolute32, mem, ripAddress, type Memory, type Operand } from './operands';
import { gpr16, gpr32, gpr64, gpr8, xmm, type Register } from './registers';
import type { OperandWord } from './tables/notation';

/** Where the code of the proof is placed. */
export const CODE_ADDRESS = 0x7f12_3456_0000;

/** A small repeatable generator (mulberry32): the same seed gives the same proof everywhere. */
export class Random {
  constructor(private state: number) {}

  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  }

  of<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)];
  }
}

export const displacements: readonly number[] = [0, 1, -1, 127, 128, -128, -129, 0x1234, 0x7fff_ffff, -0x8000_0000];
const indexes = gpr64.filter((register) => register.number !== 4);

function someMemory(random: Random): Memory {
  const kind = random.below(10);
  const displacement = random.of(displacements);
  if (kind === 0) return absolute32(displacement);
  if (kind === 1) return ripAddress(CODE_ADDRESS + random.of([-0x7000_0000, -1, 0, 1, 0x7000_0000]));
  if (kind === 2) return mem(null, random.of(indexes), random.of([1, 2, 4, 8]), displacement);
  if (kind < 6) return mem(random.of(gpr64), displacement);
  return mem(random.of(gpr64), random.of(indexes), random.of([1, 2, 4, 8]), displacement);
}

/** Every base, index, scale and displacement there is. */
export function* allMemory(): Generator<Memory> {
  for (const displacement of displacements) {
    yield absolute32(displacement);
    yield ripAddress(CODE_ADDRESS + Math.trunc(displacement / 2));
    for (const base of [null, ...gpr64]) {
      if (base !== null) yield mem(base, displacement);
      for (const index of indexes) for (const scale of [1, 2, 4, 8]) yield mem(base, index, scale, displacement);
    }
  }
}

/** Both sides of every limit, and wider than any. */
export const edges: readonly bigint[] = [8, 16, 31, 32, 63, 64].flatMap((bits) => [
  1n << BigInt(bits - 1), (1n << BigInt(bits - 1)) - 1n, -(1n << BigInt(bits - 1)), (1n << BigInt(bits)) - 1n, 1n << BigInt(bits), -(1n << BigInt(bits - 1)) - 1n,
]);

/** Whether the form can hold the value, said a second time and in another way than in select.ts. */
export function fits(form: Form, word: OperandWord, value: bigint): boolean {
  const size = BigInt(/\d+$/.exec(word)![0]);
  if (word === '1') return value === 1n;
  if (word.startsWith('u')) return value >= 0n && value < 1n << size;
  const operation = word.startsWith('s') ? BigInt(form.operationBits) : size;
  if (value < -(1n << (operation - 1n)) || value >= 1n << operation) return false;
  return BigInt.asIntN(Number(operation), BigInt.asIntN(Number(size), value)) === BigInt.asIntN(Number(operation), value);
}

function someImmediate(form: Form, word: OperandWord, random: Random): number | bigint {
  const fitting = [0n, 1n, -1n, 2n, 100n, 0x1234n, 0x1234_5678n, 0x1234_5678_9abcn, ...edges].filter((value) => fits(form, word, value));
  const value = random.of(fitting);
  return random.below(2) === 0 && BigInt(Number(value)) === value ? Number(value) : value;
}

const banks: Readonly<Record<string, readonly Register[]>> = { '8': gpr8, '16': gpr16, '32': gpr32, '64': gpr64 };
const fixed: Readonly<Record<string, Register>> = { al: gpr8[0], ax: gpr16[0], eax: gpr32[0], rax: gpr64[0], cl: gpr8[1] };

/** Operands of a form; the first rounds go through all registers, the others are random. */
export function operandsFor(form: Form, round: number, random: Random): Operand[] {
  return form.words.map((word, position) => {
    const size = /\d*$/.exec(word)![0];
    const register = (bank: readonly Register[]): Register => (round < 16 ? bank[(round + 5 * position) % 16] : random.of(bank));
    if (word in fixed) return fixed[word];
    if (word === 'rel32') return { address: CODE_ADDRESS + random.of([-0x7fff_0000, -1, 0, 5, 0x7fff_0000]) };
    if (word === '1' || word.includes('imm')) return someImmediate(form, word, random);
    if (word.includes('/m') && round >= 16 && random.below(3) > 0) return someMemory(random);
    if (word.startsWith('m')) return someMemory(random);
    if (word.startsWith('xmm')) return register(xmm);
    return register(banks[size]);
  });
}
