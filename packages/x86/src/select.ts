// Chooses the form for the operands given. Forms are indexed by the classes of the operands, once, on first use.
import { AmbiguousSizeError, NoSuchFormError } from './errors';
import type { Form } from './forms';
import { OperandClass } from './operand-class';
import { formatOperand, type Operand } from './operands';
import { ImmediateKind } from './tables/notation';

export type MaybeOperand = Operand | undefined;

/** The class of any operand, or of none. */
export function classOf(operand: MaybeOperand): number {
  if (typeof operand === 'number' || typeof operand === 'bigint') return OperandClass.immediate;
  if (operand === undefined) return OperandClass.none;
  const known = (operand as { operandClass?: number }).operandClass;
  return known === undefined ? OperandClass.address : known;
}

/** An immediate outside of what this can tell exactly; fits only where all 64 bits do. */
const WIDE = Number.POSITIVE_INFINITY;

/** Powers of two by exponent: looked up, because raising is slow and immediates are common. */
const power = Float64Array.from({ length: 65 }, (_, exponent) => 2 ** exponent);

/** The value read as a signed number of that many bits, WIDE if it needs more than 53 of 64, NaN if it does not fit. */
function signedValue(value: number | bigint, bits: number): number {
  if (typeof value === 'bigint') {
    if (value < -(1n << BigInt(bits - 1)) || value >= 1n << BigInt(bits)) return Number.NaN;
    const signed = BigInt.asIntN(bits, value);
    return signed >= -0x80000000n && signed <= 0xffffffffn ? Number(signed) : WIDE;
  }
  if (!Number.isInteger(value) || value < -power[bits - 1] || value >= power[bits]) return Number.NaN;
  const signed = value >= power[bits - 1] ? value - power[bits] : value;
  return Number.isSafeInteger(signed) ? signed : WIDE;
}

/** Whether the value can be written in that many bits, signed or unsigned. */
export const fitsBits = (value: number | bigint, bits: number): boolean => !Number.isNaN(signedValue(value, bits));

function immediateFits(form: Form, value: number | bigint): boolean {
  const bits = form.immediateSize * 8;
  const isSmall = typeof value === 'number' && (value | 0) === value;
  switch (form.immediateKind) {
    case ImmediateKind.signExtended: {
      const signed = isSmall && form.operationBits >= 32 ? value : signedValue(value, form.operationBits);
      return bits === 8 ? signed >= -0x80 && signed <= 0x7f : signed >= -0x80000000 && signed <= 0x7fffffff;
    }
    case ImmediateKind.full:
      return (isSmall && bits >= 32) || fitsBits(value, bits);
    case ImmediateKind.unsigned:
      return value >= 0 && value < power[bits] && (typeof value === 'bigint' || Number.isInteger(value));
    default:
      return value === 1 || value === 1n;
  }
}

function accepts(form: Form, position: number, operand: MaybeOperand): boolean {
  const notation = form.operands[position];
  if (notation === undefined) return true;
  if (notation.immediate !== ImmediateKind.none) return immediateFits(form, operand as number | bigint);
  return notation.fixed < 0 || notation.fixed === (operand as { number: number }).number;
}

/** The forms of one mnemonic, found by the classes of the operands. */
export class FormIndex {
  readonly #bySignature: (readonly Form[] | undefined)[] = [];
  readonly #byLongSignature = new Map<number, readonly Form[]>();

  constructor(
    readonly mnemonic: string,
    readonly forms: readonly Form[],
  ) {
    // 256 places for up to two operands; the few mnemonics with three use the map.
    this.#bySignature = new Array<readonly Form[] | undefined>(256).fill(undefined);
  }

  /** The first form of the table that takes these operands. */
  select(a: MaybeOperand, b: MaybeOperand, c: MaybeOperand): Form {
    const signature = classOf(a) | (classOf(b) << 4) | (classOf(c) << 8);
    const candidates = (signature < 256 ? this.#bySignature[signature] : this.#byLongSignature.get(signature)) ?? this.#resolve(signature, a, b, c);
    for (let i = 0; i < candidates.length; i++) {
      const form = candidates[i];
      if (!form.conditional || (accepts(form, 0, a) && accepts(form, 1, b) && accepts(form, 2, c))) return form;
    }
    throw new NoSuchFormError(this.mnemonic, shown(a, b, c), this.#texts());
  }

  #resolve(signature: number, a: MaybeOperand, b: MaybeOperand, c: MaybeOperand): readonly Form[] {
    const classes = [signature & 15, (signature >> 4) & 15, signature >> 8];
    const found = this.forms.filter((form) =>
      classes.every((one, position) => (form.operands[position] === undefined ? one === OperandClass.none : (form.operands[position].classes & (1 << one)) !== 0)),
    );
    const memory = classes.indexOf(OperandClass.memory);
    if (memory >= 0 && new Set(found.map((form) => form.operands[memory].memorySize)).size > 1) {
      throw new AmbiguousSizeError(this.mnemonic, shown(a, b, c), this.#texts());
    }
    if (signature < 256) this.#bySignature[signature] = found;
    else this.#byLongSignature.set(signature, found);
    return found;
  }

  #texts(): string[] {
    return this.forms.map((form) => form.words.join(', '));
  }
}

const shown = (...operands: MaybeOperand[]): string[] => operands.filter((operand) => operand !== undefined).map(formatOperand);
