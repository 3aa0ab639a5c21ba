// float: doubles in xmm registers; ints and bools are converted as CPython does. Mirrors Objects/floatobject.c.

import type { PyValue } from '@psyco/values';
import type { Value } from '@psyco/ir';
import type { Unit } from '../unit';
import { type BinaryName, type CompareName, teachType } from './meta';

function isNumber(c: Unit, value: PyValue): boolean {
  return c.isType(value, c.floatType) || c.isType(value, c.intType) || c.isType(value, c.boolType);
}

function isBigConstant(c: Unit, value: PyValue): boolean {
  if (value.kind !== 'const' || !c.isType(value, c.intType)) return false;
  const constant = c.world.readInt(value.address);
  return constant < -(2n ** 63n) || constant >= 2n ** 63n;
}

const simple = { add: 'add.f64', sub: 'sub.f64', mul: 'mul.f64' } as const;

function fold(op: BinaryName, a: number, b: number): number | null {
  if (op === 'add') return a + b;
  if (op === 'sub') return a - b;
  if (op === 'mul') return a * b;
  return op === 'truediv' && b !== 0 ? a / b : null;
}

export function floatBinary(c: Unit, op: BinaryName, left: PyValue, right: PyValue): PyValue | null {
  if (!isNumber(c, left) || !isNumber(c, right) || isBigConstant(c, left) || isBigConstant(c, right)) return null;
  if (left.kind === 'float' && right.kind === 'float' && left.constant !== null && right.constant !== null) {
    const folded = fold(op, left.constant, right.constant);
    // The sign of what is not a number is the processor's to say, and programs see it (math.copysign).
    if (folded !== null && !Number.isNaN(folded)) return c.floatConstant(folded);
  }
  switch (op) {
    case 'add':
    case 'sub':
    case 'mul':
      return c.float(c.emit(simple[op], [c.toF64(left, 0), c.toF64(right, 1)]));
    case 'truediv': {
      const y = c.toF64(right, 1);
      if (!(right.kind === 'float' && right.constant !== null && right.constant !== 0)) c.guardTrue(c.emit('ne.f64', [y, c.builder.f64(0)]), 'zero');
      return c.float(c.emit('div.f64', [c.toF64(left, 0), y]));
    }
    case 'pow':
      return power(c, left, right);
    case 'floordiv':
    case 'mod':
      return divideFloor(c, op, left, right);
    default:
      return null;
  }
}

/**
 * float_pow (3.11 Objects/floatobject.c): the special cases (zero, negative or infinite base, nan, infinite exponent) and
 * overflowing results are left to the interpreter; what remains is libm's pow, the very function CPython calls.
 */
function power(c: Unit, left: PyValue, right: PyValue): PyValue | null {
  if (c.world.symbol('pow') === null || c.feedback.happened(c.frame.code.address, c.offset, 'range')) return null;
  const x = c.toF64(left, 0);
  const y = c.toF64(right, 1);
  const integral = right.kind === 'int' || (right.kind === 'float' && right.constant !== null && Number.isInteger(right.constant));
  if (!integral) c.guardTrue(c.emit('gt.f64', [x, c.builder.f64(0)]), 'range');
  else if (!(right.kind === 'float' && right.constant! > 0) && !(right.kind === 'int' && right.constant !== null && right.constant > 0n)) c.guardTrue(c.emit('ne.f64', [x, c.builder.f64(0)]), 'range');
  if (!(right.kind === 'float' && right.constant !== null) && right.kind !== 'int') finite(c, y);
  const result = c.callC('pow', [x, y], 'pure', 'f64');
  finite(c, result);
  return c.float(result);
}

/** Leaves for nan and infinities: x - x is zero for finite numbers only. */
export function finite(c: Unit, x: Value): void {
  c.guardTrue(c.emit('eq.f64', [c.emit('sub.f64', [x, x]), c.builder.f64(0)]), 'range');
}

