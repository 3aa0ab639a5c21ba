// Linear scan over live intervals with holes and splitting (after Wimmer and Mössenböck, "Optimized Interval Splitting in
// a Linear Scan Register Allocator", 2005): intervals by start; each takes a register that is free for its whole life,
// else part of it, else the one whose value is used again latest. Splits go to the edge of the outermost loop they can.

import type { MachineFunction } from '../machine/instruction';
import { floatRegisters, isSlot } from '../machine/registers';
import { Interval, lowerBound, NEVER, UNASSIGNED, UseKind } from './interval';
import { IntervalQueue } from './interval-queue';

export class LinearScan {
  private readonly queue = new IntervalQueue();
  private active: Interval[] = [];
  private inactive: Interval[] = [];
  private readonly free = new Int32Array(32);
  private readonly blockedAt = new Int32Array(32);
  private readonly blockStarts: number[];

  constructor(
    private readonly fn: MachineFunction,
    private readonly byRegister: readonly (Interval | null)[],
    private readonly blocked: readonly number[][],
    private readonly slotOf: (vreg: number) => number,
  ) {
    this.blockStarts = fn.blocks.map((block) => 2 * block.start);
  }

  /** @param breathe called often; what it throws ends the work */
  run(breathe?: () => void): void {
    const coldFrom = this.coldStart();
    for (const interval of this.byRegister) {
      if (!interval) continue;
      if (interval.start < coldFrom && interval.end > coldFrom) this.queue.add(interval.split(coldFrom));
      this.queue.add(interval);
    }
    for (let current = this.queue.take(); current; current = this.queue.take()) {
      breathe?.();
      this.place(current);
    }
  }

  /** Where the cold blocks at the end begin: lives are cut there, so that cold code does not shape hot code. */
  private coldStart(): number {
    const { blocks } = this.fn;
    let first = blocks.length;
    while (first > 0 && blocks[first - 1].cold) first--;
    return first < blocks.length && first > 0 ? 2 * blocks[first].start : NEVER;
  }

  private place(current: Interval): void {
    this.advance(current.start);
    if (this.tryFree(current) || this.takeOrSpill(current)) this.active.push(current);
  }

  private advance(position: number): void {
    const active: Interval[] = [];
    const inactive: Interval[] = [];
    for (const list of [this.active, this.inactive]) {
      for (const interval of list) {
        if (interval.end <= position || isSlot(interval.location)) continue;
        (interval.covers(position) ? active : inactive).push(interval);
      }
    }
    this.active = active;
    this.inactive = inactive;
  }

  /** The first position at which an instruction insists on the register while the interval is live. */
  private blockedFrom(register: number, interval: Interval): number {
    const taken = this.blocked[register];
    const { ranges } = interval;
    if (taken.length === 0) return NEVER;
    let t = lowerBound(taken, ranges[0]) & ~1;
    let r = 0;
    while (t < taken.length && r < ranges.length) {
      if (taken[t + 1] <= ranges[r]) t += 2;
      else if (ranges[r + 1] <= taken[t]) r += 2;
      else return Math.max(taken[t], ranges[r]);
    }
    return NEVER;
  }

  private tryFree(current: Interval): boolean {
    const { free } = this;
    const registers = current.isFloat ? floatRegisters : this.fn.generalRegisters;
    for (const register of registers) free[register] = NEVER;
    for (const interval of this.active) free[interval.location] = 0;
    for (const interval of this.inactive) {
      if (interval.isFloat !== current.isFloat || free[interval.location] === 0) continue;
      const meets = interval.intersection(current);
      if (meets < free[interval.location]) free[interval.location] = meets;
    }
    const hinted = this.hintedRegister(current, registers);
    let best = -1;
    for (const register of registers) {
      if (free[register] > current.start) {
        const from = this.blockedFrom(register, current);
        if (from < free[register]) free[register] = from;
      }
      if (best < 0 || free[register] > free[best]) best = register;
    }
    if (hinted >= 0 && (free[hinted] >= current.end || free[hinted] >= free[best])) best = hinted;
    if (free[best] >= current.end) {
      current.location = best;
      return true;
    }
    // Free for a while: take it until then, if that reaches beyond the next use.
    const until = free[best] & ~1;
    if (until <= current.start + 1 || current.nextUse(current.start, UseKind.should) >= until) return false;
    const cut = this.bestSplit(Math.max(current.start + 1, current.lastUseBefore(until) + 1), until);
    if (this.isIdlerInTheWay(current, cut)) return false;
    current.location = best;
    this.queue.add(current.split(cut));
    return true;
  }

  /**
   * Whether splitting here would move the value in every turn of a loop, while another value sits in a register that
   * would do, and is not used before that loop is left.
   */
  private isIdlerInTheWay(current: Interval, cut: number): boolean {
    const depth = this.depthAt(cut);
    if (depth === 0) return false;
    for (const interval of this.active) {
      if (interval.isFloat !== current.isFloat) continue;
      const next = interval.nextUse(current.start & ~1);
      if (next <= cut || (next !== NEVER && this.depthAt(next) >= depth)) continue;
      if (this.blockedFrom(interval.location, current) >= current.end) return true;
    }
    return false;
  }

