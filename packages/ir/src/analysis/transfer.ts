// The range of each integer op's result from the ranges of its operands. A table; see interval.ts for the bounds.

import type { OpName } from '../ops';
import type { Instruction } from '../types';
import { addLower, addUpper, boundsOf, max, maskAbove, min, negateLower, negateUpper, roundDown, roundUp } from './interval';

/** What rules may ask: bounds of operands. */
export interface Bounds {
  low(id: number): number;
  high(id: number): number;
}

/** Results are left here, to allocate nothing; `overflows`: the exact result may not fit. */
export const out = { low: min, high: max, overflows: true };

function set(low: number, high: number): void {
  out.overflows = !(low >= min && high <= max);
  if (out.overflows) {
    out.low = min;
    out.high = max;
  } else {
    out.low = low;
    out.high = high;
  }
}

/** Checked ops leave when the result does not fit, so what remains fits: keep the half that is known. */
function setChecked(low: number, high: number): void {
  out.overflows = !(low >= min && high <= max);
  out.low = low >= min ? low : min;
  out.high = high <= max ? high : max;
}

type Rule = (instruction: Instruction, bounds: Bounds) => void;
type Assign = (low: number, high: number) => void;

const sum = (assign: Assign): Rule => ({ args: [a, b] }, r) => assign(addLower(r.low(a.id), r.low(b.id)), addUpper(r.high(a.id), r.high(b.id)));

const difference = (assign: Assign): Rule => ({ args: [a, b] }, r) => {
  // x - x and the like are algebra's; -min overflows, unless what it is added to is negative: left out.
  assign(addLower(r.low(a.id), negateUpper(r.high(b.id))), addUpper(r.high(a.id), negateLower(r.low(b.id))));
};

function widest(p: number, q: number, s: number, t: number, assign: Assign): void {
  const low = Math.min(p, q, s, t);
  const high = Math.max(p, q, s, t);
  assign(low > min ? roundDown(low) : -Infinity, high < max ? roundUp(high) : Infinity);
}

const product = (assign: Assign): Rule => ({ args: [a, b] }, r) => {
  const [al, ah, bl, bh] = [r.low(a.id), r.high(a.id), r.low(b.id), r.high(b.id)];
  widest(al * bl, al * bh, ah * bl, ah * bh, assign);
};

const negation = (assign: Assign): Rule => ({ args: [a] }, r) => assign(negateUpper(r.high(a.id)), negateLower(r.low(a.id)));

const shiftLeft = (assign: Assign): Rule => ({ args: [a, b] }, r) => {
  const [low, high] = [r.low(b.id), r.high(b.id)];
  if (!(low >= 0 && high <= 63)) return assign(-Infinity, Infinity);
  const [al, ah] = [r.low(a.id), r.high(a.id)];
  widest(al * 2 ** low, al * 2 ** high, ah * 2 ** low, ah * 2 ** high, assign);
};

const constant = (low: number, high: number): Rule => () => set(low, high);

/** Floors of quotients by a positive divisor. */
function divide(low: number, high: number, leastDivisor: number, mostDivisor: number): void {
  const down = Math.floor(low >= 0 ? low / mostDivisor : low / leastDivisor);
  const up = Math.floor(high >= 0 ? high / leastDivisor : high / mostDivisor);
  // Quotients of rounded bounds may be off by one.
  set(roundDown(low <= -(2 ** 53) ? down - 1 : down), high >= 2 ** 53 ? roundUp(up + 1) : up);
}

const divideRule: Rule = ({ args: [a, b] }, r) => {
  if (r.low(b.id) < 1) return set(min, max);
  divide(r.low(a.id), r.high(a.id), r.low(b.id), r.high(b.id));
};

const rules: Partial<Record<OpName, Rule>> = {
  'const.i64': ({ attributes }) => set(...boundsOf(attributes.value ?? 0n)),
  'add.i64': sum(set),
  'sub.i64': difference(set),
  'mul.i64': product(set),
  'neg.i64': negation(set),
  'addo.i64': sum(setChecked),
  'subo.i64': difference(setChecked),
  'mulo.i64': product(setChecked),
  'nego.i64': negation(setChecked),
  'shlo.i64': shiftLeft(setChecked),
  'shl.i64': shiftLeft(set),
  'sar.i64': ({ args: [a, b] }, r) => {
    if (r.low(b.id) < 0 || r.high(b.id) > 63) return set(min, max);
    divide(r.low(a.id), r.high(a.id), 2 ** r.low(b.id), 2 ** r.high(b.id));
  },
  'shr.i64': ({ args: [a, b] }, r) => {
    if (r.low(b.id) < 0 || r.high(b.id) > 63) return set(min, max);
    if (r.low(a.id) >= 0) return divide(r.low(a.id), r.high(a.id), 2 ** r.low(b.id), 2 ** r.high(b.id));
    const bits = 64 - r.low(b.id);
    set(bits < 64 ? 0 : min, bits <= 53 ? 2 ** bits - 1 : max);
  },
  'and.i64': ({ args: [a, b] }, r) => {
    const most = Math.min(r.low(a.id) >= 0 ? r.high(a.id) : max, r.low(b.id) >= 0 ? r.high(b.id) : max);
    const nonNegative = r.low(a.id) >= 0 || r.low(b.id) >= 0;
    set(nonNegative ? 0 : min, nonNegative ? most : max);
  },
  'or.i64': ({ args: [a, b] }, r) => {
    if (r.low(a.id) < 0 || r.low(b.id) < 0) return set(min, max);
    set(Math.max(r.low(a.id), r.low(b.id)), maskAbove(Math.max(r.high(a.id), r.high(b.id))));
  },
  'xor.i64': ({ args: [a, b] }, r) => {
    if (r.low(a.id) < 0 || r.low(b.id) < 0) return set(min, max);
    set(0, maskAbove(Math.max(r.high(a.id), r.high(b.id))));
  },
  'floordiv.i64': divideRule,
  'floormod.i64': ({ args: [a, b] }, r) => {
    if (r.low(b.id) < 1) return set(min, max);
    const most = r.high(b.id) < 2 ** 53 ? r.high(b.id) - 1 : r.high(b.id);
    set(0, r.low(a.id) >= 0 ? Math.min(most, r.high(a.id)) : most);
  },
  'select.i64': ({ args: [, a, b] }, r) => set(Math.min(r.low(a.id), r.low(b.id)), Math.max(r.high(a.id), r.high(b.id))),
  'i64.from.bool': constant(0, 1),
  'load.u8': constant(0, 255),
  'load.u16': constant(0, 65535),
  'load.u32': constant(0, 2 ** 32 - 1),
  'load.i8': constant(-128, 127),
  'load.i32': constant(-(2 ** 31), 2 ** 31 - 1),
  // PyList_New and list_resize refuse sizes above PY_SSIZE_T_MAX / 8 (CPython 3.11, Objects/listobject.c).
  'load.i64': ({ attributes }) => (attributes.memory === 'list.size' ? set(0, 2 ** 60) : set(min, max)),
};

/** Computes the range of an i64 result into `out`. */
export function transfer(instruction: Instruction, bounds: Bounds): void {
  const rule = rules[instruction.op];
  if (rule) rule(instruction, bounds);
  else set(min, max);
}
