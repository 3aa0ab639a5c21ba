// Makes the expressions and statements of one program by drawing from the tables of productions. Each program leaves some
// productions out at random, so that the others meet more often.
import { BYTE_STRINGS, EDGE_FLOATS, EDGE_INTS, intText, KEYS, SMALL_FLOATS, SMALL_INTS, STRINGS } from './literals';
import type { Random, Weighted } from './random';
import { lineage, type Attribute, type Callable, type ClassInfo, type Scope, type Variable } from './scope';
import { code, sequence, Size, withSize, type Expression, type Statement } from './tree';
import { BOOL, BYTES, FLOAT, INT, listOf, NONE, NUMBER, setOf, STR, tupleOf, dictOf, type Kind, type Type } from './types';

export interface ExpressionProduction extends Weighted {
  /** Undefined if it does not fit the place. */
  readonly make: (maker: Maker, scope: Scope, depth: number, type: Type) => Expression | undefined;
}

export interface StatementProduction extends Weighted {
  readonly name: string;
  readonly make: (maker: Maker, scope: Scope, depth: number) => readonly Statement[] | undefined;
}

export interface Productions {
  readonly expressions: Readonly<Record<Kind, readonly ExpressionProduction[]>>;
  readonly statements: readonly StatementProduction[];
}

/** How much a program has of everything. */
export interface ProgramSize {
  /** Global variables to begin with, at most. */
  readonly globals: number;
  /** Functions, classes and so on: at least and at most. */
  readonly entities: readonly [number, number];
  /** Of one function. */
  readonly statements: readonly [number, number];
  /** Of blocks in blocks. */
  readonly depth: number;
  /** About how many statements the rounds of one check may run, at scale 1; and rounds at most. */
  readonly checkCost: number;
  readonly rounds: number;
}

