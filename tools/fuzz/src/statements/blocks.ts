// Productions of statements with blocks: branches, loops, with, match, functions inside functions.
import type { Maker, StatementProduction } from '../maker';
import { newFunction, type Callable, type Parameter, type Scope, type Variable } from '../scope';
import { block, code, head, keep, line, Size, type Clause, type Expression, type Piece, type Statement } from '../tree';
import { FLOAT, INT, listOf, NUMBER, STR, tupleOf, type Type } from '../types';
import { generatorCall } from '../expressions/calls';
import { functionBody } from './bodies';

const local = (name: string, type: Type, assignable = true, bounded = false): Variable => ({ name, type, assignable, place: 'local', bounded });

/** The heads of range loops: text, and about how often they turn. Bounds at the edges of 64 bits, empty ranges, steps of all signs. */
function range(maker: Maker, scope: Scope): { readonly text: readonly Piece[]; readonly turns: number; readonly small: boolean } {
  const { random } = maker;
  const small = (): Expression => code(INT, Size.bounded)`(${maker.int(scope, 1)} & 7)`;
  const count = random.between(2, 12);
  const edge = random.pick(['9223372036854775800', '-9223372036854775808', '4611686018427387900', '1073741820', '-3', '-1073741825', '9007199254740990', '18446744073709551610']);
  return random.weighted([
    { weight: 8, text: [`range(${count})`], turns: count, small: true },
    { weight: 3, text: head`range(${small()})`, turns: 5, small: true },
    { weight: 3, text: head`range(${random.between(-3, 3)}, ${random.between(0, 9)})`, turns: 6, small: true },
    { weight: 2, text: head`range(${small()}, ${small()}, ${random.pick(['1', '2', '-1', '-3'])})`, turns: 4, small: true },
    { weight: 2, text: head`range(${count}, ${random.pick(['0', '-1'])}, -1)`, turns: count, small: true },
    { weight: 1, text: head`range(0, ${count * 3}, 3)`, turns: count, small: true },
    { weight: 1, text: head`range(${edge}, ${edge} + ${count})`, turns: count, small: false },
    { weight: 1, text: head`range(0, 2 ** 64, ${random.pick(['2 ** 60', '2 ** 62', '2 ** 61 + 1'])})`, turns: 12, small: false },
    { weight: 1, text: head`range(2 ** 63 - 1, -2 ** 63, -2 ** ${random.pick([60, 61, 62])})`, turns: 12, small: false },
  ]);
}

/** A loop: its head, the variables it sets, about how often it turns. */
interface LoopHead { readonly text: readonly Piece[]; readonly variables: readonly Variable[]; readonly turns: number; readonly iterates?: boolean; readonly index?: { readonly index: string; readonly list: string } }

