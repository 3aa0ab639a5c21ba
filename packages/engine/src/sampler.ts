// Looks at the running thread's stack from outside. A sample is a snapshot that may be torn; whoever uses it checks what matters.
import type { FrameInfo, PythonProcess } from '@psyco/objects';
import type { AnalysedCode, LoopFacts } from './world/code-facts';
import type { ProcessWorld } from './world/process-world';

/** Frames looked at in one sample: callers further up get next to no charge. */
const DEPTH = 8;
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

  constructor(private readonly python: PythonProcess, private readonly world: ProcessWorld) {
    this.#currentThread = python.symbol('_PyRuntime') + python.layout._PyRuntimeState.tstate_current!;
  }

  /** The thread that holds the GIL, or null if none does: the program waits for something. */
  sample(): Sample | null {
    const { python } = this;
    python.forget();
    const thread = python.memory.ptrFresh(this.#currentThread);
    if (thread === 0) return null;
    const frames: SampledFrame[] = [];
    const last = new Map<number, Activation>();
    let inner: FrameInfo | null = null;
    for (const frame of python.attempt(() => python.stack(thread, DEPTH)) ?? []) {
      const code = this.world.codeFacts(frame.code);
      if (code === null) break;
      const before = this.#last.get(frame.address);
      const args = this.#argumentsOf(frame, code);
      const seen = before?.code === frame.code && before.arguments === args ? before.seen + 1 : 1;
      last.set(frame.address, { code: frame.code, arguments: args, seen });
      frames.push({ frame, code, seen, compiled: this.#isCompiled(frame, inner), loops: frame.offset < 0 ? [] : code.loopsAround(frame.offset) });
      inner = frame;
    }
    this.#last = last;
    return { thread, frames };
  }

  #argumentsOf(frame: FrameInfo, code: AnalysedCode): string {
    const count = Math.min(MOST_ARGUMENTS, code.code.argumentCount);
    return (this.python.attempt(() => this.python.memory.pointers(frame.locals, count)) ?? []).join();
  }

  /**
   * The interpreter of 3.11 keeps the stack depth in a register and -1 in the frame that it runs (Python/ceval.c,
   * SET_LOCALS_FROM_FRAME); it writes the depth back when it goes on in a frame of a function called without C recursion, and for trace
   * functions, of which ours enters compiled code.
   */
  #isCompiled(frame: FrameInfo, inner: FrameInfo | null): boolean {
    const { memory, layout } = this.python;
    if (frame.stackTop < 0) return false;
    if (inner === null) return true;
    return this.python.attempt(() => memory.u8(inner.address + layout._PyInterpreterFrame.is_entry!)) !== 0;
  }

  /** The present objects in the slots of a frame: exemplars, 0 for what is unbound. */
  locals({ frame, code }: SampledFrame): number[] {
    return this.python.attempt(() => this.python.memory.pointers(frame.locals, code.localCount)) ?? new Array<number>(code.localCount).fill(0);
  }

  /**
   * Makes sure that the objects seen are still those in the slots once their types have been read: temporary ones may have been
   * freed and something else put in their place. Of these -1 remains.
   */
  settled({ frame }: SampledFrame, seen: readonly number[], firstSlot = 0): number[] {
    for (const address of seen) if (address !== 0) this.world.typeAddress(address);
    const { memory } = this.python;
    const now = this.python.attempt(() => seen.map((_, index) => memory.ptrFresh(frame.locals + 8 * (firstSlot + index)))) ?? [];
    const code = this.python.attempt(() => memory.ptrFresh(frame.address + this.python.layout._PyInterpreterFrame.code));
    if (code !== frame.code) return seen.map((address) => (address === 0 ? 0 : -1));
    return seen.map((address, index) => (address === 0 || address === now[index] ? address : -1));
  }

  /** The evaluation stack of a frame as it is at a loop header: what lies below the header's own operands does not change inside the loop. */
  stackAt({ frame, code }: SampledFrame, header: number): number[] | null {
    const depth = code.stackDepth(header);
    if (depth < 0) return null;
    return this.python.attempt(() => this.python.memory.pointers(frame.locals + 8 * code.localCount, depth)) ?? null;
  }
}
