// Global value numbering over the dominator tree: what was computed, loaded, stored or guarded before, on every path,
// is not done again. Loads and guards of types are numbered together with the version of the memory they read.

import { type Dominators, computeDominators } from '../analysis/dominators';
import { memoryIndex, writeMask } from '../analysis/memory';
import { MemoryVersions } from '../analysis/memory-versions';
import { NumberingTable } from '../analysis/numbering-table';
import { Relations } from '../analysis/relations';
import { isFixedType } from '../effects';
import { type OpName, opNames, ops } from '../ops';
import { type Block, Instruction, type IrFunction, type Value } from '../types';
import { exchanged } from './folding/conditions';
import { removeUnreachable, Replacements } from './rewrite';

const numberOf = new Map<OpName, number>(opNames.map((op, index) => [op, index]));
const code = (op: OpName): number => numberOf.get(op) as number;

/** A checked op's result is also what the plain op gives. */
const plain: Partial<Record<OpName, OpName>> = {
  'addo.i64': 'add.i64', 'subo.i64': 'sub.i64', 'mulo.i64': 'mul.i64', 'nego.i64': 'neg.i64', 'shlo.i64': 'shl.i64',
}; // prettier-ignore

/** The load that reads back what a store wrote, if its result is the very value. */
const readBack: Partial<Record<OpName, OpName>> = {
  'store.i64': 'load.i64', 'store.f64': 'load.f64', 'store.ref': 'load.ref', 'store.ptr': 'load.ptr',
}; // prettier-ignore

const widths: Record<string, number> = { i64: 8, f64: 8, ref: 8, ptr: 8, i32: 4, u32: 4, u16: 2, u8: 1, i8: 1 };
const widthByCode = opNames.map((op) => (ops[op].reads || ops[op].writes ? widths[op.split('.')[1]] : 0));

const typeClass = memoryIndex('object.type');
const floatClass = memoryIndex('float.value');
const boxedCode = -2;
const boxedIntCode = -3;
const intClass = memoryIndex('int.value');

/** Entries that a store takes over for what it did not touch, at most: a list of a thousand items is written by a thousand stores. */
const mostFresh = 64;

class ValueNumbering {
  private changes = 0;
  private controlFlow = false;
  private readonly dominators: Dominators;
  private readonly memory: MemoryVersions;
  private readonly table: NumberingTable;
  private readonly relations = new Relations();
  private readonly replacements = new Replacements();
  private readonly constants = new Map<unknown, number>();
  private readonly marks: number[] = [];
  /** Entries of loads and stores of this block that are still valid, by class. */
  private fresh: number[][] = [];

  constructor(private readonly fn: IrFunction) {
    this.dominators = computeDominators(fn);
    this.memory = new MemoryVersions(fn, this.dominators);
    this.table = new NumberingTable(fn.valueCount);
  }

  run(): number {
    this.dominators.walk(
      (block) => this.visit(block),
      () => {
        this.relations.rollBack(this.marks.pop() as number);
        this.table.rollBack(this.marks.pop() as number);
      },
    );
    if (this.controlFlow) removeUnreachable(this.fn);
    this.replacements.apply(this.fn);
    return this.changes;
  }

  private visit(block: Block): void {
    const { replacements } = this;
    this.marks.push(this.table.mark(), this.relations.mark());
    this.memory.enter(block);
    this.fresh = [];
    this.assumeEntry(block);
    const { instructions } = block;
    let kept = 0;
    for (const instruction of instructions) {
      if (replacements.count > 0) replacements.resolveAll(instruction.args);
      if (this.isRedundant(instruction)) this.changes++;
      else instructions[kept++] = instruction;
    }
    instructions.length = kept;
    const last = instructions[kept - 1];
    const known = last.op === 'branch' ? this.relations.known(last.args[0], replacements.resolve) : undefined;
    if (known !== undefined) {
      const jump = new Instruction('jump', [], {}, null, null, [last.targets[known ? 0 : 1]]);
      jump.block = block;
      instructions[kept - 1] = jump;
      this.controlFlow = true;
      this.changes++;
    }
    this.memory.leave(block);
  }