function loopHead(maker: Maker, scope: Scope): LoopHead | undefined {
  const { random } = maker;
  const names = maker.freshNames<[string, string, string]>(scope, 3);
  if (!names) return undefined;
  const [first, second, third] = names;
  const lists = scope.variables.filter(({ type }) => type.kind === 'list');
  const list = lists.length ? random.pick(lists) : undefined;
  const roll = random.below(26);
  if (roll < 11) {
    const { text, turns, small } = range(maker, scope);
    return { text: head`for ${first} in ${{ type: INT, pieces: text, size: Size.bounded }}:`, variables: [local(first, INT, random.chance(0.2), small)], turns };
  }
  if (list && roll < 14) return { text: head`for ${first} in range(len(${list.name})):`, variables: [local(first, INT, false, true)], turns: 6, iterates: true, index: { index: first, list: list.name } };
  if (list && roll < 18) return { text: head`for ${first} in ${random.pick([list.name, list.name, `reversed(${list.name})`, `${list.name}[::-1]`])}:`, variables: [local(first, list.type.item!)], turns: 6, iterates: true };
  if (list && roll < 20) return { text: head`for ${first}, ${second} in enumerate(${list.name}${random.pick(['', ', 1', ', -2'])}):`, variables: [local(first, INT, true, true), local(second, list.type.item!)], turns: 6, iterates: true };
  if (list && roll < 22) {
    const other = random.pick(lists);
    if (random.chance(0.3)) return { text: head`for ${first}, ${second}, ${third} in zip(${list.name}, ${other.name}, range(9)):`, variables: [local(first, list.type.item!), local(second, other.type.item!), local(third, INT, true, true)], turns: 6, iterates: true };
    return { text: head`for ${first}, ${second} in zip(${list.name}, ${other.name}):`, variables: [local(first, list.type.item!), local(second, other.type.item!)], turns: 6, iterates: true };
  }
  if (roll < 23) return { text: head`for ${first} in ${maker.bounded(maker.str(scope, 1), Size.bounded)}:`, variables: [local(first, STR)], turns: 6 };
  const dicts = scope.variables.filter(({ type }) => type.kind === 'dict');
  if (roll < 24 && dicts.length) {
    const dict = random.pick(dicts);
    if (random.chance(0.4)) return { text: head`for ${first} in ${random.chance(0.3) ? `list(${dict.name})` : dict.name}:`, variables: [local(first, dict.type.key!)], turns: 4, iterates: true };
    return { text: head`for ${first}, ${second} in ${dict.name}.items():`, variables: [local(first, dict.type.key!), local(second, dict.type.item!)], turns: 4, iterates: true };
  }
  const type = random.pick([INT, FLOAT, NUMBER]);
  const yielded = generatorCall(maker, scope, 1, type);
  if (yielded) return { text: head`for ${first} in ${yielded}:`, variables: [local(first, type)], turns: 6 };
  if (random.chance(0.5)) return { text: head`for ${first} in ${maker.bounded(maker.expression(tupleOf(type, type, type), scope, 2), Size.bounded)}:`, variables: [local(first, type)], turns: 3 };
  return { text: head`for ${first}, ${second} in ${maker.stored(listOf(tupleOf(type, STR)), scope, 2)}:`, variables: [local(first, type), local(second, STR)], turns: 4 };
}

const MOST_TURNS = 400;

function orElse(maker: Maker, scope: Scope, depth: number): Clause[] {
  return maker.random.chance(0.12) ? [{ head: ['else:'], body: maker.statements(scope.inner(), 1, depth - 1) }] : [];
}

/** A function with a body of its own inside the function, which reads and writes the variables around it. */
function nested(maker: Maker, scope: Scope): readonly Statement[] | undefined {
  if (scope.fn.depth > 0 || scope.fn.module || scope.fn.yields) return undefined;
  const { random } = maker;
  const name = `g${scope.fn.reserved.size}`;
  const returns = random.pick([INT, INT, FLOAT, STR]);
  const parameters: Parameter[] = Array.from({ length: random.below(3) }, (_, index) => ({ name: `z${index}`, type: random.pick([INT, FLOAT, STR]) }));
  if (parameters.length && random.chance(0.3)) parameters.push({ name: 'z9', type: INT, default: maker.literal(INT, scope) });
  const fn = newFunction({ order: scope.fn.order, returns, limit: 40, depth: 1 });
  const captured = scope.variables.filter(() => random.chance(0.7));
  for (const variable of captured) scope.fn.reserved.add(variable.name);
  for (const variable of captured) fn.reserved.add(variable.name);
  scope.fn.reserved.add(name);
  const inside = scope.inner({ fn, factor: 1, inLoop: false, indexes: [], variables: [] });
  inside.variables.length = 0;
  inside.variables.push(...captured.map((variable): Variable => (variable.place === 'local' ? { ...variable, place: 'outer' } : variable)), ...parameters.map((parameter) => local(parameter.name, parameter.type)));
  const body = functionBody(maker, inside, random.between(1, 3), 1);
  const callable: Callable = { name, parameters, returns, order: -1, cost: fn.cost + 2 };
  scope.callables.push(callable);
  return [block(defineHead(name, parameters), body)];
}

const STARS = { rest: '*', named: '**', keyword: '' } as const;

/** def name(parameters): */
export function defineHead(name: string, parameters: readonly Parameter[]): Piece[] {
  const hasRest = parameters.some(({ form }) => form === 'rest');
  const firstKeyword = hasRest ? undefined : parameters.find(({ form }) => form === 'keyword');
  const pieces = parameters.flatMap((parameter, index): Piece[] => [
    index ? ', ' : '', parameter === firstKeyword ? '*, ' : '', `${parameter.form ? STARS[parameter.form] : ''}${parameter.name}`, ...(parameter.default ? ['=', parameter.default] : []),
  ]);
  return [`def ${name}(`, ...pieces, '):'];
}

