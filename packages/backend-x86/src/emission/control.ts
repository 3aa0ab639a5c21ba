// Where control goes: labels of blocks, blocks that vanish, fall-through. Knows the layout and the moves on edges.

import type { Assembler, Label } from '@psyco/x86';
import type { Allocation, Move } from '../allocation/allocation';
import type { Edge, MachineBlock, MachineInstruction } from '../machine/instruction';

/** How many empty blocks in a row are skipped: there may be a ring of them. */
const MOST_SKIPPED = 16;

export class Control {
  /** Where in the layout code is being written: usually the place of the block at hand; see terminators.ts. */
  layoutPlace = 0;
  private readonly labels = new Map<MachineBlock, Label>();

  constructor(
    private readonly asm: Assembler,
    private readonly blocks: readonly MachineBlock[],
    private readonly allocation: Allocation,
  ) {}

  /** Where control goes for a block: past blocks that only jump on. */
  labelOf(block: MachineBlock): Label {
    const end = this.forward(block);
    let label = this.labels.get(end);
    if (!label) this.labels.set(end, (label = this.asm.label(`block ${end.id}`)));
    return label;
  }

  /** Skips blocks that do nothing but jump, without moves on the way. */
  forward(block: MachineBlock): MachineBlock {
    let at = block;
    for (let steps = 0; steps < MOST_SKIPPED && this.isEmpty(at); steps++) at = at.successors[0].to;
    return at;
  }

  isEmpty(block: MachineBlock): boolean {
    const { successors, instructions, arrivals } = block;
    return successors.length === 1 && instructions.length === 2 && arrivals === null && !this.hasMoves(successors[0]) && !this.hasGap(block) && this.movesOnEntry(block) === undefined;
  }

  /** Whether moves are made before the terminator. */
  hasGap(block: MachineBlock): boolean {
    return (this.allocation.gaps.get(block.end - 1)?.length ?? 0) > 0;
  }

  /** Moves of an edge that comes from a branch: such a block has no other predecessor, so they are made here. */
  movesOnEntry(block: MachineBlock): readonly Move[] | undefined {
    const [edge] = block.predecessors;
    if (!edge || edge.from.successors.length < 2) return undefined;
    const moves = this.allocation.edges.get(edge);
    return moves && moves.length > 0 ? moves : undefined;
  }

  hasMoves(edge: Edge): boolean {
    return (this.allocation.edges.get(edge)?.length ?? 0) > 0;
  }

  /** Whether control reaches `block` by falling through from where code is being written. */
  isNext(block: MachineBlock): boolean {
    const goal = this.forward(block);
    for (let place = this.layoutPlace + 1; place < this.blocks.length; place++) {
      const next = this.blocks[place];
      if (next === goal) return true;
      if (!this.isEmpty(next)) return false;
    }
    return false;
  }

  /** The target of the plain jump that ends `block`, if it follows `current` at once and goes somewhere else than the next block. */
  jumpAfter(block: MachineBlock, current: MachineInstruction): Label | null {
    const [edge] = block.successors;
    if (block.successors.length !== 1 || current.index !== block.end - 2 || this.hasGap(block) || this.hasMoves(edge) || this.isNext(edge.to)) return null;
    return this.labelOf(edge.to);
  }
}
