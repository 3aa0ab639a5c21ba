// The data structures that compiled code, the runtime and the compiler share in the data region: offsets and sizes only.

/** Byte offsets in the runtime's own block of the data region (at `dataBase`). Every field is one aligned 64-bit word unless its comment says more. */
export const RuntimeData = {
  /** Mailbox: number of the commit program that the compiler posted last. */
  commitPosted: 0x00,
  /** Mailbox: number of the commit program that was run last. */
  commitDone: 0x08,
  /** Mailbox: how it ended, see CommitStatus. */
  commitStatus: 0x10,
  /** Mailbox: if it failed, the number of the check (or operation) that did. */
  commitFailing: 0x18,
  /** Mailbox: address of the program. */
  commitProgram: 0x20,
  /** Not 0 while a program runs: the Python code that it may run does not run it again. */
  commitBusy: 0x28,
  /** What the one-shot hook puts back into `interp->eval_frame`. */
  hookAfterOneShot: 0x30,
  /** On-stack replacement: events without a match since it was armed, and how many end it. */
  armedEvents: 0x38,
  armedLimit: 0x40,
  /** The frame for which it was armed last. */
  armedFrame: 0x48,
  /** Counters: armed, matched (compiled code entered), gave up, refused because a tracer or profiler is active. */
  armedCount: 0x50,
  matchedCount: 0x58,
  gaveUpCount: 0x60,
  armRefusedCount: 0x68,
  /** All exits taken. */
  exitCount: 0x70,
  /** Sync mode: the compiler changes this word while it works; the program waits as long as it changes. */
  heartbeat: 0x78,
  /** Sync mode: number of the request, number of the answer, and what was called. */
  syncRequest: 0x80,
  syncAnswer: 0x88,
  syncCode: 0x90,
  syncFrame: 0x98,
  syncThread: 0xa0,
  /** Set by the program when the compiler did not answer in time: it never waits again. */
  syncDisabled: 0xa8,
  /** Counters: how often each safe point was reached. */
  oneShotCount: 0xb0,
  pendingCallCount: 0xb8,
  /** A tracer and a profiler that a stand-in keeps one event from (see emit/evaluate.ts). */
  hiddenTracer: 0xc0,
  hiddenProfiler: 0xc8,
  /** Native units leave at their entry if the stack pointer of the main thread is below this. */
  stackLimit: 0xd0,
  /** Counter: how often the frame hook took itself out for want of stack. */
  hookGivenUpCount: 0xd8,
  /** The frame hook takes itself out if the stack pointer of the main thread is below this. */
  hookStackLimit: 0xe0,
  /** Identifier of the process that the compiler serves; 0: whichever runs. A forked child has another one: no commit is for it, and it has nobody to wait for. */
  servedProcess: 0xe8,
  /** How many code objects have died. */
  codeDeathCount: 0xf0,
  /** Counter: events of the tracing that on-stack replacement waits with. */
  traceEventCount: 0xf8,
  /** A private code unit, RERAISE 1 (see emit/osr.ts). */
  reraiseUnit: 0x100,
  /** Measuring (see emit/measure.ts): the measured call that runs now (its stack pointer), or 0. */
  measureOwner: 0x148,
  /** Counters: ticks of the processor's clock in measured calls, and how many these were. */
  measureTicks: 0x150,
  measureCalls: 0x158,
  /** The frame hook that is taken out meanwhile, or 0. */
  measureHook: 0x160,
  /** What exits may use when memory has run out (see emit/reserve.ts): blocks of the two domains, see ReserveRecord; a chunk of the data stack. */
  objectReserve: 0x180,
  memoryReserve: 0x1b8,
  reserveChunk: 0x1f0,
  /** Not 0: something is missing in it; 2: as an allocation has failed. */
  reserveLow: 0x168,
  /** Not 0: allocators that take from it stand in for the usual ones. */
  reserveInUse: 0x170,
  /** Counter: calls of functions without compiled code that went through the frame hook. */
  hookMissCount: 0x178,
  /** Exits that still need the tables of their unit: the frames are not all built yet. */
  exitsUnderWay: 0x1f8,
  /** Crash record, see CrashRecord. */
  crash: 0x200,
  /** What is written to standard error when compiled code crashes: address and length (0: nothing). */
  crashMessage: 0x2e0,
  crashMessageLength: 0x2e8,
  /** By signal number, of the crash handler that was there first: the kernel's struct sigaction that was there before, and the process that put it back. */
  crashActions: 0x300,
  crashFired: 0x480,
  /** The words at the stack pointer of the crash. */
  crashStack: 0x500,
  /** The stacks of other threads, see ThreadStack. */
  threadStacks: 0x1500,
  /** The addresses of those that died last, see CodeDeathRing. */
  codeDeaths: 0x1d00,
  /** The same as `crashActions` and `crashFired` of the crash handler that is put in front of handlers that came later; and whether there is a first one. */
  crashFrontActions: 0x11d00,
  crashFrontFired: 0x11e80,
  crashInstalled: 0x11f00,
  size: 0x11f80,
} as const;

