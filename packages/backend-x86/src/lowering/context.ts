// What every lowering function works with: use counts, aliases of values that are the same bits, folding decisions, and
// the list of machine instructions being made. Blocks are lowered backwards, so that a user decides whether the
// definition of its operand becomes an instruction of its own. Knows the ir, the target and machine instructions.

import { BackendError, type Target } from '@psyco/backend';
import { type Exit, forEachExitValue, type Instruction, type IrFunction, ops, type Value } from '@psyco/ir';
import { type Emit, MachineInstruction, type MemoryOperand, type Operand, Policy, THREAD_STATE, CONSTANT, Use } from '../machine/instruction';
import { isBarrier } from './barriers';

/** Ops whose result is the same bits as their operand. */
const sameBits = new Set(['ptr.from.ref', 'ref.from.ptr', 'i64.from.ptr', 'ptr.from.i64', 'i64.from.bool']);

/** How far apart a load and the instruction that swallows it may be: each step between is looked at. */
const FOLD_DISTANCE = 48;
const GIB2 = 0x7000_0000;

export const isInt32 = (value: bigint | number): boolean => value >= -0x8000_0000 && value <= 0x7fff_ffff;

export class LoweringContext {
  /** What an SSA value is the same bits as, by value id; null = itself. */
  private readonly roots: (Value | null)[];
  /** Uses of each root value that are still to be lowered or are in machine code, by value id. */
  readonly useCounts: Int32Array;
  /** Place of each value's definition in its block, by value id. */
  private readonly places: Int32Array;
  /** Definitions that some user has swallowed, by value id. */
  private readonly folded: Uint8Array;
  readonly isFloat: number[] = [];
  outgoing = 0;
  /** Machine instructions of the ir instruction at hand, in order. */
  private pending: MachineInstruction[] = [];
  /** The ir instruction being lowered, and its place in its block. */
  instruction!: Instruction;
  private place = 0;
  private readonly exitValueLists = new Map<Exit, number[]>();

  constructor(
    readonly fn: IrFunction,
    readonly target: Target,
  ) {
    const count = fn.valueCount;
    this.roots = new Array<Value | null>(count).fill(null);
    this.useCounts = new Int32Array(count);
    this.places = new Int32Array(count);
    this.folded = new Uint8Array(count);
    for (let i = 0; i < count; i++) this.isFloat.push(0);
    this.survey();
  }

  private survey(): void {
    for (const block of this.fn.blocks) {
      for (const param of block.params) if (param.type === 'f64') this.isFloat[param.id] = 1;
      block.instructions.forEach((instruction, place) => {
        const { result, op, args } = instruction;
        if (!result) return;
        this.places[result.id] = place;
        if (result.type === 'f64') this.isFloat[result.id] = 1;
        if (sameBits.has(op)) this.roots[result.id] = args[0];
      });
    }
    const count = (value: Value): void => {
      this.useCounts[this.root(value).id]++;
    };
    for (const block of this.fn.blocks) {
      for (const instruction of block.instructions) {
        if (!sameBits.has(instruction.op)) instruction.args.forEach(count);
        for (const target of instruction.targets) target.args.forEach(count);
        if (instruction.exit) forEachExitValue(instruction.exit, count);
      }
    }
  }

  /** The value that holds the same bits and has a register of its own. */
  root(value: Value): Value {
    let root = value;
    for (let next = this.roots[root.id]; next; next = this.roots[root.id]) root = next;
    if (root !== value) this.roots[value.id] = root;
    return root;
  }

  // -- which instructions get code --

  begin(instruction: Instruction, place: number): void {
    this.instruction = instruction;
    this.place = place;
    this.pending = [];
  }

  /** The machine instructions made since `begin`. */
  take(): MachineInstruction[] {
    return this.pending;
  }

  /** Whether the instruction needs no code: swallowed by a user, a mere renaming, or its result is not used. */
  needsNoCode(instruction: Instruction): boolean {
    const { op, result } = instruction;
    if (sameBits.has(op)) return true;
    if (!result) return false;
    if (this.folded[result.id]) return true;
    if (this.useCounts[result.id] > 0 || instruction.exit) return false;
    const info = ops[op];
    if (!info.pure && !info.reads) return false;
    for (const arg of instruction.args) this.useCounts[this.root(arg).id]--;
    return true;
  }

