// Adds a pending call from outside of the process (CPython 3.11).
//
// What Py_AddPendingCall does (Python/ceval.c): {func, arg} into calls[last]; last = (last + 1) % 32; calls_to_do = 1; eval_breaker = 1.
// It holds pending->lock meanwhile, which we cannot take. Two writers could collide: the program's own Py_AddPendingCall (rare:
// tkinter, some extension modules) or the interpreter taking an entry out (which changes `first` only, and reads an entry only
// when first != last, so that writing the entry before `last` is safe). The order of the writes below is what makes it work.
// From outside the breaker must be set by hand: the interpreter computes it for the calling thread only.
// Pending calls run in the main thread, between two instructions; compiled loops see the breaker through their polls.

import type { Dialect } from './dialects/dialect';
import { readWord32, writeWord32, wordsToBytes } from './memory';
import type { RemoteMemory } from './memory';

/** Returns false if the queue is full. */
export function postPendingCall(memory: RemoteMemory, interpreter: number, dialect: Dialect, func: number, argument = 0): boolean {
  const { offsets, pendingCallsCapacity } = dialect;
  const first = readWord32(memory, interpreter + offsets.pendingFirst);
  const last = readWord32(memory, interpreter + offsets.pendingLast);
  const next = (last + 1) % pendingCallsCapacity;
  if (next === first || last >= pendingCallsCapacity) return false;
  memory.write(interpreter + offsets.pendingCalls + 16 * last, wordsToBytes([BigInt(func), BigInt(argument)]));
  writeWord32(memory, interpreter + offsets.pendingLast, next);
  writeWord32(memory, interpreter + offsets.pendingCallsToDo, 1);
  writeWord32(memory, interpreter + offsets.interpreterEvalBreaker, 1);
  return true;
}
