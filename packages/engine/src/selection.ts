// Decides what is compiled next, from what the samples show. Policy only: reads no memory, compiles nothing itself.
//
// A frame that stays for several samples inside a loop is taken over at that loop (on-stack replacement), outer frames before the
// ones they call: the loop of the caller then has the callee in it, inlined or called directly. But callees with loops of their own come
// first: they are compiled in a fraction of the time, and gain nearly all there is to gain. Other hot functions, and those
// that are hot again after a loop of theirs was compiled, are compiled from their first instruction, for the frame hook.
import type { FunctionState, Functions, UnitSlot } from './functions';
import type { Sample, SampledFrame } from './sampler';

/** Samples in a row after which a frame in a loop counts as one that stays. */
const STAYS = 2;
/** Samples in a row after which a callee is no longer one that comes and goes. */
const LONG = 8;
/** Milliseconds that a caller waits for its callees to become hot. */
const FOR_CALLEES = 25;
/** Milliseconds for which inner functions wait after an outer loop was compiled: they may be part of it now. */
const GRACE = 6;
/** Activations seen of a function, its loops compiled, from which on it is compiled from its start too. */
const CALLED_AGAIN = 3;
const MOST_PATIENCE = 2000;

/** What to do next. */
export type Choice =
  | { readonly action: 'compile'; readonly state: FunctionState; readonly slot: UnitSlot; readonly frame: SampledFrame; readonly arm: 'top' | 'any' | null }
  | { readonly action: 'arm'; readonly state: FunctionState; readonly slot: UnitSlot; readonly frame: SampledFrame; readonly arm: 'top' | 'any' };

/** The frames of a sample that the interpreter runs: those above the first that runs compiled code. */
export function interpretedFrames(sample: Sample): readonly SampledFrame[] {
  const end = sample.frames.findIndex(({ compiled }) => compiled);
  return end < 0 ? sample.frames : sample.frames.slice(0, end);
}

function compilableLoop(state: FunctionState, frame: SampledFrame, now: number): number | null {
  if (state.code.isGenerator) return null;
  const loop = frame.loops.find(({ header }) => !isLoopOut(state, header, now));
  return loop === undefined ? null : loop.header;
}

/** A slot is made only for what is tried. */
function isLoopOut(state: FunctionState, header: number, now: number): boolean {
  return (state.refused.has(header) || state.loops.has(header)) && state.isOut(state.loop(header), now);
}

/**
 * Chooses for one sample.
 * @param isHot whether the function deserves it now
 */
export function choose(sample: Sample, functions: Functions, isHot: (state: FunctionState) => boolean, now: number): Choice | null {
  const frames = interpretedFrames(sample);
  for (let index = frames.length - 1; index >= 0; index--) {
    const frame = frames[index]!;
    const state = functions.of(frame.code);
    if (frame.seen < STAYS) continue;
    const header = compilableLoop(state, frame, now);
    if (header === null) continue;
    const slot = state.loop(header);
    // What has been compiled already is worth entering, whoever is charged.
    if (slot.current === null && !isHot(state)) continue;
    const arm = index === 0 ? 'top' : 'any';
    if (slot.current === null) {
      const callee = frames.slice(0, index).find((inner) => isSubstantial(functions.of(inner.code), inner, now));
      if (callee !== undefined) {
        const inner = functions.of(callee.code);
        if (isHot(inner)) return { action: 'compile', state: inner, slot: inner.entry, frame: callee, arm: null };
        slot.postponed ??= now;
        if (now - slot.postponed < FOR_CALLEES) continue;
      }
    }
    if (slot.current === null || slot.wantsRecompile) {
      for (const inner of frames.slice(0, index)) functions.of(inner.code).heldUntil = now + GRACE;
      return { action: 'compile', state, slot, frame, arm };
    }
    if (now - slot.armed >= slot.patience) {
      slot.patience = Math.min(MOST_PATIENCE, slot.patience * 2);
      return { action: 'arm', state, slot, frame, arm };
    }
  }
  for (const frame of frames) {
    const state = functions.of(frame.code);
    if (!isHot(state) || state.heldUntil > now || !wantsEntry(state, frame, now)) continue;
    return { action: 'compile', state, slot: state.entry, frame, arm: null };
  }
  return null;
}

/** A callee that is worth compiling before its caller: it comes and goes, and works in loops of its own. */
function isSubstantial(state: FunctionState, frame: SampledFrame, now: number): boolean {
  const { entry, code } = state;
  if (frame.seen >= LONG || entry.current !== null || code.refusal !== null || state.isOut(entry, now)) return false;
  return code.loops.length > 0;
}

function wantsEntry(state: FunctionState, frame: SampledFrame, now: number): boolean {
  const { entry, refused, code } = state;
  if (code.refusal !== null || state.isOut(entry, now)) return false;
  if (entry.current !== null) return entry.wantsRecompile;
  const loop = frame.loops.map(({ header }) => state.loops.get(header)).find((slot) => slot !== undefined);
  // In a loop: the loop first, unless that is refused, or was compiled and the function is called again and again all the same, as
  // the program has said of the functions that it names.
  return frame.loops.length === 0 || frame.loops.every(({ header }) => refused.has(header)) || (loop !== undefined && (state.activations >= CALLED_AGAIN || state.reach >= 0));
}
