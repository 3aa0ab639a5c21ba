// Productions that read something, change it in a way that is not seen at a glance, and read it again: what compiled code knows of
// memory must end with what may have written to it.
import { smallKey } from '../expressions/collections';
import type { Maker, StatementProduction } from '../maker';
import type { Scope } from '../scope';
import { code, line, Size, type Expression, type Statement } from '../tree';
import { INT, isNumeric, type Type } from '../types';

/** What is read twice, and what may change it in between. */
interface Place {
  readonly read: Expression;
  readonly changes: readonly Statement[];
}

/** The object under another name, which only running the program tells. */
const hidden = (maker: Maker, scope: Scope, name: string, other: string, type: Type): Expression =>
  code(type)`${maker.random.pick([code(type)`[${name}, ${other}][${maker.int(scope, 1)} & 1]`, code(type)`[${other}, ${name}][0 if ${maker.bool(scope, 1)} else 1]`, code(type)`(${name} or ${other})`, code(type)`{1: ${name}}.get(1)`])}`;

function attribute(maker: Maker, scope: Scope, alias: string): Place | undefined {
  const { random } = maker;
  const places = maker.attributes(scope);
  if (places.length === 0) return undefined;
  const { variable: { name, type }, attribute: each } = random.pick(places);
  const value = (): Expression => maker.stored(each.type, scope, 1);
  const others = scope.ofType(type);
  const other = line`${alias} = ${hidden(maker, scope, name, random.pick(others).name, type)}`;
  // What is known of the old value decides whether its end may change anything.
  const isNumber = isNumeric(each.type);
  return {
    read: code(each.type, Size.bounded)`${name}.${each.name}`,
    changes: random.pick([
      [other, line`${alias}.${each.name} = ${value()}`],
      [other, line`LOG.append(${alias}.${each.name} is None)`, line`${alias}.${each.name} = ${value()}`],
      [other, isNumber ? line`${alias}.${each.name} += 1` : line`${alias}.${each.name} = ${value()}`],
      [other, isNumber ? line`${alias}.${each.name} = -${alias}.${each.name}` : line`${alias}.${each.name}, ${name}.${each.name} = ${name}.${each.name}, ${alias}.${each.name}`],
      // Numbers may be overwritten where they are.
      ...(isNumber ? [[line`${name}.${each.name} += 1`], [line`${name}.${each.name} *= 2`, line`${name}.${each.name} -= 0.5`]] : []),
      [line`setattr(${name}, '${each.name}', ${value()})`],
      [line`object.__setattr__(${name}, '${each.name}', ${value()})`],
      ...(maker.classOf(type).slots ? [] : [[line`${name}.__dict__['${each.name}'] = ${value()}`], [line`vars(${name}).update(${each.name}=${value()})`]]),
    ]),
  };
}

function list(maker: Maker, scope: Scope, alias: string): Place | undefined {
  const { random } = maker;
  const lists = scope.variables.filter(({ type, place }) => type.kind === 'list' && place !== 'global');
  if (lists.length === 0) return undefined;
  const { name, type } = random.pick(lists);
  const item = maker.stored(type.item!, scope, 1);
  const other = random.pick(scope.ofType(type)).name;
  if (isNumeric(type.item!) && random.chance(0.4)) {
    const at = random.pick(['0', '-1']);
    return { read: code(type.item!)`${name}[${at}]`, changes: random.pick([[line`${name}[${at}] += 1`], [line`${name}[${at}] *= 0.5`, line`${name}[${at}] += 1`], [line`${name}[${at}] = ${name}[${at}] - 1.5`]]) };
  }
  return {
    read: random.pick([code(type.item!)`${name}[0]`, code(type.item!)`${name}[-1]`, code(INT)`len(${name})`, code(type)`${name}[:2]`]),
    changes: [line`${alias} = ${hidden(maker, scope, name, other, type)}`, random.pick([
      line`${alias}[0] = ${item}`, line`${alias}[-1] = ${item}`, line`${alias}[:1] = [${item}]`, line`${alias}.reverse()`, line`${alias}.append(${alias}.pop(0))`, line`${alias}.insert(0, ${alias}.pop())`,
      line`${alias}[:] = ${alias}[1:] + [${item}]`, line`list.__setitem__(${alias}, 0, ${item})`,
    ])],
  };
}

function dict(maker: Maker, scope: Scope, alias: string): Place | undefined {
  const { random } = maker;
  const dicts = scope.variables.filter(({ type }) => type.kind === 'dict');
  if (dicts.length === 0) return undefined;
  const { name, type } = random.pick(dicts);
  const [key, item] = [smallKey(maker, scope, 0, type.key!), maker.stored(type.item!, scope, 1)];
  return {
    read: random.pick([code(INT)`${name}.get(${key})`, code(INT)`(${key} in ${name})`, code(INT)`len(${name})`, code(INT)`list(${name})[:3]`]),
    changes: [line`${alias} = ${hidden(maker, scope, name, random.pick(scope.ofType(type)).name, type)}`, random.pick([
      line`${alias}[${key}] = ${item}`, line`${alias}.pop(${key}, None)`, line`${alias}.update({${key}: ${item}})`, line`${alias}.setdefault(${key}, ${item})`,
    ])],
  };
}

function global(maker: Maker, scope: Scope): Place | undefined {
  const globals = scope.variables.filter(({ place }) => place === 'global');
  if (globals.length === 0) return undefined;
  const variable = maker.random.pick(globals);
  return { read: maker.read(variable), changes: [line`globals()['${variable.name}'] = ${maker.stored(variable.type, scope, 1)}`] };
}

function disrupted(maker: Maker, scope: Scope): Place | undefined {
  if (maker.disruptors.length === 0 || scope.variables.length === 0) return undefined;
  return { read: maker.int(scope, 2), changes: [line`${maker.random.pick(maker.disruptors)}()`] };
}

const PLACES = [attribute, attribute, attribute, list, list, dict, global, disrupted];

export const INTERFERENCE_STATEMENTS: readonly StatementProduction[] = [
  { name: 'interfere', weight: 8, make: (m, s) => {
    const { random } = m;
    if (s.fn.module || !m.logs(s, 8)) return undefined;
    const names = m.freshNames<[string, string]>(s, 2);
    if (!names) return undefined;
    const [before, alias] = names;
    const place = random.pick(PLACES)(m, s, alias);
    if (!place) return undefined;
    const changes = random.chance(0.7) ? place.changes : [{ clauses: [{ head: ['if ', m.bool(s, 1), ':'], body: place.changes }] }];
    return [line`${before} = ${place.read}`, ...changes, line`LOG.append((${before}, ${place.read}))`];
  } },
];
