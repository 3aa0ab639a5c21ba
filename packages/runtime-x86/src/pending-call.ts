// Adds a pending call from outside of the process (CPython 3.11).
//
// What Py_AddPendingCall does (Python/ceval.c): {func, arg} into calls[last]; last = (last + 1) % 32; calls_to_do = 1; eval_breaker = 1.
// It holds pending->lock meanwhile, which we cannot take. Two writers could collide: the interpreter taking an entry out (which changes `first` only, and
// reads an entry only when first != last, so that writing the entry before `last` is safe; the order of the writes below is what makes it work), or
// the program's own Py_AddPendingCall (rare: some extension modules). A `last` that goes back behind `first` makes a ring full of calls of long ago,
// which would be made once more. So the ring is left alone from the first call on that is not ours (`PendingCalls`).
// Pending calls run in the main thread, between two instructions; compiled loops see the breaker through their polls.
//
// From outside the breaker must be set by hand, but only while the main thread holds the GIL: any other thread computes it anew when it
// takes the GIL, and without pending calls. A breaker that it cannot clear would make it look up all the time, and for ever at the start of
// a function that is traced (ceval.c, DO_TRACING: RESUME is begun again as long as the breaker is set). The main thread can also be
// quicker than we are: taking the GIL it sees calls_to_do, runs the call and clears the breaker before we set it; or take the GIL just before we
// clear the breaker of the thread that had it; so look again after each write, until nothing has changed.

import type { Dialect } from './dialects/dialect';
import { readWord, readWord32, writeWord32, wordsToBytes } from './memory';
import type { RemoteMemory } from './memory';

/** How often to look who has the GIL, and what waits. */
const LOOKS = 20;

/** Calls of one function, as long as nobody else uses the ring. */
export class PendingCalls {
  /** What may be in the ring: nothing, this call, and what was there at the start. */
  readonly #known: ReadonlySet<bigint>;
  /** Where the ring ended after our last call. */
  #last: number;
  #isShared = false;

  constructor(private readonly memory: RemoteMemory, private readonly interpreter: number, private readonly dialect: Dialect, private readonly func: number) {
    this.#known = new Set([0n, BigInt(func), ...this.#functions()]);
    this.#last = this.#end();
  }

  /** Returns whether the call will be made: not if the ring is full, or others use it. */
  post(): boolean {
    if ((this.#isShared ||= this.#end() !== this.#last || this.#functions().some((func) => !this.#known.has(func)))) return false;
    const posted = postPendingCall(this.memory, this.interpreter, this.dialect, this.func);
    if (posted) this.#last = (this.#last + 1) % this.dialect.pendingCallsCapacity;
    return posted;
  }

  #end(): number {
    return readWord32(this.memory, this.interpreter + this.dialect.offsets.pendingLast);
  }

  #functions(): bigint[] {
    const { offsets, pendingCallsCapacity } = this.dialect;
    const bytes = this.memory.read(this.interpreter + offsets.pendingCalls, 16 * pendingCallsCapacity);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Array.from({ length: pendingCallsCapacity }, (_, index) => view.getBigUint64(16 * index, true));
  }
}

/** Returns false if the queue is full. */
export function postPendingCall(memory: RemoteMemory, interpreter: number, dialect: Dialect, func: number, argument = 0): boolean {
  const { offsets, pendingCallsCapacity } = dialect;
  const first = readWord32(memory, interpreter + offsets.pendingFirst);
  const last = readWord32(memory, interpreter + offsets.pendingLast);
  const next = (last + 1) % pendingCallsCapacity;
  const full = next === first || last >= pendingCallsCapacity;
  if (!full) {
    memory.write(interpreter + offsets.pendingCalls + 16 * last, wordsToBytes([BigInt(func), BigInt(argument)]));
    writeWord32(memory, interpreter + offsets.pendingLast, next);
    writeWord32(memory, interpreter + offsets.pendingCallsToDo, 1);
  }
  interrupt(memory, interpreter, dialect);
  return !full;
}

type Holder = 'main' | 'other' | 'nobody';

function holderOfGil(memory: RemoteMemory, interpreter: number, { offsets }: Dialect): Holder {
  const runtime = Number(readWord(memory, interpreter + offsets.interpreterRuntime));
  const thread = Number(readWord(memory, runtime + offsets.runtimeCurrentThread));
  if (thread === 0) return 'nobody';
  return readWord(memory, thread + offsets.threadIdentifier) === readWord(memory, runtime + offsets.runtimeMainThread) ? 'main' : 'other';
}

/** Gives the breaker the value that the thread that has the GIL would compute now. After each write it looks again: the GIL may have changed hands, a signal may have come. */
function interrupt(memory: RemoteMemory, interpreter: number, dialect: Dialect): void {
  let written: boolean | null = null;
  for (let look = 0; look < LOOKS; look++) {
    const holder = holderOfGil(memory, interpreter, dialect);
    if (holder === 'nobody') continue;
    const wanted = hasReason(memory, interpreter, dialect, holder);
    if (wanted === written) return;
    writeWord32(memory, interpreter + dialect.offsets.interpreterEvalBreaker, Number(wanted));
    written = wanted;
  }
}

/** Whether the thread would compute a breaker that is set (ceval.c, COMPUTE_EVAL_BREAKER). */
function hasReason(memory: RemoteMemory, interpreter: number, { offsets }: Dialect, thread: 'main' | 'other'): boolean {
  const words = [offsets.interpreterGilDropRequest, offsets.pendingAsyncException].map((offset) => interpreter + offset);
  if (thread === 'main') words.push(interpreter + offsets.pendingCallsToDo, Number(readWord(memory, interpreter + offsets.interpreterRuntime)) + offsets.runtimeSignalsPending);
  return words.some((address) => readWord32(memory, address) !== 0);
}
