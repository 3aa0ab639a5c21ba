// Exits and their recipes: how to build, from what is in registers, the interpreter frames that an exit leaves behind.
// Knows the ir only; what the shapes mean is the runtime's business.

import type { Value } from './types';

/** How a leaf becomes an object. */
export type LeafKind = 'int' | 'float' | 'bool' | 'ref' | 'char';

/** Objects that a recipe can build from parts; the runtime has one handler each. */
export type BuildShape =
  | 'tuple' // parts: the items
  | 'list' // parts: the items
  | 'slice' // start, stop, step
  | 'range' // start, stop, step (i64 leaves or objects)
  | 'range_iterator' // next, stop, step as i64 leaves ('int' leaves or int constants): what is left to produce
  | 'list_iterator' // list, index (int leaf)
  | 'tuple_iterator' // tuple, index (int leaf)
  | 'str_iterator' // string, index (int leaf)
  | 'enumerate' // iterator, next index (int leaf)
  | 'zip' // the iterators
  | 'bound_method' // function, self
  | 'cell' // content, or null for an empty cell
  | 'instance'; // type (const), then the values of its inline attributes in key order (null = not set)

export type RecipeValue =
  /** A leaf in a register or stack slot. For `ref`: `owned` means that a reference of the native code's own is given away here, one for each such leaf. */
  | { kind: 'value'; value: Value; as: LeafKind; owned: boolean }
  /** A known object, pinned by the code (its reference count is incremented when it is stored). */
  | { kind: 'const'; address: number; name: string }
  /** A machine integer known at compile time, boxed when built (or used raw inside iterators). */
  | { kind: 'int'; value: bigint }
  | { kind: 'float'; number: number }
  /** An unbound local or a NULL stack entry. */
  | { kind: 'null' }
  | { kind: 'build'; shape: BuildShape; parts: RecipeValue[] }
  /** The same object as one built or stored earlier in this exit (index counts `build`s and leaves marked by `share`). */
  | { kind: 'shared'; of: RecipeValue };

/** What a slot of the frame needs. `keep`: the interpreter's frame already holds the right object. */
export type SlotRecipe = RecipeValue | { kind: 'keep' };

/** What to do with the value that an inner frame returns, when the interpreter goes on in this frame. */
export type Continuation = 'push' | 'init' | 'discard';

export interface RecipeFrame {
  /** The function object (a constant for inlined callees); null for the frame that exists already. */
  func: RecipeValue | null;
  /** Address of the code object. */
  code: number;
  /** For people, such as `dot`. */
  name: string;
  /**
   * Byte offset of the instruction that the interpreter executes next (innermost frame), or of the call instruction's
   * successor (outer frames: prev_instr is one unit before it).
   */
  offset: number;
  /** One per localsplus entry. */
  locals: SlotRecipe[];
  /** The evaluation stack, bottom first. */
  stack: RecipeValue[];
  /** Outer frames only: what happens to the inner frame's result. 'init': check None, drop; the instance is `instance`. */
  continuation: Continuation;
}

/**
 * What an exit adds to the reference count of an object that does not die of it: `value` (or, if negative, minus `value`) and
 * `constant`. A loop keeps such counts in registers (see passes/loop-counts.ts).
 */
export interface ExitCount {
  address: number;
  name: string;
  value: Value;
  negative: boolean;
  constant: bigint;
}

/** A way out of compiled code. */
export interface Exit {
  id: number;
  /** A name from the reasons table. */
  reason: string;
  /** Innermost frame only: an exception is set; the interpreter raises it at `offset`. */
  error: boolean;
  /** Outermost first. Empty: nothing changed since a `frame` unit was entered; the interpreter takes the frame as it is. */
  frames: RecipeFrame[];
  /** The value that did not fit; the runtime records its type for the next compilation. */
  saw: Value | null;
  /** References that the native code owns and that no slot takes over; released after the frames are built. */
  release: Value[];
  /** Reference counts that are brought up to date before anything else; none at call sites, whose frames are made while the callee runs. */
  counts?: ExitCount[];
  /** The id of the exit that a moved guard had where it was written: its frames say which instruction it belongs to. */
  origin?: number;
}

type Leaf = Extract<RecipeValue, { kind: 'value' }>;

/** The leaves of recipes: every pass visits them, and what they are part of stays as it is once an exit is made. */
const leafLists = new WeakMap<RecipeFrame[], Leaf[]>();

function addLeaves(recipe: SlotRecipe, leaves: Leaf[]): void {
  if (recipe.kind === 'value') leaves.push(recipe);
  else if (recipe.kind === 'build') for (const part of recipe.parts) addLeaves(part, leaves);
}

/**
 * The leaves of an exit's frames, outermost frame first. Their values may be changed; for anything else the exit needs another
 * list of frames.
 */
export function leavesOf({ frames }: Exit): readonly Leaf[] {
  let leaves = leafLists.get(frames);
  if (leaves) return leaves;
  leaves = [];
  for (const { func, locals, stack } of frames) {
    if (func) addLeaves(func, leaves);
    for (const recipe of locals) addLeaves(recipe, leaves);
    for (const recipe of stack) addLeaves(recipe, leaves);
  }
  leafLists.set(frames, leaves);
  return leaves;
}

/** Calls `visit` for every SSA value that the exit needs. */
export function forEachExitValue(exit: Exit, visit: (value: Value) => void): void {
  const leaves = leavesOf(exit);
  for (let index = 0; index < leaves.length; index++) visit(leaves[index].value);
  if (exit.saw) visit(exit.saw);
  for (const value of exit.release) visit(value);
  if (exit.counts) for (const { value } of exit.counts) visit(value);
}

/** Replaces SSA values in an exit, in place. */
export function mapExitValues(exit: Exit, map: (value: Value) => Value): void {
  const leaves = leavesOf(exit);
  for (let index = 0; index < leaves.length; index++) leaves[index].value = map(leaves[index].value);
  if (exit.saw) exit.saw = map(exit.saw);
  if (exit.release.length > 0) exit.release = exit.release.map(map);
  if (exit.counts) exit.counts = mapCounts(exit.counts, map);
}

const mapCounts = (counts: ExitCount[], map: (value: Value) => Value): ExitCount[] => counts.map((count) => ({ ...count, value: map(count.value) }));

/**
 * A copy of an exit with other values, sharing nothing with the original. The caller gives it an id and lists it.
 */
export function cloneExit(exit: Exit, id: number, map: (value: Value) => Value = (value) => value): Exit {
  const copies = new Map<RecipeValue, RecipeValue>();
  const references: Extract<RecipeValue, { kind: 'shared' }>[] = [];
  const copySlot = (recipe: SlotRecipe): SlotRecipe => (recipe.kind === 'keep' ? recipe : copy(recipe));
  const copy = (recipe: RecipeValue): RecipeValue => {
    const made = { ...recipe } as RecipeValue;
    if (made.kind === 'value') made.value = map(made.value);
    else if (made.kind === 'build') made.parts = made.parts.map(copy);
    else if (made.kind === 'shared') references.push(made);
    copies.set(recipe, made);
    return made;
  };
  const frames = exit.frames.map((frame) => ({
    ...frame,
    func: frame.func && copy(frame.func),
    locals: frame.locals.map(copySlot),
    stack: frame.stack.map(copy),
  }));
  for (const reference of references) reference.of = copies.get(reference.of) ?? reference.of;
  const copied: Exit = { ...exit, id, frames, saw: exit.saw && map(exit.saw), release: exit.release.map(map) };
  if (exit.counts) copied.counts = mapCounts(exit.counts, map);
  return copied;
}
