// Live intervals of all virtual registers, and when each machine register is taken by instructions that insist on it.
// One backward pass over the instructions in layout order.

import { type MachineFunction, type MachineInstruction, Policy, type Use } from '../machine/instruction';
import { Interval, UseKind } from './interval';
import type { Liveness } from './liveness';

export interface Intervals {
  /** By virtual register; null if it is never live. */
  byRegister: (Interval | null)[];
  /** By machine register: from, to, from, to, ...: when instructions destroy it or need it for themselves. */
  blocked: number[][];
}

export function buildIntervals(fn: MachineFunction, { liveOut, liveIn }: Liveness): Intervals {
  const builder = new IntervalBuilder(fn);
  for (let place = fn.blocks.length - 1; place >= 0; place--) {
    const block = fn.blocks[place];
    builder.blockFrom = 2 * block.start;
    const blockTo = 2 * block.end;
    liveOut[place].forEach((vreg) => builder.live(vreg, blockTo));
    for (const edge of block.successors) {
      edge.args.forEach((arg, i) => {
        if (arg.vreg < 0) return;
        builder.live(arg.vreg, blockTo);
        // Where it is taken from: a move is cheaper than a load.
        builder.use(arg.vreg, blockTo - 1, UseKind.should);
        builder.likes(arg.vreg, edge.to.params[i]);
        builder.likes(edge.to.params[i], arg.vreg);
      });
    }
    for (let i = block.instructions.length - 1; i >= 0; i--) builder.visit(block.instructions[i]);
    block.params.forEach((param, i) => {
      builder.define(param, builder.blockFrom, false);
      if (block.arrivals && builder.byRegister[param]) builder.byRegister[param].hintRegister = block.arrivals[i];
    });
  }
  builder.finish();
  addLoopEndUses(fn, liveIn, builder.byRegister);
  return { byRegister: builder.byRegister, blocked: builder.blocked };
}

class IntervalBuilder {
  readonly byRegister: (Interval | null)[];
  readonly blocked: number[][] = Array.from({ length: 32 }, () => []);
  blockFrom = 0;

  constructor(private readonly fn: MachineFunction) {
    this.byRegister = new Array<Interval | null>(fn.virtualRegisters).fill(null);
  }

  private interval(vreg: number): Interval {
    return (this.byRegister[vreg] ??= new Interval(vreg, this.fn.isFloat[vreg] === 1));
  }

  likes(vreg: number, other: number): void {
    const interval = this.interval(vreg);
    (interval.hints ??= []).push(other);
  }

  /** Live from the start of the block up to `to`. While building, ranges are in reverse: to, from, to, from. */
  live(vreg: number, to: number, from = this.blockFrom): void {
    const { ranges } = this.interval(vreg);
    const last = ranges.length - 1;
    if (last > 0 && ranges[last] <= to) {
      // Touches or overlaps the range added before, which starts no earlier than this block.
      if (ranges[last] > from) ranges[last] = from;
      if (ranges[last - 1] < to) ranges[last - 1] = to;
    } else ranges.push(to, from);
  }

  /** Written at `position`: the range begun in this block begins there. */
  define(vreg: number, position: number, needsPlace: boolean): void {
    const interval = this.byRegister[vreg];
    if (interval && interval.ranges.length > 0) {
      interval.ranges[interval.ranges.length - 1] = position;
    } else if (needsPlace) this.interval(vreg).ranges.push(position + 1, position);
  }

  private isLive(vreg: number, position: number): boolean {
    const ranges = this.byRegister[vreg]?.ranges;
    return ranges !== undefined && ranges.length > 0 && ranges[ranges.length - 2] > position && ranges[ranges.length - 1] <= position;
  }

  use(vreg: number, position: number, kind: number): void {
    const interval = this.interval(vreg);
    const { usePositions, useKinds } = interval;
    // While building, positions descend; those of one instruction come in any order.
    let i = usePositions.length;
    while (i > 0 && usePositions[i - 1] < position) i--;
    if (i > 0 && usePositions[i - 1] === position) {
      if (kind < useKinds[i - 1]) useKinds[i - 1] = kind;
    } else if (i === usePositions.length) {
      usePositions.push(position);
      useKinds.push(kind);
    } else {
      usePositions.splice(i, 0, position);
      useKinds.splice(i, 0, kind);
    }
  }

  private block(mask: number, from: number, to: number): void {
    for (let rest = mask; rest !== 0; rest &= rest - 1) {
      const ranges = this.blocked[31 - Math.clz32(rest & -rest)];
      const last = ranges.length - 1;
      // Reverse while building: to, from. One instruction may block a register twice.
      if (last > 0 && ranges[last] === from) ranges[last - 1] = Math.max(ranges[last - 1], to);
      else ranges.push(to, from);
    }
  }

