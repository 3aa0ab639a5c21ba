// Productions that fit every type: variables, what is found in them, calls, conditional expressions.
import type { ExpressionProduction, Maker } from '../maker';
import { OPERATORS, SAME } from '../operators';
import { lineage, type Callable, type Parameter, type Scope, type Variable } from '../scope';
import { code, Size, withSize, type Expression, type Piece } from '../tree';
import { FLOAT, INT, NUMBER, STR, type Type } from '../types';

/** May a value of type `found` stand where `wanted` is expected? */
const fits = (found: Type, wanted: Type): boolean => found === wanted || wanted.kind === 'any' || (wanted === NUMBER && (found === INT || found === FLOAT));

const joined = (items: readonly (readonly Piece[])[]): Piece[] => items.flatMap((item, index) => (index ? [', ', ...item] : item));

/** What goes to *rest: one after the other, or from a sequence. */
function restArguments(maker: Maker, scope: Scope, { type }: Parameter): Piece[][] {
  const { random } = maker;
  const items = Array.from({ length: random.below(4) }, (): Piece[] => [maker.stored(type.item!, scope, 1)]);
  return random.chance(0.6) ? items : [[random.pick(['*[', '*(']), ...joined(items)]].map((item) => [...item, item[0] === '*[' ? ']' : items.length === 1 ? ',)' : ')']);
}

/** The arguments of a call: by position, by keyword, from sequences and dicts, or left to their defaults. With `changed`, some are what that makes of them. */
export function callArguments(maker: Maker, scope: Scope, depth: number, { parameters }: Pick<Callable, 'parameters'>, changed?: (value: Expression, type: Type) => Expression): Expression {
  const { random } = maker;
  const positional: Piece[][] = [];
  const named: { readonly name: string; readonly value: Expression }[] = [];
  const given = ({ type }: Parameter): Expression => {
    const value = maker.stored(type, scope, depth);
    return changed && random.chance(0.6) ? changed(value, type) : value;
  };
  let byName = false;
  for (const parameter of parameters) {
    const { name, form } = parameter;
    if (form === 'rest') {
      if (!byName) positional.push(...restArguments(maker, scope, parameter));
    } else if (form === 'named') {
      for (let index = random.below(3); index > 0; index -= 1) named.push({ name: `k${index}`, value: maker.stored(parameter.type.item!, scope, 1) });
    } else if (parameter.default && random.chance(0.5)) {
      byName = true;
    } else if (form === 'keyword' || (byName ||= random.chance(0.08))) {
      named.push({ name, value: given(parameter) });
    } else positional.push([given(parameter)]);
  }
  if (positional.length && !parameters.some(({ form }) => form === 'rest') && random.chance(0.05)) positional.splice(-1, 1, ['*(', ...positional.at(-1)!, ',)']);
  const keywords: Piece[][] = named.length && random.chance(0.15)
    ? [['**{', ...joined(named.map(({ name, value }) => [`'${name}': `, value])), '}']]
    : named.map(({ name, value }) => [`${name}=`, value]);
  return { type: INT, pieces: ['(', ...joined([...positional, ...keywords]), ')'], size: Size.bounded };
}

function call(maker: Maker, scope: Scope, depth: number, callable: Callable, prefix: readonly Piece[]): Expression {
  scope.spend(callable.cost);
  return { type: callable.returns, pieces: [...prefix, callArguments(maker, scope, depth, callable)], size: Size.local };
}

/** A call of a generator function that yields `type`. */
export function generatorCall(maker: Maker, scope: Scope, depth: number, type: Type): Expression | undefined {
  const fitting = maker.generators.filter((callable) => callable.returns === type && scope.mayCall(callable));
  if (fitting.length === 0) return undefined;
  const callable = maker.random.pick(fitting);
  return withSize(call(maker, scope, depth, callable, [callable.name]), Size.bounded);
}

/** An index into the list or str `name`, mostly one that exists. */
export function indexInto(maker: Maker, scope: Scope, depth: number, name: string): Expression {
  const { random } = maker;
  const paired = scope.settings.indexes.filter(({ list }) => list === name);
  if (paired.length && random.chance(0.7)) return code(INT, Size.bounded)`${random.pick(paired).index}`;
  if (random.chance(0.25)) return code(INT, Size.bounded)`${random.pick(['0', '-1', '0', '1'])}`;
  if (random.chance(scope.settings.risk)) return maker.int(scope, depth);
  return code(INT, Size.bounded)`${maker.int(scope, depth)} % len(${name})`;
}

