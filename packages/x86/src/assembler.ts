// The assembler: one method per mnemonic of the tables, labels, data, and `finish`.
import { CodeBuffer } from './code-buffer';
import { encode } from './encoder';
import { LabelError, OperandError } from './errors';
import { formsOf } from './forms';
import { layOut, type AssembledCode } from './layout';
import type { InstructionMethods } from './methods';
import { Label, type Immediate } from './operands';
import { fitsBits, FormIndex, type MaybeOperand } from './select';
import { mnemonics } from './tables/index';

export interface AssemblerOptions {
  /** How many bytes to make room for at first; the buffer grows when they are used up. */
  readonly capacity?: number;
}

/** Writes x86-64 machine code. Jumps to labels take their short form wherever the label is near, forwards and backwards. */
export class Assembler {
  readonly #buffer: CodeBuffer;
  #labels = 0;

  constructor(options: AssemblerOptions = {}) {
    this.#buffer = new CodeBuffer(options.capacity ?? 1024);
  }

  /** Bytes written so far, with every jump to a label counted as short and padding as none: use labels for exact places. */
  get offset(): number {
    return this.#buffer.position;
  }

  /** More than `finish` can need, whatever the address: how much memory to set aside. */
  get maximumSize(): number {
    return this.#buffer.position + this.#buffer.slack;
  }

  /** A new label, to be bound later. The name shows in error messages. */
  label(name?: string): Label {
    this.#labels += 1;
    return new Label(this.#buffer, name ?? `L${this.#labels}`);
  }

  /** Puts the label here. */
  bind(label: Label): void {
    this.#own(label);
    if (label.position >= 0) throw new LabelError(label.name, 'is bound already', 'make one label for each place');
    label.position = this.#buffer.position;
    label.event = this.#buffer.events.length;
  }

  /** Makes what follows start at an address that is a multiple of `alignment`, a power of two; fills up with long nops. */
  align(alignment: number): void {
    if (alignment < 1 || alignment > 4096 || (alignment & (alignment - 1)) !== 0) throw new OperandError(`cannot align to ${alignment}`, 'use a power of two up to 4096');
    if (alignment > 1) this.#buffer.align(alignment);
  }

  /** Bytes of data. */
  db(...values: readonly number[]): void {
    this.#data(values, 1);
  }

  /** 32-bit words of data. */
  dd(...values: readonly Immediate[]): void {
    this.#data(values, 4);
  }

  /** 64-bit words of data. */
  dq(...values: readonly Immediate[]): void {
    this.#data(values, 8);
  }

  /** Bytes of data, copied. */
  bytes(data: Uint8Array | readonly number[]): void {
    this.#buffer.reserve(data.length);
    this.#buffer.bytes.set(data, this.#buffer.position);
    this.#buffer.position += data.length;
  }

  /** A 64-bit word of data: the absolute address of the label. */
  quadLabel(label: Label, addend = 0): void {
    this.#own(label);
    this.#buffer.reserve(8);
    this.#buffer.writeLabelAddress(label, addend);
  }

  /** The bytes, as they must be at `baseAddress`. Changes nothing: it may be called again, for another address or after more code. */
  finish(baseAddress: number): AssembledCode {
    return layOut(this.#buffer, baseAddress);
  }

  #data(values: readonly Immediate[], size: number): void {
    this.#buffer.reserve(values.length * size);
    for (const value of values) {
      if (!fitsBits(value, size * 8)) throw new OperandError(`${value} is not a whole number of ${size * 8} bits`, 'use a wider kind of data, or bytes() for floating-point numbers');
      this.#buffer.writeInteger(value, size);
    }
  }

  #own(label: Label): void {
    if (label.owner !== this.#buffer) throw new LabelError(label.name, 'belongs to another assembler', 'use the label() of this one');
  }

  static {
    for (const mnemonic of mnemonics) {
      const index = new FormIndex(mnemonic, formsOf[mnemonic]);
      const [short, long] = formsOf[mnemonic];
      const isJump = short.words[0] === 'rel8';
      const write = function (this: Assembler, a?: MaybeOperand, b?: MaybeOperand, c?: MaybeOperand): void {
        encode(this.#buffer, index.select(a, b, c), a, b, c);
      };
      const jump = function (this: Assembler, target: MaybeOperand): void {
        if (target instanceof Label) {
          this.#own(target);
          this.#buffer.reserve(2);
          this.#buffer.writeShortJump(target, short.opcode, long.opcode, long.opcodeLength + 4);
        } else {
          encode(this.#buffer, index.select(target, undefined, undefined), target, undefined, undefined);
        }
      };
      Object.defineProperty(Assembler.prototype, mnemonic, { value: isJump ? jump : write, writable: true, configurable: true });
    }
  }
}

// The methods are put on the prototype above; this tells the compiler of them.
export interface Assembler extends InstructionMethods {}
