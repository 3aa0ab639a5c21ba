// Module-level functions: plain ones, recursive ones that end, generators.
import type { Maker } from './maker';
import { bodyScope, emptyScope } from './places';
import { newFunction, type FunctionState, type Parameter, type Scope, type Variable } from './scope';
import { functionBody } from './statements/bodies';
import { defineHead } from './statements/blocks';
import { block, head, line, type Statement } from './tree';
import { BOOL, CALLABLE, dictOf, FLOAT, INT, listOf, NUMBER, STR, type Type } from './types';

const parameterNames = ['x', 'y', 'z', 'o', 'l'];

/** Parameters of random types; the last may have defaults. */
export function makeParameters(maker: Maker, count: number, scope: Scope, withDefaults: boolean, types?: () => Type): Parameter[] {
  const { random } = maker;
  const defaults = withDefaults && random.chance(0.3) ? random.between(1, 2) : 0;
  return parameterNames.slice(0, count).map((name, index): Parameter => {
    const type = types ? types() : random.chance(0.06) ? CALLABLE : maker.variableType();
    const simple = [INT, FLOAT, STR, BOOL, NUMBER].includes(type);
    return { name, type, default: index >= count - defaults && simple ? maker.literal(type, scope) : undefined };
  }).sort((left, right) => Number(left.default !== undefined) - Number(right.default !== undefined));
}

/** Parameters after the others: *rest, by name only, **named. Their names are none of `makeParameters`. */
function gatheringParameters(maker: Maker): Parameter[] {
  const { random } = maker;
  if (!random.chance(0.2)) return [];
  const type = random.pick([INT, FLOAT, STR]);
  const all: Parameter[] = [
    { name: 'rest', type: listOf(type), form: 'rest' },
    { name: 'only', type, form: 'keyword', default: random.chance(0.6) ? maker.literal(type, emptyScope()) : undefined },
    { name: 'named', type: dictOf(STR, type), form: 'named' },
  ];
  return all.filter(() => random.chance(0.5));
}

/** A counter that calls a disruptor once, in the middle of the program's run. */
function disruptSometimes(maker: Maker, fn: FunctionState): Statement[] {
  const { random } = maker;
  if (maker.disruptors.length === 0 || !random.chance(0.4)) return [];
  fn.writtenGlobals.add('TICKS');
  maker.needs.add('Ticks');
  return [line`TICKS += 1`, block(head`if TICKS == ${random.pick([3, 20, 57, 120, 200])}:`, [line`${random.pick(maker.disruptors)}()`])];
}

/** Accumulators, mostly. */
function startingVariables(maker: Maker, scope: Scope): Statement[] {
  return Array.from({ length: maker.random.below(3) }, () => {
    const type = maker.random.pick([INT, INT, FLOAT, NUMBER, STR]);
    const name = maker.freshName(scope);
    scope.declare({ name, type, assignable: true, place: 'local' });
    return line`${name} = ${maker.literal(type, scope)}`;
  });
}

export function plainFunction(maker: Maker): Statement[] {
  const { random } = maker;
  const name = `f${maker.functions.length + maker.generators.length}`;
  const returns = maker.variableType();
  const parameters = [...makeParameters(maker, random.pick([0, 1, 2, 2, 3, 3, 4]), emptyScope(), true), ...gatheringParameters(maker)];
  const fn = newFunction({ order: maker.orderOf(name), returns, limit: random.pick([60, 200, 600, 1200]) });
  const scope = bodyScope(maker, fn, parameters);
  const start = startingVariables(maker, scope);
  const disrupting = disruptSometimes(maker, fn);
  const body = functionBody(maker, scope, random.between(...maker.size.statements), maker.size.depth);
  const position = body.findIndex(({ clauses }) => /^(global|nonlocal) /.test(String(clauses[0]!.head[0]))) + 1;
  const asList = parameters.some(({ form }) => form === 'rest') ? [line`rest = list(rest)`] : [];
  body.splice(position, 0, ...asList, ...disrupting, ...start);
  maker.functions.push({ name, parameters, returns, order: fn.order, cost: fn.cost + 3 });
  return [block(defineHead(name, parameters), body)];
}

