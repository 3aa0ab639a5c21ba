// The notation of operands in the tables: what each word accepts. Follows the Intel manual, but tells the kinds of immediates apart.
import { OperandClass } from '../operand-class';

/** What an operand word means. `classes` is a bit set over OperandClass. */
export interface OperandNotation {
  readonly classes: number;
  /** The size of the memory that it accepts, in bytes; 0 if any, or none. */
  readonly memorySize: number;
  /** The only register number, or the only immediate, that it accepts; -1 if any. */
  readonly fixed: number;
  /** How the immediate is checked; see ImmediateKind. */
  readonly immediate: number;
}

/** How an immediate is checked before it is written. */
export const ImmediateKind = {
  none: 0,
  /** imm8, imm16, imm32, imm64: as many bits as the operation has; signed and unsigned readings are both welcome. */
  full: 1,
  /** simm8, simm32: sign-extended to the size of the operation. */
  signExtended: 2,
  /** uimm8, uimm16, uimm32: never negative. */
  unsigned: 3,
  /** The number one, which the opcode implies. */
  one: 4,
} as const;

const { gpr8, gpr16, gpr32, gpr64, xmm, memory, memory8, memory16, memory32, memory64, memory128, immediate, label, address } = OperandClass;
const notation = (classes: number[], memorySize = 0, fixed = -1, kind: number = ImmediateKind.none): OperandNotation => ({
  classes: classes.reduce((set, one) => set | (1 << one), 0),
  memorySize,
  fixed,
  immediate: kind,
});

export const operandNotations = {
  r8: notation([gpr8]),
  r16: notation([gpr16]),
  r32: notation([gpr32]),
  r64: notation([gpr64]),
  xmm: notation([xmm]),
  'r/m8': notation([gpr8, memory, memory8], 1),
  'r/m16': notation([gpr16, memory, memory16], 2),
  'r/m32': notation([gpr32, memory, memory32], 4),
  'r/m64': notation([gpr64, memory, memory64], 8),
  'xmm/m32': notation([xmm, memory, memory32], 4),
  'xmm/m64': notation([xmm, memory, memory64], 8),
  'xmm/m128': notation([xmm, memory, memory128], 16),
  m32: notation([memory, memory32], 4),
  m64: notation([memory, memory64], 8),
  /** Memory whose size does not matter, as in lea. */
  m: notation([memory, memory8, memory16, memory32, memory64, memory128]),
  al: notation([gpr8], 0, 0),
  ax: notation([gpr16], 0, 0),
  eax: notation([gpr32], 0, 0),
  rax: notation([gpr64], 0, 0),
  cl: notation([gpr8], 0, 1),
  '1': notation([immediate], 0, 1, ImmediateKind.one),
  imm8: notation([immediate], 0, -1, ImmediateKind.full),
  imm16: notation([immediate], 0, -1, ImmediateKind.full),
  imm32: notation([immediate], 0, -1, ImmediateKind.full),
  imm64: notation([immediate], 0, -1, ImmediateKind.full),
  simm8: notation([immediate], 0, -1, ImmediateKind.signExtended),
  simm32: notation([immediate], 0, -1, ImmediateKind.signExtended),
  uimm8: notation([immediate], 0, -1, ImmediateKind.unsigned),
  uimm16: notation([immediate], 0, -1, ImmediateKind.unsigned),
  uimm32: notation([immediate], 0, -1, ImmediateKind.unsigned),
  /** One byte from the end of the jump: only labels, and only while they are near. */
  rel8: notation([label]),
  rel32: notation([label, address]),
} as const satisfies Readonly<Record<string, OperandNotation>>;

export type OperandWord = keyof typeof operandNotations;

/** Two upper-case hexadecimal digits, as the tables write opcodes. */
export const hexByte = (value: number): string => value.toString(16).toUpperCase().padStart(2, '0');
