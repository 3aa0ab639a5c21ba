// Productions of int, float and number expressions.
import type { ExpressionProduction, Maker } from '../maker';
import type { Scope } from '../scope';
import { code, Size, type Expression } from '../tree';
import { BOOL, CALLABLE, FLOAT, INT, listOf, NUMBER, STR, type Type } from '../types';

const isLiteral = ({ pieces }: Expression): boolean => pieces.length === 1 && typeof pieces[0] === 'string' && /^[(\d-]/.test(pieces[0]);

/** A divisor that is not zero, unless the place takes risks. */
function divisor(maker: Maker, scope: Scope, depth: number): Expression {
  if (maker.random.chance(scope.settings.risk)) return maker.int(scope, depth);
  const simple = maker.random.pick(['2', '3', '7', '10', '(-1)', '(-3)', '64', '1000', '4611686018427387904', '18446744073709551616']);
  return maker.random.chance(0.6) ? code(INT, Size.bounded)`${simple}` : code(INT)`(${maker.int(scope, depth)} | 1)`;
}

const large = (left: Expression, right: Expression): Size => (isLiteral(left) || isLiteral(right) ? Math.max(Size.local, left.size, right.size) : Size.exponential);

const SUMS = ['+', '-', '+', '-', '&', '|', '^'];
const FLOAT_OPERATORS = ['+', '-', '*', '+', '-', '*'];

const intProductions: ExpressionProduction[] = [
  { weight: 12, make: (m, s, d) => code(INT)`(${m.int(s, d)} ${m.random.pick(SUMS)} ${m.int(s, d)})` },
  { weight: 6, make: (m, s, d) => {
    const [left, right] = [m.int(s, d), m.int(s, d)];
    return code(INT, large(left, right))`(${left} * ${right})`;
  } },
  { weight: 4, make: (m, s, d) => code(INT)`(${m.int(s, d)} ${m.random.pick(['//', '%'])} ${divisor(m, s, d)})` },
  { weight: 2, make: (m, s, d) => {
    const left = m.int(s, d);
    const count = m.random.chance(s.settings.risk / 2) ? m.bounded(m.leaf(INT, s), Size.bounded) : undefined;
    if (count) return code(INT)`(${left} >> ${count})`;
    return m.random.chance(0.5) ? code(INT)`(${left} >> (${m.int(s, d)} & ${m.random.pick([7, 63, 127])}))` : code(INT, Math.max(left.size, Size.local))`(${left} << (${m.int(s, d)} & ${m.random.pick([3, 31, 63])}))`;
  } },
  { weight: 2, make: (m, s, d) => code(INT)`${m.random.pick(['(-', '(~', 'abs(', '(+', 'int('])}${m.int(s, d)})` },
  { weight: 1, make: (m, s, d) => code(INT, Size.exponential)`(${m.int(s, d)} ** ${m.random.pick([0, 1, 2, 3])})` },
  { weight: 1, make: (m, s, d) => code(INT)`(${m.bool(s, d)} + ${m.int(s, d)})` },
  { weight: 2, make: (m, s, d) => code(INT, Size.bounded)`len(${m.expression(m.random.pick([STR, listOf(INT), listOf(FLOAT)]), s, d)})` },
  { weight: 1, make: (m, s, d) => code(INT, Size.bounded)`ord(${m.expression(STR, s, d)}${m.random.chance(s.settings.risk) ? '[0]' : "[0:1] or 'x'"})` },
  { weight: 1, make: (m, s, d) => {
    const value = m.leaf(FLOAT, s);
    if (m.random.chance(s.settings.risk)) return code(INT, Size.local)`${m.random.pick(['int', 'round', 'math.floor', 'math.ceil'])}(${value})`;
    return code(INT, Size.local)`(int(${value}) if -1e20 < ${value} < 1e20 else ${m.int(s, d)})`;
  } },
  { weight: 2, make: (m, s, d) => code(INT)`${m.random.pick(['min', 'max'])}(${m.int(s, d)}, ${m.int(s, d)})` },
  { weight: 1, make: (m, s, d) => code(INT)`sum(${m.expression(listOf(INT), s, d)})` },
  { weight: 1, make: (m, s, d) => code(INT)`divmod(${m.int(s, d)}, ${divisor(m, s, d)})[${m.random.below(2)}]` },
  { weight: 1, make: (m, s, d) => code(INT, Size.bounded)`(${m.int(s, d)}).bit_length()` },
  { weight: 0.5, make: (m, s, d) => code(INT)`math.gcd(${m.int(s, d)}, ${m.int(s, d)})` },
  { weight: 0.5, make: (m, s, d) => code(INT)`math.isqrt(abs(${m.int(s, d)}))` },
  { weight: 0.5, make: (m, s, d) => code(INT, Size.bounded)`${m.str(s, d)}.${m.random.pick(['find', 'count'])}(${m.str(s, 0)})` },
  { weight: 0.7, make: (m, s, d) => {
    const name = m.freshName(s);
    const test = m.random.pick(['isalnum()', 'isdigit()', 'isspace()', 'isupper()', 'isprintable()']);
    return code(INT, Size.bounded)`len([${name} for ${name} in ${m.iterable(STR, s, d)} if ${name}.${test} or ${name} ${m.random.pick(['in', 'not in'])} ${m.random.pick(["'ab'", "'aeiou9%'", "'x\u03c0 1,2'", "''"])}])`;
  } },
  { weight: 0.5, make: (m, s, d) => code(INT, Size.bounded)`${m.expression(listOf(INT), s, d)}.count(${m.int(s, 0)})` },
  { weight: 0.5, make: (m, s) => (m.random.chance(s.settings.risk) ? code(INT, Size.bounded)`int(${m.leaf(STR, s)})` : undefined) },
  { weight: 1, make: (m, s, d) => {
    const variables = s.ofType(CALLABLE);
    return variables.length ? code(INT, Size.bounded)`${m.random.pick(variables).name}(${m.bounded(m.int(s, d), Size.bounded)})` : undefined;
  } },
  { weight: 1, make: (m, s, d) => {
    const name = m.freshName(s);
    const inside = s.inner({ pure: true, factor: s.settings.factor * 4 }, { name, type: INT, assignable: false, place: 'local', bounded: true });
    return code(INT, Size.exponential)`sum(${m.bounded(m.int(inside, d), Size.local)} for ${name} in range(${m.random.between(0, 6)}))`;
  } },
  { weight: 0.7, make: (m, s, d) => {
    const variables = s.ofType(INT).filter(({ assignable, place }) => assignable && place === 'local');
    return variables.length && !s.settings.pure && !s.fn.module ? code(INT)`(${m.random.pick(variables).name} := ${m.bounded(m.int(s, d), Size.local)})` : undefined;
  } },
];

const floatProductions: ExpressionProduction[] = [
  { weight: 14, make: (m, s, d) => code(FLOAT)`(${m.float(s, d)} ${m.random.pick(FLOAT_OPERATORS)} ${m.float(s, d)})` },
  { weight: 4, make: (m, s, d) => code(FLOAT)`(${m.float(s, d)} ${m.random.pick(FLOAT_OPERATORS)} ${m.bounded(m.int(s, d), Size.bounded)})` },
  { weight: 3, make: (m, s, d) => code(FLOAT)`(${m.bounded(m.int(s, d), Size.bounded)} ${m.random.pick(FLOAT_OPERATORS)} ${m.float(s, d)})` },
  { weight: 3, make: (m, s, d) => {
    const right = m.random.chance(s.settings.risk) ? m.float(s, d) : m.random.chance(0.5) ? code(FLOAT)`(${m.float(s, d)} or 1.0)` : code(FLOAT)`${m.random.pick(['2.0', '0.1', '(-3.5)', '1e-300', '7.0', '1e999'])}`;
    return code(FLOAT)`(${m.float(s, d)} ${m.random.pick(['/', '/', '//', '%'])} ${right})`;
  } },
  { weight: 2, make: (m, s, d) => code(FLOAT)`(${m.bounded(m.int(s, d), Size.bounded)} / ${divisor(m, s, d)})` },
  { weight: 1, make: (m, s, d) => code(FLOAT)`(${m.float(s, d)} ** ${m.random.pick(['2', '2.0', '3'])})` },
  { weight: 2, make: (m, s, d) => code(FLOAT)`${m.random.pick(['(-', 'abs(', '(+', 'float('])}${m.float(s, d)})` },
  { weight: 2, make: (m, s, d) => code(FLOAT)`float(${m.bounded(m.int(s, d), Size.bounded)})` },
  { weight: 2, make: (m, s, d) => code(FLOAT)`math.sqrt(abs(${m.float(s, d)}))` },
  { weight: 1, make: (m, s, d) => {
    const name = m.random.pick(['math.sin', 'math.cos', 'math.exp', 'math.log', 'math.tan', 'math.atan', 'math.sqrt']);
    const risky = m.random.chance(s.settings.risk);
    return risky ? code(FLOAT)`${name}(${m.float(s, d)})` : code(FLOAT)`${name}(${m.random.pick(['0.5', '2.0', '1.25'])} + abs(${m.float(s, d)}) % 3.0)`;
  } },
  { weight: 1, make: (m, s, d) => code(FLOAT)`${m.random.pick(['math.copysign', 'math.hypot', 'math.atan2', 'min', 'max'])}(${m.float(s, d)}, ${m.float(s, d)})` },
  { weight: 1, make: (m, s, d) => code(FLOAT)`sum(${m.expression(listOf(FLOAT), s, d)}, 0.0)` },
  { weight: 0.5, make: (m, s, d) => code(FLOAT)`round(${m.float(s, d)}, ${m.random.below(4)})` },
  { weight: 0.5, make: (m, s) => (m.random.chance(s.settings.risk) ? code(FLOAT)`float(${m.leaf(STR, s)})` : undefined) },
];

const NUMBER_OPERATORS = ['+', '-', '*', '+', '-'];

const numberProductions: ExpressionProduction[] = [
  { weight: 4, make: (m, s, d) => ({ ...m.int(s, d), type: NUMBER }) },
  { weight: 4, make: (m, s, d) => ({ ...m.float(s, d), type: NUMBER }) },
  { weight: 6, make: (m, s, d) => {
    const kinds: Type[] = [NUMBER, NUMBER, INT, FLOAT, BOOL];
    const operator = m.random.pick(NUMBER_OPERATORS);
    const [left, right] = [m.expression(NUMBER, s, d), m.expression(m.random.pick(kinds), s, d)];
    return code(NUMBER, operator === '*' ? large(left, right) : undefined)`(${left} ${operator} ${right})`;
  } },
  { weight: 1, make: (m, s, d) => code(NUMBER)`abs(${m.expression(NUMBER, s, d)})` },
  { weight: 1, make: (m, s, d) => code(NUMBER)`(${m.expression(NUMBER, s, d)} ${m.random.pick(['//', '%', '/'])} ${m.random.pick(['2', '3', '2.0', '(-7)'])})` },
  { weight: 1, make: (m, s, d) => code(NUMBER)`${m.random.pick(['min', 'max'])}(${m.expression(NUMBER, s, d)}, ${m.expression(NUMBER, s, d)})` },
];

export const NUMBER_PRODUCTIONS = { int: intProductions, float: floatProductions, number: numberProductions };
