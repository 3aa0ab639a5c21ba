# Bools are ints, until they are printed.
from common import check, check_all

CASES = [(a, b) for a in (True, False, 1, 0, 2, -1, 1.0) for b in (True, False, 1, 2.5)]


def arithmetic(a, b):
    return a + b, a - b, a * b, -a, +a


def logic(a, b):
    return a and b, a or b, not a, bool(a) is True, a == b, a is b, a < b


def bitwise(a, b):
    return a & b, a | b, a ^ b, ~a, a << 1


def count(values):
    total = 0
    for value in values:
        total += value > 3
    return total


def flags(n):
    odd = False
    changes = 0
    for i in range(n):
        odd = not odd
        changes += odd
        odd ^= i % 3 == 0
    return odd, changes


def index(values, condition):
    return values[condition], "no yes".split()[condition], values[-condition]


def types(n):
    result = []
    for i in range(n):
        x = i > 2
        y = x + 0
        z = x & (i < 4)
        w = x | 1
        result.append((type(x).__name__, type(y).__name__, type(z).__name__, type(w).__name__))
    return sorted(set(result))


check_all("arithmetic", arithmetic, CASES)
check_all("logic", logic, CASES)
check_all("bitwise", bitwise, CASES)
check("count", count, [1, 5, 9.5, True, 3, 4])
check("sum", lambda: sum([True, False, True]) + sum(x > 2 for x in range(5)))
check("flags", flags, 101)
check("index", index, [10, 20], True)
check("types", types, 6)
