// `(x * a + c) & mask`: where only the low bits of a result matter, it may wrap, so it needs no overflow exit. Python's
// integers are unbounded, but the low 63 bits of sums and products depend on nothing above them.

import { computeOrder } from '../analysis/order';
import { countUses } from '../analysis/uses';
import type { OpName } from '../ops';
import { forEachExitValue } from '../recipe';
import { Instruction, type IrFunction, type Value } from '../types';

/** Checked ops and what they are when they may wrap. */
const wrapping: Partial<Record<OpName, OpName>> = {
  'addo.i64': 'add.i64',
  'subo.i64': 'sub.i64',
  'mulo.i64': 'mul.i64',
  'nego.i64': 'neg.i64',
};

/** Ops whose low bits depend only on the low bits of their operands. */
const carriesLowBits = new Set<OpName>([
  'add.i64', 'sub.i64', 'mul.i64', 'neg.i64', 'not.i64', 'and.i64', 'or.i64', 'xor.i64',
]); // prettier-ignore

/** The operands of which an instruction needs only the low bits whatever is done with its result. */
function masked({ op, args }: Instruction): Value | null {
  if (op !== 'and.i64') return null;
  for (const [mask, other] of [[args[1], args[0]], [args[0], args[1]]]) {
    const value = mask.definition?.op === 'const.i64' ? mask.definition.attributes.value : undefined;
    if (value !== undefined && value >= 0n) return other;
  }
  return null;
}

/** Turns checked ops into wrapping ones where that cannot be seen. Returns how many. */
export function wrappingArithmetic(fn: IrFunction): number {
  const { code, exits } = countUses(fn);
  /** By value id: uses that need the low bits only. */
  const low = new Int32Array(fn.valueCount);
  const { blocks } = computeOrder(fn);
  let changes = 0;
  // Backwards: uses come before definitions, except around loops, where nothing is assumed.
  for (let i = blocks.length - 1; i >= 0; i--) {
    const { instructions } = blocks[i];
    for (let at = instructions.length - 1; at >= 0; at--) {
      const instruction = instructions[at];
      const { op, args, result, exit } = instruction;
      if (!result || result.type !== 'i64') continue;
      const plain = wrapping[op];
      const mayWrap = low[result.id] > 0 && low[result.id] === code[result.id] && exits[result.id] === 0;
      if (plain && mayWrap) {
        const now = new Instruction(plain, args, {}, result);
        now.block = blocks[i];
        result.definition = now;
        instructions[at] = now;
        if (exit) forEachExitValue(exit, (value) => void exits[value.id]--);
        changes++;
      }
      if (mayWrap && (plain || carriesLowBits.has(op))) for (const arg of args) low[arg.id]++;
      else {
        const operand = masked(instruction);
        if (operand) low[operand.id]++;
      }
    }
  }
  return changes;
}
