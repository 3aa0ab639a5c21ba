// What the generator knows at a place in a program: the variables and their types, the functions and classes that may be called,
// and how often the place is run. Knows no productions.
import type { Expression } from './tree';
import type { Type } from './types';

export interface Variable {
  readonly name: string;
  readonly type: Type;
  /** False for counters of loops that would not end otherwise, and for self. */
  readonly assignable: boolean;
  readonly place: 'local' | 'global' | 'outer';
  /** A counter or another value that stays small. */
  readonly bounded?: boolean;
}

export interface Parameter {
  readonly name: string;
  readonly type: Type;
  readonly default?: Expression;
  /** keyword: by name only; rest: *name; named: **name. The type is that of what the function makes of it. */
  readonly form?: 'keyword' | 'rest' | 'named';
}

/**
 * A function, a method or an operator of the program. Code may call only what has a lower order than itself: so nothing recurses
 * without an end. Methods that override each other have the same order.
 */
export interface Callable {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly returns: Type;
  readonly order: number;
  /** About how many statements one call runs. */
  readonly cost: number;
}

export interface Attribute {
  readonly name: string;
  readonly type: Type;
  /** The class has a value of its own. */
  readonly onClass?: boolean;
}

export interface ClassInfo {
  readonly name: string;
  readonly type: Type;
  readonly base?: ClassInfo;
  /** Of the constructor. */
  readonly parameters: readonly Parameter[];
  readonly attributes: Attribute[];
  readonly methods: Callable[];
  readonly properties: Callable[];
  /** Static and class methods. */
  readonly statics: Callable[];
  /** Names such as __add__. */
  readonly operators: Set<string>;
  /** False until its constructor is written. */
  constructible: boolean;
  readonly slots: boolean;
  /** Its metaclass is one of the program. */
  readonly metaclass: boolean;
}

/** A class and its bases. */
export const lineage = (info: ClassInfo): ClassInfo[] => (info.base ? [info, ...lineage(info.base)] : [info]);

/** What is known of the function that is being written. */
export interface FunctionState {
  readonly order: number;
  /** Undefined in module code, where there is no return. */
  readonly returns?: Type;
  /** What a generator yields. */
  readonly yields?: Type;
  readonly module: boolean;
  /** Nesting of functions. */
  readonly depth: number;
  cost: number;
  readonly limit: number;
  readonly writtenGlobals: Set<string>;
  readonly writtenOuters: Set<string>;
  /** Names that keep their meaning: other functions or loops rely on them. */
  readonly reserved: Set<string>;
}

export interface ScopeSettings {
  readonly fn: FunctionState;
  readonly variables: readonly Variable[];
  /** Functions made inside this function. */
  readonly callables: readonly Callable[];
  /** How often this place is run in one call. */
  readonly factor: number;
  readonly inLoop: boolean;
  /** A loop over a list is running: lists must not grow without a limit. */
  readonly iterates: boolean;
  /** Probability of operations that may raise. */
  readonly risk: number;
  /** In a lambda or comprehension: nothing can be assigned. */
  readonly pure: boolean;
  /** Pairs of a counter and the list of which it is an index. */
  readonly indexes: readonly { readonly index: string; readonly list: string }[];
}

export class Scope {
  readonly variables: Variable[];
  readonly callables: Callable[];

  constructor(readonly settings: ScopeSettings) {
    this.variables = [...settings.variables];
    this.callables = [...settings.callables];
  }

  get fn(): FunctionState {
    return this.settings.fn;
  }

  /** A place inside this one: what is declared there is not known here. */
  inner(changes: Partial<ScopeSettings> = {}, ...more: Variable[]): Scope {
    const hidden = new Set(more.map(({ name }) => name));
    return new Scope({ ...this.settings, callables: this.callables, ...changes, variables: [...this.variables.filter(({ name }) => !hidden.has(name)), ...more] });
  }

  /** A place that is run `turns` times whenever this one is. */
  loop(turns: number, changes: Partial<ScopeSettings>, ...more: Variable[]): Scope {
    return this.inner({ inLoop: true, factor: this.settings.factor * turns, ...changes }, ...more);
  }

  declare(variable: Variable): void {
    const index = this.variables.findIndex(({ name }) => name === variable.name);
    if (index >= 0) this.variables.splice(index, 1);
    this.variables.push(variable);
  }

  ofType(type: Type): Variable[] {
    return this.variables.filter((variable) => variable.type === type);
  }

  /** May `cost` statements more be run here? */
  affords(cost: number): boolean {
    return this.fn.cost + this.settings.factor * cost <= this.fn.limit;
  }

  spend(cost: number): void {
    this.fn.cost += this.settings.factor * cost;
  }

  mayCall(callable: { readonly order: number; readonly cost: number }): boolean {
    return callable.order < this.fn.order && this.affords(callable.cost);
  }
}

/** The state of a function that is about to be written. */
export function newFunction(settings: Pick<FunctionState, 'order' | 'returns' | 'yields' | 'limit'> & Partial<FunctionState>): FunctionState {
  return { module: false, depth: 0, cost: 0, writtenGlobals: new Set(), writtenOuters: new Set(), reserved: new Set(), ...settings };
}