/** float_rem and float_floor_div: fmod, then the sign rules. */
function divideFloor(c: Unit, op: 'floordiv' | 'mod', left: PyValue, right: PyValue): PyValue | null {
  if (c.world.symbol('fmod') === null) return null;
  const x = c.toF64(left, 0);
  const y = c.toF64(right, 1);
  const zero = c.builder.f64(0);
  c.guardTrue(c.emit('ne.f64', [y, zero]), 'zero');
  const remainder = c.callC('fmod', [x, y], 'pure', 'f64');
  const nonzero = c.emit('ne.f64', [remainder, zero]);
  // The remainder is zero: left to the interpreter unless the divisor is positive (the sign of zero follows it).
  const negative = (value: Value): Value => c.emit('lt.f64', [value, zero]);
  const differ = c.emit('ne.i64', [c.emit('i64.from.bool', [negative(y)]), c.emit('i64.from.bool', [negative(remainder)])]);
  const adjust = c.emit('and.bool', [nonzero, differ]);
  const adjusted = c.emit('select.f64', [adjust, c.emit('add.f64', [remainder, y]), remainder]);
  if (op === 'mod') {
    // copysign(0.0, divisor)
    const signedZero = c.emit('select.f64', [negative(y), c.builder.f64(-0), zero]);
    return c.float(c.emit('select.f64', [nonzero, adjusted, signedZero]));
  }
  // _float_div_mod: div = (vx - mod) / wx, minus 1 if adjusted; then rounded: floor, up by 1 if more than a half off.
  const quotient = c.emit('div.f64', [c.emit('sub.f64', [x, remainder]), y]);
  const lowered = c.emit('select.f64', [adjust, c.emit('sub.f64', [quotient, c.builder.f64(1)]), quotient]);
  const floor = c.emit('floor.f64', [lowered]);
  const off = c.emit('gt.f64', [c.emit('sub.f64', [lowered, floor]), c.builder.f64(0.5)]);
  const rounded = c.emit('select.f64', [off, c.emit('add.f64', [floor, c.builder.f64(1)]), floor]);
  // A zero quotient takes the sign of vx / wx.
  const ratio = c.emit('div.f64', [x, y]);
  const zeroSigned = c.emit('select.f64', [c.emit('lt.i64', [c.emit('i64.bits.f64', [ratio]), c.i64(0)]), c.builder.f64(-0), zero]);
  return c.float(c.emit('select.f64', [c.emit('ne.f64', [lowered, zero]), rounded, zeroSigned]));
}

export function floatCompare(c: Unit, op: CompareName, left: PyValue, right: PyValue): PyValue | null {
  if (!isNumber(c, left) || !isNumber(c, right) || isBigConstant(c, left) || isBigConstant(c, right)) return null;
  // Ints compare exactly: only those that are doubles exactly may be converted.
  [left, right].forEach((value, operand) => {
    if (c.isType(value, c.floatType) || value.kind === 'bool') return;
    if (value.kind === 'int' && value.constant !== null && value.constant <= 2n ** 53n && value.constant >= -(2n ** 53n)) return;
    const shifted = c.emit('add.i64', [c.toI64(value, operand), c.i64(2n ** 53n)]);
    c.guardTrue(c.emit('ule.i64', [shifted, c.i64(2n ** 54n)]), 'range');
  });
  return c.bool(c.emit(`${op}.f64`, [c.toF64(left, 0), c.toF64(right, 1)]));
}

teachType('PyFloat_Type', {
  binary: (c, op, left, right) => floatBinary(c, op, left, right),
  compare: (c, op, left, right) => floatCompare(c, op, left, right),
  unary: (c, op, value) => {
    if (op === 'invert') return null;
    if (op === 'pos') return value;
    if (value.kind === 'float' && value.constant !== null && !Number.isNaN(value.constant)) return c.floatConstant(-value.constant);
    return c.float(c.emit('neg.f64', [c.toF64(value)]));
  },
  truth: (c, value) => c.bool(c.emit('ne.f64', [c.toF64(value), c.builder.f64(0)])),
});