  /** The definition of a value if its only use is the instruction at hand, in the same block, with nothing between that could change what it reads. */
  private foldableDefinition(value: Value): Instruction | null {
    const root = this.root(value);
    const definition = root.definition;
    if (!definition || definition.block !== this.instruction.block || this.useCounts[root.id] !== 1) return null;
    return definition;
  }

  /** Swallows a load of one of the given ops, if that is safe; returns its address. */
  foldLoad(value: Value, loads: ReadonlySet<string>): Instruction | null {
    const definition = this.foldableDefinition(value);
    if (!definition || !loads.has(definition.op)) return null;
    const from = this.places[definition.result!.id];
    if (this.place - from > FOLD_DISTANCE) return null;
    const { instructions } = definition.block!;
    for (let i = from + 1; i < this.place; i++) if (isBarrier(instructions[i], definition)) return null;
    this.folded[definition.result!.id] = 1;
    return definition;
  }

  /**
   * Takes a definition over into the instruction at hand: either it has no other use, or (`repeat`) computing it again
   * is as good as keeping it. Returns null if it must come from a register.
   */
  foldDefinition(value: Value, accepts: (op: string) => boolean, repeat: boolean, suits: (args: readonly Value[]) => boolean = () => true): Instruction | null {
    const root = this.root(value);
    const definition = root.definition;
    if (!definition || definition.exit || !accepts(definition.op) || definition.block !== this.instruction.block || !suits(definition.args)) return null;
    if (this.useCounts[root.id] === 1) {
      this.folded[root.id] = 1;
      return definition;
    }
    if (!repeat) return null;
    this.useCounts[root.id]--;
    for (const arg of definition.args) this.useCounts[this.root(arg).id]++;
    return definition;
  }

  // -- operands --

  /** The constant that a value is, or null. */
  constant(value: Value): Instruction | null {
    const definition = this.root(value).definition;
    return definition && definition.op.startsWith('const.') ? definition : null;
  }

  /** The bits of a constant that is not a double; null for anything else. */
  integerConstant(value: Value): bigint | null {
    const constant = this.constant(value);
    if (!constant || constant.op === 'const.f64') return null;
    return constant.attributes.value ?? BigInt(constant.attributes.address ?? 0);
  }

  isThreadState(value: Value): boolean {
    return this.root(value).definition?.op === 'threadstate';
  }

  /** A use of a value wherever it is, without making code: constants and the thread state are told apart by vreg. */
  plain(value: Value, policy: number = Policy.any, late = false, fixed = -1): Use {
    const root = this.root(value);
    const op = root.definition?.op;
    if (op === 'threadstate') return new Use(THREAD_STATE, policy, late, fixed);
    if (op?.startsWith('const.')) return new Use(CONSTANT, policy, late, fixed, root.definition);
    return new Use(root.id, policy, late, fixed);
  }

  /** A use in a register; a constant is put into one just before. */
  register(value: Value, late = false): Use {
    const use = this.plain(value, Policy.register, late);
    if (use.vreg !== CONSTANT) return use;
    const { constant } = use;
    const temporary = this.temporary(constant!.op === 'const.f64');
    const load = new MachineInstruction((e) => e.loadConstant(e.result(load), constant!), this.instruction);
    load.result = temporary;
    this.push(load);
    return new Use(temporary, Policy.register, late);
  }

  /** A use in a register or a stack slot; a constant is put into a register. */
  anywhere(value: Value, late = false): Use {
    const use = this.constant(value) ? this.register(value, late) : this.plain(value, Policy.any, late);
    return use;
  }

  temporary(isFloat = false): number {
    this.isFloat.push(isFloat ? 1 : 0);
    return this.isFloat.length - 1;
  }

  /** Whether code at the unit's place can reach an address relative to the instruction pointer. */
  isNear(address: number): boolean {
    return Math.abs(address - this.target.baseAddress) < GIB2;
  }

  /** A fixed address as memory: relative to the instruction pointer when near, else through a register. */
  absolute(address: number): MemoryOperand {
    if (this.isNear(address) || isInt32(address)) return { kind: 'memory', base: null, index: null, scale: 1, offset: address };
    const temporary = this.temporary();
    const load = new MachineInstruction((e) => e.loadInteger(e.result(load), BigInt(address)), this.instruction);
    load.result = temporary;
    this.push(load);
    return { kind: 'memory', base: new Use(temporary, Policy.register, true), index: null, scale: 1, offset: 0 };
  }

