// A code object as plain data, whether it came from a .pyc file or from a process's memory.
// May know: the version type.
import type { BytecodeVersion } from './version';

/** The fields of a CPython code object. */
export interface CodeObject {
  readonly version: BytecodeVersion;
  readonly name: string;
  readonly qualname: string;
  readonly filename: string;
  readonly firstLine: number;
  /** Positional arguments, the positional-only ones included; `*args`, `**kwargs` and keyword-only ones are not. */
  readonly argumentCount: number;
  readonly positionalOnlyCount: number;
  readonly keywordOnlyCount: number;
  /** Bits of `codeFlags`. */
  readonly flags: number;
  readonly stackSize: number;
  /** Names of locals, then cells that are not arguments, then free variables: the slots of a frame, in order. */
  readonly localsPlusNames: readonly string[];
  /** Per slot, bits of `slotKinds`. */
  readonly localsPlusKinds: Uint8Array;
  readonly nlocals: number;
  readonly ncellvars: number;
  readonly nfreevars: number;
  readonly names: readonly string[];
  /** As `readMarshal` makes them, or whatever the reader of a live process puts there. */
  readonly constants: readonly unknown[];
  /** Clean or quickened code bytes. */
  readonly code: Uint8Array;
  readonly exceptionTable: Uint8Array;
  readonly lineTable: Uint8Array;
}

/** Bits of `localsPlusKinds` (Include/internal/pycore_code.h, CO_FAST_*). An argument can be local and cell at once. */
export const slotKinds = { LOCAL: 0x20, CELL: 0x40, FREE: 0x80 } as const;

/** Bits of `flags` (Include/cpython/code.h, CO_*). */
export const codeFlags = {
  OPTIMIZED: 0x1,
  NEWLOCALS: 0x2,
  VARARGS: 0x4,
  VARKEYWORDS: 0x8,
  NESTED: 0x10,
  GENERATOR: 0x20,
  COROUTINE: 0x80,
  ITERABLE_COROUTINE: 0x100,
  ASYNC_GENERATOR: 0x200,
  FUTURE_DIVISION: 0x20000,
  FUTURE_ABSOLUTE_IMPORT: 0x40000,
  FUTURE_WITH_STATEMENT: 0x80000,
  FUTURE_PRINT_FUNCTION: 0x100000,
  FUTURE_UNICODE_LITERALS: 0x200000,
  FUTURE_BARRY_AS_BDFL: 0x400000,
  FUTURE_GENERATOR_STOP: 0x800000,
  FUTURE_ANNOTATIONS: 0x1000000,
} as const;

/** Whether the value is a code object, such as a nested function among the constants. */
export function isCodeObject(value: unknown): value is CodeObject {
  return typeof value === 'object' && value !== null && 'localsPlusKinds' in value && 'exceptionTable' in value;
}

/** Whether calling it makes a generator, a coroutine or an asynchronous generator instead of running it. */
export function isGeneratorLike(code: CodeObject): boolean {
  return (code.flags & (codeFlags.GENERATOR | codeFlags.COROUTINE | codeFlags.ASYNC_GENERATOR)) !== 0;
}

/** How many slots of `localsPlusKinds` have the given bit of `slotKinds`. */
export function countSlots(kinds: Uint8Array, kind: number): number {
  return kinds.reduce((total, bits) => total + ((bits & kind) !== 0 ? 1 : 0), 0);
}
