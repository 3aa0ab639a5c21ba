// Block parameters that always receive one and the same value, or the same as another parameter, are replaced by it.

import { computeOrder } from '../analysis/order';
import type { Block, IrFunction, Target, Value } from '../types';
import type { Replacements } from './rewrite';

/** By block id: the targets that lead to the block. */
export function incomingTargets(fn: IrFunction): Target[][] {
  const incoming: Target[][] = Array.from({ length: fn.blockCount }, () => []);
  for (const block of fn.blocks) {
    const { terminator } = block;
    if (terminator) for (const target of terminator.targets) incoming[target.block.id].push(target);
  }
  return incoming;
}

/** Removes the parameters for which `isGone` holds, and the arguments for them. */
export function removeParameters(block: Block, incoming: Target[], isGone: (parameter: Value) => boolean): number {
  const { params } = block;
  const keep = params.map((parameter) => !isGone(parameter));
  const gone = keep.filter((kept) => !kept).length;
  if (gone === 0) return 0;
  block.params = params.filter((_, index) => keep[index]);
  for (const target of incoming) target.args = target.args.filter((_, index) => keep[index]);
  return gone;
}

/** The only value that comes for a parameter besides itself; null if there are several. */
function onlySource(parameter: Value, position: number, incoming: Target[], replacements: Replacements): Value | null {
  let only: Value | null = null;
  for (const target of incoming) {
    const arg = replacements.resolve(target.args[position]);
    if (arg === parameter || arg === only) continue;
    if (only) return null;
    only = arg;
  }
  return only;
}

/** The parameters of a block by the value that they get first: only those with the same can be twins. */
type Groups = Map<Value, Value[]>;

/** A parameter before this one that receives the same from everywhere. */
function twin(parameter: Value, position: number, groups: Groups, block: Block, incoming: Target[], replacements: Replacements): Value | null {
  const { resolve } = replacements;
  const first = resolve(incoming[0].args[position]);
  const group = groups.get(first);
  if (!group) {
    groups.set(first, [parameter]);
    return null;
  }
  for (const candidate of group) {
    const other = block.params.indexOf(candidate);
    const same = incoming.every((target) => {
      const [a, b] = [resolve(target.args[other]), resolve(target.args[position])];
      return a === b || (a === candidate && b === parameter);
    });
    if (same) return candidate;
  }
  if (group.length < 8) group.push(parameter);
  return null;
}

/** Replaces needless parameters. All blocks must be reachable. Uses are left to `replacements.apply`. */
export function replaceParameters(fn: IrFunction, replacements: Replacements): number {
  const incoming = incomingTargets(fn);
  // Inner joins first: then the headers around them see through them.
  const blocks = computeOrder(fn).blocks.reverse();
  const start = replacements.count;
  for (let changed = true; changed; ) {
    changed = false;
    for (const block of blocks) {
      if (block === fn.entry || block.params.length === 0) continue;
      const targets = incoming[block.id];
      const groups: Groups = new Map();
      block.params.forEach((parameter, position) => {
        if (replacements.resolve(parameter) !== parameter) return;
        const value =
          onlySource(parameter, position, targets, replacements) ?? twin(parameter, position, groups, block, targets, replacements);
        if (!value) return;
        replacements.set(parameter, value);
        changed = true;
      });
    }
  }
  if (replacements.count === start) return 0;
  for (const block of blocks) {
    if (block !== fn.entry) removeParameters(block, incoming[block.id], (parameter) => replacements.resolve(parameter) !== parameter);
  }
  return replacements.count - start;
}