  /** The operand of an instruction that takes a register, memory or a sign-extended 32-bit immediate. */
  source(value: Value, options: { late?: boolean; loads?: ReadonlySet<string>; immediate?: boolean } = {}): Operand {
    const { late = false, loads, immediate = true } = options;
    const constant = this.constant(value);
    if (constant) {
      if (constant.op === 'const.f64') return { kind: 'pool', low: doubleBits(constant.attributes.number!), high: null };
      const bits = BigInt.asIntN(64, this.integerConstant(value)!);
      if (immediate && isInt32(bits)) return Number(bits);
      return { kind: 'pool', low: BigInt.asUintN(64, bits), high: null };
    }
    const load = loads && this.foldLoad(value, loads);
    if (load) return this.address(load, late);
    return this.plain(value, Policy.any, late);
  }

  /** The memory that a load or store reaches. `late`: its registers must outlive the writing of the result. */
  address(access: Instruction, late = false): MemoryOperand {
    const { args, op, attributes } = access;
    const isStore = op.startsWith('store.');
    const indexValue = isStore ? args[2] : args[1];
    let offset = attributes.offset ?? 0;
    let scale = attributes.scale ?? 1;
    let index: Use | null = null;
    if (indexValue) {
      const known = this.integerConstant(indexValue);
      if (known !== null && isInt32(Number(known) * scale + offset)) offset += Number(known) * scale;
      else {
        const [inner, added] = this.splitIndex(indexValue, scale, offset);
        index = this.register(inner, late);
        offset += added;
      }
    }
    const fixed = this.integerConstant(args[0]);
    if (fixed !== null && !index) {
      const memory = this.absolute(Number(fixed) + offset);
      if (memory.base) memory.base.late = late;
      return memory;
    }
    if (!index) scale = 1;
    return { kind: 'memory', base: this.register(args[0], late), index, scale, offset };
  }

  /** An index that is a sum with a constant: the constant goes into the displacement (wrapping, as addresses do). */
  private splitIndex(index: Value, scale: number, offset: number): [index: Value, displacement: number] {
    const sum = this.foldDefinition(index, (op) => op === 'add.i64', false, (args) => {
      const known = this.integerConstant(args[1]);
      return known !== null && isInt32(known) && isInt32(Number(known) * scale + offset);
    });
    return sum ? [sum.args[0], Number(this.integerConstant(sum.args[1])) * scale] : [index, 0];
  }

  // -- machine instructions --

  push(instruction: MachineInstruction): MachineInstruction {
    this.pending.push(instruction);
    return instruction;
  }

  /** Makes a machine instruction that reads the given operands and computes the result of the ir instruction at hand. */
  make(operands: readonly (Operand | null)[], emit: Emit): MachineInstruction {
    const machine = new MachineInstruction(emit, this.instruction);
    for (const operand of operands) this.read(machine, operand);
    if (this.instruction.result) machine.result = this.instruction.result.id;
    machine.exit = this.instruction.exit;
    return this.push(machine);
  }

  read(machine: MachineInstruction, operand: Operand | null): void {
    if (operand === null || typeof operand === 'number') return;
    if (operand instanceof Use) machine.uses.push(operand);
    else if (operand.kind === 'memory') {
      if (operand.base) machine.uses.push(operand.base);
      if (operand.index) machine.uses.push(operand.index);
    }
  }

  /** The virtual registers that an exit needs. */
  exitValues = (exit: Exit): readonly number[] => {
    let list = this.exitValueLists.get(exit);
    if (!list) {
      const set = new Set<number>();
      forEachExitValue(exit, (value) => {
        const { vreg } = this.plain(value);
        if (vreg >= 0) set.add(vreg);
      });
      list = [...set];
      this.exitValueLists.set(exit, list);
    }
    return list;
  };

  refuse(why: string): never {
    throw new BackendError(`${this.fn.name}: ${this.instruction.op}: ${why}`);
  }
}

const buffer = new DataView(new ArrayBuffer(8));
/** The bits of a double, unsigned. */
export function doubleBits(number: number): bigint {
  buffer.setFloat64(0, number);
  return buffer.getBigUint64(0);
}