/** A domain's part of the reserve: the allocator that another one stands in for (40 bytes, struct PyMemAllocatorEx), the first of the free blocks, each of which begins with the address of the next, and their number. */
export const ReserveRecord = { allocator: 0, first: 40, count: 48, size: 56 } as const;

/** Bytes of a block of the reserve: all objects that exits make are smaller, but for lists and tuples of many items. */
export const RESERVE_BLOCK = 512;

/** PyMemAllocatorDomain of Include/cpython/pymem.h. */
export const MemoryDomain = { memory: 1, objects: 2 } as const;

/** Entries of `threadStacks`: thread states by the lowest bits of their id, which no two of them ever share; and what `stackLimit` and `hookStackLimit` are for that one. */
export const ThreadStack = { id: 0, limit: 8, hookLimit: 16, size: 32, count: 64 } as const;

/** `codeDeaths` is a ring: the n-th death is in the entry n modulo `count`: the address of the code object, and n + 1. The number is written last. */
export const CodeDeathRing = { address: 0, number: 8, count: 4096, size: 16 } as const;

/**
 * How much of a stack must be left for the frame hook: so much, of small stacks a quarter. Native units leave five eighths: the exit
 * routine notes each level of a chain on the stack (16 bytes), and a level may be as small as that.
 */
export const HOOK_RESERVE = 512 * 1024;

/** Values of `commitStatus`. */
export const CommitStatus = { none: 0, applied: 1, failed: 2 } as const;

/** Byte offsets in a code record, which a code object's extra slot points to. */
export const CodeRecord = {
  /** Entry of the frame unit, or 0. */
  entry: 0,
  /** Number of on-stack replacement pairs. */
  osrCount: 8,
  /** Entries through the hook. */
  hits: 16,
  /** Byte offset of one of the code's own RETURN_VALUE instructions. */
  returnOffset: 24,
  /** What the entry that measures calls (see emit/measure.ts): this code's unit, or the interpreter. */
  measured: 32,
  /** Pairs {u32 byte offset of the instruction about to run, u32 unused, u64 unit}. */
  pairs: 40,
  pairSize: 16,
} as const;

/** Byte offsets in an exit record, and its size. The exit with number n has the n-th record of the exit table. */
export const ExitRecord = { recipe: 0, count: 8, flags: 16, frameSize: 20, sawType: 24, sawValue: 32, resume: 40, allowance: 48, otherType: 56, size: 64 } as const;

/**
 * Byte offsets in the allowance of a frame unit, which its exit records point to: how many more exits it has before it is taken out
 * (0 is stored in the word that enters it, if that still holds this unit). The compiler renews it as long as the unit pays, so a unit that does
 * nothing but leave does little harm even if the compiler is busy, or gone. Besides: how many events of tracing it may cost to enter it again after its exits
(none are armed below 0), and `traceEventCount` as of its last exit.
 */
export const Allowance = { exits: 0, entryWord: 8, entry: 16, events: 24, eventsSeen: 32, size: 40 } as const;

/** Bits of an exit record's flags. */
export const ExitFlags = { error: 1, native: 2, callSite: 4 } as const;

/** Values of the continuation byte of a frame: what becomes of the result of the frame that it called. */
export const continuationCodes = { push: 0, discard: 1, init: 2 } as const;

/** Byte offsets in the crash record. */
export const CrashRecord = { signal: 0, faultAddress: 8, instructionPointer: 16, inCode: 24, registers: 32, count: 24 + 8 + 23 * 8 } as const;

/** How many words of the stack are kept. */
export const CRASH_STACK_WORDS = 512;

/** Signals of faults: SIGILL, SIGBUS, SIGFPE, SIGSEGV. None may be above 11, see RuntimeData.crashActions. */
export const CRASH_SIGNALS = [4, 7, 8, 11] as const;

/** Bytes of the kernel's struct sigaction: handler, flags, restorer, mask. */
export const SIGNAL_ACTION_SIZE = 32;

/** How a frame unit was entered. */
export const OuterKind = { hook: 0, osr: 1 } as const;

/** What a frame unit entered by on-stack replacement returns instead of an object when it leaves. */
export const OsrStatus = { exit: 1, error: 2 } as const;
