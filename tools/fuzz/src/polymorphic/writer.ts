// Writes expressions and statements of polymorphic programs by drawing from tables of productions. Each program leaves some
// productions out at random. Knows places and what they cost, no production.
import { intText, SMALL_FLOATS, SMALL_INTS } from '../literals';
import type { Random, Weighted } from '../random';
import { code, Size, type Expression, type Statement } from '../tree';
import type { Type } from '../types';
import { FACTS, type Family } from './families';

/** A function of the program; calls go from later ones to earlier ones. */
export interface Defined {
  readonly name: string;
  readonly parameters: readonly Family[];
  readonly returns: Family;
  /** About how many statements one call runs. */
  readonly cost: number;
}

/** Statements run by one call so far, and at most. */
interface Budget {
  cost: number;
  readonly limit: number;
}

/** A place in a function: its variables, and how often it is run in one call. */
export class Place {
  readonly #names: Record<Family, string[]>;

  /** @param simple in a method: nothing that might call it again */
  constructor(names: Readonly<Record<Family, readonly string[]>>, readonly budget: Budget, readonly returns: Family, readonly simple = false, readonly factor = 1, readonly inLoop = false) {
    this.#names = { number: [...names.number], thing: [...names.thing], series: [...names.series], action: [...names.action] };
  }

  names(family: Family): readonly string[] {
    return this.#names[family];
  }

  declare(family: Family, name: string): void {
    if (!this.#names[family].includes(name)) this.#names[family].push(name);
  }

  /** A name that no variable has yet. */
  fresh(family: Family): string {
    const { letter } = FACTS[family];
    for (let number = 0; ; number += 1) if (!this.#names[family].includes(`${letter}${number}`)) return `${letter}${number}`;
  }

  /** A block in this one, run so many times: what is declared there may be unbound behind it, so it is not known there. */
  inner(turns = 1, simple = this.simple): Place {
    return new Place(this.#names, this.budget, this.returns, simple, this.factor * turns, this.inLoop || turns > 1);
  }

  affords(cost: number): boolean {
    return this.budget.cost + this.factor * cost <= this.budget.limit;
  }

  spend(cost: number): void {
    this.budget.cost += this.factor * cost;
  }
}

/** Undefined if it does not fit the place. */
export type Make<T> = (writer: Writer, place: Place, depth: number) => T | undefined;

export interface Production<T> extends Weighted {
  readonly make: Make<T>;
}

export interface Grammar {
  readonly expressions: Readonly<Record<Family, readonly Production<Expression>[]>>;
  readonly tests: readonly Production<Expression>[];
  readonly statements: readonly Production<readonly Statement[]>[];
}

const ATTEMPTS = 6;
const LEFT_OUT = 0.25;

/** An expression of the type, of which nothing is known but that. */
export const text = (type: Type): ReturnType<typeof code> => code(type, Size.bounded);

export class Writer {
  readonly functions: Defined[] = [];
  readonly #leftOut = new Map<unknown, boolean>();

  /** @param classes of things */
  constructor(readonly random: Random, readonly grammar: Grammar, readonly classes: string[]) {}

  #draw<T>(table: readonly Production<T>[], place: Place, depth: number): T | undefined {
    const usable = table.filter((production) => {
      if (!this.#leftOut.has(production)) this.#leftOut.set(production, this.random.chance(LEFT_OUT));
      return !this.#leftOut.get(production);
    });
    for (let attempt = 0; usable.length > 0 && attempt < ATTEMPTS; attempt += 1) {
      const made = this.random.weighted(usable).make(this, place, depth);
      if (made !== undefined) return made;
    }
    return undefined;
  }

  expression(family: Family, place: Place, depth: number): Expression {
    if (depth <= 0 || this.random.chance(0.15)) return this.leaf(family, place);
    return this.#draw(this.grammar.expressions[family], place, depth - 1) ?? this.leaf(family, place);
  }

  number = (place: Place, depth: number): Expression => this.expression('number', place, depth);
  thing = (place: Place, depth: number): Expression => this.expression('thing', place, depth);
  series = (place: Place, depth: number): Expression => this.expression('series', place, depth);
  action = (place: Place, depth: number): Expression => this.expression('action', place, depth);

  test(place: Place, depth: number): Expression {
    if (depth <= 0) return this.leaf('number', place);
    return this.#draw(this.grammar.tests, place, depth - 1) ?? this.leaf('number', place);
  }

  /** A variable, or what needs none. */
  leaf(family: Family, place: Place): Expression {
    const { random } = this;
    const names = place.names(family);
    const { type } = FACTS[family];
    if (names.length > 0 && random.chance(0.92)) return text(type)`${random.pick(names)}`;
    switch (family) {
      case 'number': return this.literal();
      case 'thing': return text(type)`${random.pick(this.classes)}(${this.literal()})`;
      case 'series': return text(type)`${random.pick(['[1, 2]', '(1, 0.5, 2)', 'range(3)'])}`;
      case 'action': return text(type)`${random.pick(['twice', 'clipped', 'abs'])}`;
    }
  }

  literal(): Expression {
    return text(FACTS.number.type)`${this.random.chance(0.6) ? intText(this.random.pick(SMALL_INTS)) : this.random.pick(SMALL_FLOATS)}`;
  }

  /** The number, cut down to one that may be kept from call to call. */
  kept(number: Expression): Expression {
    return text(FACTS.number.type)`(${number} % ${this.random.pick([97, 1009, 10007])})`;
  }

  statements(place: Place, count: number, depth: number): Statement[] {
    const made: Statement[] = [];
    for (let index = 0; index < count && place.affords(1); index += 1) {
      place.spend(1);
      made.push(...(this.#draw(this.grammar.statements, place, depth) ?? []));
    }
    return made;
  }
}
