// Where the machine stacks of the program's threads end, for compiled code that calls compiled code, and for the frame hook: from the
// mappings of the process, for each thread when it is first seen to run.
import { readFileSync } from 'node:fs';
import { attempt, readMappings } from '@psyco/objects';
import type { PythonProcess } from '@psyco/objects';
import { HOOK_RESERVE, RuntimeData, ThreadStack } from '@psyco/runtime-x86';
import type { Region } from './regions';

/** Where the stack's size is not limited, what is believed to be there. */
const SIZE_DEFAULT = 8 * 1024 * 1024;
/** Milliseconds between looks at the mappings: programs may start threads all the time. */
const PAUSE = 20;

/**
 * The lowest stack pointers at which native units and the frame hook may still run in a stack from `start` to `end`. An exit of a native chain needs
 * 16 bytes for each level until all frames are built, and 8 for each object that the level releases, which has a slot in the frame of the level: at most one
 * and a half times what the frame takes. So a chain gets three eighths of the stack, and its exit finds half as much again.
 */
export function limitsOf(start: number, end: number): { native: number; hook: number } {
  const size = end - start;
  return { native: start + Math.floor(size / 2) + Math.floor(size / 8), hook: start + Math.min(HOOK_RESERVE, Math.floor(size / 4)) };
}

/** Of a larger stack the rest is not mapped before the program needs it: address space may be limited. */
const GROWN = 64 * 1024 * 1024;
const PAGE = 4096;

/**
 * The main thread's stack, which ends at `end`, grows down to its limit, below what is mapped. The program may lower the limit at any time (RLIMIT_STACK), and what is
 * mapped then is all there is, while interpreted functions need none of it for their calls. So it is made to grow now: the kernel does that for who reads there
 * (mm/memory.c, __access_remote_vm), and maps no page for it that takes memory.
 */
function mainStart({ pid, memory }: PythonProcess, end: number): number {
  const soft = /^Max stack size\s+(\S+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'latin1'))?.[1];
  const start = end - (soft === undefined || soft === 'unlimited' ? SIZE_DEFAULT : Number(soft));
  // Where that fails the limit has to be believed.
  attempt(() => memory.readFresh(Math.max(Math.ceil(start / PAGE) * PAGE, end - GROWN), 8));
  return start;
}

export class ThreadStacks {
  /** Thread states by their id, which is given once. */
  readonly #known = new Set<number>();
  #last = -Infinity;

  constructor(private readonly python: PythonProcess, private readonly data: Region, private readonly runtimeData: number) {}

  /** Fills in the main thread's limit and those of the threads that there are. */
  begin(): void {
    const stack = readMappings(this.python.pid).find(({ path }) => path === '[stack]');
    if (stack !== undefined) {
      const { native, hook } = limitsOf(mainStart(this.python, stack.end), stack.end);
      this.data.writeWord(this.runtimeData + RuntimeData.stackLimit, native);
      this.data.writeWord(this.runtimeData + RuntimeData.hookStackLimit, hook);
    }
    for (const thread of this.python.attempt(() => this.python.threads()) ?? []) this.#fill(thread.address);
  }

  /** A thread runs. */
  note(thread: number, now: number): void {
    if (now - this.#last < PAUSE) return;
    const { memory, layout } = this.python;
    const id = this.python.attempt(() => memory.ptr(thread + layout.PyThreadState.id));
    if (id === undefined || this.#known.has(id)) return;
    this.#last = now;
    this.#fill(thread);
  }

  #fill(thread: number): void {
    const { python } = this;
    const { memory, layout } = python;
    const { id: idOffset, cframe, root_cframe } = layout.PyThreadState;
    const id = python.attempt(() => memory.ptr(thread + idOffset));
    // The innermost _PyEval_EvalFrameDefault has it in its C frame (3.11, Python/ceval.c); without one it is part of the thread state.
    const inStack = python.attempt(() => memory.ptrFresh(thread + cframe!));
    if (id === undefined || inStack === undefined || inStack === thread + root_cframe!) return;
    const mapping = readMappings(python.pid).find(({ start, end }) => inStack >= start && inStack < end);
    if (mapping === undefined) return;
    this.#known.add(id);
    const entry = this.runtimeData + RuntimeData.threadStacks + ThreadStack.size * (id % ThreadStack.count);
    // Not the limit of another thread for a moment.
    this.data.writeWord(entry + ThreadStack.id, 0);
    const { native, hook } = limitsOf(mapping.path === '[stack]' ? mainStart(python, mapping.end) : mapping.start, mapping.end);
    this.data.writeWord(entry + ThreadStack.limit, native);
    this.data.writeWord(entry + ThreadStack.hookLimit, hook);
    this.data.writeWord(entry + ThreadStack.id, id);
  }
}
