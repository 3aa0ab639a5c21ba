// What a register allocator hands to emission: the place of every virtual register at every position, moves to make
// between instructions and along edges, and the stack slots. Both allocators give their intervals to `finishAllocation`.

import { CONSTANT, type Edge, type MachineFunction, Policy, THREAD_STATE, type Use, type VirtualRegister } from '../machine/instruction';
import { bit, FIRST_SLOT, isSlot, R15 } from '../machine/registers';
import { type Interval, lowerBound, UNASSIGNED } from './interval';
import type { Liveness } from './liveness';

/** A move of a parallel move. `from`: a location, or the definition of a constant. */
export interface Move {
  from: number | NonNullable<Use['constant']>;
  to: number;
}

export class Allocation {
  /** Moves just before an instruction, by instruction number. */
  readonly gaps = new Map<number, Move[]>();
  readonly edges = new Map<Edge, Move[]>();
  constructor(
    readonly byRegister: readonly (Interval | null)[],
    readonly slots: number,
  ) {}

  /** Where a virtual register is at a position. */
  locationAt(vreg: VirtualRegister, position: number): number {
    if (vreg === THREAD_STATE) return R15;
    let interval = this.byRegister[vreg];
    while (interval?.next && interval.next.start <= position) interval = interval.next;
    return interval ? interval.location : UNASSIGNED;
  }
}

/** An interval allocator: gives every interval of `byRegister` (and those it splits off) a location. */
export type AssignLocations = (fn: MachineFunction, intervals: { byRegister: (Interval | null)[]; blocked: number[][] }, slotOf: (vreg: VirtualRegister) => number) => void;

const frequency = (depth: number, cold: boolean): number => (cold ? 0.01 : 10 ** Math.min(depth, 6));

/** Turns assigned intervals into moves. */
export function finishAllocation(fn: MachineFunction, byRegister: readonly (Interval | null)[], liveness: Liveness): Allocation {
  const slots = shareSlots(byRegister);
  const allocation = new Allocation(byRegister, slots);
  const resolver = new Resolver(fn, allocation, liveness);
  resolver.run();
  return allocation;
}

/** Gives virtual registers whose lives do not overlap the same slot. Until now, each had a slot of its own. */
function shareSlots(byRegister: readonly (Interval | null)[]): number {
  const spilled: { first: Interval; start: number; end: number }[] = [];
  for (const first of byRegister) {
    if (!first) continue;
    let isSpilled = false;
    let last = first;
    for (let part: Interval | null = first; part; part = part.next) {
      if (isSlot(part.location)) isSpilled = true;
      last = part;
    }
    if (isSpilled) spilled.push({ first, start: first.start, end: last.end });
  }
  spilled.sort((a, b) => a.start - b.start);
  const busyUntil: number[] = [];
  for (const { first, start, end } of spilled) {
    let slot = busyUntil.findIndex((until) => until <= start);
    if (slot < 0) slot = busyUntil.length;
    busyUntil[slot] = end;
    for (let part: Interval | null = first; part; part = part.next) if (isSlot(part.location)) part.location = FIRST_SLOT + slot;
  }
  return busyUntil.length;
}

class Resolver {
  /** Moves into the stack slot of a value, by virtual register: what they cost, and how to drop them. */
  private readonly stores = new Map<number, { cost: number; lists: Move[][]; slot: number }>();
  private readonly blockOf: Int32Array;

  constructor(
    private readonly fn: MachineFunction,
    private readonly allocation: Allocation,
    private readonly liveness: Liveness,
  ) {
    this.blockOf = new Int32Array(fn.instructions.length + 1);
    fn.blocks.forEach((block) => this.blockOf.fill(block.place, block.start, block.end));
  }

  run(): void {
    const split: Interval[] = [];
    for (const interval of this.allocation.byRegister) {
      if (!interval?.next) continue;
      split.push(interval);
      this.connectParts(interval);
    }
    this.fixedUses();
    this.resolveEdges(split);
    this.storeAtDefinitions();
    this.noteLiveRegisters();
  }

  private gap(index: number): Move[] {
    let moves = this.allocation.gaps.get(index);
    if (!moves) this.allocation.gaps.set(index, (moves = []));
    return moves;
  }

