// Looks at the running thread's stack from outside. A sample is a snapshot that may be torn; whoever uses it checks what matters.
import type { FrameInfo, PythonProcess } from '@psyco/objects';
import type { AnalysedCode, LoopFacts } from './world/code-facts';
import type { ProcessWorld } from './world/process-world';

/** Frames looked at in one sample: callers further up get next to no charge. */
const DEPTH = 8;
/** Frames looked at while a function that the program has named is looked for. */
const SEARCH_DEPTH = 64;
/** Attempts to see all objects of a frame at one moment. */
const MOST_LOOKS = 12;
/** Looks for a function that has returned to be called again, about a millisecond in all, and frames seen in each. */
const MOST_WAITING = 100;
const NEAR = 3;
/** Frames that the innermost one may have called while it was read. */
const MOST_CALLED = 4;
/** Attempts to see a stack whose innermost frame is still there. */
const MOST_TORN = 4;
/** Arguments that tell activations apart. */
const MOST_ARGUMENTS = 4;

/** One frame of a sample. */
export interface SampledFrame {
  readonly frame: FrameInfo;
  readonly code: AnalysedCode;
  /** In how many samples in a row this activation was on the stack, this one included. */
  readonly seen: number;
  /** It runs compiled code, not the interpreter. */
  readonly compiled: boolean;
  /** Loops around the present instruction, innermost first. */
  readonly loops: readonly LoopFacts[];
}

/** The running thread at one moment: innermost frame first. */
export interface Sample {
  readonly thread: number;
  readonly frames: readonly SampledFrame[];
}

/** An activation as it was seen: a frame at the same place with the same arguments is taken for the same one. */
interface Activation {
  readonly code: number;
  readonly arguments: string;
  readonly seen: number;
}

export class Sampler {
  #last = new Map<number, Activation>();
  readonly #currentThread: number;

  /** @param hasUnits whether compiled code of this function, or of a loop in it, may run */
  constructor(private readonly python: PythonProcess, private readonly world: ProcessWorld, private readonly hasUnits: (code: AnalysedCode) => boolean) {
    this.#currentThread = python.symbol('_PyRuntime') + python.layout._PyRuntimeState.tstate_current!;
  }

  /** The thread that holds the GIL, or null if none does: the program waits for something. */
  sample(search = false): Sample | null {
    const { python } = this;
    python.forget('glance');
    const thread = python.memory.ptrFresh(this.#currentThread);
    if (thread === 0) return null;
    const frames: SampledFrame[] = [];
    const last = new Map<number, Activation>();
    let inner: FrameInfo | null = null;
    for (const frame of this.#stack(thread, search ? SEARCH_DEPTH : DEPTH)) {
      const code = this.world.codeFacts(frame.code);
      if (code === null) break;
      const before = this.#last.get(frame.address);
      const args = this.#argumentsOf(frame, code);
      const seen = before?.code === frame.code && before.arguments === args ? before.seen + 1 : 1;
      last.set(frame.address, { code: frame.code, arguments: args, seen });
      frames.push({ frame, code, seen, compiled: this.hasUnits(code) && this.#isCompiled(thread, frame, inner), loops: frame.offset < 0 ? [] : code.loopsAround(frame.offset) });
      inner = frame;
    }
    this.#last = last;
    return { thread, frames };
  }

  /** The innermost frame is often gone before it was read: looked at again, or functions that return soon would not be seen as often as they run. */
  #stack(thread: number, depth: number): FrameInfo[] {
    const { python } = this;
    for (let attempt = 0; attempt < MOST_TORN; attempt++) {
      const frames = python.attempt(() => python.stack(thread, depth)) ?? [];
      if (frames.length > 0) return frames;
      python.forget('glance');
    }
    return [];
  }

  #argumentsOf(frame: FrameInfo, code: AnalysedCode): string {
    const count = Math.min(MOST_ARGUMENTS, code.code.argumentCount);
    return (this.python.attempt(() => this.python.memory.pointers(frame.locals, count)) ?? []).join();
  }

  /**
   * The interpreter of 3.11 keeps the stack depth in a register and -1 in the frame that it runs (Python/ceval.c,
   * SET_LOCALS_FROM_FRAME); it writes the depth back when it goes on in a frame of a function called without C recursion, and for trace
   * functions, of which ours enters compiled code. While a sample is read the innermost frame often calls another function, or returns: it is
   * looked at again.
   */
  #isCompiled(thread: number, frame: FrameInfo, inner: FrameInfo | null): boolean {
    const { memory, layout } = this.python;
    if (frame.stackTop < 0) return false;
    if (inner === null) return this.python.attempt(() => this.#isStillCompiled(thread, frame)) ?? false;
    return this.python.attempt(() => memory.u8(inner.address + layout._PyInterpreterFrame.is_entry!)) !== 0;
  }

  /** The frame, or another one of the same function: a short one has returned by now, and is called again soon. */
  #await(frame: FrameInfo, thread: number): FrameInfo | null {
    const { memory, layout } = this.python;
    const runs = (address: number): boolean => memory.ptrFresh(address + layout._PyInterpreterFrame.code) === frame.code;
    return this.python.attempt(() => {
      if (runs(frame.address)) return frame;
      for (let look = 0; look < MOST_WAITING; look++) {
        for (const address of this.#innermost(thread, NEAR)) if (runs(address)) return { ...frame, address, locals: address + frame.locals - frame.address };
      }
      return null;
    }) ?? null;
  }

  /** The addresses of so many frames of the thread at most, as they are now, innermost first; each is read when it is asked for. */
  *#innermost(thread: number, most: number): Generator<number, void> {
    const { memory, layout } = this.python;
    let address = memory.ptrFresh(memory.ptrFresh(thread + layout.PyThreadState.cframe!) + layout._PyCFrame!.current_frame);
    for (let depth = 0; depth < most && address !== 0; depth++) {
      yield address;
      address = memory.ptrFresh(address + layout._PyInterpreterFrame.previous);
    }
  }

