// A live interval: when one virtual register (or a part of its life, after splitting) needs a place, and when it is used.
// Positions as in machine/instruction.ts.

import type { VirtualRegister } from '../machine/instruction';

export const UseKind = {
  /** A register is needed. */
  must: 0,
  /** A register is better than memory. */
  should: 1,
  /** The value is used again in the next turn of the loop that ends here: a reason to keep it, not to reload it. */
  loopEnd: 2,
} as const;

export const UNASSIGNED = -1;
const NEVER = 0x7fff_ffff;

export class Interval {
  /** from, to, from, to, ...: ascending, half open, not touching. */
  ranges: number[] = [];
  usePositions: number[] = [];
  useKinds: number[] = [];
  /** A register, or FIRST_SLOT and above: a stack slot. */
  location: number = UNASSIGNED;
  /** The next part of the same virtual register's life. */
  next: Interval | null = null;
  hintRegister = -1;
  hints: VirtualRegister[] | null = null;
  /** Where `covers` and `intersection` go on looking; positions only grow. */
  private cursor = 0;

  constructor(
    readonly vreg: VirtualRegister,
    readonly isFloat: boolean,
  ) {}

  get start(): number {
    return this.ranges[0];
  }
  get end(): number {
    return this.ranges[this.ranges.length - 1];
  }

  covers(position: number): boolean {
    const { ranges } = this;
    let i = this.cursor;
    if (i > 0 && ranges[i] > position) i = 0;
    while (i < ranges.length && ranges[i + 1] <= position) i += 2;
    this.cursor = i;
    return i < ranges.length && ranges[i] <= position;
  }

  /** The first position that both need, or NEVER. */
  intersection(other: Interval): number {
    const a = this.ranges;
    const b = other.ranges;
    let i = this.cursor < a.length && a[this.cursor] <= b[0] ? this.cursor : 0;
    let j = 0;
    while (i < a.length && j < b.length) {
      if (a[i + 1] <= b[j]) i += 2;
      else if (b[j + 1] <= a[i]) j += 2;
      else return Math.max(a[i], b[j]);
    }
    return NEVER;
  }

  /** The first use at or after a position; NEVER if none. */
  nextUse(position: number, worst: number = UseKind.loopEnd): number {
    const { usePositions, useKinds } = this;
    for (let i = lowerBound(usePositions, position); i < usePositions.length; i++) if (useKinds[i] <= worst) return usePositions[i];
    return NEVER;
  }

  /** The last use (of the kinds that need a reload) before a position, or the start. */
  lastUseBefore(position: number): number {
    const i = lowerBound(this.usePositions, position) - 1;
    return i >= 0 ? this.usePositions[i] : this.start;
  }

  /** Where the range that holds (or ends at) a position begins. */
  rangeStart(position: number): number {
    const { ranges } = this;
    let i = ranges.length - 2;
    while (i > 0 && ranges[i] > position) i -= 2;
    return ranges[i];
  }

  /** Cuts the life from `position` on off into a new interval, which may start later if the position is in a hole. */
  split(position: number): Interval {
    const child = new Interval(this.vreg, this.isFloat);
    const { ranges } = this;
    let i = 0;
    while (ranges[i + 1] <= position) i += 2;
    if (ranges[i] < position) {
      child.ranges = [position, ...ranges.slice(i + 1)];
      this.ranges = ranges.slice(0, i + 1);
      this.ranges.push(position);
    } else {
      child.ranges = ranges.slice(i);
      this.ranges = ranges.slice(0, i);
    }
    const u = lowerBound(this.usePositions, position);
    child.usePositions = this.usePositions.slice(u);
    child.useKinds = this.useKinds.slice(u);
    this.usePositions.length = u;
    this.useKinds.length = u;
    child.next = this.next;
    this.next = child;
    child.hintRegister = this.hintRegister;
    child.hints = this.hints;
    this.cursor = 0;
    return child;
  }
}

/** Index of the first element that is at least `value`. */
export function lowerBound(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

export { NEVER };
