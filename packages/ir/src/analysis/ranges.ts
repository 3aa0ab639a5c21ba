// Ranges of integers, refined by the conditions that hold where one looks: branches taken, guards passed.
// A fixpoint over the dominator tree: loop parameters start from what enters the loop and are widened as back edges demand.

import type { Block, Instruction, IrFunction, Target, Value } from '../types';
import { computeDominators, type Dominators } from './dominators';
import { above, below, max, min } from './interval';
import { out, transfer } from './transfer';

const mostRounds = 10;

export class Ranges {
  private lows: number[];
  private highs: number[];
  /** What back edges bring to loop parameters, by value id; empty (low > high) at first. */
  private backLow: Float64Array;
  private backHigh: Float64Array;
  private readonly newLow: Float64Array;
  private readonly newHigh: Float64Array;
  /** What forward edges bring, in this round. */
  private readonly inLow: Float64Array;
  private readonly inHigh: Float64Array;
  private readonly undo: number[] = [];
  private readonly marks: number[] = [];
  readonly dominators: Dominators;

  constructor(
    readonly fn: IrFunction,
    dominators: Dominators = computeDominators(fn),
  ) {
    this.dominators = dominators;
    const count = fn.valueCount;
    this.lows = new Array<number>(count).fill(min);
    this.highs = new Array<number>(count).fill(max);
    this.backLow = new Float64Array(count).fill(Infinity);
    this.backHigh = new Float64Array(count).fill(-Infinity);
    [this.newLow, this.newHigh, this.inLow, this.inHigh] = [0, 1, 2, 3].map(() => new Float64Array(count)) as Float64Array[];
  }

  /** The bounds that hold at the point of the walk. */
  low = (id: number): number => this.lows[id] ?? min;
  high = (id: number): number => this.highs[id] ?? max;

  /** Sets the range of a value that a pass has made meanwhile. */
  set(value: Value, low: number, high: number): void {
    while (this.lows.length <= value.id) {
      this.lows.push(min);
      this.highs.push(max);
    }
    this.lows[value.id] = low;
    this.highs[value.id] = high;
  }

  /** Iterates until what the back edges bring is covered. Call before `walk`. */
  solve(): void {
    const cyclic = this.dominators.order.blocks.some((block) => block.params.some(({ type }) => type === 'i64') && this.hasBackEdge(block));
    if (!cyclic) return;
    let round = 0;
    do this.walk();
    while (this.widen(round++ >= mostRounds));
    // One step of narrowing: what the back edges really bring, under the widened assumption, is a sound assumption itself.
    this.backLow.set(this.newLow);
    this.backHigh.set(this.newHigh);
  }

  private hasBackEdge(block: Block): boolean {
    const { index, predecessors } = this.dominators.order;
    return predecessors[block.id].some((predecessor) => index[predecessor.id] >= index[block.id]);
  }

  private widen(giveUp: boolean): boolean {
    let changed = false;
    for (const block of this.dominators.order.blocks) {
      for (const { id, type } of block.params) {
        if (type !== 'i64' || this.newLow[id] > this.newHigh[id]) continue;
        const low = Math.min(this.inLow[id], this.backLow[id]);
        const high = Math.max(this.inHigh[id], this.backHigh[id]);
        if (this.newLow[id] < low || (giveUp && low > min)) {
          this.backLow[id] = this.newLow[id] >= 0 && !giveUp ? 0 : min;
          changed = true;
        }
        if (this.newHigh[id] > high || (giveUp && high < max)) {
          this.backHigh[id] = max;
          changed = true;
        }
      }
    }
    return changed;
  }

  /**
   * Walks the dominator tree with the ranges in force. `visit` sees each block with its parameters and entry conditions
   * done, and must call `step` for each instruction; without it everything is stepped over.
   */
  walk(visit?: (block: Block) => void, leave?: (block: Block) => void): void {
    for (const array of [this.newLow, this.inLow]) array.fill(Infinity);
    for (const array of [this.newHigh, this.inHigh]) array.fill(-Infinity);
    this.dominators.walk(
      (block) => {
        this.marks.push(this.undo.length);
        this.enter(block);
        if (visit) visit(block);
        else for (const instruction of block.instructions) this.step(instruction);
      },
      (block) => {
        leave?.(block);
        this.rollBack(this.marks.pop() as number);
      },
    );
  }

  private enter(block: Block): void {
    for (const { id, type } of block.params) {
      if (type !== 'i64') continue;
      const low = Math.min(this.inLow[id], this.backLow[id]);
      const high = Math.max(this.inHigh[id], this.backHigh[id]);
      // Nothing came: the entry's parameters.
      this.lows[id] = low <= high ? low : min;
      this.highs[id] = low <= high ? high : max;
    }
    const known = this.conditionOf(block);
    if (known) this.assume(known.condition, known.holds);
  }

