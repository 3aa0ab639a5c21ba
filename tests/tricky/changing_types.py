# The same code over values whose types change all the time: compiled code must leave, come back, and stay right.
from common import check, check_all
from decimal import Decimal
from fractions import Fraction


def accumulate(values):
    total = 0
    for value in values:
        total = total + value
    return total


def double(x):
    return x + x


def scale(items, factor):
    for i in range(len(items)):
        items[i] = items[i] * factor
    return items


def polynomial(x):
    return 3 * x * x - 2 * x + 1


def phases(n):
    x = 0
    log = []
    for i in range(n):
        if i == 10:
            x = 0.5
        elif i == 20:
            x = 2**62
        elif i == 30:
            x = True
        elif i == 40:
            x = "ab"
        elif i == 50:
            x = [1]
        elif i == 60:
            x = (1, 2)
        elif i == 70:
            x = 1 + 2j
        y = x * 2
        if i % 10 == 9:
            log.append(y)
    return log


def alternate(n):
    total = 0
    for i in range(n):
        x = i if i & 1 else i * 0.5
        total += x
        if i % 17 == 0:
            total = int(total)
    return total


def none_or_number(values):
    total = 0
    last = None
    for value in values:
        if last is None:
            last = value
        elif value is None:
            last = None
        else:
            total += value - last
            last = value
    return total, last


class A:
    def go(self, x):
        return x + 1


class B(A):
    def go(self, x):
        return x * 2


class C:
    def __init__(self):
        self.count = 0

    def go(self, x):
        self.count += 1
        return x - self.count


class D:
    go = staticmethod(lambda x: x % 1000)


class E:
    def __getattr__(self, name):
        return lambda x: x + len(name)


def megamorphic(n):
    things = [A(), B(), C(), D(), E(), A()]
    x = 1
    for i in range(n):
        x = things[i % 6].go(x)
    return x


def index_anything(container, key):
    return container[key]


def compare_anything(a, b):
    return a == b, a != b


numbers = [1, 2.5, True, 2**70, -3, Fraction(1, 3), Decimal("1.5")]
check_all("accumulate", accumulate, [([1, 2, 3],), ([1.5, 2],), ([1, 2**62, 2**62, 2**62],), ([True, 1j],), ([Fraction(1, 3), 1],), ([Decimal(1), 2],), ([Decimal(1), 2.5],), (["a"],), ([],)])
check_all("double", double, [(x,) for x in numbers + ["ab", [1], (1,), None, {1}, 1j, b"x", range(3)]])
check_all("scale", lambda items, factor: scale(list(items), factor), [((1, 2, 3), 2), ((1, 2.5, 3), 2), ((1.5, 2.5), 2.0), (("a", (1,), [2]), 2), ((1, None), 2), ((2**61, 2**62), 4)])
check_all("polynomial", polynomial, [(x,) for x in numbers + [2**31, 2**32, 1e200, "x", 1 + 1j]])
check("phases", phases, 80, times=300)
check("alternate", alternate, 100, times=300)
check_all("none_or_number", none_or_number, [([1, 2, None, 5, 7.5],), ([None],), ([],), ([1.5, 1, True],)])
check("megamorphic", megamorphic, 60, times=300)
check_all("index_anything", index_anything, [([1, 2], 1), ((1, 2), -1), ("ab", 0), ({"k": 1}, "k"), (b"ab", 1), (range(5), 3), ([1], "x"), ({}, 1), (5, 0), ([1, 2], slice(1)), (bytearray(b"ab"), 1), (list, int)])
check_all("compare_anything", compare_anything, [(1, 1.0), (1, "1"), (None, 0), ([], ()), (True, 1), (Fraction(1, 2), 0.5), (Decimal("0.1"), 0.1), (int, int), (float("nan"), float("nan"))])
