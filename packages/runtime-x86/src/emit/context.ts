// The exit context: what the exit routine keeps on the machine stack, right below the stack pointer of the unit that leaves.
// While an exit runs: rbx = context, r12 = recipe program counter, r13 = frame being built, r14 = cursor over the levels,
// r15 = thread state, rbp = scratch for stack alignment, rsp = the operand stack of the recipes.

import { mem, rbx } from './machine';
import type { Memory } from './machine';

export const Context = {
  /** The general registers by number; number 4 is the unit's stack pointer. */
  gpr: 0,
  /** The low halves of the xmm registers. */
  xmm: 128,
  /** Stack pointer and exit record of the level whose program runs. */
  levelStack: 256,
  levelRecord: 264,
  /** Base of the frame unit, its frame, and how it was entered. */
  base: 272,
  frame: 280,
  outerKind: 288,
  /** The exception of an error exit, out of the way while recipes run. */
  errorType: 296,
  errorValue: 304,
  errorTraceback: 312,
  /** u32: 1 in an error exit. */
  error: 320,
  /** u32: frames made by this exit. */
  newFrames: 324,
  /** Operand stack pointers: where the values of the present frame start, and the memo table, which ends at `levelStart`. */
  frameBase: 328,
  memoBase: 336,
  /** The record of the exit that was taken. */
  record: 344,
  /** Where the references to release start (the operand stack is empty there). */
  releaseEnd: 352,
  /** u32: 1 once the existing frame has a new position. */
  repositioned: 360,
  /** The operand stack pointer when the program of the present level started. */
  levelStart: 368,
  /** The exit number, pushed by the unit. */
  exitNumber: 376,
  size: 384,
} as const;

export const context = (field: Exclude<keyof typeof Context, 'size'>): Memory => mem(rbx, Context[field]);
