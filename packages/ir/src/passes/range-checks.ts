// Tests of an index against a size in a loop that counts up to a limit: if the limit is not above the size, no turn can fail, and
// one test before the loop does for all. Finds what is to be tested; loop-invariant motion puts it where it belongs.

import type { Loop } from '../analysis/loops';
import type { Instruction, Value } from '../types';

/** A loop parameter that starts somewhere, grows in every turn, and stays below a limit behind the loop's header. */
export interface Counter {
  parameter: Value;
  start: Value;
  limit: Value;
  /** Grows by this; must be shown to be positive. */
  step: Value;
}

/** `left <= right` (signed); a number stands for itself. */
export interface Condition {
  left: Value | bigint;
  right: Value | bigint;
}

/** What makes a test needless: these conditions before the loop. */
export interface RangeCheck {
  conditions: Condition[];
  /** An index that then cannot overflow either. */
  difference: Instruction | null;
}

const constantOf = (value: Value): bigint | null => (value.definition?.op === 'const.i64' ? (value.definition.attributes.value ?? null) : null);

/** By how much a parameter grows on the way to `next`, if it does by the same in every turn and cannot wrap around. */
function stepOf(parameter: Value, next: Value): Value | null {
  const sum = next.definition;
  if (sum?.op !== 'add.i64' && sum?.op !== 'addo.i64') return null;
  const [a, b] = sum.args;
  const step = a === parameter ? b : b === parameter ? a : null;
  // Below the limit there is one more number, so that a sum with one does not wrap.
  return step && (sum.op === 'addo.i64' || constantOf(step) === 1n) ? step : null;
}

/** The counter of a loop whose header tests it. */
export function findCounter(loop: Loop, jump: Instruction, isInvariant: (value: Value) => boolean): Counter | null {
  const { header, latches } = loop;
  const branch = header.terminator as Instruction;
  if (branch.op !== 'branch') return null;
  const [inside, outside] = branch.targets.map((target) => loop.blocks.includes(target.block));
  const test = branch.args[0].definition;
  if (!inside || outside || (test?.op !== 'lt.i64' && test?.op !== 'gt.i64')) return null;
  const [parameter, limit] = test.op === 'lt.i64' ? test.args : [test.args[1], test.args[0]];
  if (parameter.parameterOf !== header || !isInvariant(limit)) return null;
  const position = header.params.indexOf(parameter);
  let step: Value | null = null;
  for (const latch of latches) {
    for (const target of (latch.terminator as Instruction).targets) {
      if (target.block !== header) continue;
      const by = stepOf(parameter, target.args[position]);
      if (!by || !isInvariant(by) || (step && step !== by)) return null;
      step = by;
    }
  }
  return step && { parameter, start: jump.targets[0].args[position], limit, step };
}

/** What must hold before the loop for a guard in it to be needless; null if that cannot be said. */
export function rangeCheck({ op, args }: Instruction, counter: Counter, isInvariant: (value: Value) => boolean): RangeCheck | null {
  const test = op === 'guard.true' ? args[0].definition : null;
  if (test?.op !== 'ult.i64') return null;
  const [index, size] = test.args;
  if (!isInvariant(size)) return null;
  const { parameter, start, limit, step } = counter;
  const below: Condition[] = [{ left: limit, right: size }, { left: 1n, right: step }];
  if (index === parameter) return { conditions: [{ left: 0n, right: start }, ...below], difference: null };
  const difference = index.definition;
  if ((difference?.op !== 'sub.i64' && difference?.op !== 'subo.i64') || difference.args[0] !== parameter || !isInvariant(difference.args[1])) return null;
  const less = difference.args[1];
  return { conditions: [{ left: 0n, right: less }, { left: less, right: start }, ...below], difference };
}

/** Whether a condition holds whatever happens; null if that has to be seen. */
export function holdsAlways({ left, right }: Condition): boolean | null {
  if (left === right) return true;
  const [a, b] = [left, right].map((side) => (typeof side === 'bigint' ? side : constantOf(side)));
  return a === null || b === null ? null : a <= b;
}
