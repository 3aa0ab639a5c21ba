// Productions of bool and str expressions.
import type { ExpressionProduction, Maker } from '../maker';
import { lineage, type Scope } from '../scope';
import { code, Size, type Expression } from '../tree';
import { ANY, BOOL, dictOf, FLOAT, INT, listOf, NUMBER, STR, type Type } from '../types';

const ORDER = ['<', '<=', '>', '>=', '==', '!='];

/** Two expressions that compare, of a type or of two types that go together. */
function comparable(maker: Maker, scope: Scope, depth: number): Expression[] {
  const pairs: (readonly [Type, Type])[] = [[INT, INT], [INT, INT], [FLOAT, FLOAT], [FLOAT, FLOAT], [INT, FLOAT], [FLOAT, INT], [STR, STR], [NUMBER, INT], [NUMBER, FLOAT], [BOOL, INT]];
  return maker.random.pick(pairs).map((type) => maker.expression(type, scope, depth));
}

/** True in some rounds of a check, false in others: without it calls with the same arguments take the same way each time. */
export const byTurn = ({ random }: Maker): Expression => code(BOOL, Size.bounded)`${random.pick(['(TURN[0] & 1)', '(TURN[0] % 3 == 0)', '(TURN[0] > 20)', '(TURN[0] % 16 > 9)'])}`;

const boolProductions: ExpressionProduction[] = [
  { weight: 2, make: (m) => byTurn(m) },
  { weight: 14, make: (m, s, d) => {
    const [left, right] = comparable(m, s, d) as [Expression, Expression];
    return code(BOOL, Size.bounded)`(${left} ${m.random.pick(ORDER)} ${right})`;
  } },
  { weight: 2, make: (m, s, d) => {
    const [left, right] = comparable(m, s, d) as [Expression, Expression];
    return code(BOOL, Size.bounded)`(${left} ${m.random.pick(ORDER)} ${right} ${m.random.pick(ORDER)} ${m.expression(right.type, s, d)})`;
  } },
  { weight: 3, make: (m, s, d) => code(BOOL, Size.bounded)`(${m.bool(s, d)} ${m.random.pick(['and', 'or'])} ${m.bool(s, d)})` },
  { weight: 2, make: (m, s, d) => code(BOOL, Size.bounded)`(not ${m.bool(s, d)})` },
  { weight: 1, make: (m, s, d) => code(BOOL, Size.bounded)`isinstance(${m.expression(m.random.pick([NUMBER, NUMBER, ANY, INT]), s, d)}, ${m.random.pick(['int', 'float', '(int, float)', 'bool', 'str'])})` },
  { weight: 1, make: (m, s) => {
    const objects = s.variables.filter(({ type }) => type.kind === 'object');
    if (objects.length === 0) return undefined;
    const variable = m.random.pick(objects);
    const related = m.classes.filter((info) => lineage(info).some((each) => lineage(m.classOf(variable.type)).includes(each)));
    return code(BOOL, Size.bounded)`isinstance(${variable.name}, ${m.random.pick(related.length ? related : m.classes).name})`;
  } },
  { weight: 1, make: (m, s, d) => code(BOOL, Size.bounded)`(${m.int(s, d)} ${m.random.pick(['in', 'not in'])} ${m.expression(m.random.pick([listOf(INT), dictOf(INT, INT)]), s, d)})` },
  { weight: 1, make: (m, s, d) => code(BOOL, Size.bounded)`(${m.str(s, d)} in ${m.str(s, d)})` },
  { weight: 1, make: (m, s) => (s.variables.length ? code(BOOL, Size.bounded)`(${m.random.pick(s.variables).name} ${m.random.pick(['is', 'is not'])} None)` : undefined) },
  { weight: 1, make: (m, s) => {
    const objects = s.variables.filter(({ type }) => ['object', 'list', 'dict'].includes(type.kind));
    if (objects.length === 0) return undefined;
    const one = m.random.pick(objects);
    return code(BOOL, Size.bounded)`(${one.name} ${m.random.pick(['is', 'is not'])} ${m.random.pick(s.ofType(one.type)).name})`;
  } },
  { weight: 1, make: (m, s, d) => code(BOOL, Size.bounded)`bool(${m.expression(m.random.pick([INT, FLOAT, STR, listOf(INT)]), s, d)})` },
  { weight: 1, make: (m, s, d) => {
    const name = m.freshName(s);
    const inside = s.inner({ pure: true, factor: s.settings.factor * 4 }, { name, type: INT, assignable: false, place: 'local', bounded: true });
    return code(BOOL, Size.bounded)`${m.random.pick(['any', 'all'])}(${m.bool(inside, d)} for ${name} in ${m.iterable(listOf(INT), s, d)})`;
  } },
  { weight: 0.5, make: (m, s, d) => code(BOOL, Size.bounded)`${m.random.pick(['math.isnan', 'math.isinf'])}(${m.float(s, d)})` },
  { weight: 0.5, make: (m, s, d) => code(BOOL, Size.bounded)`${m.str(s, d)}.${m.random.pick(['isdigit', 'isalpha', 'islower', 'isspace'])}()` },
  { weight: 0.5, make: (m, s, d) => code(BOOL, Size.bounded)`${m.str(s, d)}.${m.random.pick(['startswith', 'endswith'])}(${m.str(s, 0)})` },
];

