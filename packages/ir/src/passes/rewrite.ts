// What passes share when they change a function: replacing values, removing blocks.

import { computeOrder } from '../analysis/order';
import { mapExitValues } from '../recipe';
import type { IrFunction, Value } from '../types';

/** Values that stand for others from now on. Chains are followed; cycles must not be made. */
export class Replacements {
  private readonly by: (Value | undefined)[] = [];
  count = 0;

  set(old: Value, now: Value): void {
    this.by[old.id] = now;
    this.count++;
  }

  resolve = (value: Value): Value => {
    let now = this.by[value.id];
    if (now === undefined) return value;
    for (let next = this.by[now.id]; next !== undefined; next = this.by[now.id]) now = next;
    this.by[value.id] = now;
    return now;
  };

  /** Resolves a list in place. */
  resolveAll(values: Value[]): void {
    for (let i = 0; i < values.length; i++) {
      const now = this.by[values[i].id];
      if (now !== undefined) values[i] = this.resolve(now);
    }
  }

  /** Rewrites every use in the function: operands, arguments of jumps, exits. */
  apply(fn: IrFunction): void {
    if (this.count === 0) return;
    for (const block of fn.blocks) {
      for (const { args, targets, exit } of block.instructions) {
        this.resolveAll(args);
        for (const target of targets) this.resolveAll(target.args);
        if (exit) mapExitValues(exit, this.resolve);
      }
    }
    for (const exit of fn.loopEntryExits.values()) mapExitValues(exit, this.resolve);
  }
}

/** Removes the blocks that cannot be reached; returns how many. */
export function removeUnreachable(fn: IrFunction): number {
  const { blocks, index } = computeOrder(fn);
  const gone = fn.blocks.length - blocks.length;
  if (gone === 0) return 0;
  let kept = 0;
  for (const block of fn.blocks) {
    if (index[block.id] >= 0) fn.blocks[kept++] = block;
    else fn.loopEntryExits.delete(block);
  }
  fn.blocks.length = kept;
  return gone;
}