  private assumeEntry(block: Block): void {
    const before = this.dominators.order.predecessors[block.id];
    const branch = before.length === 1 ? before[0].terminator : undefined;
    if (branch?.op !== 'branch' || branch.targets[0].block === branch.targets[1].block) return;
    this.relations.assume(branch.args[0], branch.targets[0].block === block, this.replacements.resolve);
  }

  private isRedundant(instruction: Instruction): boolean {
    const { op, args } = instruction;
    const info = ops[op];
    if (info.reads) return this.load(instruction);
    if (info.writes) return this.store(instruction);
    if (info.pure) return this.pure(instruction);
    switch (op) {
      case 'guard.true':
      case 'guard.false': {
        const wanted = op === 'guard.true';
        if (this.relations.known(args[0], this.replacements.resolve) === wanted) return true;
        this.relations.assume(args[0], wanted, this.replacements.resolve);
        return false;
      }
      case 'guard.nonnull':
        return this.once(this.table.set(code(op), args[0].id));
      case 'guard.type': {
        const { address, name } = instruction.attributes;
        const version = isFixedType(name) ? 0 : this.memory.now[typeClass];
        if (this.once(this.table.set(code(op), args[0].id, this.constant(address), version))) return true;
        this.once(this.table.set(code('guard.nonnull'), args[0].id));
        return false;
      }
      case 'call':
        if (this.isPureCall(instruction)) return this.number(instruction, this.callKey(instruction));
    }
    const mask = writeMask(instruction);
    if (mask !== 0) this.invalidate(mask);
    if (op === 'box.int') this.table.set(boxedIntCode, (instruction.result as Value).id, this.memory.now[intClass]).add(args[0]);
    if (op === 'box.float') this.table.set(boxedCode, (instruction.result as Value).id, this.memory.now[floatClass]).add(args[0]);
    return false;
  }

  /** True if the key is there; adds it if not. */
  private once(table: NumberingTable): boolean {
    if (table.find() !== undefined) return true;
    table.add(null);
    return false;
  }

  private constant(value: unknown): number {
    // -0 and 0 are the same key of a map.
    const key = Object.is(value, -0) ? '-0' : value;
    let number = this.constants.get(key);
    if (number === undefined) this.constants.set(key, (number = this.constants.size + 1));
    return number;
  }

  /** Replaces the result by an earlier one under the key, or makes it the one. */
  private number(instruction: Instruction, table: NumberingTable): boolean {
    const result = instruction.result as Value;
    const found = table.find();
    if (found) {
      this.replacements.set(result, found);
      return true;
    }
    table.add(result);
    return false;
  }

  private pureKey(op: OpName, args: Value[]): NumberingTable {
    const turned = exchanged[op];
    // Greater is less with the operands exchanged.
    const reverse = turned !== undefined && op.startsWith('g');
    let a = args[reverse ? 1 : 0]?.id ?? -1;
    let b = args[reverse ? 0 : 1]?.id ?? -1;
    if (ops[op].commutative && a > b) [a, b] = [b, a];
    return this.table.set(code(reverse ? turned : op), a, b, args[2]?.id ?? -1);
  }

  private pure(instruction: Instruction): boolean {
    const { op, args, attributes, result } = instruction;
    if (args.length === 0) {
      const { value, number, address } = attributes;
      return this.number(instruction, this.table.set(code(op), this.constant(value ?? number ?? address)));
    }
    if (op === 'unbox.int') return this.unboxInt(instruction);
    if (op === 'eq.ptr' && this.isGuardedType(args[0], args[1])) this.relations.assume(result as Value, true, this.replacements.resolve);
    if (this.number(instruction, this.pureKey(op, args))) return true;
    const unchecked = plain[op];
    if (unchecked && this.pureKey(unchecked, args).find() === undefined) this.table.add(result);
    return false;
  }

  /** Whether a type that was loaded has been guarded to be this one, which it stays. */
  private isGuardedType(actual: Value, expected: Value): boolean {
    const load = actual.definition;
    const constant = expected.definition;
    if (load?.op !== 'load.ptr' || load.attributes.memory !== 'object.type' || constant?.op !== 'const.ptr') return false;
    const { address, name } = constant.attributes;
    return isFixedType(name) && this.table.set(code('guard.type'), load.args[0].id, this.constant(address), 0).find() !== undefined;
  }

