// Arithmetic on bounds of 64-bit integers, in doubles (bigint would be too slow here).
//
// A bound is exact while it is smaller than 2^53; beyond it is rounded outward to one of a few codes. Two codes carry what
// a double cannot: `belowMax` stands for 2^63-2 and `aboveMin` for -2^63+1, which is what `i < n` tells about i, and
// enough to see that i + 1 does not overflow. `max` (2^63) stands for 2^63-1, `min` for -2^63 itself.

export const min = -(2 ** 63);
export const max = 2 ** 63;
export const belowMax = 2 ** 63 - 1024;
export const aboveMin = -(2 ** 63) + 1024;

const exact = 2 ** 53;
// Sums and products are rounded once; only `<` a power of two is certain after that.
const steps = [2 ** 61, 2 ** 62];

/** An upper bound not below `x`. */
export function roundUp(x: number): number {
  if (x < exact) return x > -exact ? x : -exact;
  for (const step of steps) if (x < step) return step;
  return max;
}
/** A lower bound not above `x`. */
export const roundDown = (x: number): number => -roundUp(-x);

/** The sum of two upper bounds; Infinity if it may overflow. */
export function addUpper(a: number, b: number): number {
  if (a < b) return addUpper(b, a);
  if (a === Infinity) return Infinity;
  if (a >= belowMax) {
    if (b < 0) return belowMax;
    if (b === 0) return a;
    return b === 1 && a === belowMax ? max : Infinity;
  }
  const sum = a + b;
  return sum >= max ? Infinity : roundUp(sum);
}
/** The sum of two lower bounds; -Infinity if it may overflow. */
export function addLower(a: number, b: number): number {
  if (a > b) return addLower(b, a);
  if (a === -Infinity) return -Infinity;
  if (a <= aboveMin) {
    if (b > 0) return aboveMin;
    if (b === 0) return a;
    return b === -1 && a === aboveMin ? min : -Infinity;
  }
  const sum = a + b;
  return sum <= min ? -Infinity : roundDown(sum);
}

/** Upper bound of -x for x >= lower. Infinity: overflows. */
export function negateLower(lower: number): number {
  if (lower <= min) return Infinity;
  return lower <= aboveMin ? max : -lower;
}
/** Lower bound of -x for x <= upper. */
export function negateUpper(upper: number): number {
  return upper >= belowMax ? aboveMin : -upper;
}

/** The largest value strictly below an upper bound. */
export function below(upper: number): number {
  if (upper >= max) return belowMax;
  return upper < exact && upper > -exact ? upper - 1 : upper;
}
/** The smallest value strictly above a lower bound. */
export function above(lower: number): number {
  if (lower <= min) return aboveMin;
  return lower > -exact && lower < exact ? lower + 1 : lower;
}

/** The bounds of a constant. */
export function boundsOf(value: bigint): [number, number] {
  const number = Number(value);
  return [roundDown(number), roundUp(number)];
}

/** 2^k - 1 not below `x` (x >= 0): the bound of bitwise operations. */
export function maskAbove(x: number): number {
  if (x < 2 ** 31) return 2 ** (32 - Math.clz32(x)) - 1;
  return x < exact ? exact - 1 : max;
}
