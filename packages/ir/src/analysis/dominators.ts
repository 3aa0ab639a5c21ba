// The dominator tree, by the iterative algorithm of Cooper, Harvey and Kennedy ("A Simple, Fast Dominance Algorithm").

import type { Block, IrFunction } from '../types';
import { type Order, computeOrder } from './order';

export class Dominators {
  constructor(
    readonly order: Order,
    /** By position in the order: position of the immediate dominator (the entry's is itself). */
    readonly immediate: Int32Array,
    /** By position: the blocks immediately dominated, in reverse post order. */
    readonly children: Block[][],
    private readonly first: Int32Array,
    private readonly last: Int32Array,
  ) {}

  /** Whether every path to `b` goes through `a` (a block dominates itself). False if one is unreachable. */
  dominates(a: Block, b: Block): boolean {
    const { index } = this.order;
    const i = index[a.id];
    const j = index[b.id];
    return i >= 0 && j >= 0 && this.first[i] <= this.first[j] && this.last[j] <= this.last[i];
  }

  immediateDominator(block: Block): Block | null {
    const i = this.order.index[block.id];
    return i > 0 ? this.order.blocks[this.immediate[i]] : null;
  }

  /**
   * Visits the tree in preorder, children in reverse post order. So all predecessors of a block but those of back
   * edges come before it: what is known of a block's end is there when its successors are entered.
   */
  walk(enter: (block: Block) => void, leave?: (block: Block) => void): void {
    const { blocks, index } = this.order;
    const stack: Block[] = [blocks[0]];
    const position: number[] = [0];
    enter(blocks[0]);
    while (stack.length > 0) {
      const top = stack.length - 1;
      const below = this.children[index[stack[top].id]];
      if (position[top] < below.length) {
        const child = below[position[top]++];
        enter(child);
        stack.push(child);
        position.push(0);
      } else {
        leave?.(stack[top]);
        stack.pop();
        position.pop();
      }
    }
  }
}

function computeImmediate({ blocks, index, predecessors }: Order): Int32Array {
  const immediate = new Int32Array(blocks.length).fill(-1);
  immediate[0] = 0;
  for (let changed = true; changed; ) {
    changed = false;
    for (let i = 1; i < blocks.length; i++) {
      let best = -1;
      for (const predecessor of predecessors[blocks[i].id]) {
        let other = index[predecessor.id];
        if (immediate[other] < 0) continue;
        if (best < 0) {
          best = other;
          continue;
        }
        while (best !== other) {
          while (best > other) best = immediate[best];
          while (other > best) other = immediate[other];
        }
      }
      if (immediate[i] !== best) {
        immediate[i] = best;
        changed = true;
      }
    }
  }
  return immediate;
}

export function computeDominators(fn: IrFunction, order: Order = computeOrder(fn)): Dominators {
  const immediate = computeImmediate(order);
  const count = order.blocks.length;
  const children: Block[][] = Array.from({ length: count }, () => []);
  for (let i = 1; i < count; i++) children[immediate[i]].push(order.blocks[i]);
  const first = new Int32Array(count);
  const last = new Int32Array(count);
  const dominators = new Dominators(order, immediate, children, first, last);
  let clock = 0;
  dominators.walk(
    (block) => (first[order.index[block.id]] = clock++),
    (block) => (last[order.index[block.id]] = clock++),
  );
  return dominators;
}
