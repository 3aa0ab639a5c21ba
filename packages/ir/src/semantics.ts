// What the pure ops compute, one line each. The interpreter and constant folding read this table.

import type { OpName } from './ops';

/** An SSA value at run time: i64 as bigint, f64, ref and ptr as number, bool as boolean. */
export type RuntimeValue = bigint | number | boolean;

/** The low 64 bits, signed. */
export const wrap = (value: bigint): bigint => BigInt.asIntN(64, value);
const unsigned = (value: bigint): bigint => BigInt.asUintN(64, value);
const fits = (value: bigint): bigint | undefined => (wrap(value) === value ? value : undefined);

const scratch = new DataView(new ArrayBuffer(8));
export function bitsOfDouble(number: number): bigint {
  scratch.setFloat64(0, number);
  return scratch.getBigInt64(0);
}
export function doubleOfBits(value: bigint): number {
  scratch.setBigInt64(0, value);
  return scratch.getFloat64(0);
}

function floorDivide(a: bigint, b: bigint): bigint | undefined {
  if (b === 0n) return undefined;
  const quotient = a / b;
  return fits(quotient * b !== a && a < 0n !== b < 0n ? quotient - 1n : quotient);
}

type I = bigint;
type F = number;
type B = boolean;

/**
 * By op: the result for these operands. `undefined` = no result: a checked op leaves, an unchecked one must not be
 * run with such operands.
 */
export const semantics: Partial<Record<OpName, (...args: never[]) => RuntimeValue | undefined>> = {
  'add.i64': (a: I, b: I) => wrap(a + b),
  'sub.i64': (a: I, b: I) => wrap(a - b),
  'mul.i64': (a: I, b: I) => wrap(a * b),
  'and.i64': (a: I, b: I) => a & b,
  'or.i64': (a: I, b: I) => a | b,
  'xor.i64': (a: I, b: I) => a ^ b,
  'shl.i64': (a: I, b: I) => (b < 0n || b > 63n ? undefined : wrap(a << b)),
  'sar.i64': (a: I, b: I) => (b < 0n || b > 63n ? undefined : a >> b),
  'shr.i64': (a: I, b: I) => (b < 0n || b > 63n ? undefined : wrap(unsigned(a) >> b)),
  'neg.i64': (a: I) => wrap(-a),
  'not.i64': (a: I) => ~a,
  'floordiv.i64': floorDivide,
  'floormod.i64': (a: I, b: I) => {
    const quotient = floorDivide(a, b);
    return quotient === undefined ? undefined : a - quotient * b;
  },
  'addo.i64': (a: I, b: I) => fits(a + b),
  'subo.i64': (a: I, b: I) => fits(a - b),
  'mulo.i64': (a: I, b: I) => fits(a * b),
  'nego.i64': (a: I) => fits(-a),
  'shlo.i64': (a: I, b: I) => (b < 0n || b > 63n ? undefined : fits(a << b)),

  'add.f64': (a: F, b: F) => a + b,
  'sub.f64': (a: F, b: F) => a - b,
  'mul.f64': (a: F, b: F) => a * b,
  'div.f64': (a: F, b: F) => a / b,
  'neg.f64': (a: F) => -a,
  'abs.f64': (a: F) => Math.abs(a),
  'sqrt.f64': (a: F) => Math.sqrt(a),
  'floor.f64': (a: F) => Math.floor(a),
  'f64.from.i64': (a: I) => Number(a),
  'i64.from.f64': (a: F) => (Number.isFinite(a) ? fits(BigInt(Math.trunc(a))) : undefined),
  'i64.bits.f64': bitsOfDouble,

  'eq.i64': (a: I, b: I) => a === b,
  'ne.i64': (a: I, b: I) => a !== b,
  'lt.i64': (a: I, b: I) => a < b,
  'le.i64': (a: I, b: I) => a <= b,
  'gt.i64': (a: I, b: I) => a > b,
  'ge.i64': (a: I, b: I) => a >= b,
  'ult.i64': (a: I, b: I) => unsigned(a) < unsigned(b),
  'ule.i64': (a: I, b: I) => unsigned(a) <= unsigned(b),
  'eq.f64': (a: F, b: F) => a === b,
  'ne.f64': (a: F, b: F) => a !== b,
  'lt.f64': (a: F, b: F) => a < b,
  'le.f64': (a: F, b: F) => a <= b,
  'gt.f64': (a: F, b: F) => a > b,
  'ge.f64': (a: F, b: F) => a >= b,
  'eq.ref': (a: F, b: F) => a === b,
  'ne.ref': (a: F, b: F) => a !== b,
  'eq.ptr': (a: F, b: F) => a === b,
  'ne.ptr': (a: F, b: F) => a !== b,
  'not.bool': (a: B) => !a,
  'and.bool': (a: B, b: B) => a && b,
  'or.bool': (a: B, b: B) => a || b,
  'i64.from.bool': (a: B) => (a ? 1n : 0n),
  'bool.from.i64': (a: I) => a !== 0n,
  'is.null': (a: F) => a === 0,

  'select.i64': (c: B, a: I, b: I) => (c ? a : b),
  'select.f64': (c: B, a: F, b: F) => (c ? a : b),
  'select.ref': (c: B, a: F, b: F) => (c ? a : b),
  'ptr.from.ref': (a: F) => a,
  'ref.from.ptr': (a: F) => a,
  'i64.from.ptr': (a: F) => BigInt(a),
  'ptr.from.i64': (a: I) => Number(a),
};