  /** The number in an int, which a store in place may have changed since. */
  private unboxInt(instruction: Instruction): boolean {
    const { op, args, result } = instruction;
    const version = this.memory.now[intClass];
    const boxed = args[0].definition?.op === 'box.int' ? this.table.set(boxedIntCode, args[0].id, version).find() : undefined;
    if (boxed) {
      this.replacements.set(result as Value, boxed);
      return true;
    }
    return this.number(instruction, this.table.set(code(op), args[0].id, version));
  }

  private isPureCall({ attributes, exit, result }: Instruction): boolean {
    return attributes.effect === 'pure' && !exit && result !== null && result.type !== 'ref';
  }
  private callKey({ op, args, attributes }: Instruction): NumberingTable {
    const text = `${attributes.symbol}/${attributes.address}/${args.map((arg) => arg.id).join()}`;
    return this.table.set(code(op), this.constant(text));
  }

  private memoryKey(op: OpName, { op: own, args, attributes }: Instruction): NumberingTable {
    const index = args[ops[own].args.length];
    const version = this.memory.now[memoryIndex(attributes.memory ?? 'any')];
    return this.table.set(code(op), args[0].id, index?.id ?? -1, attributes.offset ?? 0, index ? (attributes.scale ?? 1) : 0, version);
  }

  private remember(memory: number, entry: number): void {
    (this.fresh[memory] ??= []).push(entry);
  }

  private load(instruction: Instruction): boolean {
    const { op, args, attributes, result } = instruction;
    const memory = memoryIndex(attributes.memory ?? 'any');
    // The payload of a float made here.
    if (memory === floatClass && op === 'load.f64' && args[0].definition?.op === 'box.float') {
      const boxed = this.table.set(boxedCode, args[0].id, this.memory.now[floatClass]).find();
      if (boxed) {
        this.replacements.set(result as Value, boxed);
        return true;
      }
    }
    const found = this.memoryKey(op, instruction).find();
    if (found) {
      this.replacements.set(result as Value, found);
      return true;
    }
    this.remember(memory, this.table.add(result));
    return false;
  }

  private store(instruction: Instruction): boolean {
    const { op, args, attributes } = instruction;
    const memory = memoryIndex(attributes.memory ?? 'any');
    const back = readBack[op];
    if (back && this.memoryKey(back, instruction).find() === args[1]) return true;
    const mask = writeMask(instruction);
    // What is written once, when its object is made, invalidates nothing.
    const apart = mask & (1 << memory) ? this.untouched(memory, instruction) : [];
    this.invalidate(mask);
    for (const entry of apart) {
      const value = this.table.recall(entry);
      this.table.key[5] = this.memory.now[memory];
      this.remember(memory, this.table.add(value));
    }
    if (back) {
      this.memoryKey(back, instruction);
      this.remember(memory, this.table.add(args[1]));
    }
    return false;
  }

  /** The entries of a class that a store cannot change: same base and index, other bytes. */
  private untouched(memory: number, { op, args, attributes }: Instruction): number[] {
    const entries = this.fresh[memory];
    if (!entries || entries.length === 0) return [];
    const base = args[0].id;
    const index = args[2]?.id ?? -1;
    const scale = args[2] ? (attributes.scale ?? 1) : 0;
    const from = attributes.offset ?? 0;
    const to = from + widthByCode[code(op)];
    return entries.slice(-mostFresh).filter((entry) => {
      this.table.recall(entry);
      const [what, otherBase, otherIndex, offset, otherScale] = this.table.key;
      return otherBase === base && otherIndex === index && otherScale === scale && (offset >= to || offset + widthByCode[what] <= from);
    });
  }

  private invalidate(mask: number): void {
    this.memory.invalidate(mask);
    this.fresh.forEach((entries, memory) => {
      if (mask & (1 << memory)) entries.length = 0;
    });
  }
}

/** Removes what is computed, loaded or tested again. Returns the number of instructions removed. */
export function valueNumbering(fn: IrFunction): number {
  return new ValueNumbering(fn).run();
}
