// Versions of memory: a number for each alias class, a new one whenever cells of the class may have changed. Two loads
// from the same place with the same version give the same value. Kept at block ends, merged at joins; a loop's header
// gets new versions of the classes that the loop writes.

import type { Block, Instruction, IrFunction } from '../types';
import type { Dominators } from './dominators';
import { findLoops } from './loops';
import { memoryClassCount, memoryIndex, writeMask } from './memory';

export class MemoryVersions {
  /** By class: its version at the point of the walk. */
  now: Int32Array;
  private counter = 0;
  private readonly ends: (Int32Array | undefined)[];
  /** By block id: what the loop of which it is the header writes. */
  private readonly loopWrites = new Map<Block, number>();
  private readonly count: number;

  constructor(
    fn: IrFunction,
    private readonly dominators: Dominators,
  ) {
    // Meets all classes first: their number must not grow during the walk.
    const masks = new Int32Array(fn.blockCount);
    for (const block of fn.blocks) for (const { attributes } of block.instructions) if (attributes.memory) memoryIndex(attributes.memory);
    for (const block of fn.blocks) for (const instruction of block.instructions) masks[block.id] |= writeMask(instruction);
    this.count = memoryClassCount();
    this.now = new Int32Array(this.count);
    this.ends = new Array<Int32Array | undefined>(fn.blockCount);
    const { loops, irreducible } = findLoops(fn, dominators);
    for (const { header, blocks } of loops) {
      let mask = 0;
      for (const block of blocks) mask |= masks[block.id];
      this.loopWrites.set(header, irreducible ? -1 : mask);
    }
  }

  /** To be called for each block in the order of the dominator walk. */
  enter(block: Block): void {
    const { order } = this.dominators;
    const before = order.predecessors[block.id];
    let merged: Int32Array | null = null;
    let cyclic = false;
    for (const predecessor of before) {
      if (order.index[predecessor.id] >= order.index[block.id]) {
        cyclic = true;
        continue;
      }
      const end = this.ends[predecessor.id] as Int32Array;
      if (!merged) merged = end.slice();
      else for (let i = 0; i < this.count; i++) if (merged[i] !== end[i]) merged[i] = -1;
    }
    this.now = merged ?? new Int32Array(this.count).fill(-1);
    for (let i = 0; i < this.count; i++) if (this.now[i] < 0) this.now[i] = ++this.counter;
    // A cycle that is no natural loop may write anything.
    if (cyclic) this.invalidate(this.loopWrites.get(block) ?? -1);
  }

  /** To be called for each instruction, where the walk does not know better. */
  change(instruction: Instruction): void {
    const mask = writeMask(instruction);
    if (mask !== 0) this.invalidate(mask);
  }

  leave(block: Block): void {
    this.ends[block.id] = this.now;
  }

  /** New versions for the classes of a mask. Classes that never change have no bit in any mask but -1: harmless. */
  invalidate(mask: number): void {
    for (let i = 0; mask !== 0 && i < this.count; i++) if (mask & (1 << i)) this.now[i] = ++this.counter;
  }
}