  /** A register that saves a move, of those that are free now; -1 if none. */
  private hintedRegister(current: Interval, registers: readonly number[]): number {
    const { free } = this;
    let best = -1;
    const consider = (register: number): void => {
      if (register < 0 || isSlot(register) || !registers.includes(register) || free[register] <= current.start) return;
      const from = Math.min(free[register], this.blockedFrom(register, current));
      if (from <= current.start) return;
      if (best < 0 || from > Math.min(free[best], this.blockedFrom(best, current))) best = register;
    };
    const before = this.byRegister[current.vreg];
    for (let part: Interval | null = before; part && part !== current; part = part.next) consider(part.location);
    if (best < 0 && current.hints) for (const vreg of current.hints) consider(this.byRegister[vreg]?.location ?? UNASSIGNED);
    if (best < 0) consider(current.hintRegister);
    return best;
  }

  /** No register is free: takes one from the value that is used latest, or leaves this one in memory. */
  private takeOrSpill(current: Interval): boolean {
    const { free, blockedAt } = this;
    const registers = current.isFloat ? floatRegisters : this.fn.generalRegisters;
    const even = current.start & ~1;
    for (const register of registers) {
      free[register] = NEVER;
      blockedAt[register] = this.blockedFrom(register, current);
    }
    for (const interval of this.active) free[interval.location] = interval.nextUse(even);
    for (const interval of this.inactive) {
      if (interval.isFloat !== current.isFloat || interval.intersection(current) === NEVER) continue;
      free[interval.location] = Math.min(free[interval.location], interval.nextUse(even));
    }
    let best = -1;
    for (const register of registers) {
      const until = Math.min(free[register], blockedAt[register]);
      if (best < 0 || until > Math.min(free[best], blockedAt[best])) best = register;
    }
    const firstUse = current.nextUse(current.start);
    const mustAtStart = current.nextUse(current.start, UseKind.must) <= current.start + 1;
    const until = Math.min(free[best], blockedAt[best]);
    // A register that is gone before the instruction is over is no better than memory, where memory will do.
    if (!mustAtStart && (until <= firstUse || (until <= even + 1 && until < current.end))) {
      this.spill(current, UseKind.must);
      return false;
    }
    if (until <= even + 1 && until < current.end) {
      throw new Error(`register allocation: no register for value ${current.vreg} at ${current.start}`);
    }
    if (blockedAt[best] < current.end) {
      const cut = blockedAt[best] & ~1;
      this.queue.add(current.split(this.bestSplit(Math.max(current.start + 1, current.lastUseBefore(cut) + 1), cut)));
    }
    for (const list of [this.active, this.inactive]) {
      for (const interval of list) if (interval.location === best && (list === this.active || interval.intersection(current) !== NEVER)) this.evict(interval, even);
    }
    current.location = best;
    return true;
  }

  /** Makes an interval that has a register give it up from `position` (even) on. */
  private evict(interval: Interval, position: number): void {
    if (interval.start >= position) {
      this.spill(interval, UseKind.should);
      return;
    }
    const lastUse = interval.lastUseBefore(position);
    const rest = interval.split(this.bestSplit(Math.max(interval.start + 1, lastUse + 1), position));
    this.spill(rest, UseKind.should);
  }

  /** Puts an interval into its stack slot up to the next use that is worth a reload. */
  private spill(interval: Interval, reloadFor: number): void {
    const { start } = interval;
    interval.location = this.slotOf(interval.vreg);
    for (let i = 0; i < interval.usePositions.length; i++) {
      const position = interval.usePositions[i];
      const kind = interval.useKinds[i];
      if (position <= start) continue;
      // A part of the life behind a hole is another way through the program: it is placed on its own.
      const resumed = interval.rangeStart(position);
      if (resumed > start && kind !== UseKind.loopEnd) {
        this.queue.add(interval.split(resumed));
        return;
      }
      if (kind > reloadFor) continue;
      const cut = this.bestSplit(start + 1, position & ~1);
      if (kind === UseKind.should && this.depthAt(cut) >= this.depthAt(position) && !this.isUsedSoon(interval, i)) continue;
      if (cut <= start) continue;
      this.queue.add(interval.split(cut));
      return;
    }
  }

  /** Whether a use that could do with memory is followed by another in the same block. */
  private isUsedSoon(interval: Interval, i: number): boolean {
    const next = interval.usePositions[i + 1];
    return next !== undefined && interval.useKinds[i + 1] !== UseKind.loopEnd && this.blockAt(next) === this.blockAt(interval.usePositions[i]);
  }

  private blockAt(position: number): number {
    const i = lowerBound(this.blockStarts, position + 1) - 1;
    return Math.max(i, 0);
  }

  private depthAt(position: number): number {
    return this.fn.blocks[this.blockAt(position)].depth;
  }

  /** An even position in [from, to] to split at: the latest block start of the lowest loop depth between, or `to` itself. */
  private bestSplit(from: number, to: number): number {
    const first = this.blockAt(from);
    const last = this.blockAt(to);
    let best = to;
    if (first !== last) {
      let depth = this.fn.blocks[last].depth;
      for (let place = last; place > first; place--) {
        const block = this.fn.blocks[place];
        const position = this.blockStarts[place];
        // At the start of a loop header the loop has begun: what is moved there is moved on the edges, also the back edge.
        const outside = block.loopEnd ? block.depth - 1 : block.depth;
        if (outside < depth && position >= from && position <= to) {
          depth = outside;
          best = position;
        }
      }
    }
    return best & 1 ? best - 1 : best;
  }
}
