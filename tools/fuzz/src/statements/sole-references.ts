// Productions that use an object while the container that had the only reference to it lets go of it: what compiled code borrows
// from containers must stay alive as long as it is used.
import type { Maker, StatementProduction } from '../maker';
import type { Scope } from '../scope';
import { code, line, sequence, Size, type Expression, type Statement } from '../tree';
import { ANY, INT } from '../types';

/** An object made at run time, to which nothing else refers. */
interface Fresh {
  readonly make: (maker: Maker, scope: Scope) => Expression;
  /** What is done with it: new objects are made before its content is read. */
  readonly uses: readonly ((value: string) => string)[];
}

const number = (maker: Maker, scope: Scope): Expression => maker.bounded(maker.int(scope, 1), Size.bounded);

const FRESH: readonly Fresh[] = [
  { make: (m, s) => code(INT)`str(${number(m, s)}) + 'tail'`, uses: [(value) => `${value}[1:]`, (value) => `${value}[-3:] + 'x'`, (value) => `${value} + 'more'`, (value) => `${value} * 2`, (value) => `'%s!' % ${value}`, (value) => `[${value}, 'b']`, (value) => `${value}.upper()`, (value) => `${value}.split('a')`, (value) => `${value} == 'tail'`] },
  { make: (m, s) => code(INT)`[${number(m, s)}, 'item']`, uses: [(value) => `${value}[0]`, (value) => `${value}[::-1]`, (value) => `${value} + [1]`, (value) => `len(${value})`, (value) => `[each for each in ${value}]`, (value) => `tuple(${value})`] },
  { make: (m, s) => code(INT)`(${number(m, s)}, ${number(m, s)})`, uses: [(value) => `${value}[1]`, (value) => `${value} + (1,)`, (value) => `[each for each in ${value}]`, (value) => `${value} == (1, 2)`] },
  { make: (m, s) => code(INT)`(${number(m, s)} + 2 ** 70)`, uses: [(value) => `${value} + 1`, (value) => `${value} & 255`, (value) => `-${value}`, (value) => `${value} > 5`, (value) => `str(${value})`] },
  { make: (m, s) => code(INT)`(${number(m, s)} % 1000 + 0.25)`, uses: [(value) => `${value} * 2`, (value) => `-${value}`, (value) => `${value} > 5`, (value) => `[${value}, 1]`, (value) => `math.floor(${value})`] },
  { make: (m, s) => code(INT)`{'k': ${number(m, s)}}`, uses: [(value) => `${value}['k']`, (value) => `${value}.get('k')`, (value) => `list(${value}.items())`, (value) => `{**${value}, 'm': 1}`] },
];

/** Two or three statements: the container, and the object that leaves it used in one go or from a variable. */
function leaving(maker: Maker, container: string, variable: string, items: readonly Expression[], use: (value: string) => string, target: string): Statement[] {
  const { random } = maker;
  const list = sequence(INT, '[', items, ']');
  const place = random.pick(['', '0', '-1', '1']);
  const read = place === '' ? '-1' : place;
  const taken = (steps: readonly Statement[]): Statement[] => [...steps, line`${target} = ${use(variable)}`, line`${variable} = None`];
  return random.weighted<{ weight: number; make: () => Statement[] }>([
    { weight: 4, make: () => [line`${container} = ${list}`, line`${target} = ${use(`${container}.pop(${place})`)}`] },
    { weight: 4, make: () => [line`${container} = ${list}`, ...taken([line`${variable} = ${container}[${read}]`, random.pick([
      line`del ${container}[${read}]`, line`${container}.pop(${place})`, line`${container}[${read}] = 0`, line`${container}[:] = [1, 2]`, line`${container}.clear()`, line`${container} = None`,
      line`${container}.remove(${container}[${read}])`, line`${container}.insert(0, ${container}.pop())`, line`${container}.sort(key=str)`, line`${container} *= 0`, line`del ${container}[:]`,
    ])])] },
    { weight: 2, make: () => [line`${container} = {'a': ${items[0]!}, 'b': ${items[1]!}}`, line`${target} = ${use(`${container}.pop('a')`)}`] },
    { weight: 2, make: () => [line`${container} = {'a': ${items[0]!}, 'b': ${items[1]!}}`, ...taken([line`${variable} = ${container}['a']`, random.pick([
      line`del ${container}['a']`, line`${container}.pop('a')`, line`${container}['a'] = 0`, line`${container}.clear()`, line`${container}.update(a=1)`, line`${container} = None`, line`${container}.popitem()`,
    ])])] },
    { weight: 2, make: () => [line`${container} = ${list}`, line`${variable}, *${container} = ${container}`, line`${target} = ${use(variable)}`, line`${variable} = None`] },
    { weight: 2, make: () => [line`${container} = ${list}`, { clauses: [{ head: [`for ${variable} in ${container}:`], body: [random.pick([line`${container}[:] = []`, line`${container} = None`, line`${container}[0] = None`]), line`${target} = ${use(variable)}`, line`break`] }] }] },
    { weight: 1, make: () => [line`${container} = ${list}`, line`${target} = ${use(`(${container}[0], ${container}.clear())[0]`)}`] },
  ]).make();
}

