// Productions of statements without a block: assignments in all forms, stores into containers and attributes, log entries.
import type { Maker, StatementProduction } from '../maker';
import type { Scope, Variable } from '../scope';
import { code, line, sequence, Size, type Expression, type Statement } from '../tree';
import { ANY, BOOL, FLOAT, INT, isNumeric, listOf, NUMBER, STR, type Type } from '../types';
import { indexInto } from '../expressions/calls';
import { byTurn } from '../expressions/texts';

/** Notes that the function assigns to this variable, for its global and nonlocal statements. */
function assigned(scope: Scope, { name, place }: Variable): string {
  if (place === 'global' && !scope.fn.module) scope.fn.writtenGlobals.add(name);
  if (place === 'outer') scope.fn.writtenOuters.add(name);
  return name;
}

const targets = (scope: Scope, accepts: (type: Type) => boolean): Variable[] => scope.variables.filter(({ assignable, type }) => assignable && accepts(type));

/** How large a value may be that the variable gets: locals may grow with each turn, others stay bounded. */
const limitOf = (scope: Scope, { place }: Variable): Size => (place === 'local' && !scope.fn.module ? Size.local : Size.bounded);

/** What may be assigned to the variable. */
const valueFor = (maker: Maker, scope: Scope, depth: number, variable: Variable): Expression => maker.bounded(maker.expression(variable.type, scope, depth), limitOf(scope, variable));

function newVariable(maker: Maker, scope: Scope, type: Type, value: Expression): Statement {
  const name = scope.fn.module ? `m${maker.random.below(1000)}` : maker.freshName(scope);
  const statement = line`${name} = ${maker.bounded(value, scope.fn.module ? Size.bounded : Size.local)}`;
  scope.declare({ name, type, assignable: true, place: 'local' });
  return statement;
}

const AUGMENTED: readonly { readonly type: Type; readonly operators: readonly string[]; readonly operands: readonly Type[] }[] = [
  { type: INT, operators: ['+=', '-=', '+=', '&=', '|=', '^='], operands: [INT, INT, INT, BOOL] },
  { type: FLOAT, operators: ['+=', '-=', '+='], operands: [FLOAT, FLOAT, INT] },
  { type: NUMBER, operators: ['+=', '-=', '+='], operands: [NUMBER, INT, FLOAT] },
  { type: STR, operators: ['+='], operands: [STR] },
];

/** target op= value, where the target grows by a bounded amount. */
function augment(maker: Maker, scope: Scope, target: string, type: Type, persistent: boolean): readonly Statement[] | undefined {
  const form = AUGMENTED.find((each) => each.type === type);
  if (!form || (type === STR && persistent)) return undefined;
  const { random } = maker;
  if (type === INT && random.chance(0.25)) {
    if (random.chance(0.6)) return [line`${target} ${random.pick(['//= 2', '%= 1000003', '>>= 1', '//= (-3)', '%= (-7)'])}`];
    const mask = String(2n ** BigInt(random.pick([31, 62, 63, 64, 66])) - 1n);
    const [operator, operand] = random.pick([['*', '3'], ['*', '(-1)'], ['<<', '1'], ['**', '2'], ['*', '4294967311']]) as [string, string];
    // What others may replace by a string must not grow before the mask finds out.
    if (persistent) return [line`${target} = (${target} ${operator} ${operand}) & ${mask}`];
    return [line`${target} ${operator}= ${operand}`, line`${target} &= ${mask}`];
  }
  if (type === FLOAT && random.chance(0.2)) return [line`${target} *= ${maker.literal(FLOAT, scope)}`];
  return [line`${target} ${random.pick(form.operators)} ${maker.stored(random.pick(form.operands), scope, maker.depth - 1)}`];
}