export const BLOCK_STATEMENTS: readonly StatementProduction[] = [
  { name: 'if', weight: 9, make: (m, s, depth) => {
    if (depth <= 0) return undefined;
    const body = (): Statement[] => m.statements(s.inner(), m.random.between(1, 3), depth - 1);
    const clauses: Clause[] = [{ head: head`if ${m.bool(s, m.depth)}:`, body: body() }];
    while (m.random.chance(0.25) && clauses.length < 4) clauses.push({ head: head`elif ${m.bool(s, m.depth - 1)}:`, body: body() });
    if (m.random.chance(0.45)) clauses.push({ head: ['else:'], body: body() });
    return [{ clauses }];
  } },
  { name: 'for', weight: 12, make: (m, s, depth) => {
    if (depth <= 0) return undefined;
    const loop = loopHead(m, s);
    if (!loop || s.settings.factor * loop.turns > MOST_TURNS || !s.affords(loop.turns * 2)) return undefined;
    const { iterates = s.settings.iterates, index } = loop;
    const inside = s.loop(loop.turns, { iterates, indexes: index ? [...s.settings.indexes, index] : s.settings.indexes }, ...loop.variables);
    const clauses: Clause[] = [{ head: loop.text, body: m.statements(inside, m.random.between(1, 4), depth - 1) }, ...orElse(m, s, depth)];
    return [{ clauses }];
  } },
  { name: 'while', weight: 4, make: (m, s, depth) => {
    const turns = m.random.between(2, 10);
    if (depth <= 0 || s.settings.factor * turns > MOST_TURNS || !s.affords(turns * 3)) return undefined;
    const counter = m.freshName(s);
    s.fn.reserved.add(counter);
    const inside = s.loop(turns, {}, local(counter, INT, false, true));
    const test = m.random.chance(0.5) ? head`while ${counter} < ${turns}:` : m.random.chance(0.5) ? head`while ${counter} < ${turns} and ${m.bool(inside, 2)}:` : head`while ${m.bool(inside, 2)} and ${counter} < ${turns}:`;
    const body = m.statements(inside, m.random.between(1, 4), depth - 1);
    const step = keep(line`${counter} += 1`);
    if (m.random.chance(0.3)) return [line`${counter} = 0`, block(['while True:'], [keep(block([`if ${counter} >= ${turns}:`], [keep(line`break`)])), step, ...body])];
    return [line`${counter} = 0`, { clauses: [{ head: test, body: [step, ...body] }, ...orElse(m, s, depth)] }];
  } },
  { name: 'leave loop', weight: 3, make: (m, s) => (s.settings.inLoop ? [block(head`if ${m.bool(s, 2)}:`, [m.random.pick([line`break`, line`continue`])])] : undefined) },
  { name: 'return', weight: 2, make: (m, s) => {
    if (s.fn.module) return undefined;
    return [block(head`if ${m.bool(s, 2)}:`, [s.fn.returns ? line`return ${m.bounded(m.expression(s.fn.returns, s, 2), Size.local)}` : line`return`])];
  } },
  { name: 'with', weight: 1, make: (m, s, depth) => {
    if (depth <= 0) return undefined;
    m.needs.add('Region');
    return [block(head`with Region(${m.random.below(9)}, ${m.random.chance(0.5) ? m.bool(s, 1) : m.literal(INT, s)}):`, m.statements(s.inner({ risk: Math.max(s.settings.risk, 0.2) }), m.random.between(1, 2), depth - 1))];
  } },
  { name: 'match', weight: 1, make: (m, s, depth) => {
    if (depth <= 0) return undefined;
    const body = (): Statement[] => m.statements(s.inner(), 1, depth - 1);
    const cases: Clause[] = [
      { head: [m.random.pick(['case 0 | 1:', 'case int():', 'case -1:', 'case 2.5:', 'case None:'])], body: body() },
      { head: [m.random.pick(['case str():', "case 'a' | 'b':", 'case float():', 'case [_, *_]:', 'case (_, _):', 'case True:'])], body: body() },
      { head: ['case _:'], body: body() },
    ];
    return [{ clauses: [{ head: head`match ${m.expression(m.random.pick([INT, NUMBER, STR, FLOAT, listOf(INT)]), s, 2)}:`, body: cases.map((clause) => ({ clauses: [clause] })) }] }];
  } },
  { name: 'nested function', weight: 1.5, make: (m, s) => nested(m, s) },
];
