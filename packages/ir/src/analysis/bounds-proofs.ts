// Which indices are known to be in bounds where: needed to run a load of a list's item earlier than the program would.
// A test of the index against the size proves it for as long as no list may have changed its size since the size was read.

import type { Block, Instruction, IrFunction, Value } from '../types';
import type { Dominators } from './dominators';
import { memoryIndex } from './memory';
import { MemoryVersions } from './memory-versions';

const sizeClass = memoryIndex('list.size');

interface Proof {
  block: Block;
  /** Version of the sizes of lists when the size was read. */
  version: number;
}

const readsFrom = (value: Value, memory: string): Value | null => {
  const load = value.definition;
  return load?.attributes.memory === memory && load.args.length === 1 ? load.args[0] : null;
};

export class BoundsProofs {
  /** By list and index. */
  private readonly proofs = new Map<string, Proof[]>();
  /** By value id: the version at the load of a size. */
  private readonly versions = new Map<Value, number>();
  private readonly ends = new Map<Block, number>();

  constructor(
    fn: IrFunction,
    private readonly dominators: Dominators,
  ) {
    const memory = new MemoryVersions(fn, dominators);
    dominators.walk(
      (block) => {
        memory.enter(block);
        for (const instruction of block.instructions) {
          if (instruction.result && instruction.attributes.memory === 'list.size') this.versions.set(instruction.result, memory.now[sizeClass]);
          this.record(instruction, block);
          memory.change(instruction);
        }
        this.ends.set(block, memory.now[sizeClass]);
        memory.leave(block);
      },
      () => undefined,
    );
  }

  /** Takes note of an instruction, once it is in this block. */
  record({ op, args }: Instruction, block: Block): void {
    const test = op === 'guard.true' ? args[0].definition : null;
    if (test?.op !== 'ult.i64') return;
    const [index, size] = test.args;
    const list = readsFrom(size, 'list.size');
    const version = this.versions.get(size);
    if (!list || version === undefined) return;
    const key = `${list.id} ${index.id}`;
    const known = this.proofs.get(key);
    if (known) known.push({ block, version });
    else this.proofs.set(key, [{ block, version }]);
  }

  /** Whether a load of a list's item can be done at the end of a block. One at an offset is of another item than the index tells. */
  isInBounds({ args, attributes }: Instruction, block: Block): boolean {
    if (attributes.memory !== 'list.item' || args.length !== 2 || (attributes.offset ?? 0) !== 0) return false;
    const list = readsFrom(args[0], 'list.items');
    const proofs = list && this.proofs.get(`${list.id} ${args[1].id}`);
    return proofs?.some((proof) => proof.version === this.ends.get(block) && this.dominators.dominates(proof.block, block)) ?? false;
  }
}
