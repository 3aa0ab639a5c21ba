// Comparisons, conditions, what branches and guards on them.

import { type OpName, opNames } from '../../ops';
import { comparisons } from '../../analysis/relations';
import { Instruction, type Value } from '../../types';
import type { Fold, Folder, Rule, Rules } from './folder';

/** The same comparison with its operands exchanged. */
export const exchanged: Partial<Record<OpName, OpName>> = {
  'lt.i64': 'gt.i64', 'gt.i64': 'lt.i64', 'le.i64': 'ge.i64', 'ge.i64': 'le.i64',
  'lt.f64': 'gt.f64', 'gt.f64': 'lt.f64', 'le.f64': 'ge.f64', 'ge.f64': 'le.f64',
}; // prettier-ignore

/** The comparison that holds exactly if this one does not (doubles may be unordered: only eq and ne). */
const inverted: Partial<Record<OpName, OpName>> = {
  'eq.i64': 'ne.i64', 'ne.i64': 'eq.i64', 'lt.i64': 'ge.i64', 'ge.i64': 'lt.i64', 'gt.i64': 'le.i64', 'le.i64': 'gt.i64',
  'eq.f64': 'ne.f64', 'ne.f64': 'eq.f64', 'eq.ref': 'ne.ref', 'ne.ref': 'eq.ref', 'eq.ptr': 'ne.ptr', 'ne.ptr': 'eq.ptr',
}; // prettier-ignore

/** What ranges say of `a < b`. */
function isBelow(f: Folder, a: Value, b: Value): boolean | undefined {
  if (f.high(a) < f.low(b)) return true;
  return f.low(a) >= f.high(b) ? false : undefined;
}
const not = (answer: boolean | undefined): boolean | undefined => (answer === undefined ? undefined : !answer);

function areEqual(f: Folder, a: Value, b: Value): boolean | undefined {
  if (f.high(a) < f.low(b) || f.high(b) < f.low(a)) return false;
  const exact = f.low(a) === f.high(a) && Math.abs(f.low(a)) < 2 ** 53;
  return exact && f.low(b) === f.low(a) && f.high(b) === f.low(a) ? true : undefined;
}

/** Unsigned: the same as signed if neither can be negative. */
function unsigned(f: Folder, a: Value, b: Value, signed: boolean | undefined): boolean | undefined {
  return f.low(a) >= 0 && f.low(b) >= 0 ? signed : undefined;
}

const byRange: Partial<Record<OpName, (f: Folder, a: Value, b: Value) => boolean | undefined>> = {
  'eq.i64': areEqual,
  'ne.i64': (f, a, b) => not(areEqual(f, a, b)),
  'lt.i64': isBelow,
  'ge.i64': (f, a, b) => not(isBelow(f, a, b)),
  'gt.i64': (f, a, b) => isBelow(f, b, a),
  'le.i64': (f, a, b) => not(isBelow(f, b, a)),
  // 0 <= a < b, with b whatever: then b is positive too.
  'ult.i64': (f, a, b) => (f.low(a) >= 0 && f.isLess(a, b) ? true : unsigned(f, a, b, isBelow(f, a, b))),
  'ule.i64': (f, a, b) => (f.low(a) >= 0 && f.isLess(a, b) ? true : unsigned(f, a, b, not(isBelow(f, b, a)))),
};

type Operands = (f: Folder, args: readonly Value[]) => readonly Value[];
const all: Operands = (_, args) => args;
const first: Operands = (_, [a]) => [a];

/** The operands that a result has its range from (see analysis/transfer.ts). */
const boundedBy: Partial<Record<OpName, Operands>> = {
  'add.i64': all, 'sub.i64': all, 'mul.i64': all, 'neg.i64': all, 'shl.i64': all, 'or.i64': all, 'xor.i64': all,
  'addo.i64': all, 'subo.i64': all, 'mulo.i64': all, 'nego.i64': all, 'shlo.i64': all,
  'sar.i64': first,
  'floordiv.i64': first,
  'shr.i64': (f, [a]) => (f.low(a) >= 0 ? [a] : []),
  'floormod.i64': (f, [a, b]) => (f.low(a) >= 0 && f.high(a) < f.high(b) ? [a] : [b]),
  'and.i64': (f, args) => args.filter((arg) => f.low(arg) >= 0).sort((one, other) => f.high(one) - f.high(other)).slice(0, 1),
  'select.i64': (_, [, a, b]) => [a, b],
}; // prettier-ignore

/** So many values are looked at. */
const MOST = 32;

