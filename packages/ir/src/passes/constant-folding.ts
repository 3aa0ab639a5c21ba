// Constant folding, algebra, conditions that are known, overflow checks that ranges make needless.
// One walk over the dominator tree with the ranges and relations that hold at each point; rules are in folding/.

import { Ranges } from '../analysis/ranges';
import { Relations } from '../analysis/relations';
import { out, transfer } from '../analysis/transfer';
import { ops, type OpName } from '../ops';
import { type RuntimeValue, semantics } from '../semantics';
import { type Attributes, type Block, Instruction, type IrFunction, Value } from '../types';
import { conditionRules, exchanged } from './folding/conditions';
import { floatRules } from './folding/floats';
import type { Fold, Folder, Rule } from './folding/folder';
import { integerRules } from './folding/integers';
import { objectRules } from './folding/objects';
import { removeUnreachable, Replacements } from './rewrite';

const rules: Partial<Record<OpName, Rule>> = { ...integerRules, ...floatRules, ...conditionRules, ...objectRules };

const constants: Partial<Record<OpName, (attributes: Attributes) => RuntimeValue>> = {
  'const.i64': ({ value }) => value ?? 0n,
  'const.f64': ({ number }) => number ?? 0,
  'const.bool': ({ value }) => value === 1n,
  'const.ref': ({ address }) => address ?? 0,
  'const.ptr': ({ address }) => address ?? 0,
};

/** Ops that are often folded into another; more rounds would be a rule that undoes another one. */
const mostRounds = 8;

class ConstantFolder implements Folder {
  changes = 0;
  private controlFlow = false;
  private readonly ranges: Ranges;
  private readonly relations = new Relations();
  private readonly replacements = new Replacements();
  private readonly marks: number[] = [];
  private made: Instruction[] = [];
  private block!: Block;
  private readonly integers = new Map<bigint, Value>();

  constructor(private readonly fn: IrFunction) {
    this.ranges = new Ranges(fn);
  }

  run(): number {
    this.ranges.solve();
    this.ranges.walk(
      (block) => this.visit(block),
      () => this.relations.rollBack(this.marks.pop() as number),
    );
    if (this.controlFlow) removeUnreachable(this.fn);
    this.replacements.apply(this.fn);
    return this.changes;
  }

  incoming(value: Value): Value[] {
    const block = value.parameterOf;
    if (block === null) return [];
    const position = block.params.indexOf(value);
    const targets = this.ranges.dominators.order.predecessors[block.id].flatMap((predecessor) => predecessor.terminator?.targets ?? []);
    return targets.flatMap((target) => (target.block === block ? this.replacements.resolve(target.args[position]) : []));
  }

  private visit(block: Block): void {
    const { relations, ranges, replacements } = this;
    this.marks.push(relations.mark());
    const entry = ranges.conditionOf(block);
    if (entry) relations.assume(replacements.resolve(entry.condition), entry.holds, replacements.resolve);
    const old = block.instructions;
    this.made = [];
    this.block = block;
    this.integers.clear();
    for (const instruction of old) {
      const last = this.simplify(instruction);
      if (!last) continue;
      last.block = block;
      this.made.push(last);
      ranges.step(last);
      if (last.op === 'guard.true' || last.op === 'guard.false') {
        relations.assume(last.args[0], last.op === 'guard.true', replacements.resolve);
      }
      // A guard that always fails became the end of the block.
      if (ops[last.op].terminator) break;
    }
    block.instructions = this.made;
  }

  /** What stands for the instruction after all rules; null if nothing does. */
  private simplify(instruction: Instruction): Instruction | null {
    const { replacements } = this;
    if (replacements.count > 0) {
      replacements.resolveAll(instruction.args);
      for (const target of instruction.targets) replacements.resolveAll(target.args);
    }
    let now = instruction;
    for (let round = 0; round < mostRounds; round++) {
      const fold = this.fold(now);
      if (fold === undefined) break;
      this.changes++;
      if (fold === null) return null;
      if (fold instanceof Value) {
        replacements.set(now.result as Value, fold);
        return null;
      }
      if (ops[fold.op].terminator) this.controlFlow = true;
      if (fold.result) fold.result.definition = fold;
      now = fold;
    }
    return now;
  }

  private fold(instruction: Instruction): Fold {
    const { op, args } = instruction;
    const info = ops[op];
    if (args.length > 0 && info.pure) {
      if (info.commutative && this.constant(args[0]) !== undefined && this.constant(args[1]) === undefined) {
        return this.become(instruction, op, [args[1], args[0]]);
      }
      const turned = exchanged[op];
      if (turned && this.constant(args[0]) !== undefined && this.constant(args[1]) === undefined) {
        return this.become(instruction, turned, [args[1], args[0]]);
      }
      const value = this.evaluate(instruction);
      if (value) return value;
    }
    return rules[op]?.(instruction, this);
  }

  private evaluate({ op, args, result }: Instruction): Value | undefined {
    const compute = semantics[op] as ((...values: RuntimeValue[]) => RuntimeValue | undefined) | undefined;
    if (!compute || !result) return undefined;
    const values: RuntimeValue[] = [];
    for (const arg of args) {
      const constant = this.constant(arg);
      if (constant === undefined) return undefined;
      values.push(constant);
    }
    const value = compute(...values);
    if (typeof value === 'bigint') return this.int(value);
    if (typeof value === 'boolean') return this.bool(value);
    // The sign of what is not a number is the processor's to say (JavaScript has but one such value), and programs see it: math.copysign.
    return value !== undefined && result.type === 'f64' && !Number.isNaN(value) ? this.double(value) : undefined;
  }

  constant(value: Value): RuntimeValue | undefined {
    const { definition } = value;
    return definition ? constants[definition.op]?.(definition.attributes) : undefined;
  }
  from(value: Value, op: OpName): Instruction | undefined {
    const { definition } = value;
    if (definition?.op !== op) return undefined;
    this.replacements.resolveAll(definition.args);
    return definition;
  }
  low(value: Value): number {
    return this.ranges.low(value.id);
  }
  high(value: Value): number {
    return this.ranges.high(value.id);
  }
  isLess(a: Value, b: Value): boolean {
    return this.relations.isLess(a.id, b.id);
  }
  known(condition: Value): boolean | undefined {
    return this.relations.known(condition, this.replacements.resolve);
  }
  cannotOverflow(instruction: Instruction): boolean {
    transfer(instruction, this.ranges);
    return !out.overflows;
  }
  int(value: bigint): Value {
    let known = this.integers.get(value);
    if (!known) this.integers.set(value, (known = this.emit('const.i64', [], { value })));
    return known;
  }
  double(number: number): Value {
    return this.emit('const.f64', [], { number });
  }
  bool(value: boolean): Value {
    return this.emit('const.bool', [], { value: value ? 1n : 0n });
  }
  emit(op: OpName, args: Value[], attributes: Attributes = {}): Value {
    const type = ops[op].result;
    const result = this.fn.newValue(type === null || type === 'attribute' ? 'i64' : type);
    const instruction = new Instruction(op, args, attributes, result);
    result.definition = instruction;
    instruction.block = this.block;
    this.made.push(instruction);
    this.ranges.step(instruction);
    return result;
  }
  become(old: Instruction, op: OpName, args: Value[], attributes: Attributes = {}): Instruction {
    return new Instruction(op, args, attributes, old.result, ops[op].exit ? old.exit : null);
  }
}

/** Folds what can be known without running. Returns the number of changes. */
export function constantFolding(fn: IrFunction): number {
  return new ConstantFolder(fn).run();
}
