// What is known of conditions at a point of a walk over the dominator tree: each pair of values has a set of possible
// relations (less, equal, greater, unordered), narrowed by branches taken and guards passed.

import type { OpName } from '../ops';
import type { Value } from '../types';

const less = 1;
const equal = 2;
const greater = 4;
const unordered = 8;
const ordered = less | equal | greater;

interface Comparison {
  /** The relations under which it holds. */
  holds: number;
  /** All relations that there are between such values. */
  universe: number;
  unsigned: number;
}
const comparison = (holds: number, universe = ordered, unsigned = 0): Comparison => ({ holds, universe, unsigned });
const any = ordered | unordered;

/** Every comparison, as a set of relations. */
export const comparisons: Partial<Record<OpName, Comparison>> = {
  'eq.i64': comparison(equal),
  'ne.i64': comparison(less | greater),
  'lt.i64': comparison(less),
  'le.i64': comparison(less | equal),
  'gt.i64': comparison(greater),
  'ge.i64': comparison(greater | equal),
  'ult.i64': comparison(less, ordered, 1),
  'ule.i64': comparison(less | equal, ordered, 1),
  'eq.f64': comparison(equal, any),
  'ne.f64': comparison(less | greater | unordered, any),
  'lt.f64': comparison(less, any),
  'le.f64': comparison(less | equal, any),
  'gt.f64': comparison(greater, any),
  'ge.f64': comparison(greater | equal, any),
  'eq.ref': comparison(equal),
  'ne.ref': comparison(less | greater),
  'eq.ptr': comparison(equal),
  'ne.ptr': comparison(less | greater),
};

const mirror = (set: number): number => (set & (equal | unordered)) | (set & less ? greater : 0) | (set & greater ? less : 0);

export class Relations {
  private readonly possible = new Map<number, number>();
  private readonly undoKeys: number[] = [];
  private readonly undoSets: (number | undefined)[] = [];

  /** A point to roll back to. */
  mark(): number {
    return this.undoKeys.length;
  }
  rollBack(mark: number): void {
    while (this.undoKeys.length > mark) {
      const key = this.undoKeys.pop() as number;
      const set = this.undoSets.pop();
      if (set === undefined) this.possible.delete(key);
      else this.possible.set(key, set);
    }
  }

  private narrow(key: number, set: number): void {
    const old = this.possible.get(key);
    const now = old === undefined ? set : old & set;
    if (now === old) return;
    this.undoKeys.push(key);
    this.undoSets.push(old);
    this.possible.set(key, now);
  }

  // Keys below 0 are single conditions; their sets are `equal` (true) and `greater` (false).
  private pairKey(a: number, b: number, unsigned: number): number {
    return (a * 2 ** 24 + b) * 2 + unsigned;
  }

  private narrowPair(a: number, b: number, unsigned: number, set: number): void {
    if (a <= b) this.narrow(this.pairKey(a, b, unsigned), set);
    else this.narrow(this.pairKey(b, a, unsigned), mirror(set));
  }

  /** The relations that may hold between two values. */
  between(a: number, b: number, unsigned = 0): number {
    if (a <= b) return this.possible.get(this.pairKey(a, b, unsigned)) ?? any;
    return mirror(this.possible.get(this.pairKey(b, a, unsigned)) ?? any);
  }

  /** Whether `a < b`, signed, is certain. */
  isLess(a: number, b: number): boolean {
    return (this.between(a, b) & ~less) === 0;
  }

  /** Takes a condition for true or false from here on; `resolve` finds what values were replaced by. */
  assume(condition: Value, holds: boolean, resolve: (value: Value) => Value): void {
    this.narrow(-1 - condition.id, holds ? equal : greater);
    const definition = condition.definition;
    if (!definition) return;
    const { op, args } = definition;
    const relation = comparisons[op];
    if (relation) {
      const set = holds ? relation.holds : relation.universe & ~relation.holds;
      this.narrowPair(resolve(args[0]).id, resolve(args[1]).id, relation.unsigned, set);
    } else if (op === 'not.bool') this.assume(resolve(args[0]), !holds, resolve);
    else if (holds ? op === 'and.bool' : op === 'or.bool') for (const arg of args) this.assume(resolve(arg), holds, resolve);
  }

  /** Whether a condition is known; undefined if not. */
  known(condition: Value, resolve: (value: Value) => Value): boolean | undefined {
    const single = this.possible.get(-1 - condition.id);
    if (single !== undefined) return (single & equal) !== 0;
    const definition = condition.definition;
    if (!definition) return undefined;
    const relation = comparisons[definition.op];
    if (!relation) return undefined;
    const a = resolve(definition.args[0]).id;
    const b = resolve(definition.args[1]).id;
    const set = this.between(a, b, relation.unsigned) & relation.universe;
    if ((set & ~relation.holds) === 0) return true;
    return (set & relation.holds) === 0 ? false : undefined;
  }
}
