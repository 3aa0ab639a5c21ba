// The contract of a backend: types only. A backend turns one IrFunction into code that the runtime can enter.
// Knows the ir; nothing of Python, processes or machines.

import type { Exit, IrFunction, Value } from '@psyco/ir';

/** Written into every backend; the engine refuses another major version. */
export const backendContractVersion = 1;

/** Where a value is when an exit is taken (or at a call site). */
export type Location =
  | { kind: 'gpr'; number: number }
  | { kind: 'xmm'; number: number }
  /** Byte offset from the unit's stack pointer (as it is after the prologue). */
  | { kind: 'stack'; offset: number }
  | { kind: 'constant-i64'; value: bigint }
  | { kind: 'constant-f64'; number: number }
  /** Address of a known object or thing. */
  | { kind: 'constant-address'; address: number };

/** One exit of the emitted code: where each SSA value of its recipe is. */
export interface ExitMap {
  exit: Exit;
  /** For every value that `forEachExitValue` visits. */
  locations: Map<Value, Location>;
  /** Bytes between the stack pointer after the prologue and the unit's base (see the runtime protocol). */
  frameSize: number;
  /** 'exit': a guard, poll, error; 'call': a native call site, used only if the callee leaves. */
  use: 'exit' | 'call';
}

/** A line of the listing: which ir instruction the bytes from `offset` on come from. */
export interface ListingEntry {
  offset: number;
  text: string;
}

/** Where the bytes from `offset` on come from, up to the next place: for reports of crashes. */
export interface CodePlace {
  offset: number;
  /** Number of the block. */
  block: number;
  /** The exit of the instruction, if it has one: its frames tell the bytecode. */
  exit: Exit | null;
}

export interface CompiledCode {
  bytes: Uint8Array;
  /** Offset of the entry in `bytes`. */
  entry: number;
  exits: ExitMap[];
  frameSize: number;
  listing: ListingEntry[];
  /** In the order of their offsets; a backend may leave it out. */
  places?: CodePlace[];
}

/** Addresses and numbers of the running process that emitted code refers to. */
export interface Target {
  /** Where the bytes will be placed. */
  baseAddress: number;
  /** Address of an exported C symbol. @throws if unknown. */
  symbol(name: string): number;
  /** Entry address of another compiled unit; null = the unit being compiled. */
  unit(key: string): number | null;
  /** The first number of this unit's exits: the exit with index i of `fn.exits` is `exitBase + i`. */
  exitBase: number;
  /** Address of the runtime's common exit routine (reached by `push imm32 exit number; jmp`). */
  exitCommon: number;
  /** Address of the eval breaker (int32, nonzero = leave at polls). */
  evalBreaker: number;
  /** Address of an 8-byte word: native units leave at their entry if the stack pointer is below it. */
  stackLimit: number;
  /**
   * Address of a routine that is called where the stack pointer is below that word, because other threads have stacks elsewhere: it keeps
   * everything but r11 and answers in the carry flag whether there is no room. Absent: there is none.
   */
  stackCheck?: number;
  /** Version-dependent byte offsets of CPython structures that ops name implicitly. */
  offsets: {
    objectRefcount: number;
    objectType: number;
    floatValue: number;
    longSize: number;
    longDigits: number;
    threadCframe: number;
    cframeCurrentFrame: number;
    framePrevious: number;
    threadRecursionRemaining: number;
    /** Of the float free list in the interpreter state: count and head, with the state's address; null = none known. */
    floatFreeList: { countAddress: number; headAddress: number } | null;
    /** Address of the small int table, first value (-5), element size; null = none known. */
    smallInts: { address: number; first: number; last: number; size: number } | null;
    /**
     * The allocator of small objects: address of its table of pools, and of a word (int32) that is not 0 while allocations are traced; null or
     * absent = small objects are only made by C functions.
     */
    pools?: { table: number; tracing: number } | null;
    /** Debug builds: address of the total of all references (`_Py_RefTotal`), near or below 2^31; null or absent = none is kept. */
    refTotal?: number | null;
  };
}

export interface CompileOptions {
  /** 'linear-scan' (default) or 'spill-everything' (trivially correct, to compare with). */
  allocator?: 'linear-scan' | 'spill-everything';
  listing?: boolean;
  /** Called now and then; what it throws ends the compilation. */
  breathe?(): void;
}

export interface Backend {
  readonly name: string;
  readonly contractVersion: number;
  /**
   * Makes code for one function.
   * @throws BackendError when the function cannot be compiled (too many arguments, unknown op).
   */
  compile(fn: IrFunction, target: Target, options?: CompileOptions): CompiledCode;
}

/** A backend's refusal: what, why. */
export class BackendError extends Error {
  override name = 'BackendError';
}
