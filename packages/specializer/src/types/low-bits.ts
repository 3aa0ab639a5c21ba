// Demand analysis on the bytecode: whether the result of the current arithmetic is used only through a mask, so that
// wrapping arithmetic is exact and no overflow test is needed: `(x * K + C) & M`.

import type { Unit } from '../unit';

const ringOperations = new Set([0, 5, 10, 13, 18, 23]); // ADD, MULTIPLY, SUBTRACT and their in-place forms
const andOperations = new Set([1, 14]);
const limit = 2n ** 63n;

/** Looks ahead from the current instruction; only constants and int locals may come between, so nothing can leave. */
export function onlyLowBitsDemanded(c: Unit): boolean {
  const { code } = c.frame;
  let instruction = code.at(c.frame.offset);
  for (let steps = 0; steps < 6; steps++) {
    if (code.isMergePoint(instruction.offset)) return false;
    let constant: bigint | null = null;
    if (instruction.opcode === 'LOAD_CONST') {
      const address = code.constants[instruction.argument];
      if (c.world.typeAddress(address) !== c.intType.address) return false;
      constant = c.world.readInt(address);
    } else if (instruction.opcode === 'LOAD_FAST') {
      if (c.frame.locals[instruction.argument].kind !== 'int') return false;
    } else return false;
    const operation = code.at(instruction.next);
    if (operation.opcode !== 'BINARY_OP') return false;
    if (andOperations.has(operation.argument)) return constant !== null && constant >= 0n && constant < limit;
    if (!ringOperations.has(operation.argument)) return false;
    if (constant !== null && (constant >= limit || constant < -limit)) return false;
    instruction = code.at(operation.next);
  }
  return false;
}