  visit(instruction: MachineInstruction): void {
    const input = 2 * instruction.index;
    const { result, uses } = instruction;
    if (instruction.commutative) this.orderOperands(uses, result, input + 1);
    if (result >= 0) {
      this.define(result, input + 1, true);
      this.use(result, input + 1, UseKind.must);
      const interval = this.interval(result);
      if (instruction.hintRegister >= 0) interval.hintRegister = instruction.hintRegister;
      for (const hint of [instruction.hint, instruction.secondHint]) {
        if (hint && hint.vreg >= 0) {
          this.likes(result, hint.vreg);
          this.likes(hint.vreg, result);
        }
      }
    }
    for (const temporary of instruction.temporaries) {
      this.live(temporary, input + 2, input);
      this.use(temporary, input, UseKind.must);
    }
    this.block(instruction.clobbers, input, input + 1);
    this.block(instruction.clobbersThrough, input, input + 2);
    const { restorable } = instruction;
    let canRestore = restorable !== null && restorable.vreg >= 0 && !restorable.late;
    for (const use of uses) {
      if (use.vreg < 0) {
        if (use.policy === Policy.fixed) this.block(1 << use.fixed, input, input + 1);
        continue;
      }
      if (use !== restorable && use.vreg === restorable?.vreg) canRestore = false;
      if (use.policy === Policy.fixed) {
        this.live(use.vreg, use.late ? input + 2 : input);
        this.block(1 << use.fixed, input, input + 1);
        this.use(use.vreg, input - 1, UseKind.should);
        const interval = this.interval(use.vreg);
        if (interval.hintRegister < 0) interval.hintRegister = use.fixed;
      } else {
        this.live(use.vreg, use.late ? input + 2 : input + 1);
        this.use(use.vreg, input, use.policy === Policy.register ? UseKind.must : UseKind.should);
      }
    }
    if (instruction.exit) {
      for (const vreg of this.fn.exitValues(instruction.exit)) {
        const early = !instruction.exitLate || (canRestore && vreg === restorable!.vreg);
        this.live(vreg, early ? input + 1 : input + 2);
      }
    }
  }

  /** Of the two operands of a commutative instruction, the first becomes the one whose register the result had best take over. */
  private orderOperands(uses: readonly Use[], result: number, output: number): void {
    const [first, second] = uses;
    if (!second || first.vreg < 0 || second.vreg < 0 || first.policy === Policy.fixed || second.policy === Policy.fixed) return;
    const firstLives = this.isLive(first.vreg, output);
    const secondLives = this.isLive(second.vreg, output);
    const better = firstLives !== secondLives ? firstLives : !firstLives && this.isBetterFirst(second.vreg, first.vreg, result);
    if (!better) return;
    const vreg = first.vreg;
    first.vreg = second.vreg;
    second.vreg = vreg;
  }

  /** Both die here: the parameter that the result will become, else the one computed later, which is likelier in a register. */
  private isBetterFirst(candidate: number, other: number, result: number): boolean {
    const becomes = this.byRegister[result]?.hints ?? [];
    const [candidateGoesOn, otherGoesOn] = [becomes.includes(candidate), becomes.includes(other)];
    return candidateGoesOn !== otherGoesOn ? candidateGoesOn : candidate > other;
  }

  finish(): void {
    for (const ranges of this.blocked) ranges.reverse();
    this.byRegister.forEach((interval, vreg) => {
      if (!interval) return;
      if (interval.ranges.length === 0) {
        this.byRegister[vreg] = null;
        return;
      }
      interval.ranges.reverse();
      interval.usePositions.reverse();
      interval.useKinds.reverse();
    });
  }
}

/** A value that is used somewhere in a loop and live through it is used again at the loop's end, in the next turn. */
function addLoopEndUses(fn: MachineFunction, liveIn: Liveness['liveIn'], intervals: (Interval | null)[]): void {
  for (const header of fn.blocks) {
    if (!header.loopEnd) continue;
    const from = 2 * header.start;
    const end = 2 * header.loopEnd.end - 1;
    liveIn[header.place].forEach((vreg) => {
      const interval = intervals[vreg];
      if (!interval || interval.nextUse(from) >= end || !interval.covers(end)) return;
      let i = interval.usePositions.length;
      while (i > 0 && interval.usePositions[i - 1] > end) i--;
      if (i > 0 && interval.usePositions[i - 1] === end) return;
      interval.usePositions.splice(i, 0, end);
      interval.useKinds.splice(i, 0, UseKind.loopEnd);
    });
  }
}
