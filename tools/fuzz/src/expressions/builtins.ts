// Productions with the builtin functions and methods that numbers.ts and texts.ts leave out: formats, conversions, less common arithmetic.
import type { ExpressionProduction, Maker } from '../maker';
import type { Scope } from '../scope';
import { code, Size, type Expression } from '../tree';
import { BOOL, FLOAT, INT, listOf, NUMBER, STR, type Kind } from '../types';

const small = (maker: Maker, scope: Scope, depth: number): Expression => maker.bounded(maker.int(scope, depth), Size.bounded);
const text = (maker: Maker, scope: Scope, depth: number): Expression => maker.bounded(maker.str(scope, depth), Size.bounded);

/** Where the programs may raise, what raises often; elsewhere nothing. */
const risky = (maker: Maker, scope: Scope, make: () => Expression): Expression | undefined => (maker.random.chance(scope.settings.risk) ? make() : undefined);

export const OF_BUILTINS: Partial<Record<Kind, readonly ExpressionProduction[]>> = {
  int: [
    { weight: 0.5, make: (m, s, d) => code(INT, Size.bounded)`pow(${small(m, s, d)}, ${m.random.below(5)}, ${m.random.pick(['7', '1000003', '2 ** 64', '(-13)'])})` },
    { weight: 0.4, make: (m, s, d) => code(INT)`round(${m.int(s, d)}, ${m.random.pick([-1, -2, 0, 1])})` },
    { weight: 0.4, make: (m, s, d) => code(INT, Size.bounded)`hash(${m.random.pick([m.int(s, d), m.str(s, d), m.bool(s, d)])})` },
    { weight: 0.4, make: (m, s, d) => code(INT, Size.bounded)`(${m.int(s, d)}).bit_count()` },
    { weight: 0.4, make: (m, s, d) => code(INT, Size.bounded)`int(${m.random.pick(['hex', 'bin', 'oct'])}(${small(m, s, d)}), 0)` },
    { weight: 0.4, make: (m, s) => risky(m, s, () => code(INT, Size.bounded)`int(${m.leaf(STR, s)}, ${m.random.pick([16, 2, 36])})`) },
    { weight: 0.4, make: (m, s, d) => risky(m, s, () => code(INT, Size.bounded)`${m.str(s, d)}.${m.random.pick(['index', 'rindex'])}(${m.str(s, 0)})`) },
    { weight: 0.4, make: (m, s, d) => risky(m, s, () => code(INT, Size.bounded)`${m.expression(listOf(INT), s, d)}.index(${m.int(s, 0)})`) },
    { weight: 0.5, make: (m, s, d) => code(INT)`max([${m.int(s, d)}, ${m.int(s, d)}, ${m.int(s, 0)}])` },
    { weight: 0.5, make: (m, s, d) => code(INT)`min(${m.expression(listOf(INT), s, d)}, default=${m.literal(INT, s)})` },
    { weight: 0.4, make: (m, s, d) => code(INT)`sum(map(${m.random.pick(['abs', 'int', '(lambda value: value ^ 5)'])}, ${m.expression(listOf(INT), s, d)}))` },
    { weight: 0.4, make: (m, s, d) => code(INT, Size.bounded)`len(list(filter(None, ${m.expression(listOf(INT), s, d)})))` },
    { weight: 0.4, make: (m, s, d) => code(INT)`${m.random.pick(['math.lcm', 'math.comb', 'math.perm'])}(${m.int(s, d)} & 15, ${m.int(s, d)} & 7)` },
    { weight: 0.3, make: (m, s, d) => code(INT, Size.bounded)`math.factorial(${m.int(s, d)} & 15)` },
    { weight: 0.3, make: (m, s, d) => code(INT)`(${m.int(s, d)}).${m.random.pick(['real', 'imag', 'numerator', 'denominator'])}` },
    { weight: 0.3, make: (m, s, d) => risky(m, s, () => code(INT)`next(iter(${m.expression(listOf(INT), s, d)}))`) },
  ],
  float: [
    { weight: 0.5, make: (m, s, d) => code(FLOAT)`${m.random.pick(['math.fmod', 'math.pow'])}(${m.random.pick(['0.5', '2.5', '(-7.25)'])}, ${m.random.pick(['1.0', '2.0', '3.0'])} + (${m.int(s, d)} & 3))` },
    { weight: 0.5, make: (m, s, d) => code(FLOAT)`${m.random.pick(['math.degrees', 'math.radians', 'math.fabs', 'math.tanh', 'math.cbrt'])}(${m.float(s, d)})` },
    { weight: 0.5, make: (m, s, d) => code(FLOAT)`${m.random.pick(['math.log2', 'math.log10', 'math.log1p'])}(1.5 + abs(${m.float(s, d)}) % 9.0)` },
    { weight: 0.3, make: (m, s, d) => risky(m, s, () => code(FLOAT)`math.fsum([${m.float(s, d)}, ${m.leaf(FLOAT, s)}, 1.5])`) },
    { weight: 0.3, make: (m, s, d) => risky(m, s, () => code(FLOAT)`math.${m.random.pick(['exp', 'sinh', 'cosh', 'log', 'asin'])}(${m.float(s, d)})`) },
    { weight: 0.4, make: (m, s, d) => code(FLOAT)`divmod(${m.float(s, d)}, ${m.random.pick(['2.5', '(-3.0)', '1e300'])})[${m.random.below(2)}]` },
    { weight: 0.3, make: (m, s, d) => code(FLOAT)`math.ldexp(0.75, ${m.int(s, d)} & 31)` },
    { weight: 0.3, make: (m, s, d) => code(FLOAT)`(${m.float(s, d)}).${m.random.pick(['real', 'imag', 'conjugate()'])}` },
    { weight: 0.4, make: (m, s, d) => code(FLOAT)`max(${m.expression(listOf(FLOAT), s, d)}, default=${m.literal(FLOAT, s)})` },
  ],
  bool: [
    { weight: 0.4, make: (m, s, d) => code(BOOL, Size.bounded)`(${m.float(s, d)}).is_integer()` },
    { weight: 0.4, make: (m, s, d) => code(BOOL, Size.bounded)`math.${m.random.pick(['isfinite', 'isnan'])}(${m.expression(NUMBER, s, d)} % 1e9)` },
    { weight: 0.4, make: (m, s, d) => code(BOOL, Size.bounded)`math.isclose(${m.float(s, d)}, ${m.float(s, d)})` },
    { weight: 0.4, make: (m, s, d) => code(BOOL, Size.bounded)`callable(${m.leaf(m.random.pick([INT, STR]), s)})` },
    { weight: 0.4, make: (m, s, d) => code(BOOL, Size.bounded)`${m.str(s, d)}.${m.random.pick(['isascii', 'isidentifier', 'isdecimal', 'isnumeric', 'istitle'])}()` },
    { weight: 0.5, make: (m, s, d) => code(BOOL, Size.bounded)`${m.str(s, d)}.startswith(('a', ${m.str(s, 0)}))` },
    { weight: 0.4, make: (m, s, d) => code(BOOL, Size.bounded)`(type(${m.expression(m.random.pick([INT, NUMBER, STR]), s, d)}) is ${m.random.pick(['int', 'float', 'str'])})` },
    { weight: 0.4, make: (m, s) => (s.variables.length ? code(BOOL, Size.bounded)`hasattr(${m.random.pick(s.variables).name}, '${m.random.pick(['x', 'y', 'append', 'items', 'real', 'nothing'])}')` : undefined) },
    { weight: 0.4, make: (m) => (m.classes.length > 1 ? code(BOOL, Size.bounded)`issubclass(${m.random.pick(m.classes).name}, ${m.random.pick(m.classes).name})` : undefined) },
  ],
  str: [
    { weight: 0.5, make: (m, s, d) => code(STR, Size.bounded)`${m.random.pick(['hex', 'bin', 'oct', 'ascii'])}(${small(m, s, d)})` },
    { weight: 0.5, make: (m, s, d) => code(STR, Size.bounded)`format(${small(m, s, d)}, '${m.random.pick(['x', '08d', '+', '>12', ',', '_b', 'e'])}')` },
    { weight: 0.5, make: (m, s, d) => code(STR, Size.bounded)`format(${m.float(s, d)}, '${m.random.pick(['.2f', 'g', '+.3e', '>9.1f', '%', ''])}')` },
    { weight: 0.6, make: (m, s, d) => code(STR, Size.local)`'${m.random.pick(['{}-{}', '{1}{0}', '{0!r:>9}|{1}', '{:>4}{}'])}'.format(${text(m, s, d)}, ${small(m, s, d)})` },
    { weight: 0.5, make: (m, s, d) => code(STR, Size.bounded)`${text(m, s, d)}.${m.random.pick(['zfill(8)', "ljust(6, '.')", 'rjust(7)', "center(9, '*')", 'expandtabs(3)', "removeprefix('a')", "removesuffix('b')", 'casefold()', 'capitalize()'])}` },
    { weight: 0.5, make: (m, s, d) => code(STR, Size.exponential)`'-'.join(${m.str(s, d)}.${m.random.pick(['split()', "split(',')", "rsplit('a', 1)", 'splitlines()', "split('b', 1)", "rsplit(' ')"])})` },
    { weight: 0.5, make: (m, s, d) => code(STR, Size.exponential)`''.join(${m.random.pick(['reversed', 'sorted', 'list', 'dict.fromkeys'])}(${m.str(s, d)}))` },
    { weight: 0.5, make: (m, s, d) => code(STR, Size.exponential)`('${m.random.pick(['%5d|%-4s', '%x %s', '%+d%r'])}' % (${small(m, s, d)}, ${text(m, s, d)}))` },
    { weight: 0.4, make: (m, s, d) => code(STR, Size.bounded)`('%${m.random.pick(['.3f', 'g', 'e', '8.2f'])}' % ${m.float(s, d)})` },
    { weight: 0.4, make: (m, s) => code(STR, Size.bounded)`type(${s.variables.length ? m.read(m.random.pick(s.variables)) : m.literal(INT, s)}).__name__` },
    { weight: 0.4, make: (m, s, d) => code(STR, Size.exponential)`${m.str(s, d)}.translate({97: 'q', 98: None})` },
    { weight: 0.3, make: (m, s, d) => code(STR, Size.exponential)`str(${m.expression(m.random.pick([listOf(INT), listOf(STR)]), s, d)}[:4])` },
  ],
};