/** A function that calls itself with a smaller n until n is 0. */
export function recursiveFunction(maker: Maker): Statement[] {
  const { random } = maker;
  const name = `f${maker.functions.length + maker.generators.length}`;
  const returns = random.pick([INT, INT, FLOAT, STR]);
  const others = makeParameters(maker, random.below(3), emptyScope(), false);
  const calls = random.chance(0.3) ? 2 : 1;
  const fn = newFunction({ order: maker.orderOf(name), returns, limit: 25 });
  const depth: Variable = { name: 'n', type: INT, assignable: false, place: 'local', bounded: true };
  const scope = bodyScope(maker, fn, others, [depth]);
  fn.reserved.add('n');
  const before = maker.statements(scope, random.below(3), 2);
  const results = Array.from({ length: calls }, (_, index) => `r${index}`);
  const recursions = results.map((result, index) => {
    const values = others.map((parameter) => maker.stored(parameter.type, scope, 2));
    const pieces = values.flatMap((value) => [', ', value]);
    return { clauses: [{ head: [`${result} = ${name}(n - ${index + 1}`, ...pieces, ')'] }] };
  });
  for (const result of results) scope.declare({ name: result, type: returns, assignable: true, place: 'local' });
  const after = functionBody(maker, scope, random.below(3), 1);
  const globals = after.filter(({ clauses }) => String(clauses[0]!.head[0]).startsWith('global '));
  const stop = block(['if n <= 0:'], [line`return ${maker.stored(returns, bodyScope(maker, fn, others, [depth]), 1)}`]);
  const all: Parameter[] = [{ name: 'n', type: INT }, ...others];
  const start = random.chance(0.1) ? 60 : calls === 1 ? 8 : 5;
  const cost = (fn.cost + 3) * (calls === 1 ? start : 15);
  maker.functions.push({ name: `${name}_start`, parameters: others, returns, order: fn.order, cost });
  const starter = block(defineHead(`${name}_start`, others), [line`return ${name}(${calls === 1 ? start : 5}${others.map((parameter) => `, ${parameter.name}`).join('')})`]);
  return [block(defineHead(name, all), [...globals, stop, ...before, ...recursions, ...after.filter((statement) => !globals.includes(statement))]), starter];
}

export function generatorFunction(maker: Maker): Statement[] {
  const { random } = maker;
  const name = `f${maker.functions.length + maker.generators.length}`;
  const yields = random.pick([INT, INT, FLOAT, NUMBER, STR]);
  const parameters = makeParameters(maker, random.below(3), emptyScope(), true);
  const fn = newFunction({ order: maker.orderOf(name), yields, limit: random.pick([40, 150]) });
  const body = functionBody(maker, bodyScope(maker, fn, parameters), random.between(2, 4), 2);
  maker.generators.push({ name, parameters, returns: yields, order: fn.order, cost: fn.cost + 3 });
  return [block(defineHead(name, parameters), body)];
}

/** What a method is like besides its signature. */
export interface MethodSettings {
  readonly limit: number;
  readonly count: number;
  readonly depth: number;
  /** It is a generator of these. */
  readonly yields?: Type;
  /** The name of the first parameter; undefined: there is none. */
  readonly first?: 'self' | 'cls';
}

/** A method, property or operator: the same, with self. */
export function methodOf(maker: Maker, self: Type, name: string, order: number, parameters: readonly Parameter[], returns: Type, settings: MethodSettings): Statement {
  const { yields, first } = { first: 'self', ...settings };
  const fn = newFunction({ order, returns: yields ? undefined : returns, yields, limit: settings.limit });
  const scope = bodyScope(maker, fn, parameters, first === 'self' ? [{ name: 'self', type: self, assignable: false, place: 'local', bounded: true }] : []);
  const body = functionBody(maker, scope, settings.count, settings.depth);
  return block(defineHead(name, [...(first ? [{ name: first, type: self }] : []), ...parameters]), body);
}
