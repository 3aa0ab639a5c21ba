// Natural loops and how they nest.

import type { Block, IrFunction } from '../types';
import { type Dominators, computeDominators } from './dominators';
import { targetsOf } from './order';

export class Loop {
  parent: Loop | null = null;
  /** 1 for an outermost loop. */
  depth = 1;
  /** All blocks, those of inner loops included, in reverse post order; the header is first. */
  blocks: Block[] = [];
  /** The blocks that jump back to the header. */
  latches: Block[] = [];
  /** The only block that enters the loop from outside and goes nowhere else; null if there is no such block. */
  preheader: Block | null = null;
  constructor(readonly header: Block) {}
}

export class Loops {
  constructor(
    /** Inner loops come before the loops that contain them. */
    readonly loops: Loop[],
    /** By block id: the innermost loop around the block. */
    private readonly innermost: (Loop | null)[],
    /** Whether some cycle is not a natural loop (it can be entered in two places). */
    readonly irreducible: boolean,
  ) {}

  /** The innermost loop around a block. */
  loopOf(block: Block): Loop | null {
    return this.innermost[block.id] ?? null;
  }
  depthOf(block: Block): number {
    return this.innermost[block.id]?.depth ?? 0;
  }
  contains(loop: Loop, block: Block): boolean {
    for (let at = this.loopOf(block); at; at = at.parent) if (at === loop) return true;
    return false;
  }
}

/** All blocks from which the latches are reached without passing the header. */
function collectBody(loop: Loop, predecessors: Block[][], mark: Int32Array, stamp: number): void {
  const stack = [...loop.latches];
  mark[loop.header.id] = stamp;
  loop.blocks.push(loop.header);
  while (stack.length > 0) {
    const block = stack.pop() as Block;
    if (mark[block.id] === stamp) continue;
    mark[block.id] = stamp;
    loop.blocks.push(block);
    for (const predecessor of predecessors[block.id]) stack.push(predecessor);
  }
}

export function findLoops(fn: IrFunction, dominators: Dominators = computeDominators(fn)): Loops {
  const { blocks, index, predecessors } = dominators.order;
  const loops: Loop[] = [];
  const mark = new Int32Array(fn.blockCount).fill(-1);
  let irreducible = false;
  // Headers in post order: an inner loop's header comes after the outer one's in reverse post order.
  for (let i = blocks.length - 1; i >= 0; i--) {
    const header = blocks[i];
    const loop = new Loop(header);
    for (const predecessor of predecessors[header.id]) {
      if (index[predecessor.id] < i) continue;
      if (dominators.dominates(header, predecessor)) loop.latches.push(predecessor);
      else irreducible = true;
    }
    if (loop.latches.length === 0) continue;
    collectBody(loop, predecessors, mark, loops.length);
    loop.blocks.sort((a, b) => index[a.id] - index[b.id]);
    const entries = predecessors[header.id].filter((block) => mark[block.id] !== loops.length);
    if (entries.length === 1 && targetsOf(entries[0]).length === 1) loop.preheader = entries[0];
    loops.push(loop);
  }
  const innermost = new Array<Loop | null>(fn.blockCount).fill(null);
  // From the outermost in: the last one to claim a block is the innermost.
  for (let i = loops.length - 1; i >= 0; i--) {
    const loop = loops[i];
    loop.parent = innermost[loop.header.id];
    loop.depth = loop.parent ? loop.parent.depth + 1 : 1;
    for (const block of loop.blocks) innermost[block.id] = loop;
  }
  return new Loops(loops, innermost, irreducible);
}
