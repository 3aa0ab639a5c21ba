// What every lowering function works with: makes operands and machine instructions. Blocks are lowered backwards, so that a
// user decides whether the definition of its operand becomes an instruction of its own (definitions.ts). Knows the ir,
// the target and machine instructions.

import { BackendError, type Target } from '@psyco/backend';
import { type Exit, forEachExitValue, type Instruction, type IrFunction, type Value } from '@psyco/ir';
import { type Emit, MachineInstruction, type MemoryOperand, type Operand, Policy, THREAD_STATE, CONSTANT, Use } from '../machine/instruction';
import { Definitions } from './definitions';

/** Two GiB, less what the code itself and its constants may take. */
const REACH = 0x7000_0000;

export const isInt32 = (value: bigint | number): boolean => value >= -0x8000_0000 && value <= 0x7fff_ffff;

export class LoweringContext extends Definitions {
  readonly isFloat: number[] = [];
  outgoing = 0;
  /** Machine instructions of the ir instruction at hand, in order. */
  private pending: MachineInstruction[] = [];
  private readonly exitValueLists = new Map<Exit, number[]>();

  constructor(
    fn: IrFunction,
    readonly target: Target,
  ) {
    super(fn);
    for (let i = 0; i < fn.valueCount; i++) this.isFloat.push(0);
    for (const block of fn.blocks) {
      for (const param of block.params) if (param.type === 'f64') this.isFloat[param.id] = 1;
      for (const { result } of block.instructions) if (result?.type === 'f64') this.isFloat[result.id] = 1;
    }
  }

  begin(instruction: Instruction, place: number): void {
    this.instruction = instruction;
    this.place = place;
    this.pending = [];
  }

  /** The machine instructions made since `begin`. */
  take(): MachineInstruction[] {
    return this.pending;
  }

  // -- operands --

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
    return Math.abs(address - this.target.baseAddress) < REACH;
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
