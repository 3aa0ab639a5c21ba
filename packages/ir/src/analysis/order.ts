// Reverse post order and predecessors. Everything is indexed by block id, for speed.

import type { Block, IrFunction, Target } from '../types';

const none: Target[] = [];

/** The targets of a block's terminator. */
export function targetsOf(block: Block): readonly Target[] {
  const { instructions } = block;
  return instructions.length > 0 ? instructions[instructions.length - 1].targets : none;
}

/** The blocks that can be reached, each after all its predecessors but those of back edges. */
export interface Order {
  /** Reachable blocks in reverse post order; the entry is first. */
  blocks: Block[];
  /** By block id: position in `blocks`, -1 if unreachable. */
  index: Int32Array;
  /** By block id: the reachable predecessors, one entry for each edge. */
  predecessors: Block[][];
}

export function computeOrder(fn: IrFunction): Order {
  const index = new Int32Array(fn.blockCount).fill(-1);
  const predecessors: Block[][] = Array.from({ length: fn.blockCount }, () => []);
  const blocks: Block[] = [];
  // A depth-first walk with a stack of its own: functions may be deep. -2 marks what was met and not finished.
  const stack: Block[] = [fn.entry];
  const position: number[] = [0];
  index[fn.entry.id] = -2;
  while (stack.length > 0) {
    const top = stack.length - 1;
    const block = stack[top];
    const targets = targetsOf(block);
    // Last target first, so that the first target (the likely one) comes right after the block in the order.
    const next = targets.length - 1 - position[top]++;
    if (next < 0) {
      blocks.push(block);
      stack.pop();
      position.pop();
      continue;
    }
    const successor = targets[next].block;
    predecessors[successor.id].push(block);
    if (index[successor.id] === -1) {
      index[successor.id] = -2;
      stack.push(successor);
      position.push(0);
    }
  }
  blocks.reverse();
  for (let i = 0; i < blocks.length; i++) index[blocks[i].id] = i;
  return { blocks, index, predecessors };
}
