// Constants that instructions read from memory, after the code of the unit: 16-byte ones first, then 8-byte ones.

import { type Assembler, type Label, type Memory, qword, ripLabel } from '@psyco/x86';

export class ConstantPool {
  private readonly wide = new Map<string, { label: Label; low: bigint; high: bigint }>();
  private readonly narrow = new Map<bigint, Label>();
  constructor(private readonly asm: Assembler) {}

  get isEmpty(): boolean {
    return this.wide.size === 0 && this.narrow.size === 0;
  }

  /** 8 bytes with the given bits. */
  quad(bits: bigint): Memory {
    let label = this.narrow.get(bits);
    if (!label) this.narrow.set(bits, (label = this.asm.label(`constant 0x${bits.toString(16)}`)));
    return qword(ripLabel(label));
  }

  /** 16 bytes, as the packed logical instructions need them: aligned. */
  pair(low: bigint, high: bigint): Memory {
    const key = `${low},${high}`;
    let entry = this.wide.get(key);
    if (!entry) this.wide.set(key, (entry = { label: this.asm.label(`constant ${key}`), low, high }));
    return ripLabel(entry.label);
  }

  /** Writes the constants at the end of the code. */
  emit(): void {
    const { asm } = this;
    if (this.wide.size > 0) asm.align(16);
    else if (this.narrow.size > 0) asm.align(8);
    for (const { label, low, high } of this.wide.values()) {
      asm.bind(label);
      asm.dq(low, high);
    }
    for (const [bits, label] of this.narrow) {
      asm.bind(label);
      asm.dq(bits);
    }
  }
}
