// Interpreters, threads and their frames. Safe while the process runs: what cannot be read ends a walk, it is not an error.
import { attempt, isExactly, type Target } from '../target';

/** Bounds of the walks: a list that is longer is taken for garbage. */
const MOST_THREADS = 10_000;
const MOST_INTERPRETERS = 1_000;
const DEFAULT_DEPTH = 256;

/** A thread that Python knows. */
export interface ThreadInfo {
  /** Address of the PyThreadState. */
  readonly address: number;
  readonly interpreter: number;
  /** threading.get_ident(). */
  readonly id: number;
  /** threading.get_native_id(), the thread id of the kernel. */
  readonly nativeId: number;
  /** Address of the innermost _PyInterpreterFrame, or 0. */
  readonly currentFrame: number;
}

/** A frame as it is at one moment. */
export interface FrameInfo {
  /** Address of the _PyInterpreterFrame. */
  readonly address: number;
  readonly code: number;
  /** The function object. */
  readonly function: number;
  /**
   * Byte offset of the instruction being executed. Up to 3.12 it may lie in the inline cache of that instruction, and is -2 when
   * none was executed.
   */
  readonly offset: number;
  /** FRAME_OWNED_BY_ constant. */
  readonly owner: number;
  /** Address of the first local. */
  readonly locals: number;
  /** Index of the first free slot behind the evaluation stack, counted from the first local; -1 while the frame executes. */
  readonly stackTop: number;
  readonly globals: number;
  readonly builtins: number;
  /** The frame object, or 0 if nobody asked for it. */
  readonly frameObject: number;
}

/** PyInterpreterState of the main interpreter. */
export function mainInterpreter(target: Target): number {
  return target.memory.ptr(target.symbols.symbol('_PyRuntime') + target.layout._PyRuntimeState.interpreters_main);
}

/** All interpreters, the newest first. */
export function interpreters(target: Target): number[] {
  const { memory, layout } = target;
  const next = (address: number): number => attempt(() => memory.ptr(address + layout.PyInterpreterState.next)) ?? 0;
  const first = memory.ptr(target.symbols.symbol('_PyRuntime') + layout._PyRuntimeState.interpreters_head);
  return [...memory.walk(first, next, MOST_INTERPRETERS)];
}

/** The threads of an interpreter, the newest first. */
export function readThreads(target: Target, interpreter: number): ThreadInfo[] {
  const { memory, layout } = target;
  const next = (address: number): number => attempt(() => memory.ptr(address + layout.PyThreadState.next)) ?? 0;
  const threads: ThreadInfo[] = [];
  for (const address of memory.walk(memory.ptr(interpreter + layout.PyInterpreterState.threads_head), next, MOST_THREADS)) {
    const thread = attempt(() => readThread(target, address));
    if (thread === undefined || thread.interpreter !== interpreter) break;
    threads.push(thread);
  }
  return threads;
}

/**
 * The PyThreadState that holds the GIL, or 0 if none does. 3.11: _PyRuntimeState_GetThreadState() (pycore_pystate.h); later versions
 * keep the current thread in thread-local storage, so the GIL itself is asked: Python/ceval_gil.c, take_gil().
 */
export function runningThread(target: Target, interpreter: number = mainInterpreter(target)): number {
  const { memory, layout } = target;
  const { tstate_current } = layout._PyRuntimeState;
  if (tstate_current !== undefined) return memory.ptr(target.symbols.symbol('_PyRuntime') + tstate_current);
  const gil = memory.ptr(interpreter + layout.PyInterpreterState.gil!);
  if (gil === 0) return 0;
  const { locked, last_holder } = layout._gil_runtime_state;
  return memory.i32(gil + locked) === 1 ? memory.ptr(gil + last_holder) : 0;
}

/** Reads one thread. */
export function readThread(target: Target, address: number): ThreadInfo {
  const { memory, layout } = target;
  const thread = layout.PyThreadState;
  return {
    address,
    interpreter: memory.ptr(address + thread.interp),
    id: memory.ptr(address + thread.thread_id),
    nativeId: memory.ptr(address + thread.native_thread_id),
    currentFrame: currentFrame(target, address),
  };
}

/** The innermost frame of a thread, or 0: up to 3.12 by way of the _PyCFrame of the running _PyEval_EvalFrameDefault. */
export function currentFrame(target: Target, thread: number): number {
  const { memory, layout } = target;
  const { current_frame, cframe } = layout.PyThreadState;
  if (current_frame !== undefined) return memory.ptr(thread + current_frame);
  const entry = memory.ptr(thread + cframe!);
  return entry === 0 ? 0 : memory.ptr(entry + layout._PyCFrame!.current_frame);
}

/** Reads one frame; undefined if it does not run a code object (an interpreter's entry frame, or a stale address). */
export function readFrame(target: Target, address: number): FrameInfo | undefined {
  const { memory, layout } = target;
  const frame = layout._PyInterpreterFrame;
  const code = memory.ptr(address + frame.code);
  if (code === 0 || !isExactly(target, code, 'PyCode_Type')) return undefined;
  return {
    address,
    code,
    function: memory.ptr(address + frame.function),
    offset: memory.ptr(address + frame.instruction) - (code + layout.PyCodeObject.co_code_adaptive),
    owner: memory.u8(address + frame.owner),
    locals: address + frame.localsplus,
    stackTop: memory.i32(address + frame.stacktop),
    globals: memory.ptr(address + frame.f_globals),
    builtins: memory.ptr(address + frame.f_builtins),
    frameObject: memory.ptr(address + frame.frame_obj),
  };
}

/** The frames of a thread, the innermost first, at most `maxDepth`. Frames that only stand for C code are left out. */
export function readStack(target: Target, thread: number, maxDepth = DEFAULT_DEPTH): FrameInfo[] {
  const { memory, layout } = target;
  const { owner, previous } = layout._PyInterpreterFrame;
  const entryOwner = layout.constants.FRAME_OWNED_BY_CSTACK ?? -1;
  const frames: FrameInfo[] = [];
  attempt(() => {
    let address = currentFrame(target, thread);
    // Entry frames count too, so that a circle of them ends.
    for (let visited = 0; address !== 0 && frames.length < maxDepth && visited < 2 * maxDepth + 2; visited++) {
      if (memory.u8(address + owner) !== entryOwner) {
        const frame = readFrame(target, address);
        if (frame === undefined) return;
        frames.push(frame);
      }
      address = memory.ptr(address + previous);
    }
  });
  return frames;
}

/** Addresses of the objects in a frame's locals, cells and free variables; 0 for an unbound one. */
export function readLocals(target: Target, frame: FrameInfo): number[] {
  return target.memory.pointers(frame.locals, slotCount(target, frame));
}

/** Addresses on the evaluation stack; undefined while the frame executes, when the interpreter keeps its depth in a register. */
export function readEvaluationStack(target: Target, frame: FrameInfo): number[] | undefined {
  const count = slotCount(target, frame);
  const { memory, layout } = target;
  const limit = count + memory.i32(frame.code + layout.PyCodeObject.co_stacksize);
  if (frame.stackTop < count || frame.stackTop > limit) return undefined;
  return memory.pointers(frame.locals + count * 8, frame.stackTop - count);
}

function slotCount(target: Target, frame: FrameInfo): number {
  return target.memory.i32(frame.code + target.layout.PyCodeObject.co_nlocalsplus);
}

/** The frame inside a generator object (also of a coroutine), whether it runs or is suspended. */
export function generatorFrame(target: Target, generator: number): number {
  return generator + target.layout.PyGenObject.gi_iframe;
}
