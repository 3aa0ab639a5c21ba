// Algebra of integers. Constants come last in commutative ops (see constant-folding.ts).

import type { OpName } from '../../ops';
import { wrap } from '../../semantics';
import type { Instruction, Value } from '../../types';
import type { Fold, Folder, Rule, Rules } from './folder';

const integer = (f: Folder, value: Value): bigint | undefined => f.constant(value) as bigint | undefined;

/** The exponent if the number is a power of two. */
function exponentOf(value: bigint): bigint | undefined {
  if (value <= 0n || (value & (value - 1n)) !== 0n) return undefined;
  return BigInt(value.toString(2).length - 1);
}

/** `(x op c1) op c2` becomes `x op (c1 op c2)` for wrapping ops. */
function reassociate(i: Instruction, f: Folder, op: OpName, combine: (a: bigint, b: bigint) => bigint): Fold {
  const outer = integer(f, i.args[1]);
  const inner = outer === undefined ? undefined : f.from(i.args[0], op);
  const constant = inner && integer(f, inner.args[1]);
  if (inner === undefined || outer === undefined || constant === undefined) return undefined;
  return f.become(i, op, [inner.args[0], f.int(wrap(combine(constant, outer)))]);
}

const add: Rule = (i, f) => {
  const [a, b] = i.args;
  if (integer(f, b) === 0n) return a;
  return reassociate(i, f, 'add.i64', (x, y) => x + y);
};

const sub: Rule = (i, f) => {
  const [a, b] = i.args;
  if (a === b) return f.int(0n);
  const constant = integer(f, b);
  if (constant === 0n) return a;
  if (constant !== undefined) return f.become(i, 'add.i64', [a, f.int(wrap(-constant))]);
  return integer(f, a) === 0n ? f.become(i, 'neg.i64', [b]) : undefined;
};

const mul: Rule = (i, f) => {
  const [a, b] = i.args;
  const constant = integer(f, b);
  if (constant === undefined) return undefined;
  if (constant === 0n) return f.int(0n);
  if (constant === 1n) return a;
  if (constant === -1n) return f.become(i, 'neg.i64', [a]);
  const exponent = exponentOf(constant);
  if (exponent !== undefined) return f.become(i, 'shl.i64', [a, f.int(exponent)]);
  return reassociate(i, f, 'mul.i64', (x, y) => x * y);
};

const and: Rule = (i, f) => {
  const [a, b] = i.args;
  if (a === b) return a;
  const mask = integer(f, b);
  if (mask === undefined) return undefined;
  if (mask === -1n) return a;
  if (mask === 0n) return f.int(0n);
  // A mask of low ones changes nothing that fits under it.
  if ((mask & (mask + 1n)) === 0n && mask > 0n && f.low(a) >= 0 && f.high(a) < 2 ** 53 && f.high(a) <= Number(mask)) return a;
  return reassociate(i, f, 'and.i64', (x, y) => x & y);
};

const or: Rule = (i, f) => {
  const [a, b] = i.args;
  if (a === b) return a;
  const constant = integer(f, b);
  if (constant === 0n) return a;
  return constant === -1n ? b : reassociate(i, f, 'or.i64', (x, y) => x | y);
};

const xor: Rule = (i, f) => {
  const [a, b] = i.args;
  if (a === b) return f.int(0n);
  const constant = integer(f, b);
  if (constant === 0n) return a;
  return constant === -1n ? f.become(i, 'not.i64', [a]) : reassociate(i, f, 'xor.i64', (x, y) => x ^ y);
};

const shift: Rule = ({ args: [a, b] }, f) => {
  if (integer(f, b) === 0n) return a;
  return integer(f, a) === 0n ? a : undefined;
};

const twice =
  (op: OpName): Rule =>
  ({ args: [a] }, f) =>
    f.from(a, op)?.args[0];

const floordiv: Rule = (i, f) => {
  const [a, b] = i.args;
  const constant = integer(f, b);
  if (constant === undefined) return undefined;
  if (constant === 1n) return a;
  // An arithmetic shift rounds down, as Python's division does.
  const exponent = exponentOf(constant);
  return exponent === undefined ? undefined : f.become(i, 'sar.i64', [a, f.int(exponent)]);
};

const floormod: Rule = (i, f) => {
  const [a, b] = i.args;
  const constant = integer(f, b);
  if (constant === undefined) return f.low(a) >= 0 && f.isLess(a, b) ? a : undefined;
  if (constant === 1n) return f.int(0n);
  if (f.low(a) >= 0 && f.high(a) < 2 ** 53 && f.high(a) < Number(constant)) return a;
  return exponentOf(constant) === undefined ? undefined : f.become(i, 'and.i64', [a, f.int(constant - 1n)]);
};

/** A checked op whose operands say that it cannot overflow becomes the plain one. */
const checked =
  (plain: OpName, identities: Rule): Rule =>
  (i, f) => {
    const simpler = identities(i, f);
    if (simpler !== undefined) return simpler;
    return f.cannotOverflow(i) ? f.become(i, plain, i.args) : undefined;
  };

const isInteger =
  (position: number, constant: bigint, answer: (i: Instruction, f: Folder) => Fold): Rule =>
  (i, f) =>
    integer(f, i.args[position]) === constant ? answer(i, f) : undefined;

const first = (i: Instruction): Value => i.args[0];

export const integerRules: Rules = {
  'add.i64': add,
  'sub.i64': sub,
  'mul.i64': mul,
  'and.i64': and,
  'or.i64': or,
  'xor.i64': xor,
  'shl.i64': shift,
  'sar.i64': shift,
  'shr.i64': shift,
  'neg.i64': twice('neg.i64'),
  'not.i64': twice('not.i64'),
  'floordiv.i64': floordiv,
  'floormod.i64': floormod,
  'addo.i64': checked('add.i64', isInteger(1, 0n, first)),
  'subo.i64': checked('sub.i64', (i, f) => {
    if (i.args[0] === i.args[1]) return f.int(0n);
    return integer(f, i.args[1]) === 0n ? i.args[0] : undefined;
  }),
  'mulo.i64': checked('mul.i64', (i, f) => {
    const constant = integer(f, i.args[1]);
    if (constant === 0n) return f.int(0n);
    return constant === 1n ? i.args[0] : undefined;
  }),
  'nego.i64': checked('neg.i64', () => undefined),
  'shlo.i64': checked('shl.i64', isInteger(1, 0n, first)),
};