/** Another name for an object, on some ways at least; what is done through one name must be seen through the other. */
function alias(maker: Maker, scope: Scope): readonly Statement[] | undefined {
  const { random } = maker;
  const classes = maker.classes.filter(({ constructible, attributes }) => constructible && attributes.length > 0);
  if (scope.fn.module) return undefined;
  const names = maker.freshNames<[string, string, string]>(scope, 3);
  if (!names) return undefined;
  const [first, second, third] = names;
  // Best an argument: its class is known from the start.
  const old = scope.variables.filter((variable) => classes.some((each) => each.type === variable.type));
  const held = old.length && random.chance(0.6) ? random.pick(old) : undefined;
  const info = held ? maker.classOf(held.type) : classes.length && random.chance(0.8) ? random.pick(classes) : undefined;
  const type = info?.type ?? listOf(INT);
  const make = (): Expression => (info ? maker.construct(type, scope) : maker.literal(type, scope));
  const attribute = info && random.pick(info.attributes);
  const part = (name: string): string => (attribute ? `${name}.${attribute.name}` : `${name}[0]`);
  // The other object: new, or a real one whose class has just been looked at.
  const isReal = held !== undefined || random.chance(0.7);
  const real = held ? maker.read(held) : code(type)`${sequence(listOf(type), '[', [make(), make()], ']')}[${maker.int(scope, 1)} & 1]`;
  const statements: Statement[] = isReal ? [line`${third} = ${real}`, line`${part(third)}`] : [];
  const same = line`${second} = ${first}`;
  const other = line`${second} = ${isReal ? third : make()}`;
  const branch = (...bodies: readonly Statement[]): Statement => ({ clauses: bodies.map((body, index) => ({ head: index === 0 ? ['if ', random.chance(0.5) ? byTurn(maker) : maker.bool(scope, 2), ':'] : ['else:'], body: [body] })) });
  statements.push(line`${first} = ${make()}`);
  if (random.chance(0.2)) statements.push(same);
  else statements.push(...random.pick([[same, branch(other)], [branch(same, other)], [branch(other, same)]]));
  for (const name of isReal ? names : [first, second]) scope.declare({ name, type, assignable: true, place: 'local' });
  const store = line`${part(second)} = ${maker.stored(attribute?.type ?? INT, scope, 2)}`;
  // What a test tells of the value holds for the object under both names.
  const isTested = random.chance(attribute?.type === ANY ? 0.7 : 0.2);
  statements.push(isTested ? { clauses: [{ head: [`if ${part(first)} ${random.pick(['is None', 'is not None', 'is True'])}:`], body: [store] }] } : store);
  const isSimple = attribute === undefined || ['int', 'float', 'str'].includes(attribute.type.kind);
  if (maker.logs(scope, 6)) statements.push(line`LOG.append((${first} is ${second}, ${isSimple ? part(first) : 'None'}))`);
  return statements;
}

