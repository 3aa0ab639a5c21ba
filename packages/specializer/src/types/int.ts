// int, and bool where it is one: 64-bit registers with overflow exits; what does not fit is the interpreter's or C's.
// Mirrors Objects/longobject.c.

import { BoolValue, type IntValue, type PyValue } from '@psyco/values';
import type { Value } from '@psyco/ir';
import type { Unit } from '../unit';
import { type BinaryName, type CompareName, teachType } from './meta';
import { floatBinary, floatCompare } from './float';
import { onlyLowBitsDemanded } from './low-bits';

const minimum = -(2n ** 63n);
const maximum = 2n ** 63n - 1n;

export function isIntegral(c: Unit, value: PyValue): boolean {
  return c.isType(value, c.intType) || c.isType(value, c.boolType);
}

function constantOf(value: PyValue): bigint | null {
  if (value.kind === 'int') return value.constant;
  if (value.kind === 'bool' && value.constant !== null) return value.constant ? 1n : 0n;
  return null;
}

/** A constant object that is an int beyond 64 bits, or an int known to have overflowed here: left to C. */
function tooBig(c: Unit, value: PyValue): boolean {
  if (value.kind !== 'const' || !c.isType(value, c.intType)) return false;
  const constant = c.world.readInt(value.address);
  return constant < minimum || constant > maximum;
}

