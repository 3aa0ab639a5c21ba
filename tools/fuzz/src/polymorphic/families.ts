// Families of values: what is of one family understands the same operations, whatever its class. Each place in a polymorphic program
// belongs to a family, and gets values of several classes of it. Knows no productions.
import { intText, EDGE_FLOATS, EDGE_INTS, SMALL_FLOATS, SMALL_INTS } from '../literals';
import type { Random, Weighted } from '../random';
import { readStatements, type Statement } from '../tree';
import { CALLABLE, listOf, NUMBER, objectOf, type Type } from '../types';

/** number: arithmetic and comparisons; thing: attributes and methods; series: items of numbers; action: called with a number. */
export type Family = 'number' | 'thing' | 'series' | 'action';

export const FAMILIES: readonly Family[] = ['number', 'thing', 'series', 'action'];

interface FamilyFacts {
  /** What the shrinker takes its constants from. */
  readonly type: Type;
  /** First letter of its variables. */
  readonly letter: string;
}

export const FACTS: Readonly<Record<Family, FamilyFacts>> = {
  number: { type: NUMBER, letter: 'n' },
  thing: { type: objectOf('Thing'), letter: 'o' },
  series: { type: listOf(NUMBER), letter: 's' },
  action: { type: CALLABLE, letter: 'g' },
};

/** Classes of the families that are the same in all programs; those of things are drawn (classes.ts). */
const DEFINITIONS = `
import collections
import functools
import operator
class Integer(int):
    pass
class Real(float):
    def __add__(self, other):
        return Real(float(self) + other)
class Odd:
    def __init__(self, v):
        self.v = v
    def __add__(self, other):
        return Odd(self.v + getattr(other, 'v', other))
    def __radd__(self, other):
        return other + self.v
    def __sub__(self, other):
        return Odd(self.v - getattr(other, 'v', other))
    def __rsub__(self, other):
        return other - self.v
    def __mul__(self, other):
        return Odd(self.v * getattr(other, 'v', other))
    __rmul__ = __mul__
    def __mod__(self, other):
        return self.v % getattr(other, 'v', other)
    def __floordiv__(self, other):
        return self.v // getattr(other, 'v', other)
    def __truediv__(self, other):
        return Odd(self.v / getattr(other, 'v', other))
    def __neg__(self):
        return Odd(-self.v)
    def __abs__(self):
        return abs(self.v)
    def __lt__(self, other):
        return self.v < getattr(other, 'v', other)
    def __gt__(self, other):
        return self.v > getattr(other, 'v', other)
    def __eq__(self, other):
        return self.v == getattr(other, 'v', other)
    __hash__ = None
    def __bool__(self):
        return self.v != 2
    def __int__(self):
        return int(self.v)
    def __float__(self):
        return float(self.v)
class Row(list):
    pass
class Steps:
    def __init__(self, n):
        self.n = n
    def __len__(self):
        return self.n
    def __getitem__(self, i):
        if i >= self.n or i < -self.n:
            raise IndexError('steps')
        return i * 2
class Pairs(Steps):
    def __iter__(self):
        for i in range(self.n):
            yield i + 0.5
class Adder:
    def __init__(self, n):
        self.n = n
    def __call__(self, n):
        return n + self.n
def made(call):
    try:
        return call()
    except Exception:
        return 7
def twice(n):
    return n + n
def clipped(n, most=50):
    return most if n > most else n
`;

export const definitions = (): Statement[] => readStatements(DEFINITIONS);

/** An expression as text, and how often it is taken. */
interface Source extends Weighted {
  readonly text: (random: Random) => string;
}

const fixed = (weight: number, ...texts: string[]): Source => ({ weight, text: (random) => random.pick(texts) });

/** Where numbers come from, most lines for a class of their own. No texts: their product with a large number would fill the memory. */
const NUMBERS: readonly Source[] = [
  { weight: 8, text: (random) => intText(random.chance(0.8) ? random.pick(SMALL_INTS) : random.between(-300, 3000)) },
  { weight: 6, text: (random) => random.pick(SMALL_FLOATS) },
  { weight: 1, text: (random) => intText(random.pick(EDGE_INTS)) },
  { weight: 1, text: (random) => random.pick(EDGE_FLOATS) },
  fixed(2, 'True', 'False'),
  fixed(1.5, 'Integer(4)', 'Integer(-3)'),
  fixed(1.5, 'Real(1.5)', 'Real(-2.0)'),
  fixed(2, 'Odd(3)', 'Odd(2)', 'Odd(1.5)'),
  fixed(0.3, '(1+2j)'),
  fixed(0.3, 'None'),
];

const SERIES: readonly Source[] = [
  fixed(4, '[1, 2, 3]', '[1, 2.5, 3]', '[0.5, 1.5]', '[True, 2]'),
  fixed(3, '(1, 2, 3)', '(4, 0.5)', '(7,)'),
  fixed(2, 'range(4)', 'range(5, -3, -2)'),
  fixed(1, 'Row([3, 4, 5])'),
  fixed(1, 'Steps(3)'),
  fixed(1, 'Pairs(4)'),
  fixed(1, 'collections.deque([1, 2, 0.5])'),
  fixed(1, '{3: 1, 5: 2}', '{0: 1, 1: 2}'),
  fixed(0.7, "b'abc'"),
  fixed(0.3, '[]', '()'),
  fixed(0.3, 'None'),
];

const ACTIONS: readonly Source[] = [
  fixed(3, 'twice', 'clipped'),
  fixed(2, 'lambda n: n + 1', 'lambda n: n * 3', 'lambda n: n'),
  fixed(2, 'abs', 'float'),
  fixed(2, 'Adder(2)', 'Adder(0.5)'),
  fixed(1, 'functools.partial(operator.add, 2)', 'functools.partial(clipped, most=5)'),
  fixed(1, 'Adder(3).__call__'),
  fixed(1, 'Odd', 'Integer', 'Adder'),
];

const SOURCES: Readonly<Record<Exclude<Family, 'thing'>, readonly Source[]>> = { number: NUMBERS, series: SERIES, action: ACTIONS };

/** Source texts of so many values of a family, of several classes. @param classes of things */
export function values(random: Random, family: Family, count: number, classes: readonly string[]): string[] {
  const thing = (): string => (random.chance(0.04) ? random.pick(['None', 'object()']) : `made(lambda: ${random.pick(classes)}(${random.weighted(NUMBERS).text(random)}))`);
  const one = (): string => (family === 'thing' ? thing() : random.weighted(SOURCES[family]).text(random));
  return Array.from({ length: count }, one);
}