/**
 * Whether the range of a value may come from nothing but the 64 bits of what it is computed from. Then a check that the number has no
 * more (unbox.int, addo.i64) decides with it, and must not become needless: `x >> 112 != 5` holds for all 64-bit numbers.
 */
function restsOnWidth(f: Folder, value: Value, seen = new Set<Value>()): boolean {
  if (f.constant(value) !== undefined || seen.has(value)) return false;
  if (f.low(value) <= -(2 ** 63) || f.high(value) >= 2 ** 63) return true;
  const { definition } = value;
  const operands = definition ? (boundedBy[definition.op]?.(f, definition.args) ?? []) : f.incoming(value);
  if (seen.add(value).size > MOST) return operands.length > 0;
  return operands.some((operand) => restsOnWidth(f, operand, seen));
}

const compare: Rule = (i, f) => {
  const { op } = i;
  const [a, b] = i.args;
  const relation = comparisons[op];
  if (a === b && relation && a.type !== 'f64') return f.bool((relation.holds & 2) !== 0);
  const decided = byRange[op]?.(f, a, b);
  if (decided !== undefined && !(a.type === 'i64' && (restsOnWidth(f, a) || restsOnWidth(f, b)))) return f.bool(decided);
  // Comparing a condition made a number with 0 or 1.
  const condition = f.from(a, 'i64.from.bool')?.args[0];
  const constant = condition && f.constant(b);
  if (condition && (op === 'eq.i64' || op === 'ne.i64') && (constant === 0n || constant === 1n)) {
    return (op === 'eq.i64') === (constant === 1n) ? condition : f.become(i, 'not.bool', [condition]);
  }
  return undefined;
};

const logic =
  (neutral: boolean): Rule =>
  ({ args }, f) => {
    const [a, b] = args;
    if (a === b) return a;
    for (const [one, other] of [[a, b], [b, a]]) {
      const constant = f.constant(one) ?? f.known(one);
      if (constant !== undefined) return constant === neutral ? other : f.bool(!neutral);
    }
    return undefined;
  };

const select: Rule = ({ args: [condition, a, b] }, f) => {
  if (a === b) return a;
  const known = f.constant(condition) ?? f.known(condition);
  return known === undefined ? undefined : known ? a : b;
};

/** The condition without its negations. */
function withoutNot(f: Folder, condition: Value): { condition: Value; negated: boolean } {
  let negated = false;
  for (let inner = f.from(condition, 'not.bool'); inner; inner = f.from(condition, 'not.bool')) {
    condition = inner.args[0];
    negated = !negated;
  }
  return { condition, negated };
}

const guard =
  (wanted: boolean): Rule =>
  (i, f) => {
    const known = f.constant(i.args[0]) ?? f.known(i.args[0]);
    if (known === wanted) return null;
    if (known !== undefined) return new Instruction('exit', [], {}, null, i.exit);
    const { condition, negated } = withoutNot(f, i.args[0]);
    if (condition === i.args[0]) return undefined;
    return f.become(i, wanted !== negated ? 'guard.true' : 'guard.false', [condition]);
  };

const branch: Rule = (i, f) => {
  const [then, otherwise] = i.targets;
  const known = f.constant(i.args[0]) ?? f.known(i.args[0]);
  if (known !== undefined) return new Instruction('jump', [], {}, null, null, [known ? then : otherwise]);
  if (then.block === otherwise.block && then.args.every((arg, index) => arg === otherwise.args[index])) {
    return new Instruction('jump', [], {}, null, null, [then]);
  }
  const { condition, negated } = withoutNot(f, i.args[0]);
  if (condition === i.args[0]) return undefined;
  return new Instruction('branch', [condition], {}, null, null, negated ? [otherwise, then] : [then, otherwise]);
};

const negate: Rule = (i, f): Fold => {
  const inner = i.args[0].definition;
  if (inner?.op === 'not.bool') return inner.args[0];
  const op = inner && inverted[inner.op];
  return op ? f.become(i, op, [...inner.args]) : undefined;
};

export const conditionRules: Rules = {
  ...Object.fromEntries(opNames.filter((op) => comparisons[op]).map((op) => [op, compare])),
  'not.bool': negate,
  'and.bool': logic(true),
  'or.bool': logic(false),
  'bool.from.i64': ({ args: [a] }, f) => {
    if (f.low(a) > 0 || f.high(a) < 0) return f.bool(true);
    return f.from(a, 'i64.from.bool')?.args[0];
  },
  'select.i64': select,
  'select.f64': select,
  'select.ref': select,
  'guard.true': guard(true),
  'guard.false': guard(false),
  branch,
};