function fold(op: BinaryName, a: bigint, b: bigint): bigint | null {
  switch (op) {
    case 'add':
      return a + b;
    case 'sub':
      return a - b;
    case 'mul':
      return a * b;
    case 'and':
      return a & b;
    case 'or':
      return a | b;
    case 'xor':
      return a ^ b;
    case 'lshift':
      return b >= 0n && b < 64n ? a << b : null;
    case 'rshift':
      return b >= 0n && b < 1000n ? a >> b : null;
    case 'floordiv':
      return b === 0n ? null : floorDivide(a, b);
    case 'mod':
      return b === 0n ? null : a - floorDivide(a, b) * b;
    case 'pow':
      return b >= 0n && b < 64n ? a ** b : null;
    default:
      return null;
  }
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

const overflowing = { add: ['addo.i64', 'add.i64'], sub: ['subo.i64', 'sub.i64'], mul: ['mulo.i64', 'mul.i64'] } as const;

export function intBinary(c: Unit, op: BinaryName, left: PyValue, right: PyValue): PyValue | null {
  if (tooBig(c, left) || tooBig(c, right)) return null;
  const here = c.frame.code.address;
  const a = constantOf(left);
  const b = constantOf(right);
  if (a !== null && b !== null) {
    const folded = fold(op, a, b);
    if (folded !== null && folded >= minimum && folded <= maximum) {
      const bools = left.kind === 'bool' && right.kind === 'bool' && (op === 'and' || op === 'or' || op === 'xor');
      return bools ? c.boolConstant(folded !== 0n) : c.intConstant(folded);
    }
    if (op !== 'truediv') return null;
  }
  // Where it has overflowed before, the operation is C's: big ints.
  if (c.feedback.happened(here, c.offset, 'overflow')) return null;
  switch (op) {
    case 'add':
    case 'sub':
    case 'mul': {
      const [checked, wrapping] = overflowing[op];
      const x = c.toI64(left, 0);
      const y = c.toI64(right, 1);
      if (onlyLowBitsDemanded(c)) return c.int(c.emit(wrapping, [x, y]));
      return c.int(c.builder.emit(checked, [x, y], {}, c.exit('overflow')));
    }
    case 'and':
    case 'or':
    case 'xor': {
      const result = c.emit(`${op}.i64`, [c.toI64(left, 0), c.toI64(right, 1)]);
      return left.kind === 'bool' && right.kind === 'bool' ? c.bool(result) : c.int(result);
    }
    case 'lshift':
    case 'rshift':
      return shift(c, op, left, right, b);
    case 'floordiv':
    case 'mod':
      return divide(c, op, left, right, b);
    case 'truediv':
      return trueDivide(c, left, right);
    case 'pow': {
      if (b === 2n) {
        const x = c.toI64(left, 0);
        return c.int(c.builder.emit('mulo.i64', [x, x], {}, c.exit('overflow')));
      }
      if (b === 3n) {
        const x = c.toI64(left, 0);
        const square = c.builder.emit('mulo.i64', [x, x], {}, c.exit('overflow'));
        return c.int(c.builder.emit('mulo.i64', [square, x], {}, c.exit('overflow')));
      }
      return null;
    }
    default:
      return null;
  }
}

function shift(c: Unit, op: 'lshift' | 'rshift', left: PyValue, right: PyValue, count: bigint | null): PyValue | null {
  const x = c.toI64(left, 0);
  if (count !== null) {
    if (count < 0n) return null;
    if (op === 'rshift') return c.int(c.emit('sar.i64', [x, c.i64(count > 63n ? 63n : count)]));
    if (count > 62n) return null;
    if (onlyLowBitsDemanded(c)) return c.int(c.emit('shl.i64', [x, c.i64(count)]));
    return c.int(c.builder.emit('shlo.i64', [x, c.i64(count)], {}, c.exit('overflow')));
  }
  const y = c.toI64(right, 1);
  c.guardTrue(c.emit('ult.i64', [y, c.i64(64)]), 'range');
  if (op === 'rshift') return c.int(c.emit('sar.i64', [x, y]));
  return c.int(c.builder.emit('shlo.i64', [x, y], {}, c.exit('overflow')));
}

function divide(c: Unit, op: 'floordiv' | 'mod', left: PyValue, right: PyValue, divisor: bigint | null): PyValue | null {
  if (divisor === 0n) return null;
  const x = c.toI64(left, 0);
  const y = c.toI64(right, 1);
  if (divisor === null) {
    c.guardTrue(c.emit('ne.i64', [y, c.i64(0)]), 'zero');
    // Only -1 can overflow; the quotient by it is a rare thing: left to the interpreter.
    c.guardTrue(c.emit('ne.i64', [y, c.i64(-1)]), 'range');
  } else if (divisor === -1n) return null;
  return c.int(c.emit(op === 'mod' ? 'floormod.i64' : 'floordiv.i64', [x, y]));
}

/** Exact when both are doubles exactly: then one division rounds correctly, as long_true_divide does. */
function trueDivide(c: Unit, left: PyValue, right: PyValue): PyValue | null {
  const exactly = (value: PyValue, operand: number): Value => {
    const constant = constantOf(value);
    const x = c.toI64(value, operand);
    if (constant === null) {
      const shifted = c.emit('add.i64', [x, c.i64(2n ** 53n)]);
      c.guardTrue(c.emit('ule.i64', [shifted, c.i64(2n ** 54n)]), 'range');
    }
    return c.emit('f64.from.i64', [x]);
  };
  const divisor = constantOf(right);
  if (divisor === 0n) return null;
  for (const value of [left, right]) {
    const constant = constantOf(value);
    if (constant !== null && (constant > 2n ** 53n || constant < -(2n ** 53n))) return null;
  }
  if (c.feedback.happened(c.frame.code.address, c.offset, 'range')) return null;
  const x = exactly(left, 0);
  if (divisor === null) c.guardTrue(c.emit('ne.i64', [c.toI64(right, 1), c.i64(0)]), 'zero');
  const y = exactly(right, 1);
  return c.float(c.emit('div.f64', [x, y]));
}

const comparisons: Record<CompareName, (a: bigint, b: bigint) => boolean> = {
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
};

export function intCompare(c: Unit, op: CompareName, left: PyValue, right: PyValue): PyValue | null {
  if (tooBig(c, left) || tooBig(c, right)) return null;
  const a = constantOf(left);
  const b = constantOf(right);
  if (a !== null && b !== null) return c.boolConstant(comparisons[op](a, b));
  if (c.feedback.happened(c.frame.code.address, c.offset, 'overflow')) return null;
  return c.bool(c.emit(`${op}.i64`, [c.toI64(left, 0), c.toI64(right, 1)]));
}

teachType('PyLong_Type', {
  binary: (c, op, left, right, _inPlace) => {
    if (isIntegral(c, left) && isIntegral(c, right)) return intBinary(c, op, left, right);
    return floatBinary(c, op, left, right);
  },
  compare: (c, op, left, right) => (isIntegral(c, left) && isIntegral(c, right) ? intCompare(c, op, left, right) : floatCompare(c, op, left, right)),
  unary: (c, op, value) => {
    if (tooBig(c, value)) return null;
    if (op === 'pos') return value.kind === 'bool' ? c.int(c.toI64(value)) : value;
    const constant = constantOf(value);
    if (constant !== null) {
      const result = op === 'neg' ? -constant : -constant - 1n;
      return result <= maximum ? c.intConstant(result) : null;
    }
    if (op === 'invert') return c.int(c.emit('not.i64', [c.toI64(value)]));
    return c.int(c.builder.emit('nego.i64', [c.toI64(value)], {}, c.exit('overflow')));
  },
  truth: (c, value) => {
    if (value.kind === 'bool') return value;
    if (tooBig(c, value)) return c.boolConstant(true);
    const constant = constantOf(value);
    if (constant !== null) return c.boolConstant(constant !== 0n);
    if (value.kind === 'ref' && !c.state.info(value).payload) {
      // The size word is zero for 0 only.
      const size = c.builder.load('load.i64', value.ir, c.world.offsets.varSize, 'int.value');
      return new BoolValue(null, c.emit('ne.i64', [size, c.i64(0)]));
    }
    return c.bool(c.emit('ne.i64', [c.toI64(value), c.i64(0)]));
  },
});

teachType('PyBool_Type', {
  binary: (c, op, left, right) => {
    if (isIntegral(c, left) && isIntegral(c, right)) return intBinary(c, op, normal(c, left), normal(c, right));
    return floatBinary(c, op, left, right);
  },
  compare: (c, op, left, right) => (isIntegral(c, left) && isIntegral(c, right) ? intCompare(c, op, normal(c, left), normal(c, right)) : floatCompare(c, op, left, right)),
  unary: (c, op, value) => {
    const x = c.toI64(normal(c, value));
    return op === 'neg' ? c.int(c.emit('neg.i64', [x])) : op === 'pos' ? c.int(x) : c.int(c.emit('not.i64', [x]));
  },
  truth: (c, value) => normal(c, value) as BoolValue,
});

/** A bool object in a register becomes a BoolValue: it is True or it is not. */
export function normal(c: Unit, value: PyValue): PyValue {
  if (value.kind === 'ref' && c.isType(value, c.boolType)) {
    return c.bool(c.emit('eq.ref', [value.ir, c.builder.ref(c.world.known.true, 'True')]));
  }
  return value;
}

export type { IntValue };