/** Something of the wanted type that is reached through this variable: an attribute, an item, a method's result. */
function through(maker: Maker, scope: Scope, depth: number, variable: Variable, wanted: Type): Expression | undefined {
  const { type, name } = variable;
  const options: (() => Expression)[] = [];
  const result = (found: Type) => code(found, Size.bounded);
  if (type.kind === 'list' && fits(type.item!, wanted)) options.push(() => result(wanted)`${name}[${indexInto(maker, scope, depth, name)}]`);
  if (type.kind === 'list' && type.item!.kind === 'list' && fits(type.item!.item!, wanted)) options.push(() => result(wanted)`${name}[${indexInto(maker, scope, depth, name)}][${maker.random.pick(['0', '-1', '1'])}]`);
  if (type.kind === 'tuple') type.items!.forEach((item, index) => fits(item, wanted) && options.push(() => result(wanted)`${name}[${maker.random.pick([index, index - type.items!.length])}]`));
  if (type.kind === 'dict' && fits(type.item!, wanted)) {
    const key = (): Expression => maker.stored(type.key!, scope, depth);
    options.push(() => (maker.random.chance(scope.settings.risk) ? result(wanted)`${name}[${key()}]` : result(wanted)`${name}.get(${key()}, ${maker.literal(type.item!, scope)})`));
  }
  if (type.kind === 'object') {
    for (const info of lineage(maker.classOf(type))) {
      for (const attribute of info.attributes) if (fits(attribute.type, wanted)) options.push(() => result(wanted)`${attribute.onClass ? maker.random.pick([name, info.name, info.name]) : name}.${attribute.name}`);
      for (const property of info.properties) if (fits(property.returns, wanted) && scope.mayCall(property)) options.push(() => { scope.spend(property.cost); return result(wanted)`${name}.${property.name}`; });
      for (const method of info.statics) if (fits(method.returns, wanted) && scope.mayCall(method)) options.push(() => withSize(call(maker, scope, depth, method, [`${maker.random.pick([name, info.name])}.${method.name}`]), Size.local, wanted));
      for (const method of info.methods) if (fits(method.returns, wanted) && scope.mayCall(method)) options.push(() => withSize(call(maker, scope, depth, method, [`${name}.${method.name}`]), Size.local, wanted));
    }
  }
  return options.length ? maker.random.pick(options)() : undefined;
}

function operatorUse(maker: Maker, scope: Scope, depth: number, wanted: Type): Expression | undefined {
  const objects = scope.variables.filter(({ type }) => type.kind === 'object');
  if (objects.length === 0) return undefined;
  const variable = maker.random.pick(objects);
  const classes = lineage(maker.classOf(variable.type));
  const root = classes.at(-1)!;
  const usable = OPERATORS.filter(({ name, returns }) => classes.some(({ operators }) => operators.has(name)) && fits(returns === SAME ? root.type : returns, wanted) && scope.mayCall({ order: maker.orderOf(name), cost: OPERATOR_COST }));
  if (usable.length === 0) return undefined;
  const operator = maker.random.pick(usable);
  scope.spend(OPERATOR_COST);
  const [parameter] = operator.parameters;
  const argument = parameter === undefined ? maker.literal(INT, scope) : maker.stored(parameter === SAME ? root.type : parameter, scope, depth);
  return operator.use(wanted, maker.read(variable), argument);
}

/** About what a method, property or operator of a class may cost: fixed, as overriding ones are not known yet. */
export const METHOD_COST = 40;
export const OPERATOR_COST = 15;

export const COMMON_PRODUCTIONS: ExpressionProduction[] = [
  { weight: 7, make: (m, s, _depth, type) => {
    const variables = s.ofType(type);
    return variables.length ? m.read(m.random.pick(variables)) : undefined;
  } },
  { weight: 9, make: (m, s, d, type) => (s.variables.length ? through(m, s, d, m.random.pick(s.variables), type) : undefined) },
  { weight: 4, make: (m, s, d, type) => {
    const callables = [...m.functions, ...s.callables].filter((callable) => fits(callable.returns, type) && s.mayCall(callable));
    if (callables.length === 0) return undefined;
    const callable = m.random.pick(callables);
    return withSize(call(m, s, d, callable, [callable.name]), Size.local, type);
  } },
  { weight: 2, make: (m, s, d, type) => operatorUse(m, s, d, type) },
  { weight: 2, make: (m, s, d, type) => code(type)`(${m.expression(type, s, d)} if ${m.bool(s, d)} else ${m.expression(type, s, d)})` },
  { weight: 0.7, make: (m, s, d, type) => (type.kind === 'list' ? undefined : code(type)`(${m.expression(type, s, d)}, ${m.expression(m.random.pick([INT, STR, FLOAT]), s, d)})[0]`) },
  { weight: 0.7, make: (m, s, d, type) => {
    // Whether an object is true its own methods may tell, which must not do the same.
    if (type.kind === 'object' && !['__len__', '__bool__'].every((name) => s.mayCall({ order: m.orderOf(name), cost: OPERATOR_COST }))) return undefined;
    return code(type)`(${m.expression(type, s, d)} ${m.random.pick(['or', 'and'])} ${m.expression(type, s, d)})`;
  } },
  { weight: 0.5, make: (m, s, d, type) => code(type)`[${m.expression(type, s, d)}, ${m.leaf(type, s)}][${m.bool(s, d)}]` },
];

export const objectProductions: ExpressionProduction[] = [
  { weight: 4, make: (m, s, _depth, type) => m.construct(type, s) },
];
