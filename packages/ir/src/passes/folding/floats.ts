// Algebra of doubles: only what holds for every double, -0 and not-a-number included.

import type { OpName } from '../../ops';
import { bitsOfDouble } from '../../semantics';
import type { Folder, Rule, Rules } from './folder';
import type { Value } from '../../types';

const double = (f: Folder, value: Value): number | undefined => f.constant(value) as number | undefined;

/** The reciprocal, if multiplying by it gives exactly what dividing gives: powers of two, away from the ends. */
function exactReciprocal(number: number): number | undefined {
  const bits = bitsOfDouble(number);
  const exponent = (bits >> 52n) & 0x7ffn;
  if ((bits & 0xfffffffffffffn) !== 0n || exponent < 2n || exponent > 2044n) return undefined;
  return 1 / number;
}

const twice =
  (op: OpName): Rule =>
  ({ args: [a] }, f) =>
    f.from(a, op)?.args[0];

export const floatRules: Rules = {
  // x + 0.0 is not x for x = -0.0; x + -0.0 is.
  'add.f64': ({ args: [a, b] }, f) => (Object.is(double(f, b), -0) ? a : undefined),
  'sub.f64': ({ args: [a, b] }, f) => (Object.is(double(f, b), 0) ? a : undefined),
  'mul.f64': ({ args: [a, b] }, f) => (double(f, b) === 1 ? a : undefined),
  'div.f64': (i, f) => {
    const [a, b] = i.args;
    const constant = double(f, b);
    if (constant === undefined) return undefined;
    if (constant === 1) return a;
    const reciprocal = exactReciprocal(constant);
    return reciprocal === undefined ? undefined : f.become(i, 'mul.f64', [a, f.double(reciprocal)]);
  },
  'neg.f64': twice('neg.f64'),
  'abs.f64': (i, f) => {
    const [a] = i.args;
    if (f.from(a, 'abs.f64')) return a;
    const negated = f.from(a, 'neg.f64');
    return negated ? f.become(i, 'abs.f64', [negated.args[0]]) : undefined;
  },
  'floor.f64': ({ args: [a] }, f) => (f.from(a, 'floor.f64') || f.from(a, 'f64.from.i64') ? a : undefined),
  'i64.from.f64': ({ args: [a] }, f) => {
    const integer = f.from(a, 'f64.from.i64')?.args[0];
    return integer && f.low(integer) > -(2 ** 53) && f.high(integer) < 2 ** 53 ? integer : undefined;
  },
};
