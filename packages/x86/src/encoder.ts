// Writes one instruction, given its form and operands. All knowledge of ModRM, SIB and REX is here, and nowhere else.
import type { CodeBuffer } from './code-buffer';
import type { Form } from './forms';
import { Addressing, Label, type AddressTarget, type Memory } from './operands';
import type { Register } from './registers';
import type { MaybeOperand } from './select';

/** The longest instruction that the processor takes. */
const LONGEST = 16;
const SIB_FOLLOWS = 4;
const NO_INDEX = 4 << 3;
const NO_BASE = 5;

const pick = (position: number, a: MaybeOperand, b: MaybeOperand, c: MaybeOperand): MaybeOperand => (position === 0 ? a : position === 1 ? b : c);

/** Writes the instruction at the end of the buffer. The form must have been selected for these operands. */
export function encode(buffer: CodeBuffer, form: Form, a: MaybeOperand, b: MaybeOperand, c: MaybeOperand): void {
  buffer.reserve(LONGEST);
  const bytes = buffer.bytes;
  let position = buffer.position;
  let rex = form.rexW;
  let reg = form.digit;
  let opcode = form.opcode;

  if (form.reg >= 0) {
    const register = pick(form.reg, a, b, c) as Register;
    reg = (register.number & 7) << 3;
    rex |= register.rex;
    if (register.number > 7) rex |= 0x44;
  }
  const rm = form.rm < 0 ? undefined : (pick(form.rm, a, b, c) as Register | Memory);
  if (rm !== undefined) {
    if ('number' in rm) {
      rex |= rm.rex;
      if (rm.number > 7) rex |= 0x41;
    } else {
      if (rm.base !== null && rm.base.number > 7) rex |= 0x41;
      if (rm.index !== null && rm.index.number > 7) rex |= 0x42;
    }
  } else if (form.opcodeRegister >= 0) {
    const register = pick(form.opcodeRegister, a, b, c) as Register;
    opcode += (register.number & 7) << (8 * (form.opcodeLength - 1));
    rex |= register.rex;
    if (register.number > 7) rex |= 0x41;
  }

  if (form.prefix !== 0) bytes[position++] = form.prefix;
  if (rex !== 0) bytes[position++] = rex;
  bytes[position++] = opcode;
  if (form.opcodeLength > 1) {
    bytes[position++] = opcode >> 8;
    if (form.opcodeLength > 2) {
      bytes[position++] = opcode >> 16;
      if (form.opcodeLength > 3) bytes[position++] = opcode >> 24;
    }
  }
  buffer.position = position;

  if (rm !== undefined) {
    if ('number' in rm) bytes[buffer.position++] = 0xc0 | reg | (rm.number & 7);
    else encodeMemory(buffer, rm, reg, form.immediateSize);
  }
  if (form.immediateSize !== 0) {
    const immediate = pick(form.immediate, a, b, c) as number | bigint | Label | AddressTarget;
    if (typeof immediate === 'number' || typeof immediate === 'bigint') buffer.writeInteger(immediate, form.immediateSize);
    else if (immediate instanceof Label) buffer.writeDistance(Addressing.ripLabel, immediate, 0, 0);
    else buffer.writeDistance(Addressing.ripAddress, null, immediate.address, 0);
  }
}

/** Writes ModRM, SIB and displacement. `reg` is already in place; `after` bytes of immediate will follow. */
function encodeMemory(buffer: CodeBuffer, memory: Memory, reg: number, after: number): void {
  const { bytes } = buffer;
  const { base, index, displacement } = memory;
  if (memory.addressing !== Addressing.registers) {
    if (memory.addressing === Addressing.absolute) {
      bytes[buffer.position++] = reg | SIB_FOLLOWS;
      bytes[buffer.position++] = NO_INDEX | NO_BASE;
      buffer.write(displacement, 4);
    } else {
      bytes[buffer.position++] = reg | 5;
      buffer.writeDistance(memory.addressing, memory.label, memory.label === null ? memory.address : displacement, after);
    }
    return;
  }
  const indexBits = index === null ? NO_INDEX : ((index.number & 7) << 3) | (memory.scale === 1 ? 0 : memory.scale === 2 ? 0x40 : memory.scale === 4 ? 0x80 : 0xc0);
  if (base === null) {
    bytes[buffer.position++] = reg | SIB_FOLLOWS;
    bytes[buffer.position++] = indexBits | NO_BASE;
    buffer.write(displacement, 4);
    return;
  }
  const low = base.number & 7;
  // rbp and r13 as base without displacement would mean "no base" or rip: they get a displacement of zero.
  const displacementSize = displacement === 0 && low !== 5 ? 0 : displacement >= -128 && displacement <= 127 ? 1 : 4;
  const mod = displacementSize === 0 ? 0 : displacementSize === 1 ? 0x40 : 0x80;
  if (index !== null || low === 4) {
    bytes[buffer.position++] = mod | reg | SIB_FOLLOWS;
    bytes[buffer.position++] = indexBits | low;
  } else {
    bytes[buffer.position++] = mod | reg | low;
  }
  if (displacementSize !== 0) buffer.write(displacement, displacementSize);
}
