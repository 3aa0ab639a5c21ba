// Productions of statements that change and walk through sets, dicts and bytearrays, and of the rarer changes to lists.
import { smallKey } from '../expressions/collections';
import type { StatementProduction } from '../maker';
import { block, code, head, line, Size, type Statement } from '../tree';
import { BYTES, INT, STR, type Type } from '../types';

const isSimple = (type: Type): boolean => ['int', 'float', 'str'].includes(type.kind);

/** Only if the container holds few enough items; as a whole, for the shrinker. */
const unlessLarge = (name: string, statement: Statement): Statement => ({ keep: 'whole', clauses: [{ head: [`if len(${name}) < 12:`], body: [statement] }] });

export const COLLECTION_STATEMENTS: readonly StatementProduction[] = [
  { name: 'change set', weight: 2, make: (m, s) => {
    const sets = s.variables.filter(({ type, place }) => type.kind === 'set' && place !== 'global');
    if (sets.length === 0) return undefined;
    const { name, type } = m.random.pick(sets);
    const key = smallKey(m, s, 2, type.item!);
    const roll = m.random.below(8);
    // A frozenset has none of these: they raise AttributeError.
    if (roll < 3) return [line`${name}.${m.random.pick(['add', 'add', 'discard'])}(${key})`];
    if (roll < 5) return [line`${name}.${m.random.pick(['update', 'difference_update', 'intersection_update', 'symmetric_difference_update'])}(${m.expression(type, s, 2)})`];
    if (roll < 6) return [block([`if ${name}:`], [line`LOG.append(min(${name}))`])];
    return m.random.chance(s.settings.risk) ? [line`${name}.${m.random.pick(['remove', 'remove', '__contains__'])}(${key})`] : undefined;
  } },
  { name: 'for in a set', weight: 1, make: (m, s, depth) => {
    const sets = s.variables.filter(({ type }) => type.kind === 'set' || type.kind === 'bytes');
    if (depth <= 0 || sets.length === 0 || s.settings.factor > 60 || !s.affords(12)) return undefined;
    const { name, type } = m.random.pick(sets);
    const each = m.freshName(s);
    const inside = s.loop(5, { iterates: true }, { name: each, type: type.item ?? INT, assignable: true, place: 'local', bounded: true });
    return [block([`for ${each} in ${type.kind === 'set' && m.random.chance(0.3) ? `sorted(${name})` : name}:`], m.statements(inside, m.random.between(1, 3), depth - 1))];
  } },
  { name: 'for in a view', weight: 1, make: (m, s, depth) => {
    const dicts = s.variables.filter(({ type }) => type.kind === 'dict');
    if (depth <= 0 || dicts.length === 0 || s.settings.factor > 60 || !s.affords(12)) return undefined;
    const { name, type } = m.random.pick(dicts);
    const each = m.freshName(s);
    const view = m.random.pick(['keys', 'values']);
    const inside = s.loop(4, { iterates: true }, { name: each, type: view === 'keys' ? type.key! : type.item!, assignable: true, place: 'local', bounded: true });
    return [block([`for ${each} in ${name}.${view}():`], m.statements(inside, m.random.between(1, 3), depth - 1))];
  } },
  { name: 'change whole dict', weight: 1, make: (m, s) => {
    const dicts = s.variables.filter(({ type }) => type.kind === 'dict');
    if (dicts.length === 0) return undefined;
    const { name, type } = m.random.pick(dicts);
    const other = (): ReturnType<typeof m.expression> => m.expression(type, s, 2);
    const roll = m.random.below(6);
    if (roll < 2) return [line`${name}.update(${other()})`];
    if (roll < 3) return [block([`if len(${name}) > 2:`], [m.random.pick([line`LOG.append(len(${name}.popitem()))`, line`del ${name}[next(iter(${name}))]`, line`${name}.clear()`])])];
    if (roll < 4 && type.key === STR && type.item === INT) return [line`${name}.update(a=${m.stored(INT, s, 1)}, k=1)`];
    if (roll < 5 && type.item!.kind === 'list') {
      const key = smallKey(m, s, 1, type.key!);
      return [block(head`if len(${name}.setdefault(${key}, [])) < 8:`, [line`${name}.setdefault(${key}, []).append(${m.stored(type.item!.item!, s, 1)})`])];
    }
    return [line`LOG.append(sorted(${name}))`];
  } },
  { name: 'change bytes', weight: 1, make: (m, s) => {
    const variables = s.ofType(BYTES);
    if (variables.length === 0) return undefined;
    const { name } = m.random.pick(variables);
    const value = code(INT)`${m.int(s, 2)} & 255`;
    return [block([`if type(${name}) is bytearray and len(${name}) > 1:`], [m.random.pick([
      line`${name}[${m.random.pick(['0', '-1', '1'])}] = ${value}`,
      line`${name}[0] ^= ${value}`,
      line`${name}[1:2] = ${m.literal(BYTES, s)}[:1]`,
      line`${name}.pop()`,
      unlessLarge(name, line`${name}.append(${value})`),
    ])])];
  } },
  { name: 'change whole list', weight: 2, make: (m, s) => {
    const lists = s.variables.filter(({ type }) => type.kind === 'list');
    if (lists.length === 0) return undefined;
    const { name, type } = m.random.pick(lists);
    const item = m.stored(type.item!, s, 1);
    const roll = m.random.below(8);
    if (roll < 2 && isSimple(type.item!)) {
      const value = m.freshName(s);
      return [line`${value} = ${item}`, block([`if ${value} in ${name} and len(${name}) > 2:`], [line`${name}.${m.random.pick(['remove', 'index', 'count'])}(${value})`])];
    }
    if (roll < 3) return [line`${name}[:] = ${m.bounded(m.expression(type, s, 2), Size.bounded)} or ${name}[:3]`];
    if (roll < 4 && isSimple(type.item!)) return [line`${name}.sort(${m.random.pick(['reverse=True', 'key=str', 'key=lambda value: -value', 'key=repr'].slice(0, type.item === STR ? 2 : 4))})`];
    if (roll < 5) return [block([`if len(${name}) > 4:`], [line`del ${name}[${m.random.pick(['::2', '1:3', '-2:', '1:-1'])}]`])];
    if (roll < 6) return [block([`if len(${name}) > 3:`], [line`${name}[:2] = ${name}[1::-1]`])];
    if (roll < 7) return [block([`if len(${name}) < 5:`], [line`${name}.extend(${m.random.pick([`${name}[:2]`, `tuple(${name})`, `reversed(${name}[:3])`, `(value for value in ${name}[:2])`])})`])];
    return [line`LOG.append(len(${name}.copy()))`];
  } },
];