export const SIMPLE_STATEMENTS: readonly StatementProduction[] = [
  { name: 'new', weight: 10, make: (m, s) => {
    const type = m.variableType();
    return [newVariable(m, s, type, m.expression(type, s, m.depth))];
  } },
  { name: 'assign', weight: 12, make: (m, s) => {
    const variables = targets(s, () => true);
    if (variables.length === 0) return undefined;
    const variable = m.random.pick(variables);
    return [line`${assigned(s, variable)} = ${valueFor(m, s, m.depth, variable)}`];
  } },
  { name: 'augment', weight: 12, make: (m, s) => {
    const variables = targets(s, (type) => [INT, FLOAT, NUMBER, STR].includes(type));
    if (variables.length === 0) return undefined;
    const variable = m.random.pick(variables);
    const made = augment(m, s, variable.name, variable.type, variable.place !== 'local' || s.fn.module);
    if (made) assigned(s, variable);
    return made;
  } },
  { name: 'swap', weight: 2, make: (m, s) => {
    const variables = targets(s, () => true);
    const first = variables.length ? m.random.pick(variables) : undefined;
    const second = variables.find((variable) => variable !== first && variable.type === first!.type);
    if (!first || !second) return undefined;
    const exchanged = m.random.chance(0.5) ? m.bounded(m.read(second), limitOf(s, first)) : valueFor(m, s, 2, first);
    return [line`${assigned(s, first)}, ${assigned(s, second)} = ${exchanged}, ${valueFor(m, s, 1, second)}`];
  } },
  { name: 'alias', weight: 6, make: alias },
  { name: 'unpack', weight: 2, make: (m, s) => {
    const tuples = s.variables.filter(({ type }) => type.kind === 'tuple' && type.items!.length === 2);
    const types = tuples.length ? m.random.pick(tuples) : undefined;
    if (!types || s.fn.module) return undefined;
    const names = types.type.items!.map(() => m.freshName(s));
    if (names[0] === names[1]) return undefined;
    types.type.items!.forEach((type, index) => s.declare({ name: names[index]!, type, assignable: true, place: 'local' }));
    return [line`${names.join(', ')} = ${types.name}`];
  } },
  { name: 'unpack list', weight: 1, make: (m, s) => {
    const lists = s.variables.filter(({ type }) => type.kind === 'list');
    if (lists.length === 0 || s.fn.module) return undefined;
    const list = m.random.pick(lists);
    const [first, rest] = [m.freshName(s), m.freshName(s)];
    if (first === rest || !m.random.chance(0.3 + s.settings.risk)) return undefined;
    s.declare({ name: first, type: list.type.item!, assignable: true, place: 'local' });
    s.declare({ name: rest, type: list.type, assignable: true, place: 'local' });
    return [m.random.chance(0.5) ? line`${first}, *${rest} = ${list.name}` : line`*${rest}, ${first} = ${list.name}`];
  } },
  { name: 'become a float', weight: 2, make: (m, s) => {
    const variables = targets(s, (type) => type === NUMBER);
    if (variables.length === 0) return undefined;
    const variable = m.random.pick(variables);
    const value = m.bounded(m.expression(m.random.pick([INT, FLOAT]), s, 2), Size.bounded);
    return [{ clauses: [{ head: ['if ', m.bool(s, 2), ':'], body: [line`${assigned(s, variable)} = ${value}`] }] }];
  } },
  { name: 'any', weight: 1, make: (m, s) => [newVariable(m, s, ANY, m.expression(ANY, s, 2))] },
  { name: 'store item', weight: 7, make: (m, s) => {
    const lists = s.variables.filter(({ type }) => type.kind === 'list');
    if (lists.length === 0) return undefined;
    const { name, type } = m.random.pick(lists);
    const place = indexInto(m, s, 2, name);
    const augmented = m.random.chance(0.35) ? augment(m, s, `${name}[${m.random.pick(['0', '-1', '1', `len(${name}) // 2`])}]`, type.item!, true) : undefined;
    return augmented ?? [line`${name}[${place}] = ${m.stored(type.item!, s, m.depth)}`];
  } },
  { name: 'store inner item', weight: 2, make: (m, s) => {
    const lists = s.variables.filter(({ type }) => type.kind === 'list' && type.item!.kind === 'list');
    if (lists.length === 0) return undefined;
    const { name, type } = m.random.pick(lists);
    return [line`${name}[${indexInto(m, s, 1, name)}][${m.random.pick(['0', '-1'])}] = ${m.stored(type.item!.item!, s, 2)}`];
  } },
  { name: 'change list', weight: 4, make: (m, s) => {
    const lists = s.variables.filter(({ type }) => type.kind === 'list');
    if (lists.length === 0) return undefined;
    const { name, type, place } = m.random.pick(lists);
    const roll = m.random.below(12);
    const item = m.stored(type.item!, s, 2);
    if (roll < 5) {
      const append = line`${name}.append(${item})`;
      if (place === 'local' && s.settings.factor <= 12 && !s.settings.iterates && !s.fn.module) return [append];
      return [{ keep: 'whole', clauses: [{ head: [`if len(${name}) < ${m.random.between(5, 16)}:`], body: [append] }] }];
    }
    if (roll < 6) return [{ keep: 'whole', clauses: [{ head: [`if len(${name}) < 12:`], body: [m.random.pick([line`${name}.insert(${m.int(s, 1)} & 3, ${item})`, ...(place === 'local' ? [line`${name} += [${item}]`] : []), line`${name}.extend([${item}, ${item}])`])] }] }];
    if (roll < 8) return [line`${name}[${m.random.pick(['1:3', ':1', '-1:', '0:1', '0:0'])}] = ${sequence(type, '[', [item, m.literal(type.item!, s)].slice(m.random.below(2)), ']')}`, line`del ${name}[12:]`];
    if (roll < 9) return [{ clauses: [{ head: [`if len(${name}) > ${m.random.pick([2, 3])}:`], body: [m.random.pick([line`del ${name}[${m.random.pick(['0', '-1', '1:', ':2'])}]`, line`${name}.pop()`, line`${name}.pop(0)`])] }] }];
    if (roll < 10 && ['int', 'float', 'str'].includes(type.item!.kind)) return [line`${name}.sort()`];
    if (roll < 11) return [line`${name}.reverse()`];
    return m.random.chance(s.settings.risk) ? [line`${name}.pop()`] : undefined;
  } },
  { name: 'take out', weight: 4, make: (m, s) => {
    const containers = s.variables.filter(({ type }) => type.kind === 'list' || type.kind === 'dict');
    if (containers.length === 0) return undefined;
    const { name, type } = m.random.pick(containers);
    const item = type.item!;
    const instead = m.literal(item, s);
    if (type.kind === 'dict') return [newVariable(m, s, item, code(item)`${name}.pop(${m.literal(type.key!, s)}, ${instead})`)];
    // What the list had the only reference to is used after it has left: taken by pop, or read and then removed in another way.
    const place = m.random.pick(['', '0', '-1', '1', '-2', `len(${name}) // 2`]);
    const read = place === '' ? '-1' : place;
    if (m.random.chance(0.6)) return [newVariable(m, s, item, code(item)`(${name}.pop(${place}) if len(${name}) > 2 else ${instead})`)];
    // In one go, without a branch in between: its last reference may end right after the list's.
    const use = (value: string): string => (item === STR ? m.random.pick([`${value}[1:]`, `${value} * 2`, `len(${value})`, `${value}.upper()`]) : isNumeric(item) ? m.random.pick([`${value} * 3`, `-${value}`, `${value} + 1.5`]) : `type(${value}).__name__`);
    const target = m.freshName(s);
    s.declare({ name: target, type: ANY, assignable: true, place: 'local' });
    const body = m.random.chance(0.5)
      ? [line`${target} = ${use(`${name}.pop(${place})`)}`]
      : [line`taken = ${name}[${read}]`, m.random.pick([line`del ${name}[${read}]`, line`${name}.pop(${place})`, line`${name}[${read}] = ${instead}`, line`${name}[:] = ${name}[:2]`]), line`${target} = ${use('taken')}`, line`taken = None`];
    return [line`${target} = None`, { keep: 'whole', clauses: [{ head: [`if len(${name}) > 2:`], body }] }];
  } },
  { name: 'change dict', weight: 4, make: (m, s) => {
    const dicts = s.variables.filter(({ type }) => type.kind === 'dict');
    if (dicts.length === 0) return undefined;
    const { name, type } = m.random.pick(dicts);
    const key = type.key === STR ? (m.random.chance(0.5) ? m.literal(type.key, s) : code(STR)`'abckx'[${m.int(s, 1)} % 5]`) : code(INT)`(${m.int(s, 2)} & 7)`;
    const roll = m.random.below(8);
    if (roll < 3) return [line`${name}[${key}] = ${m.stored(type.item!, s, 2)}`];
    if (roll < 5) return [line`${name}[${key}] = ${name}.get(${key}, ${m.literal(type.item!, s)})${m.random.pick(type.item === STR ? [''] : [' + 1', ' - 1', ''])}`];
    if (roll < 6) return [line`${name}.pop(${key}, None)`];
    if (roll < 7) return [line`${name}.setdefault(${key}, ${m.literal(type.item!, s)})`];
    if (!m.random.chance(s.settings.risk)) return undefined;
    return [m.random.chance(0.5) || type.item === STR ? line`del ${name}[${key}]` : line`${name}[${key}] += ${m.literal(type.item!, s)}`];
  } },
  { name: 'store attribute', weight: 7, make: (m, s) => {
    const attributes = m.attributes(s);
    if (attributes.length === 0) return undefined;
    const { text, attribute: { type } } = m.random.pick(attributes);
    if (m.random.chance(0.5)) {
      const made = augment(m, s, text, type, true);
      if (made) return made;
    }
    return [line`${text} = ${m.stored(type, s, m.depth)}`];
  } },
  { name: 'log', weight: 3, make: (m, s) => (m.logs(s, 4) ? [line`LOG.append(${m.bounded(m.expression(m.random.pick([INT, FLOAT, STR, BOOL, NUMBER]), s, 2), Size.bounded)})`] : undefined) },
  { name: 'expression', weight: 1, make: (m, s) => [line`${m.expression(m.random.pick([INT, FLOAT, STR, listOf(INT)]), s, m.depth)}`] },
];