/** The same with an attribute of an object in place of the container; at last it gets a value of its type. */
function leavingAttribute(maker: Maker, part: string, after: Expression, variable: string, items: readonly Expression[], use: (value: string) => string, target: string): Statement[] {
  const { random } = maker;
  const [object, attribute] = part.split('.') as [string, string];
  const goes = random.pick([line`${part} = None`, line`${part} = ${items[1]!}`, line`del ${part}`, line`setattr(${object}, '${attribute}', 0)`, line`${part} = ${variable}.__class__`]);
  return [line`${part} = ${items[0]!}`, line`${variable} = ${part}`, goes, line`${target} = ${use(variable)}`, line`${variable} = None`, line`${part} = ${after}`];
}

/**
 * An object in a container and in two variables. The container lets go of it, and the first variable, or what was popped, too: the second one has to
 * keep it alive. Objects made at run time then come to be where it was, if it is gone.
 */
function borrowing(maker: Maker, scope: Scope, place: string, reset: readonly Statement[], [first, second]: readonly [string, string], { make, uses }: Fresh, target: string): Statement[] {
  const { random } = maker;
  const use = random.pick(uses);
  const other = random.pick([make, random.pick(FRESH).make])(maker, scope);
  const isLast = place === 'HELD[-1]';
  const item = make(maker, scope);
  const starts = isLast ? [line`HELD.append(${item})`, line`${first} = ${place}`] : random.pick([[line`${first} = ${item}`, line`${place} = ${first}`], [line`${place} = ${item}`, line`${first} = ${place}`]]);
  const made = random.pick([[], [line`str(${first})`], [line`LOG[-1:]`], [line`${target} = ${use(first)}`], [line`isinstance(${first}, Exception)`]]);
  const gone = random.pick([line`${first} = None`, line`${first} = ${use(first)}`, line`${first} += ${first}`]);
  const popped = line`${first} = HELD.pop()`;
  const lost = isLast
    ? random.pick([[popped, gone], [popped, line`${target} = ${use(first)}`, gone], [line`${first} = None`, line`${target} = ${use('HELD.pop()')}`]])
    : [random.pick([line`${place} = None`, line`${place} = (1,)`, line`${place} = TURN[0] * 1000`, line`${place} = ${other}`]), gone];
  return [...starts, ...made, line`${second} = ${place}`, ...lost, line`${target} = ${other}`, line`${target} = [${target}, ${other}, ${second}]`, line`${first} = ${second} = None`, ...reset];
}

export const SOLE_REFERENCE_STATEMENTS: readonly StatementProduction[] = [
  { name: 'borrowed', weight: 4, make: (m, s) => {
    if (s.fn.module || s.settings.factor > 60) return undefined;
    const { random } = m;
    const names = m.freshNames<[string, string, string]>(s, 3);
    if (!names) return undefined;
    const [first, second, target] = names;
    const attributes = m.attributes(s);
    const held = attributes.length && random.chance(0.3) ? random.pick(attributes) : undefined;
    // Lists that compiled code makes itself hold no secrets from it.
    const place = held ? held.text : random.pick(['HELD[0]', 'HELD[1]', 'HELD[-1]']);
    const reset = held ? [line`${held.text} = ${m.literal(held.attribute.type, s)}`] : [];
    // All but dicts know `+=`.
    const fresh = random.pick(FRESH.slice(0, 5));
    s.declare({ name: target, type: ANY, assignable: true, place: 'local' });
    return [...borrowing(m, s, place, reset, [first, second], fresh, target), ...(m.logs(s, 4) ? [line`LOG.append(${target})`] : [])];
  } },
  { name: 'sole reference', weight: 4, make: (m, s) => {
    if (s.fn.module || s.settings.factor > 60) return undefined;
    const { random } = m;
    const names = m.freshNames<[string, string, string]>(s, 3);
    if (!names) return undefined;
    const [container, variable, target] = names;
    const fresh = random.pick(FRESH);
    const use = random.pick(fresh.uses);
    const items = Array.from({ length: 3 }, () => fresh.make(m, s));
    const attributes = m.attributes(s);
    const held = attributes.length && random.chance(0.5) ? random.pick(attributes) : undefined;
    const statements = held
      ? leavingAttribute(m, held.text, m.literal(held.attribute.type, s), variable, items, use, target)
      : leaving(m, container, variable, items, use, target);
    s.declare({ name: target, type: ANY, assignable: true, place: 'local' });
    return [...statements, ...(m.logs(s, 4) ? [line`LOG.append(${target})`] : [])];
  } },
];
