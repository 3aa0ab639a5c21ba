# Ints compared and mixed with floats, above all where floats no longer hold every int.
from common import check_all

INTS = [0, 1, -1, 2**53 - 1, 2**53, 2**53 + 1, -(2**53) - 1, 2**62, 2**63 - 1, 2**63, 2**63 + 1, 2**64, 10**25, 10**400, -(10**400), True]
FLOATS = [0.0, -0.0, 1.0, -1.0, 2.0**53 - 1, 2.0**53, 2.0**53 + 2, -(2.0**53), 2.0**62, 2.0**63, 2.0**64, 1e25, 1e308, float("inf"), float("-inf"), float("nan"), 0.5]


def compare(a, b):
    return a < b, a <= b, a == b, a != b, a >= b, a > b


def reverse(a, b):
    return b < a, b == a, b > a


def add(a, b):
    return a + b, b - a


def same_key(a, b):
    table = {a: 1}
    table[b] = 2
    return len(table), hash(a) == hash(b)


def count_below(values, limit):
    count = 0
    for value in values:
        if value < limit:
            count += 1
    return count


def grow(start, steps):
    x = start
    for _ in range(steps):
        x = x * 2 + 1
        if x > 1e18:
            x = x - 1e18
    return x


check_all("compare", compare, [(a, b) for a in INTS for b in FLOATS], rounds=20)
check_all("reverse", reverse, [(a, b) for a in INTS[3:12] for b in FLOATS[4:12]], rounds=20)
check_all("add", add, [(a, b) for a in INTS for b in FLOATS[::3]], rounds=20)
check_all("same_key", same_key, [(1, 1.0), (2**53, 2.0**53), (2**53 + 1, 2.0**53), (2**63, 2.0**63), (True, 1.0), (0, -0.0), (10**25, 1e25)])
check_all("count_below", count_below, [(INTS, 2.0**53), (FLOATS, 2**53 + 1), (INTS + FLOATS, 0.5)])
check_all("grow", grow, [(1, 100), (1.0, 100), (True, 70)])