  private cost(place: number): number {
    const { depth, cold } = this.fn.blocks[place];
    return frequency(depth, cold);
  }

  private add(list: Move[], from: number, to: number, vreg: number, cost: number): void {
    if (from === to) return;
    list.push({ from, to });
    if (!isSlot(to)) return;
    const entry = this.stores.get(vreg);
    if (entry) {
      entry.cost += cost;
      entry.lists.push(list);
    } else this.stores.set(vreg, { cost, lists: [list], slot: to });
  }

  /** Moves between adjacent parts inside of blocks. */
  private connectParts(first: Interval): void {
    for (let part = first; part.next; part = part.next) {
      const { next } = part;
      const position = next.start;
      if (part.end !== position || part.location === next.location) continue;
      const index = position >> 1;
      const place = this.blockOf[index];
      if (index === this.fn.blocks[place]?.start) continue;
      this.add(this.gap(index), part.location, next.location, first.vreg, this.cost(place));
    }
  }

  private fixedUses(): void {
    for (const { uses, index } of this.fn.instructions) {
      for (const use of uses) {
        if (use.policy !== Policy.fixed) continue;
        const from = use.vreg === CONSTANT ? use.constant! : this.allocation.locationAt(use.vreg, 2 * index - 1);
        this.gap(index).push({ from, to: use.fixed });
      }
    }
  }

  private resolveEdges(split: readonly Interval[]): void {
    const { allocation, fn, liveness } = this;
    const splitSet = liveness.setOf(split.map(({ vreg }) => vreg));
    for (const block of fn.blocks) {
      const end = 2 * block.end - 1;
      for (const edge of block.successors) {
        const moves: Move[] = [];
        const start = 2 * edge.to.start;
        const live = liveness.liveIn[edge.to.place];
        const cost = Math.min(this.cost(block.place), this.cost(edge.to.place));
        live.forEachCommon(splitSet, (vreg) => this.add(moves, allocation.locationAt(vreg, end), allocation.locationAt(vreg, start), vreg, cost));
        edge.args.forEach((arg, i) => {
          const to = allocation.locationAt(edge.to.params[i], start);
          if (to === UNASSIGNED) return;
          const from = arg.vreg === CONSTANT ? arg.constant! : allocation.locationAt(arg.vreg, end);
          if (from !== to) moves.push({ from, to });
        });
        if (moves.length > 0) allocation.edges.set(edge, moves);
      }
    }
  }

  /** Where storing a value once, when it is computed, is cheaper than at each way to its slot, does that. */
  private storeAtDefinitions(): void {
    for (const [vreg, { cost, lists, slot }] of this.stores) {
      const first = this.allocation.byRegister[vreg]!;
      if (isSlot(first.location)) {
        drop(lists, slot, first.location);
        continue;
      }
      const index = first.start >> 1;
      const place = this.blockOf[index];
      if (this.cost(place) >= cost) continue;
      for (const list of lists) removeStore(list, slot);
      this.gap(index + 1).push({ from: this.allocation.locationAt(vreg, first.start), to: slot });
    }
  }

  /** For each instruction that asks: the registers that hold values needed after it. */
  private noteLiveRegisters(): void {
    const asking = this.fn.instructions.filter((instruction) => instruction.savesLive);
    if (asking.length === 0) return;
    const positions = asking.map((instruction) => 2 * instruction.index);
    for (const first of this.allocation.byRegister) {
      for (let part = first; part; part = part.next) {
        if (isSlot(part.location) || part.location < 0) continue;
        const { ranges } = part;
        for (let r = 0; r < ranges.length; r += 2) {
          // Live after the instruction: a range that holds its output position and began before it.
          for (let i = lowerBound(positions, ranges[r]); i < positions.length && positions[i] + 1 < ranges[r + 1]; i++) asking[i].liveRegisters |= bit(part.location);
        }
      }
    }
  }
}

function removeStore(list: Move[], slot: number): void {
  const i = list.findIndex((move) => move.to === slot && typeof move.from === 'number');
  if (i >= 0) list.splice(i, 1);
}

/** A value that began in its slot never needs storing again. */
function drop(lists: readonly Move[][], slot: number, first: number): void {
  if (slot !== first) return;
  for (const list of lists) removeStore(list, slot);
}