  /** The condition under which a block with a single predecessor is entered. */
  conditionOf(block: Block): { condition: Value; holds: boolean } | null {
    const before = this.dominators.order.predecessors[block.id];
    if (before.length !== 1) return null;
    const terminator = before[0].terminator as Instruction;
    if (terminator.op !== 'branch' || terminator.targets[0].block === terminator.targets[1].block) return null;
    return { condition: terminator.args[0], holds: terminator.targets[0].block === block };
  }

  /** Goes over one instruction: the range of its result, what a guard tells, what a jump brings. */
  step(instruction: Instruction): void {
    const { op, result, args, targets } = instruction;
    if (result) {
      if (result.type !== 'i64') return;
      transfer(instruction, this);
      this.set(result, out.low, out.high);
    } else if (op === 'guard.true' || op === 'guard.false') this.assume(args[0], op === 'guard.true');
    else if (targets.length === 1) this.bring(instruction, targets[0]);
    else if (targets.length === 2) {
      for (const target of targets) {
        if (target.args.length === 0) continue;
        const mark = this.undo.length;
        this.assume(args[0], target === targets[0]);
        this.bring(instruction, target);
        this.rollBack(mark);
      }
    }
  }

  private bring({ block }: Instruction, target: Target): void {
    const { index } = this.dominators.order;
    const isBack = index[target.block.id] <= index[(block as Block).id];
    const lows = isBack ? this.newLow : this.inLow;
    const highs = isBack ? this.newHigh : this.inHigh;
    target.args.forEach((arg, position) => {
      const { id, type } = target.block.params[position];
      if (type !== 'i64') return;
      lows[id] = Math.min(lows[id], this.low(arg.id));
      highs[id] = Math.max(highs[id], this.high(arg.id));
    });
  }

  private rollBack(mark: number): void {
    const { undo } = this;
    while (undo.length > mark) {
      const high = undo.pop() as number;
      const low = undo.pop() as number;
      const id = undo.pop() as number;
      this.lows[id] = low;
      this.highs[id] = high;
    }
  }

  private refine(id: number, low: number, high: number): void {
    const newLow = Math.max(low, this.low(id));
    const newHigh = Math.min(high, this.high(id));
    if (newLow === this.low(id) && newHigh === this.high(id)) return;
    this.undo.push(id, this.low(id), this.high(id));
    this.lows[id] = newLow;
    this.highs[id] = newHigh;
  }

  /** Takes a condition for true or false, until the walk leaves the block. */
  assume(condition: Value, holds: boolean): void {
    const definition = condition.definition;
    if (!definition) return;
    const [a, b] = definition.args;
    switch (definition.op) {
      case 'not.bool':
        return this.assume(a, !holds);
      case 'and.bool':
      case 'or.bool':
        if (holds !== (definition.op === 'and.bool')) return;
        this.assume(a, holds);
        return this.assume(b, holds);
      case 'bool.from.i64':
        return holds ? this.exclude(a.id, 0) : this.refine(a.id, 0, 0);
      case 'lt.i64':
        return holds ? this.less(a.id, b.id, true) : this.less(b.id, a.id, false);
      case 'le.i64':
        return holds ? this.less(a.id, b.id, false) : this.less(b.id, a.id, true);
      case 'gt.i64':
        return holds ? this.less(b.id, a.id, true) : this.less(a.id, b.id, false);
      case 'ge.i64':
        return holds ? this.less(b.id, a.id, false) : this.less(a.id, b.id, true);
      case 'ult.i64':
      case 'ule.i64':
        // Unsigned below something not negative: not negative itself.
        if (!holds || this.low(b.id) < 0) return;
        this.refine(a.id, 0, max);
        return this.less(a.id, b.id, definition.op === 'ult.i64');
      case 'eq.i64':
      case 'ne.i64':
        if (holds === (definition.op === 'eq.i64')) {
          this.refine(a.id, this.low(b.id), this.high(b.id));
          this.refine(b.id, this.low(a.id), this.high(a.id));
        } else {
          if (this.low(b.id) === this.high(b.id)) this.exclude(a.id, this.low(b.id));
          if (this.low(a.id) === this.high(a.id)) this.exclude(b.id, this.low(a.id));
        }
    }
  }

  private exclude(id: number, number: number): void {
    if (Math.abs(number) >= 2 ** 53) return;
    if (this.low(id) === number) this.refine(id, number + 1, max);
    if (this.high(id) === number) this.refine(id, min, number - 1);
  }

  private less(a: number, b: number, strictly: boolean): void {
    this.refine(a, min, strictly ? below(this.high(b)) : this.high(b));
    this.refine(b, strictly ? above(this.low(a)) : this.low(a), max);
  }
}

