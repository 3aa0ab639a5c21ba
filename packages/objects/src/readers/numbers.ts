// int, float and complex.
import { Inconsistent } from '../errors';
import type { Target } from '../target';

/** Digits of the longest int that is believed: 2.5 million decimal digits. */
const MOST_DIGITS = 1 << 18;

/** Sign and number of digits: ob_size up to 3.11 (longintrepr.h), lv_tag since 3.12 (pycore_long.h). */
export function longShape(target: Target, address: number): { sign: -1 | 0 | 1; digits: number } {
  const { memory, layout } = target;
  const { PyLong_NON_SIZE_BITS: shift, PyLong_SIGN_MASK: mask } = layout.constants;
  let digits: number;
  let sign: -1 | 0 | 1;
  if (shift === undefined || mask === undefined) {
    const size = memory.ssize(address + layout.PyVarObject.ob_size);
    digits = Math.abs(size);
    sign = size < 0 ? -1 : size > 0 ? 1 : 0;
  } else {
    const tag = memory.ptr(address + layout.PyLongObject.lv_tag!);
    sign = (1 - (tag % (mask + 1))) as -1 | 0 | 1;
    digits = sign === 0 ? 0 : Math.floor(tag / 2 ** shift);
  }
  if (digits > MOST_DIGITS) throw new Inconsistent(`int of ${digits} digits`, address);
  return { sign, digits };
}

/** The value of an int (or bool, or instance of a subclass). */
export function readLong(target: Target, address: number): bigint {
  const { memory, layout } = target;
  const { sign, digits } = longShape(target, address);
  const first = address + layout.PyLongObject.ob_digit;
  if (digits <= 1) return digits === 0 ? 0n : BigInt(sign * memory.u32(first));
  const shift = BigInt(layout.constants.PyLong_SHIFT);
  let value = 0n;
  for (let index = digits - 1; index >= 0; index--) value = (value << shift) | BigInt(memory.u32(first + index * 4));
  return sign < 0 ? -value : value;
}

/** The value of a float. */
export function readFloat(target: Target, address: number): number {
  return target.memory.f64(address + target.layout.PyFloatObject.ob_fval);
}

/** The value of a complex. */
export function readComplex(target: Target, address: number): { real: number; imaginary: number } {
  const { real, imag } = target.layout.PyComplexObject;
  return { real: target.memory.f64(address + real), imaginary: target.memory.f64(address + imag) };
}