const anyScalar = (maker: Maker): Type => maker.random.pick([INT, INT, FLOAT, STR, BOOL]);

const strProductions: ExpressionProduction[] = [
  { weight: 8, make: (m, s, d) => {
    const [left, right] = [m.str(s, d), m.random.chance(0.5) ? m.literal(STR, s) : m.str(s, d)];
    return code(STR, left.size + right.size === 0 ? Size.local : Size.exponential)`(${left} + ${right})`;
  } },
  { weight: 3, make: (m, s, d) => code(STR)`${m.str(s, d)}[${m.random.pick(['', '1', '-2', '-5', '2'])}:${m.random.pick(['', '-1', '3', '1', '100'])}]` },
  { weight: 1, make: (m, s, d) => code(STR)`${m.str(s, d)}[::${m.random.pick(['-1', '2', '-2'])}]` },
  { weight: 2, make: (m, s, d) => {
    const variables = s.ofType(STR);
    if (variables.length === 0) return undefined;
    const { name } = m.random.pick(variables);
    return m.random.chance(s.settings.risk) ? code(STR, Size.bounded)`${name}[${m.int(s, d)}]` : code(STR, Size.bounded)`(${name} and ${name}[${m.int(s, d)} % len(${name})])`;
  } },
  { weight: 3, make: (m, s, d) => code(STR, Size.exponential)`${m.random.pick(['str', 'repr'])}(${m.bounded(m.expression(anyScalar(m), s, d), Size.bounded)})` },
  { weight: 2, make: (m, s) => {
    const variables = s.variables.filter(({ type }) => [INT, FLOAT, STR, NUMBER, BOOL].includes(type));
    if (variables.length === 0) return undefined;
    const [first, second] = [m.random.pick(variables), m.random.pick(variables)];
    const format = first.type === FLOAT ? m.random.pick([':.3f', ':g', '']) : first.type === INT ? m.random.pick([':5d', ':x', '']) : '';
    return code(STR, Size.exponential)`f'{${first.name}${format}}${m.random.pick(['', '-', ' '])}{${second.name}${m.random.pick(['', '!r'])}}'`;
  } },
  { weight: 1, make: (m, s, d) => code(STR, Size.bounded)`chr(${m.int(s, d)} ${m.random.chance(s.settings.risk) ? '' : m.random.pick(['& 127', '& 255', '% 1000'])})` },
  { weight: 1, make: (m, s, d) => code(STR, Size.exponential)`(${m.str(s, d)} * (${m.int(s, d)} & 3))` },
  { weight: 2, make: (m, s, d) => code(STR, Size.local)`${m.str(s, d)}.${m.random.pick(['upper', 'lower', 'strip', 'title', 'swapcase'])}()` },
  { weight: 1, make: (m, s, d) => code(STR, Size.exponential)`${m.str(s, d)}.replace(${m.str(s, 0)}, ${m.literal(STR, s)})` },
  { weight: 1, make: (m, s, d) => code(STR, Size.exponential)`${m.random.pick(["','", "''", "'ab'"])}.join(${m.expression(listOf(STR), s, d)})` },
  { weight: 1, make: (m, s, d) => code(STR, Size.bounded)`('%${m.random.pick(['d', 's', 'r'])}' % ${m.bounded(m.int(s, d), Size.bounded)})` },
  { weight: 1, make: (m, s, d) => code(STR, Size.local)`${m.str(s, d)}.${m.random.pick(['partition', 'rpartition'])}(${m.random.pick(["','", "'a'", "' '"])})[${m.random.below(3)}]` },
  { weight: 1, make: (m, s, d) => code(STR, Size.local)`${m.str(s, d)}.${m.random.pick(['strip', 'lstrip', 'rstrip'])}(${m.random.pick(["'a'", "' x'", "'-7b'"])})` },
  { weight: 1, make: (m, s, d) => code(STR, Size.exponential)`('%s-%r' % (${m.str(s, d)}, ${m.bounded(m.expression(anyScalar(m), s, d), Size.bounded)}))` },
  { weight: 1, make: (m, s, d) => code(STR)`${m.random.pick(['min', 'max'])}(${m.str(s, d)}, ${m.str(s, d)})` },
];

export const TEXT_PRODUCTIONS = { bool: boolProductions, str: strProductions };
