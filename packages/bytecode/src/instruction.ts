// Instructions: from code bytes (clean, or as the running interpreter has rewritten them) to a list.
// May know: the version table given. Includes the questions one asks about a single instruction.
import { MalformedCodeError, TruncatedError, UnknownOpcodeError } from './errors';
import type { BytecodeVersion, Count, OpcodeInfo } from './version';

/** One instruction with its EXTENDED_ARG prefixes and its inline cache. */
export interface Instruction {
  /** Position in the list it was decoded into. */
  readonly index: number;
  /** Byte offset of the first EXTENDED_ARG, or of the instruction itself. Jumps and exception ranges use this one. */
  readonly start: number;
  /** Byte offset of the instruction proper: what a frame's instruction pointer shows. */
  readonly offset: number;
  /** Byte offset after the inline cache. */
  readonly next: number;
  /** The name the compiler wrote, such as `BINARY_OP`. */
  readonly opcode: string;
  /** The name found in the bytes, such as `BINARY_OP_ADD_INT`; equal to `opcode` in clean code. */
  readonly specialized: string;
  /** The table's entry for `opcode`. */
  readonly info: OpcodeInfo;
  /** The table's entry for `specialized`. */
  readonly form: OpcodeInfo;
  /** The argument with EXTENDED_ARG applied; 0 if the instruction takes none. */
  readonly argument: number;
  /** The inline cache, copied. */
  readonly cache: Uint16Array;
  /** Byte offset a jump goes to (the `start` of its target). */
  readonly jumpTarget?: number;
}

/** Decodes a code string: `co_code`, or `co_code_adaptive` as read from a running interpreter's memory. */
export function decode(version: BytecodeVersion, code: Uint8Array): Instruction[] {
  if (code.length % 2 !== 0) throw new TruncatedError('Code', code.length);
  const instructions: Instruction[] = [];
  let start = 0;
  let extended = 0;
  for (let offset = 0; offset < code.length;) {
    const form = version.opcodes[code[offset]];
    if (!form) throw new UnknownOpcodeError(code[offset], offset, version);
    const info = form.base === form.name ? form : version.byName.get(form.base)!;
    // Arguments are 32-bit and wrap, as oparg does in Python/ceval.c.
    const argument = ((extended << 8) | code[offset + 1]) >>> 0;
    if (info.name === version.extendedArgument) {
      extended = argument;
      offset += 2;
      if (offset >= code.length) throw new TruncatedError('Code', offset);
      continue;
    }
    const next = offset + 2 + 2 * info.cacheUnits;
    if (next > code.length) throw new TruncatedError('Code', offset);
    const cache = new Uint16Array(info.cacheUnits);
    for (let unit = 0; unit < cache.length; unit++) cache[unit] = code[offset + 2 + 2 * unit] | (code[offset + 3 + 2 * unit] << 8);
    const instruction = {
      index: instructions.length, start, offset, next, opcode: info.name, specialized: form.name, info, form,
      argument: info.hasArgument ? argument : 0, cache,
    };
    const jumpTarget = targetOf(info, next, argument);
    instructions.push(jumpTarget === undefined ? instruction : { ...instruction, jumpTarget });
    start = offset = next;
    extended = 0;
  }
  return instructions;
}

function targetOf(info: OpcodeInfo, next: number, argument: number): number | undefined {
  if (info.argument === 'jumpForward') return next + 2 * argument;
  if (info.argument === 'jumpBackward') return next - 2 * argument;
  return undefined;
}

/** The instruction that covers a byte offset (its prefixes and cache included); undefined outside the code. */
export function instructionAt(instructions: readonly Instruction[], offset: number): Instruction | undefined {
  let low = 0;
  let high = instructions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (instructions[middle].next <= offset) low = middle + 1;
    else high = middle;
  }
  const found = instructions[low];
  return found && offset >= found.start ? found : undefined;
}

/** The instruction that starts at a jump target; throws MalformedCodeError if none does. */
export function instructionStartingAt(instructions: readonly Instruction[], start: number): Instruction {
  const found = instructionAt(instructions, start);
  if (found?.start !== start) throw new MalformedCodeError(`No instruction starts at offset ${start}: the code is damaged, or is of another Python version.`);
  return found;
}

/** The argument as an index into names, constants or localsplus, without the flag bits that some instructions keep in it. */
export function indexOf(instruction: Instruction): number {
  return instruction.argument >>> instruction.info.argumentShift;
}

const count = (value: Count, argument: number, jumped: boolean) => (typeof value === 'number' ? value : value(argument, jumped));

/** How many items the instruction takes from the stack (those it only looks at and rearranges included). */
export function popsOf(instruction: Instruction, jumped = false): number {
  return count(instruction.info.pops, instruction.argument, jumped);
}

/** How many items the instruction puts on the stack after taking its own. */
export function pushesOf(instruction: Instruction, jumped = false): number {
  return count(instruction.info.pushes, instruction.argument, jumped);
}

/** Change of the stack depth, fallen through or jumped. */
export function stackEffect(instruction: Instruction, jumped = false): number {
  return pushesOf(instruction, jumped) - popsOf(instruction, jumped);
}

/** Whether the running interpreter has quickened this code (CPython 3.11, Python/specialize.c, _PyCode_Quicken). */
export function isQuickened(instructions: readonly Instruction[]): boolean {
  return instructions.some((instruction) => instruction.form !== instruction.info);
}
