// Reads the lines of the tables into forms: plain numbers that the encoder follows without looking at text again.
import { ImmediateKind, operandNotations, type OperandNotation, type OperandWord } from './tables/notation';
import { instructionTable, mnemonics, type Mnemonic } from './tables/index';

/** One encoding of one mnemonic. Operands are named by position, 0 to 2; -1 means that there is none. */
export interface Form {
  readonly mnemonic: Mnemonic;
  /** The line of the table that it came from. */
  readonly text: string;
  readonly words: readonly OperandWord[];
  readonly operands: readonly OperandNotation[];
  /** 66, F2 or F3, or 0: written before REX. */
  readonly prefix: number;
  /** 0x48 if the form needs REX.W, else 0. */
  readonly rexW: number;
  /** The opcode bytes, first byte lowest. */
  readonly opcode: number;
  readonly opcodeLength: number;
  /** The operand in the low three bits of the opcode. */
  readonly opcodeRegister: number;
  /** The operand in the reg field of ModRM. */
  readonly reg: number;
  /** The constant in the reg field where no operand is, shifted into place. */
  readonly digit: number;
  /** The operand in the r/m field of ModRM. */
  readonly rm: number;
  /** The operand that is an immediate or a branch target. */
  readonly immediate: number;
  /** How many bytes of immediate or branch distance end the instruction. */
  readonly immediateSize: number;
  /** See ImmediateKind. */
  readonly immediateKind: number;
  /** How many bits the operation works on; what a signed immediate is extended to. */
  readonly operationBits: number;
  /** Whether the operands need a look beyond their classes: a fixed register, or the range of an immediate. */
  readonly conditional: boolean;
}

const isRegisterOrMemory = (word: OperandWord): boolean => word.includes('/m') || /^m\d*$/.test(word);
const isRegister = (word: OperandWord): boolean => /^(r\d+|xmm)$/.test(word);
const isImmediate = (word: OperandWord): boolean => word.includes('imm');
const immediateSizes: Readonly<Record<string, number>> = { ib: 1, iw: 2, id: 4, iq: 8, cb: 1, cd: 4 };

function operationBits(words: readonly OperandWord[]): number {
  const fixed: Readonly<Record<string, number>> = { al: 8, ax: 16, eax: 32, rax: 64 };
  const first = words[0];
  if (first === undefined || isImmediate(first) || first.startsWith('xmm')) return 64;
  return fixed[first] ?? Number(/\d+$/.exec(first)?.[0] ?? 64);
}

/** Reads one line, `operands : encoding`. */
export function parseForm(mnemonic: Mnemonic, text: string): Form {
  const [operandText, encoding] = text.split(':').map((part) => part.trim());
  const words = operandText === '' ? [] : (operandText.split(',').map((word) => word.trim()) as OperandWord[]);
  const tokens = encoding.split(/\s+/);
  const opcodes: number[] = [];
  const form = { prefix: 0, rexW: 0, opcodeRegister: -1, reg: -1, digit: 0, rm: -1, immediateSize: 0 };
  let hasModRm = false;
  tokens.forEach((token, position) => {
    const next = tokens[position + 1];
    const isPrefix = opcodes.length === 0 && next !== undefined && /^(66|F2|F3)$/.test(token);
    if (isPrefix) form.prefix = Number.parseInt(token, 16);
    else if (token === 'REX.W') form.rexW = 0x48;
    else if (token === '/r') hasModRm = true;
    else if (token.startsWith('/')) {
      hasModRm = true;
      form.digit = Number(token.slice(1)) << 3;
      form.reg = -2;
    } else if (token in immediateSizes) form.immediateSize = immediateSizes[token];
    else {
      opcodes.push(Number.parseInt(token, 16));
      if (token.endsWith('+r')) form.opcodeRegister = words.findIndex(isRegister);
    }
  });
  if (hasModRm) {
    const hasDigit = form.reg === -2;
    const memory = words.findIndex(isRegisterOrMemory);
    const registers = words.flatMap((word, position) => (isRegister(word) ? [position] : []));
    // Two plain registers, as in movmskpd: the first one is written, and is the reg field.
    form.rm = memory >= 0 ? memory : registers[hasDigit ? 0 : 1];
    form.reg = hasDigit ? -1 : registers.find((position) => position !== form.rm)!;
  }
  const operands: OperandNotation[] = words.map((word) => operandNotations[word]);
  const immediate = words.findIndex((word) => isImmediate(word) || word === 'rel8' || word === 'rel32');
  return {
    mnemonic,
    text,
    words,
    operands,
    ...form,
    opcode: opcodes.reduce((packed, byte, position) => packed | (byte << (8 * position)), 0),
    opcodeLength: opcodes.length,
    immediate,
    immediateKind: operands.find((operand) => operand.immediate !== ImmediateKind.none)?.immediate ?? ImmediateKind.none,
    operationBits: operationBits(words),
    conditional: operands.some((operand) => operand.fixed >= 0 || operand.immediate !== ImmediateKind.none),
  };
}

/** Every form of every mnemonic, in the order of the tables. */
export const formsOf: Readonly<Record<Mnemonic, readonly Form[]>> = Object.fromEntries(
  mnemonics.map((mnemonic) => [mnemonic, instructionTable[mnemonic].map((text) => parseForm(mnemonic, text))]),
) as unknown as Record<Mnemonic, readonly Form[]>;
