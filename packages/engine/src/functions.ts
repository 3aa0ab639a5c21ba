// What the session knows of each function: its units, what was refused and why, when it was last tried. State only.
import { DEFAULT_POLICY } from './feedback';
import type { CompiledUnit, UnitKind } from './unit';
import { unitKey } from './unit';
import type { AnalysedCode } from './world/code-facts';

/** Milliseconds between the first and the second attempt to take a loop over; it doubles from then on. */
export const FIRST_PATIENCE = 4;

/** Milliseconds after which what did not pay is tried again; each time twice as long. */
const FIRST_REST = 1000;
const LONGEST_REST = 60_000;
/** What is tried again may be compiled anew so often. */
const MORE_RECOMPILATIONS = 3;

/** One place where compiled code can be entered, over all its recompilations. */
export class UnitSlot {
  /** What is in place; null: nothing, not yet or no longer. */
  current: CompiledUnit | null = null;
  recompilations = 0;
  /** Exits that a recompilation could help with: since the last look, and since the present version. */
  recent = 0;
  total = 0;
  /** All exits of the present version. */
  allExits = 0;
  /** Of a loop's present version: exits right at its entry. */
  failedEntries = 0;
  /** Asked for by the exits; done when a frame is at hand to take exemplars from. */
  wantsRecompile = false;
  /** Taken out until it is compiled anew, which is as urgent. */
  suspended = false;
  retired = false;
  /** What did not pay, or promised no gain: when it is tried again, and how often it has rested. A program has phases. */
  again: number | undefined;
  rests = 0;
  /** Dropped commits and stale reads in a row. */
  failures = 0;
  /** Times in a row that there was no room for it. */
  noRoom = 0;
  /** Loops not compiled yet: since when it has been waiting for its callees to be compiled. */
  postponed: number | undefined;
  /** Samples in a row in which its objects had gone before they were read. */
  missed = 0;
  /** Hits through the hook when last looked at, and when the present version was put in place. */
  hits = 0;
  hitsAtStart = 0;
  /** Loops: when on-stack replacement was armed last, how long to wait before it is tried again, and how often it was. */
  armed = -Infinity;
  patience = FIRST_PATIENCE;
  arms = 0;

  constructor(readonly kind: UnitKind, readonly offset: number, readonly key: string) {}

  /** Whether it is still to be left alone, having turned out to be of no use; the rest begins when this is first asked. */
  isResting(now: number): boolean {
    this.again ??= now + Math.min(LONGEST_REST, FIRST_REST * 2 ** this.rests++);
    if (now < this.again) return true;
    this.again = undefined;
    return false;
  }
}

/** One code object. */
export class FunctionState {
  entry: UnitSlot;
  readonly loops = new Map<number, UnitSlot>();
  /** Why the function entry, or a loop by its header, is not compiled. */
  readonly refused = new Map<'entry' | number, string>();
  /** The function object that was seen last. */
  func = 0;
  /** Not to be compiled before this time: a frame further out is being taken over. */
  heldUntil = 0;
  /** The program asked for it, and for what it calls down to this depth; -1: it did not. */
  bound = -1;
  /** The same on account of callers: by the functions that the program asked for. */
  readonly boundBy = new Map<FunctionState, number>();
  /** Not on account of a caller: the original of a proxy. */
  spared = false;
  /** When a frame of it was last seen to run compiled code, or to be entered. */
  lastUse = 0;
  /** A commit that puts a unit of it in place is on its way. */
  isAwaited = false;
  /** Activations that the interpreter ran, as far as samples saw them. */
  activations = 0;

  constructor(readonly code: AnalysedCode) {
    this.entry = new UnitSlot('function', 0, unitKey('function', code.address, 0));
  }

  loop(offset: number): UnitSlot {
    let slot = this.loops.get(offset);
    if (slot === undefined) this.loops.set(offset, (slot = new UnitSlot('loop', offset, unitKey('loop', this.code.address, offset))));
    return slot;
  }

  /** The loop unit with this header, if it is in place. */
  activeLoop(offset: number): UnitSlot | null {
    const slot = this.loops.get(offset);
    return slot !== undefined && slot.current !== null ? slot : null;
  }

  /** Whether the place is not to be compiled: refused, or taken out because it did not pay. What was of no use gets another chance some time later. */
  isOut(slot: UnitSlot, now: number): boolean {
    const place = slot.kind === 'function' ? 'entry' : slot.offset;
    const reason = this.refused.get(place);
    if (reason === undefined && !slot.retired) return false;
    if (reason !== undefined && reason !== 'no-gain') return true;
    if (slot.isResting(now)) return true;
    this.refused.delete(place);
    if (slot.retired) slot.recompilations = Math.min(slot.recompilations, DEFAULT_POLICY.most - MORE_RECOMPILATIONS);
    slot.retired = false;
    return false;
  }

  /** Depth to which what it calls is to be compiled; -1: it is not to be compiled itself. */
  get reach(): number {
    return Math.max(this.bound, ...(this.spared ? [] : this.boundBy.values()));
  }

  get slots(): UnitSlot[] {
    return [this.entry, ...this.loops.values()];
  }
}

/** All functions seen. Keyed by analysis: another code object may come to the address of one that was freed. */
export class Functions {
  readonly #states = new Map<AnalysedCode, FunctionState>();
  readonly #gone = new WeakSet<AnalysedCode>();

  of(code: AnalysedCode): FunctionState {
    let state = this.#states.get(code);
    if (state === undefined) {
      state = new FunctionState(code);
      // A sample may have seen it last.
      if (!this.#gone.has(code)) this.#states.set(code, state);
    }
    return state;
  }

  /** Its code is gone. Returns whether that may be: not as long as units of it are in place, or on their way there. */
  forget(code: AnalysedCode): boolean {
    const state = this.#states.get(code);
    if (state?.isAwaited || state?.slots.some(({ current }) => current !== null)) return false;
    this.#states.delete(code);
    this.#gone.add(code);
    return true;
  }

  [Symbol.iterator](): IterableIterator<FunctionState> {
    return this.#states.values();
  }
}

/** Hands down what bound functions reach along a stack, outermost first. */
export function inheritReach(stack: readonly FunctionState[]): void {
  const reaches = new Map<FunctionState, number>();
  for (const state of stack) {
    for (const [root, reach] of reaches) {
      if (reach === 0) reaches.delete(root);
      else {
        reaches.set(root, reach - 1);
        if (reach - 1 > (state.boundBy.get(root) ?? -1)) state.boundBy.set(root, reach - 1);
      }
    }
    if (!state.spared) for (const [root, reach] of state.boundBy) reaches.set(root, Math.max(reach, reaches.get(root) ?? -1));
    if (state.bound >= 0) reaches.set(state, state.bound);
  }
}

/** Takes a wish of the program back. Returns the function and those that are not reached any more without it. */
export function withdraw(root: FunctionState, functions: Iterable<FunctionState>): FunctionState[] {
  root.bound = -1;
  root.boundBy.clear();
  const callees = [...functions].filter((state) => state.boundBy.delete(root) && state.reach < 0);
  return [root, ...callees.filter((state) => state !== root)];
}
