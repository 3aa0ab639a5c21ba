# super() in all forms, diamonds, abstract methods, dataclasses, named tuples, enums, class bodies.
import abc
import dataclasses
import enum
import functools
import operator
from collections import namedtuple
from common import check


class Base:
    created = 0

    def __init__(self, name):
        self.name = name
        type(self).created += 1

    def describe(self):
        return [self.name]


class Left(Base):
    def describe(self):
        return ["left"] + super().describe()


class Right(Base):
    def __init__(self, name, extra=0):
        super().__init__(name)
        self.extra = extra

    def describe(self):
        return ["right"] + super(Right, self).describe()


class Both(Left, Right):
    def __init__(self, name):
        Right.__init__(self, name, 5)

    def describe(self):
        return ["both", self.extra] + super().describe()

    @classmethod
    def make(cls, name):
        return cls(name)

    def __init_subclass__(cls, **keywords):
        cls.keywords = keywords


class Child(Both, color="red"):
    pass


class Shape(abc.ABC):
    @abc.abstractmethod
    def area(self):
        ...

    def double(self):
        return self.area() * 2


class Square(Shape):
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side ** 2


@dataclasses.dataclass(order=True)
class Version:
    major: int
    minor: int = 0

    def bumped(self):
        return dataclasses.replace(self, minor=self.minor + 1)


@dataclasses.dataclass(frozen=True, slots=True)
class Frozen:
    x: float


Pair = namedtuple("Pair", "a b")


class Color(enum.Enum):
    RED = 1
    GREEN = 2

    @property
    def next(self):
        return Color.GREEN if self is Color.RED else Color.RED


class Flags(enum.IntFlag):
    A = 1
    B = 2


def diamond(n):
    total = 0
    for i in range(n):
        total += len(Both.make(str(i)).describe()) + len(Child("c").describe())
    return total, Both("x").describe(), Child.keywords, [c.__name__ for c in Child.__mro__]


def abstract(n):
    total = 0
    for i in range(n):
        total += Square(i).double()
    try:
        Shape()
    except TypeError as error:
        return total, str(error)


def data_classes(n):
    version = Version(1)
    for _ in range(n):
        version = version.bumped()
    try:
        Frozen(1.5).x = 2
    except dataclasses.FrozenInstanceError as error:
        return version, version > Version(1, 3), Version(1) == Version(1), str(error), Frozen(2)


def named_tuples(n):
    pair = Pair(0, 1.5)
    for _ in range(n):
        pair = Pair(pair.b, pair.a + pair.b)
    a, b = pair
    return pair, a == pair[0], pair._replace(a=0), pair < (1e9, 0)


def enums(n):
    color = Color.RED
    for _ in range(n):
        color = color.next
    flags = Flags.A
    for i in range(n):
        flags ^= Flags.B
    return color, Color(2), Color["RED"].value, flags, Flags.A in flags, [c.name for c in Color]


def not_implemented_pairs():
    class Meters:
        def __init__(self, value):
            self.value = value

        def __add__(self, other):
            return Meters(self.value + other.value) if isinstance(other, Meters) else NotImplemented

        def __eq__(self, other):
            return self.value == other.value if isinstance(other, Meters) else NotImplemented

        def __lt__(self, other):
            return self.value < other.value

    class Feet(Meters):
        def __radd__(self, other):
            return "reflected first"

    results = [(Meters(1) + Meters(2)).value, Meters(1) + Feet(2), Meters(1) == 1, Meters(1) > Meters(0), sorted([Meters(3), Meters(1)])[0].value]
    try:
        Meters(1) + 1
    except TypeError as error:
        results.append(str(error))
    return results


@functools.lru_cache(maxsize=None)
def cached(n):
    return n if n < 2 else cached(n - 1) + cached(n - 2)


@functools.total_ordering
class Ordered:
    def __init__(self, x):
        self.x = x

    def __eq__(self, other):
        return self.x == other.x

    def __lt__(self, other):
        return self.x < other.x


def library_tools(n):
    add = functools.partial(operator.add, 5)
    total = 0
    for i in range(n):
        total += add(i) + operator.itemgetter(1)([i, i * 2]) + cached(i)
    return total, Ordered(1) >= Ordered(1), functools.reduce(operator.mul, range(1, 25))


check("diamond", diamond, 5, times=800)
check("abstract", abstract, 6)
check("data_classes", data_classes, 5, times=500)
check("named_tuples", named_tuples, 10)
check("enums", enums, 5, times=500)
check("not_implemented_pairs", not_implemented_pairs, times=100)
check("library_tools", library_tools, 20, times=500)
