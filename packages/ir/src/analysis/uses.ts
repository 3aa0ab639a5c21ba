// Who uses a value: instructions, jumps and exits. Arrays by value id.

import { forEachExitValue } from '../recipe';
import type { Block, Instruction, IrFunction, Value } from '../types';

/** Calls `visit` for every value that an instruction uses: operands, arguments of its targets, what its exit needs. */
export function forEachUse(instruction: Instruction, visit: (value: Value) => void): void {
  for (const arg of instruction.args) visit(arg);
  for (const target of instruction.targets) for (const arg of target.args) visit(arg);
  if (instruction.exit) forEachExitValue(instruction.exit, visit);
}

export interface UseCounts {
  /** Uses as an operand or as an argument of a jump. */
  code: Int32Array;
  /** Uses by exits: only when one is taken. */
  exits: Int32Array;
}

/** By value id: how often each value is used. Templates of loop entries count as exits. */
export function countUses(fn: IrFunction): UseCounts {
  const code = new Int32Array(fn.valueCount);
  const exits = new Int32Array(fn.valueCount);
  const visitExit = (value: Value): void => void exits[value.id]++;
  for (const block of fn.blocks) {
    for (const { args, targets, exit } of block.instructions) {
      for (const arg of args) code[arg.id]++;
      for (const target of targets) for (const arg of target.args) code[arg.id]++;
      if (exit) forEachExitValue(exit, visitExit);
    }
  }
  for (const exit of fn.loopEntryExits.values()) forEachExitValue(exit, visitExit);
  return { code, exits };
}

/** One place where a value is used. */
export interface Use {
  instruction: Instruction;
  block: Block;
  /** 'exit': needed only if the instruction leaves. */
  as: 'operand' | 'argument' | 'exit';
}

/** By value id: all uses by instructions, in block order. */
export function listUses(fn: IrFunction): Use[][] {
  const uses: Use[][] = Array.from({ length: fn.valueCount }, () => []);
  for (const block of fn.blocks) {
    for (const instruction of block.instructions) {
      for (const arg of instruction.args) uses[arg.id].push({ instruction, block, as: 'operand' });
      for (const target of instruction.targets) for (const arg of target.args) uses[arg.id].push({ instruction, block, as: 'argument' });
      if (instruction.exit) forEachExitValue(instruction.exit, (value) => uses[value.id].push({ instruction, block, as: 'exit' }));
    }
  }
  return uses;
}
