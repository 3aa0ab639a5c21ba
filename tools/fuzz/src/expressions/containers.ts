// Productions of list, tuple and dict expressions, and of callables.
import type { ExpressionProduction, Maker } from '../maker';
import type { Scope, Variable } from '../scope';
import { code, sequence, Size, withSize, type Expression } from '../tree';
import { CALLABLE, INT, listOf, STR, type Type } from '../types';
import { generatorCall } from './calls';

const COMPREHENSION_TURNS = 5;

/** A place inside a comprehension over `type`, and its variable. */
function comprehension(maker: Maker, scope: Scope, type: Type, bounded = false): { readonly inside: Scope; readonly name: string } {
  const name = maker.freshName(scope);
  const variable: Variable = { name, type, assignable: false, place: 'local', bounded };
  return { name, inside: scope.inner({ pure: true, factor: scope.settings.factor * COMPREHENSION_TURNS }, variable) };
}

const listProductions: ExpressionProduction[] = [
  { weight: 4, make: (m, s, d, type) => sequence(type, '[', Array.from({ length: m.random.between(1, 4) }, () => m.stored(type.item!, s, d)), ']') },
  { weight: 3, make: (m, s, d, type) => {
    const { name, inside } = comprehension(m, s, INT, true);
    const filter = m.random.chance(0.3) ? code(INT)` if ${m.bool(inside, d)}` : code(INT)``;
    return code(type, Size.bounded)`[${m.stored(type.item!, inside, d)} for ${name} in range(${m.random.between(1, 7)})${filter}]`;
  } },
  { weight: 3, make: (m, s, d, type) => {
    const { name, inside } = comprehension(m, s, type.item!);
    const source = m.iterable(type, s, d);
    return code(type, source.size)`[${m.stored(type.item!, inside, d)} for ${name} in ${source}]`;
  } },
  { weight: 2, make: (m, s, d, type) => code(type)`${m.expression(type, s, d)}[${m.random.pick(['', '1', '-3', '2'])}:${m.random.pick(['', '-1', '3', '2'])}]` },
  { weight: 1, make: (m, s, d, type) => code(type)`${m.expression(type, s, d)}[::${m.random.pick(['-1', '2', '-2'])}]` },
  { weight: 1, make: (m, s, d, type) => code(type)`${m.random.pick(['list', 'list', ''])}(${m.expression(type, s, d)})` },
  { weight: 1, make: (m, s, d, type) => code(type, Size.exponential)`(${m.expression(type, s, d)} + ${m.expression(type, s, d)})` },
  { weight: 1, make: (m, s, d, type) => code(type, Size.exponential)`(${m.expression(type, s, d)} * ${m.random.pick(['0', '1', '2', '3'])})` },
  { weight: 1, make: (m, s, d, type) => (['int', 'float', 'str', 'number'].includes(type.item!.kind) ? code(type)`sorted(${m.expression(type, s, d)}${m.random.pick(['', ', reverse=True'])})` : undefined) },
  { weight: 1, make: (m, s, d, type) => (type === listOf(INT) ? code(type, Size.bounded)`list(range(${m.random.between(0, 3)}, ${m.random.between(0, 9)}, ${m.random.pick(['1', '2', '-1'])}))` : undefined) },
  { weight: 1, make: (m, s, d, type) => (type === listOf(STR) ? code(type, Size.local)`${m.random.pick(['list', 'str.split'])}(${m.bounded(m.str(s, d), Size.bounded)})` : undefined) },
  { weight: 2, make: (m, s, d, type) => {
    const call = generatorCall(m, s, d, type.item!);
    return call && code(type, Size.bounded)`list(${call})`;
  } },
  { weight: 1, make: (m, s, d, type) => (type === listOf(INT) ? code(type, Size.local)`[${m.bounded(code(INT, Size.exponential)`(q0 * q1)`, Size.bounded)} for q0, q1 in zip(${m.iterable(type, s, d)}, ${m.iterable(type, s, d)})]` : undefined) },
];

const tupleProductions: ExpressionProduction[] = [
  { weight: 1, make: (m, s, d, type) => sequence(type, '(', type.items!.map((item) => m.stored(item, s, d)), type.items!.length === 1 ? ',)' : ')') },
];

const dictProductions: ExpressionProduction[] = [
  { weight: 2, make: (m, s, d, type) => {
    const keys = type.key === STR ? ["'a'", "'b'", "'k'"] : ['0', '1', '7'];
    return sequence(type, '{', keys.slice(0, m.random.between(1, 3)).map((key) => code(type.item!, Size.bounded)`${key}: ${m.stored(type.item!, s, d)}`), '}');
  } },
  { weight: 1, make: (m, s, d, type) => {
    const { name, inside } = comprehension(m, s, INT, true);
    const key = type.key === STR ? code(STR)`'abckx'[${name}]` : code(INT)`${name}`;
    return code(type, Size.bounded)`{${key}: ${m.stored(type.item!, inside, d)} for ${name} in range(${m.random.between(1, 5)})}`;
  } },
  { weight: 1, make: (m, s, d, type) => code(type)`dict(${m.expression(type, s, d)})` },
];

const callableProductions: ExpressionProduction[] = [
  { weight: 3, make: (m, s, d) => {
    const name = m.freshName(s);
    const inside = s.inner({ pure: true, risk: 0 }, { name, type: INT, assignable: false, place: 'local' });
    return code(CALLABLE, Size.bounded)`(lambda ${name}: ${m.bounded(m.random.chance(0.5) ? m.leafArithmetic(inside) : m.leaf(INT, inside), Size.bounded)})`;
  } },
  { weight: 1, make: (m) => code(CALLABLE, Size.bounded)`${m.random.pick(['abs', 'int', '(3).__add__', 'bool'])}` },
];

const someTypes: ExpressionProduction[] = [
  { weight: 1, make: (m, s, d, type) => withSize(m.bounded(m.expression(m.random.pick([INT, INT, STR, listOf(INT)]), s, d), Size.bounded), Size.bounded, type) },
  { weight: 1, make: (m, s, d, type) => {
    const variables = s.variables;
    return variables.length ? withSize(m.read(m.random.pick(variables)), Size.bounded, type) : undefined;
  } },
];

const noneProductions: ExpressionProduction[] = [{ weight: 1, make: (): Expression => code(INT)`None` }];

export const CONTAINER_PRODUCTIONS = { list: listProductions, tuple: tupleProductions, dict: dictProductions, callable: callableProductions, any: someTypes, none: noneProductions };
