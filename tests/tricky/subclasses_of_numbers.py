# Subclasses of int, float and bool-like things in places where exact numbers are common.
from common import check, check_all


class Int(int):
    pass


class Loud(int):
    def __add__(self, other):
        return Loud(int(self) + int(other) + 1000)

    def __radd__(self, other):
        return Loud(int(self) + int(other) + 2000)

    def __lt__(self, other):
        return True

    def __eq__(self, other):
        return False

    __hash__ = int.__hash__

    def __index__(self):
        return 1

    def __repr__(self):
        return f"Loud({int(self)})"


class Float(float):
    def __mul__(self, other):
        return Float(float(self) * float(other) * 2)

    def __bool__(self):
        return False

    def __repr__(self):
        return f"Float({float(self)})"


class WithAttributes(float):
    unit = "m"


def total_of(values):
    total = 0
    for value in values:
        total += value
    return total, type(total).__name__


def product_of(values):
    total = 1.0
    for value in values:
        total = total * value
        if not value:
            total = value * total
    return total


def smallest(values):
    best = values[0]
    for value in values:
        if value < best:
            best = value
    return best


def index_with(items, i):
    return items[i], [items[i]] * i


def loop_to(n):
    count = 0
    i = Int(0)
    while i < n:
        i += 1
        count += 1
    return count, type(i).__name__


def attributes():
    length = WithAttributes(2.5)
    length.unit = "cm"
    return length * 2, length.unit, type(length + 1).__name__, WithAttributes(1).unit


check_all("total_of", total_of, [([1, 2, 3],), ([Int(1), Int(2)],), ([1, Loud(2), 3],), ([Loud(1), 1.5],), ([True, Int(3), 2.5, Float(1.5)],)])
check_all("product_of", product_of, [([1.5, 2.0],), ([1.5, Float(2.0)],), ([Float(0.0), 3.0],), ([0.0, 3.0, 2],)])
check_all("smallest", smallest, [([3, 1, 2],), ([3, Loud(5), 2],), ([Loud(1), Loud(2)],), ([2.5, Float(1.0)],)])
check_all("index_with", index_with, [([5, 6, 7], 2), ([5, 6, 7], Int(2)), ([5, 6, 7], Loud(2)), ([5, 6], True), ("ab", Int(0)), ([1], 2.0)])
check("loop_to", loop_to, 20)
check("attributes", attributes)
check("compare", lambda: (Int(3) == 3, Loud(3) == 3, 3 == Loud(3), 3 in [Loud(3)], {Int(3): 1}[3], isinstance(Loud(1), int), type(Int(2) * 3).__name__))
check("format", lambda: (f"{Loud(5)} {Loud(5)!r} {Loud(5):d}", str(Float(1)), int(Loud(7)), round(Float(2.5)), abs(Int(-3)), -Int(2), min(Int(5), 5), divmod(Int(7), 2)))
