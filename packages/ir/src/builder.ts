// A convenience for making ir: appends instructions to a current block, with result types from the op table.

import { ops, type OpName } from './ops';
import type { Exit } from './recipe';
import { type Attributes, type Block, Instruction, IrFunction, type IrType, type Target, type Value } from './types';

export class Builder {
  block: Block;
  constructor(readonly fn: IrFunction) {
    this.block = fn.blocks[0] ?? fn.newBlock('entry');
  }

  /** True once the current block has its terminator. */
  get terminated(): boolean {
    const last = this.block.terminator;
    return last !== undefined && ops[last.op].terminator === true;
  }

  /** Appends an instruction; returns its result. @throws TypeError if the op gives none and `void` was not asked for. */
  emit(op: OpName, args: Value[] = [], attributes: Attributes = {}, exit: Exit | null = null): Value {
    return this.append(op, args, attributes, exit).result as Value;
  }

  append(op: OpName, args: Value[] = [], attributes: Attributes = {}, exit: Exit | null = null, targets: Target[] = []): Instruction {
    const info = ops[op];
    const type = info.result === 'attribute' ? attributes.result : info.result;
    const result = type && type !== 'void' ? this.fn.newValue(type as IrType) : null;
    const instruction = new Instruction(op, args, attributes, result, exit, targets);
    if (result) result.definition = instruction;
    instruction.block = this.block;
    this.block.instructions.push(instruction);
    return instruction;
  }

  i64(value: bigint | number): Value {
    return this.emit('const.i64', [], { value: BigInt(value) });
  }
  f64(number: number): Value {
    return this.emit('const.f64', [], { number });
  }
  bool(value: boolean): Value {
    return this.emit('const.bool', [], { value: value ? 1n : 0n });
  }
  ref(address: number, name = ''): Value {
    return this.emit('const.ref', [], { address, name });
  }
  ptr(address: number, name = ''): Value {
    return this.emit('const.ptr', [], { address, name });
  }
  load(op: Extract<OpName, `load.${string}`>, base: Value, offset: number, memory: string, index?: Value, scale = 8): Value {
    return this.emit(op, index ? [base, index] : [base], index ? { offset, scale, memory } : { offset, memory });
  }
  store(op: Extract<OpName, `store.${string}`>, base: Value, value: Value, offset: number, memory: string, index?: Value, scale = 8): void {
    this.append(op, index ? [base, value, index] : [base, value], index ? { offset, scale, memory } : { offset, memory });
  }
  jump(block: Block, args: Value[] = []): void {
    this.append('jump', [], {}, null, [{ block, args }]);
  }
  branch(condition: Value, then: Target, otherwise: Target): void {
    this.append('branch', [condition], {}, null, [then, otherwise]);
  }
}
