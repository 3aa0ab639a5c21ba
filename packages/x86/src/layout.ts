// Turns what was assembled into final bytes: chooses the size of each jump, pads, and fills in distances and addresses.
import { RelocationKind, type CodeBuffer, type LayoutEvent } from './code-buffer';
import { LabelError, OutOfReachError } from './errors';
import type { Label } from './operands';

/** What `Assembler.finish` returns. */
export interface AssembledCode {
  readonly bytes: Uint8Array;
  /** Where a label ended up, counted from the start of `bytes`. */
  labelOffset(label: Label): number;
}

const SHORT_JUMP = 2;

/** The recommended nops of one to nine bytes (Intel manual, volume 2, NOP). */
const nops = ['90', '6690', '0f1f00', '0f1f4000', '0f1f440000', '660f1f440000', '0f1f8000000000', '0f1f840000000000', '660f1f840000000000'].map(
  (text) => Uint8Array.from(text.match(/../g)!, (digits) => Number.parseInt(digits, 16)),
);

/** Lays the code out for `baseAddress`. Does not change the buffer, so it can be done for several addresses. */
export function layOut(buffer: CodeBuffer, baseAddress: number): AssembledCode {
  const { events, relocations } = buffer;
  const shifts = chooseSizes(events, baseAddress);
  const place = (label: Label): number => {
    if (label.owner !== buffer) throw new LabelError(label.name, 'belongs to another assembler', 'use the label() of this one');
    if (label.position < 0) throw new LabelError(label.name, 'was used but never bound', 'call bind(label) where it belongs');
    return label.position + shifts[label.event];
  };
  const bytes = new Uint8Array(buffer.position + shifts[events.length]);
  copyStretched(buffer, bytes, shifts, place);
  const view = new DataView(bytes.buffer);
  for (const { kind, position, event, toEnd, label, addend } of relocations) {
    const offset = position + shifts[event];
    if (kind === RelocationKind.absoluteLabel) {
      const value = baseAddress + place(label!) + addend;
      view.setUint32(offset, value >>> 0, true);
      view.setUint32(offset + 4, Math.floor(value / 0x1_0000_0000), true);
      continue;
    }
    const target = kind === RelocationKind.relativeToLabel ? baseAddress + place(label!) + addend : addend;
    const distance = target - (baseAddress + offset + toEnd);
    if ((distance | 0) !== distance) throw new OutOfReachError(baseAddress + offset, target);
    view.setInt32(offset, distance, true);
  }
  return { bytes, labelOffset: place };
}

/**
 * How far everything after the first i events has moved, for each i.
 * All jumps start short; those that do not reach grow, which can push others out of reach, until all reach.
 * A jump never shrinks again, so this ends, also where padding shrinks as jumps grow.
 */
function chooseSizes(events: readonly LayoutEvent[], baseAddress: number): Int32Array {
  const shifts = new Int32Array(events.length + 1);
  const isLong = new Uint8Array(events.length);
  for (let changed = true; changed; ) {
    changed = false;
    let shift = 0;
    for (let i = 0; i < events.length; i++) {
      const { position, label, value, growth } = events[i];
      shifts[i] = shift;
      if (label === null) shift += padding(baseAddress + position + shift, value);
      else if (isLong[i] === 1) shift += growth;
    }
    shifts[events.length] = shift;
    for (let i = 0; i < events.length; i++) {
      const { position, label } = events[i];
      if (label === null || isLong[i] === 1) continue;
      const distance = label.position + shifts[label.event] - (position + shifts[i] + SHORT_JUMP);
      if (distance < -128 || distance > 127) {
        isLong[i] = 1;
        changed = true;
      }
    }
  }
  return shifts;
}

const padding = (address: number, alignment: number): number => (alignment - (address % alignment)) % alignment;

/** Copies the code, with jumps at their final sizes and distances and padding in place. */
function copyStretched(buffer: CodeBuffer, bytes: Uint8Array, shifts: Int32Array, place: (label: Label) => number): void {
  const { events, bytes: source } = buffer;
  let from = 0;
  for (let i = 0; i < events.length; i++) {
    const { position, label, value, growth } = events[i];
    copy(source, from, position, bytes, from + shifts[i]);
    const start = position + shifts[i];
    const extra = shifts[i + 1] - shifts[i];
    from = position;
    if (label === null) {
      writeNops(bytes, start, extra);
      continue;
    }
    from += SHORT_JUMP;
    const distance = place(label) - (start + SHORT_JUMP + extra);
    if (extra === 0) {
      bytes[start] = source[position];
      bytes[start + 1] = distance;
    } else {
      bytes[start] = value;
      if (growth === 4) bytes[start + 1] = value >> 8;
      for (let k = 0; k < 4; k++) bytes[start + growth - 2 + k] = distance >> (8 * k);
    }
  }
  copy(source, from, buffer.position, bytes, from + shifts[events.length]);
}

/** The pieces between jumps are short, and a loop is quicker than a view for those. */
function copy(source: Uint8Array, from: number, to: number, target: Uint8Array, at: number): void {
  if (to - from > 64) target.set(source.subarray(from, to), at);
  else for (; from < to; from++) target[at++] = source[from];
}

function writeNops(bytes: Uint8Array, start: number, count: number): void {
  while (count > 0) {
    const nop = nops[Math.min(count, nops.length) - 1];
    bytes.set(nop, start);
    start += nop.length;
    count -= nop.length;
  }
}
