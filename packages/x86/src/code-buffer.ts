// A growing byte buffer, and notes of what must be fixed or may change size once addresses are known. Knows nothing of instructions.
import { Addressing, type Label } from './operands';

/** What a relocation writes. */
export const RelocationKind = { relativeToLabel: 0, relativeToAddress: 1, absoluteLabel: 2 } as const;

/** A field of the code that depends on where labels or the code end up. */
export interface Relocation {
  readonly kind: number;
  /** Where the field is, before any jump grew. */
  readonly position: number;
  /** How many layout events came before it. */
  readonly event: number;
  /** From the field to the end of its instruction, which is what distances count from. */
  readonly toEnd: number;
  readonly label: Label | null;
  /** Added to the label, or the absolute address. */
  readonly addend: number;
}

/** Where the layout may stretch: a jump that may need its long form, or padding. */
export interface LayoutEvent {
  readonly position: number;
  /** The target of a jump; null for padding. */
  readonly label: Label | null;
  /** The opcode bytes of the long form, first byte lowest; or the alignment. */
  readonly value: number;
  /** How many bytes the long form has more than the short one, which has two. */
  readonly growth: number;
}

export class CodeBuffer {
  bytes: Uint8Array;
  position = 0;
  readonly relocations: Relocation[] = [];
  readonly events: LayoutEvent[] = [];
  /** How much all the events can add. */
  slack = 0;

  constructor(capacity: number) {
    this.bytes = new Uint8Array(Math.max(64, capacity));
  }

  /** Makes room for that many bytes more. */
  reserve(count: number): void {
    if (this.position + count <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.position + count));
    grown.set(this.bytes);
    this.bytes = grown;
  }

  /** Writes the low bytes of a number below 2 ** 32, lowest first, without asking for room. */
  write(value: number, size: number): void {
    const { bytes } = this;
    let position = this.position;
    bytes[position++] = value;
    if (size >= 2) bytes[position++] = value >> 8;
    if (size >= 4) {
      bytes[position++] = value >> 16;
      bytes[position++] = value >> 24;
    }
    this.position = position;
  }

  /** Writes an integer of up to 64 bits, without asking for room. */
  writeInteger(value: number | bigint, size: number): void {
    if (typeof value === 'bigint') {
      this.write(Number(BigInt.asIntN(32, value)), size < 4 ? size : 4);
      if (size === 8) this.write(Number(BigInt.asIntN(32, value >> 32n)), 4);
    } else {
      this.write(value | 0, size < 4 ? size : 4);
      if (size === 8) this.write(Math.floor(value / 0x1_0000_0000) | 0, 4);
    }
  }

  /** Leaves four bytes open for a distance; `after` bytes of the instruction follow them. */
  writeDistance(addressing: number, label: Label | null, addend: number, after: number): void {
    const kind = addressing === Addressing.ripLabel ? RelocationKind.relativeToLabel : RelocationKind.relativeToAddress;
    this.relocations.push({ kind, position: this.position, event: this.events.length, toEnd: 4 + after, label, addend });
    this.write(0, 4);
  }

  /** Leaves eight bytes open for the address of a label. */
  writeLabelAddress(label: Label, addend: number): void {
    this.relocations.push({ kind: RelocationKind.absoluteLabel, position: this.position, event: this.events.length, toEnd: 0, label, addend });
    this.write(0, 4);
    this.write(0, 4);
  }

  /** Writes a jump to a label in its short form, two bytes; the layout replaces it where the label is far. */
  writeShortJump(label: Label, shortOpcode: number, longOpcode: number, longLength: number): void {
    const growth = longLength - 2;
    this.events.push({ position: this.position, label, value: longOpcode, growth });
    this.slack += growth;
    this.write(shortOpcode, 2);
  }

  /** Notes that what follows must start at a multiple of `alignment`. */
  align(alignment: number): void {
    this.events.push({ position: this.position, label: null, value: alignment, growth: 0 });
    this.slack += alignment - 1;
  }
}
