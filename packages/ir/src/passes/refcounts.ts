// Removes pairs of incref and decref of the same value with nothing in between that could release or look at the object.
// Exits in between gave up or handed over the reference of the pair; they no longer do.

import { effectOf, mayRaiseAmidCollection, mayRunPython } from '../analysis/memory';
import { countUses } from '../analysis/uses';
import { type OpName, ops } from '../ops';
import { cloneExit, type Exit, leavesOf } from '../recipe';
import type { Block, Instruction, IrFunction, Value } from '../types';

/** The leaf by which an exit hands over a reference of its own to `value`. */
function findOwned(exit: Exit, value: Value): { owned: boolean } | null {
  for (const leaf of leavesOf(exit)) if (leaf.owned && leaf.value === value) return leaf;
  return null;
}

/** Whether the exit has a reference to give up, and how: it must, if it lies between an incref and its decref. */
function canDisown(exit: Exit, value: Value): boolean {
  return exit.release.includes(value) || findOwned(exit, value) !== null;
}

function disown(exit: Exit, value: Value): void {
  const position = exit.release.indexOf(value);
  if (position >= 0) exit.release = exit.release.filter((_, index) => index !== position);
  else {
    // Parts of recipes may be shared with other exits, where the reference still is owned.
    Object.assign(exit, cloneExit(exit, exit.id));
    (findOwned(exit, value) as { owned: boolean }).owned = false;
  }
}

const releases: ReadonlySet<OpName> = new Set<OpName>(['decref', 'xdecref', 'decref.shared', 'xdecref.shared']);

/** What uses a box without another name for it. */
const own: ReadonlySet<OpName> = new Set<OpName>([...releases, 'incref', 'guard.type', 'guard.nonnull', 'unbox.int', 'eq.ref', 'ne.ref', 'is.null']);

const isBox = (value: Value): boolean => value.definition?.op === 'box.int' || value.definition?.op === 'box.float';

/** Whether the instruction may release objects or see their reference counts; what concerns other names of a box that is released is seen to apart. */
function observes(instruction: Instruction): boolean {
  const { op, args, attributes } = instruction;
  const info = ops[op];
  const effect = effectOf(instruction);
  if (mayRunPython(instruction) || mayRaiseAmidCollection(instruction) || effect === 'consume' || effect === 'shrink') return true;
  if (releases.has(op)) return !isBox(args[0]);
  return Boolean((info.reads || info.writes) && (attributes.memory === 'object.refcount' || attributes.memory === 'any'));
}

/** Boxes that get to where they may be loaded from, or come back, under other names. */
function findShared(fn: IrFunction): Set<Value> {
  const shared = new Set<Value>();
  for (const { instructions } of fn.blocks) {
    for (const { op, args, targets } of instructions) {
      // The address is no use of that kind.
      const from = ops[op].reads || ops[op].writes ? 1 : 0;
      if (!own.has(op)) for (let at = from; at < args.length; at++) if (isBox(args[at])) shared.add(args[at]);
      for (const target of targets) for (const arg of target.args) if (isBox(arg)) shared.add(arg);
    }
  }
  return shared;
}

/** Whether a value may be another name of a box that others share: not one that was there before it. */
function mayBe(value: Value, box: Value, instructions: readonly Instruction[]): boolean {
  const { definition } = value;
  if (isBox(value) || definition?.op === 'const.ref') return false;
  const made = instructions.indexOf(box.definition as Instruction);
  return made < 0 || (definition !== null && instructions.indexOf(definition) > made);
}

function pairsInBlock(block: Block, shared: ReadonlySet<Value>): number {
  const { instructions } = block;
  /** Positions of increfs that wait for their decref, by value. */
  const waiting = new Map<Value, number[]>();
  const gone = new Set<number>();
  for (let at = 0; at < instructions.length; at++) {
    const instruction = instructions[at];
    const { op, args } = instruction;
    if (op === 'incref') {
      const positions = waiting.get(args[0]);
      if (positions) positions.push(at);
      else waiting.set(args[0], [at]);
      continue;
    }
    const from = releases.has(op) ? waiting.get(args[0])?.pop() : undefined;
    if (from !== undefined) {
      const exits = instructions.slice(from, at).flatMap(({ exit }) => exit ?? []);
      if (exits.every((exit) => canDisown(exit, args[0]))) {
        for (const exit of exits) disown(exit, args[0]);
        gone.add(from).add(at);
        continue;
      }
    }
    if (waiting.size === 0) continue;
    if (observes(instruction)) waiting.clear();
    else if (releases.has(op) && shared.has(args[0])) {
      for (const value of waiting.keys()) if (mayBe(value, args[0], instructions)) waiting.delete(value);
    }
  }
  if (gone.size > 0) block.instructions = instructions.filter((_, at) => !gone.has(at));
  return gone.size;
}

/** Boxes that are only given up again. */
function uselessBoxes(fn: IrFunction): number {
  const { code, exits } = countUses(fn);
  let removed = 0;
  for (const block of fn.blocks) {
    const gone = new Set<Instruction>();
    for (const instruction of block.instructions) {
      const [value] = instruction.args;
      if (!releases.has(instruction.op)) continue;
      if (!isBox(value) || code[value.id] !== 1 || exits[value.id] > 0 || value.definition?.block !== block) continue;
      gone.add(instruction).add(value.definition);
    }
    if (gone.size > 0) block.instructions = block.instructions.filter((instruction) => !gone.has(instruction));
    removed += gone.size;
  }
  return removed;
}

/** Removes needless reference counting. Returns the number of instructions removed. */
export function refcounts(fn: IrFunction): number {
  let removed = uselessBoxes(fn);
  const shared = findShared(fn);
  for (const block of fn.blocks) removed += pairsInBlock(block, shared);
  return removed;
}