  /** Whether compiled code runs the frame now; meanwhile it may have called others. */
  #isStillCompiled(thread: number, frame: FrameInfo): boolean {
    const { memory, layout } = this.python;
    const { stacktop, is_entry } = layout._PyInterpreterFrame;
    let inner = 0;
    for (const address of this.#innermost(thread, MOST_CALLED + 1)) {
      if (address === frame.address) return memory.readFresh(address + stacktop, 4).readInt32LE() >= 0 && (inner === 0 || memory.readFresh(inner + is_entry!, 1)[0] !== 0);
      inner = address;
    }
    return false;
  }

  /**
   * The present objects in the slots of a frame, and on its evaluation stack as it is at a loop header: what lies below the header's
   * own operands does not change inside the loop. Begins a compilation, so that its view of memory has these objects as they were
   * while they were there. Short-lived ones go away between two reads: what a slot no longer holds when all types have been read, or
   * is of another type by then (the next object at the same address), is -1. A stack that changed is looked at again, as the iterator of a
   * loop decides what its code is made for; so are arguments at the start of a function, which predict all that is reached through them.
   * @param loop null for the start of a function: another activation than the sampled one will do
   * @param thread that runs it
   * @returns null if the frame has left the loop, or its stack does not stay the same for long enough
   */
  look(sampled: SampledFrame, loop: LoopFacts | null, thread: number): { locals: number[]; stack: number[] } | null {
    const { code } = sampled;
    const depth = loop === null ? 0 : code.stackDepth(loop.header);
    if (depth < 0) return null;
    const { python } = this;
    const { memory, layout } = python;
    const count = code.localCount + depth;
    const wanted = loop === null ? code.code.argumentCount : 0;
    for (let attempt = 0; attempt < MOST_LOOKS; attempt++) {
      const frame = loop === null ? this.#await(sampled.frame, thread) : sampled.frame;
      if (frame === null) return null;
      this.world.begin();
      const slots = python.attempt(() => memory.pointers(frame.locals, count));
      if (slots === undefined) return null;
      // The page of each object, with its type, is now part of this view.
      const types = slots.map((address) => (address === 0 ? 0 : python.attempt(() => memory.ptr(address + layout.PyObject.ob_type))));
      const now = python.attempt(() => memory.readFresh(frame.locals, 8 * count));
      const present = python.attempt(() => python.memory.ptrFresh(frame.address + layout._PyInterpreterFrame.code));
      if (now === undefined) return null;
      if (present !== frame.code) {
        if (loop === null) continue;
        return null;
      }
      if (loop !== null) {
        const at = memory.ptrFresh(frame.address + layout._PyInterpreterFrame.instruction) - (frame.code + layout.PyCodeObject.co_code_adaptive);
        if (at < loop.header || at > loop.last) return null;
      }
      const isStill = (address: number, index: number): boolean =>
        address === Number(now.readBigUInt64LE(8 * index)) && python.attempt(() => memory.ptrFresh(address + layout.PyObject.ob_type)) === types[index];
      const settled = slots.map((address, index) => (address === 0 || isStill(address, index) ? address : -1));
      const stack = settled.slice(code.localCount);
      const isLast = attempt === MOST_LOOKS - 1;
      if (!stack.includes(-1) && (isLast || !settled.slice(0, wanted).includes(-1))) return { locals: settled.slice(0, code.localCount), stack };
    }
    return null;
  }
}