const ATTEMPTS = 8;
const LEFT_OUT = 0.25;
const NAMES = ['a', 'b', 'c', 'd', 'e', 'h', 'i', 'j', 'k', 'n', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w'];
const MASKS = [255, 65535, 2 ** 30 - 1, 2 ** 32 - 1].map(BigInt).concat([62n, 63n, 64n, 70n].map((exponent) => 2n ** exponent - 1n));
const MODULI = [7n, 97n, 1000003n, 2n ** 61n - 1n, -13n, 2n ** 64n];

export class Maker {
  readonly classes: ClassInfo[] = [];
  readonly functions: Callable[] = [];
  /** Generator functions; `returns` is the type of what they yield. */
  readonly generators: Callable[] = [];
  readonly globals: Variable[] = [];
  /** Functions without arguments that change what compiled code may have relied on. */
  readonly disruptors: string[] = [];
  /** Parts of the prelude that the program needs. */
  readonly needs = new Set<string>();
  readonly #leftOut = new Map<unknown, boolean>();
  readonly #orders = new Map<string, number>();
  #lastOrder = 0;
  /** How deep expressions are nested, at most. */
  readonly depth: number;

  constructor(readonly random: Random, private readonly productions: Productions, readonly size: ProgramSize) {
    this.depth = random.pick([1, 2, 2, 3]);
  }

  /** The order of a function or method name: see Callable. */
  orderOf(name: string): number {
    if (!this.#orders.has(name)) this.#orders.set(name, (this.#lastOrder += 1));
    return this.#orders.get(name)!;
  }

  classOf(type: Type): ClassInfo {
    return this.classes.find((info) => info.type === type)!;
  }

  #usable<T extends Weighted>(table: readonly T[]): T[] {
    return table.filter((production) => {
      if (!this.#leftOut.has(production)) this.#leftOut.set(production, this.random.chance(LEFT_OUT));
      return !this.#leftOut.get(production);
    });
  }

  expression(type: Type, scope: Scope, depth: number): Expression {
    if (depth <= 0 || this.random.chance(0.2)) return this.leaf(type, scope);
    const table = this.#usable(this.productions.expressions[type.kind]);
    for (let attempt = 0; table.length > 0 && attempt < ATTEMPTS; attempt += 1) {
      const made = this.random.weighted(table).make(this, scope, depth - 1, type);
      if (made) return made;
    }
    return this.leaf(type, scope);
  }

  /** What a comprehension goes through: nothing can be assigned there. */
  iterable = (type: Type, scope: Scope, depth: number): Expression => this.expression(type, scope.inner({ pure: true }), depth);

  int = (scope: Scope, depth: number): Expression => this.expression(INT, scope, depth);
  float = (scope: Scope, depth: number): Expression => this.expression(FLOAT, scope, depth);
  bool = (scope: Scope, depth: number): Expression => this.expression(BOOL, scope, depth);
  str = (scope: Scope, depth: number): Expression => this.expression(STR, scope, depth);

  read(variable: Variable): Expression {
    const size = variable.place === 'global' || variable.bounded ? Size.bounded : Size.local;
    return code(variable.type, size)`${variable.name}`;
  }

  leaf(type: Type, scope: Scope): Expression {
    const variables = scope.ofType(type);
    if (variables.length && this.random.chance(0.85)) return this.read(this.random.pick(variables));
    return (type.kind === 'bool' && this.#simpleTest(scope)) || this.literal(type, scope);
  }

  /** A comparison with a variable: better than True, which removes the branch. */
  #simpleTest(scope: Scope): Expression | undefined {
    const variables = scope.variables.filter(({ type }) => [INT, FLOAT, STR, NUMBER].includes(type));
    if (variables.length === 0) return undefined;
    const variable = this.random.pick(variables);
    const other = this.random.pick(variables.filter(({ type }) => type === variable.type));
    return code(BOOL, Size.bounded)`(${variable.name} ${this.random.pick(['<', '>', '==', '!=', '<='])} ${other === variable ? this.literal(variable.type, scope) : this.read(other)})`;
  }

  literal(type: Type, scope: Scope): Expression {
    const { random } = this;
    const text = (value: string): Expression => code(type, Size.bounded)`${value}`;
    const several = (least: number, item: () => Expression): Expression[] => Array.from({ length: random.between(least, 5) }, item);
    switch (type.kind) {
      case 'int': return text(random.chance(0.75) ? intText(random.chance(0.7) ? random.pick(SMALL_INTS) : random.between(-100, 1000)) : intText(random.pick(EDGE_INTS)));
      case 'float': return text(random.pick(random.chance(0.75) ? SMALL_FLOATS : EDGE_FLOATS));
      case 'bool': return text(random.pick(['True', 'False']));
      case 'str': return text(`'${random.pick(STRINGS)}'`);
      case 'none': return text('None');
      case 'number': return withSize(this.literal(random.pick([INT, FLOAT]), scope), Size.bounded, type);
      case 'any': return withSize(this.literal(random.pick([INT, FLOAT, STR, BOOL, NONE, listOf(INT), tupleOf(INT, STR)]), scope), Size.bounded, type);
      case 'list': return sequence(type, '[', several(random.chance(0.05) ? 0 : 2, () => this.literal(type.item!, scope)), ']');
      case 'tuple': return sequence(type, '(', type.items!.map((item) => this.literal(item, scope)), type.items!.length === 1 ? ',)' : ')');
      case 'set': return sequence(type, '{', several(1, () => code(type.item!, Size.bounded)`${type.item === STR ? `'${random.pick(KEYS)}'` : random.below(9)}`), '}');
      case 'bytes': return text(random.pick(BYTE_STRINGS));
      case 'dict': {
        const keys = [...new Set(several(2, () => code(type.key!, Size.bounded)`${type.key === STR ? `'${random.pick(KEYS)}'` : random.below(6)}`).map(({ pieces }) => pieces.join('')))];
        return sequence(type, '{', keys.map((key) => code(type.item!, Size.bounded)`${key}: ${this.literal(type.item!, scope)}`), '}');
      }
      case 'callable': {
        const name = this.freshName(scope);
        const inside = scope.inner({ pure: true, risk: 0 }, { name, type: INT, assignable: false, place: 'local' });
        return code(type, Size.bounded)`(lambda ${name}: ${this.bounded(this.leafArithmetic(inside), Size.bounded)})`;
      }
      case 'object': return this.construct(type, scope);
    }
  }

  /** A small int expression without calls, for functions that may be called from anywhere. */
  leafArithmetic(scope: Scope): Expression {
    const operator = this.random.pick(['+', '-', '*', '^', '&']);
    const [left, right] = [this.leaf(INT, scope), this.literal(INT, scope)];
    return code(INT, operator === '*' ? Size.exponential : Size.local)`(${left} ${operator} ${right})`;
  }

  /** A new object of the class or of a class derived from it. */
  construct(type: Type, scope: Scope): Expression {
    const fitting = this.classes.filter((info) => info.constructible && lineage(info).some((each) => each.type === type));
    if (fitting.length === 0) {
      const variable = scope.ofType(type)[0];
      return variable ? this.read(variable) : code(type, Size.bounded)`None`;
    }
    const info = this.random.pick(fitting);
    return sequence(type, `${info.name}(`, info.parameters.map((parameter) => this.bounded(this.leaf(parameter.type, scope), Size.bounded)), ')');
  }

  /** Whether to log something here: less often, the more often the place runs. At `turns` turns it is one time in two. */
  logs(scope: Scope, turns: number): boolean {
    return this.random.chance(turns / (turns + scope.settings.factor));
  }

  /** The expression, cut down if it may be larger than `limit`. */
  bounded(expression: Expression, limit: Size): Expression {
    if (expression.size <= limit) return expression;
    const { type } = expression;
    const { random } = this;
    switch (type.kind) {
      case 'int': return random.chance(0.6) ? code(type, Size.bounded)`(${expression} & ${String(random.pick(MASKS))})` : code(type, Size.bounded)`(${expression} % ${intText(random.pick(MODULI))})`;
      case 'number': return code(type, Size.bounded)`(${expression} % ${intText(random.pick(MODULI))})`;
      case 'str': case 'list': case 'bytes': return random.chance(0.5) ? code(type, Size.bounded)`${expression}[:${random.between(6, 14)}]` : code(type, Size.bounded)`${expression}[-${random.between(6, 14)}:]`;
      default: return expression;
    }
  }

  /** What may be stored where other functions find it: attributes, items, globals, arguments, results. */
  stored(type: Type, scope: Scope, depth: number): Expression {
    return this.bounded(this.expression(type, scope, depth), Size.bounded);
  }

  /** A name that hides nothing that is needed; it may have been in use elsewhere in the function, with another type. */
  freshName(scope: Scope): string {
    const used = new Set([...scope.variables.map(({ name }) => name), ...scope.fn.reserved]);
    const free = NAMES.filter((name) => !used.has(name));
    if (free.length) return this.random.pick(free);
    for (let number = 1; ; number += 1) if (!used.has(`x${number}`)) return `x${number}`;
  }

  /** Several of them, all different; undefined if that did not come about. */
  freshNames<Names extends readonly string[]>(scope: Scope, count: Names['length']): Names | undefined {
    const names = Array.from({ length: count }, () => this.freshName(scope));
    return new Set(names).size === count ? (names as readonly string[] as Names) : undefined;
  }

  /** The attributes that can be reached through variables, as text, with the variable and what is known of the attribute. */
  attributes(scope: Scope): { readonly text: string; readonly variable: Variable; readonly attribute: Attribute }[] {
    return scope.variables.filter(({ type }) => type.kind === 'object').flatMap((variable) =>
      lineage(this.classOf(variable.type)).flatMap((info) => info.attributes.map((attribute) => ({ text: `${variable.name}.${attribute.name}`, variable, attribute }))));
  }

  /** A type for a new variable. */
  variableType(): Type {
    const { random } = this;
    const scalar = (): Type => random.pick([INT, INT, INT, FLOAT, FLOAT, STR, BOOL, NUMBER]);
    const roll = random.below(20);
    if (roll < 12) return scalar();
    if (roll < 15) return listOf(random.pick([INT, INT, FLOAT, FLOAT, STR, NUMBER, listOf(random.pick([INT, FLOAT]))]));
    if (roll < 16) return tupleOf(scalar(), scalar());
    if (roll < 17) return random.chance(0.5) ? dictOf(random.pick([INT, STR]), random.pick([INT, FLOAT, STR, listOf(INT)])) : random.chance(0.7) ? setOf(random.pick([INT, STR])) : BYTES;
    const classes = this.classes.filter(({ constructible }) => constructible);
    if (classes.length) return roll < 19 ? random.pick(classes).type : listOf(random.pick(classes).type);
    return scalar();
  }

  statements(scope: Scope, count: number, depth: number): Statement[] {
    const made: Statement[] = [];
    const table = this.#usable(this.productions.statements);
    for (let index = 0; index < count && scope.affords(1); index += 1) {
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        const statements = this.random.weighted(table).make(this, scope, depth);
        if (!statements) continue;
        scope.spend(statements.length);
        made.push(...statements);
        break;
      }
    }
    return made;
  }
}
