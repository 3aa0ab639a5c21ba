// What calls of a unit by itself may change: if nothing else in the unit changes memory, neither do they. A callee that leaves
// compiled code never comes back to it, so only what it does on its way to a return counts.

import { ops } from '../ops';
import type { Instruction, IrFunction } from '../types';
import { effectOf, mayRaiseAmidCollection, memoryIndex, writeMask } from './memory';

const counts = 1 << memoryIndex('object.refcount');

/** Whether an instruction changes nothing but reference counts and allocates at most what is not tracked, even if it raises. */
function isQuiet(instruction: Instruction): boolean {
  const effect = effectOf(instruction);
  if (mayRaiseAmidCollection(instruction)) return false;
  if (!(effect === null || effect === 'pure' || effect === 'read' || effect === 'allocate')) return false;
  const { touches } = ops[instruction.op];
  return touches ? touches.every((memory) => memory === 'object.refcount') : (writeMask(instruction) & ~counts) === 0;
}

/** Gives the calls of the unit with this key by itself their effect, if it is less than that of any Python code. */
export function settleOwnCalls(fn: IrFunction, key: string): void {
  const own: Instruction[] = [];
  for (const { instructions } of fn.blocks) {
    for (const instruction of instructions) {
      if (instruction.op === 'call.native' && instruction.attributes.unit === key) own.push(instruction);
      else if (!isQuiet(instruction)) return;
    }
  }
  for (const { attributes } of own) attributes.effect = 'allocate';
}
