# Addition, subtraction, negation and comparison of ints at the edges of digits and registers.
from common import check_all

EDGES = []
for bits in (15, 29, 30, 31, 32, 53, 60, 61, 62, 63, 64, 65, 127):
    for delta in (-1, 0, 1):
        EDGES += [(1 << bits) + delta, -(1 << bits) + delta]


def add(a, b):
    return a + b, a - b, b - a, -a, +b, ~a


def compare(a, b):
    return a < b, a <= b, a == b, a != b, a >= b, a > b


def accumulate(start, step, count):
    total = start
    for _ in range(count):
        total += step
    return total


def count_down(start, step, count):
    total = start
    for _ in range(count):
        total -= step
    return total


def cross_and_return(start):
    x = start
    for _ in range(40):
        x += 3
    for _ in range(40):
        x -= 3
    return x == start, x


def increments(start):
    i = start
    steps = 0
    while i < start + 20:
        i += 1
        steps += 1
    return steps, i


def hash_all(function, values):
    checksum = 0
    for a in values:
        for b in values:
            for part in function(a, b):
                checksum = (checksum * 1000003 + part) % (2**61 - 1)
    return checksum


for _ in range(3):
    print(hash_all(add, EDGES), hash_all(compare, EDGES))
check_all("accumulate", accumulate, [(e, s, 50) for e in EDGES[::5] for s in (1, -1, 2**29, 2**61)], rounds=30)
check_all("count_down", count_down, [(e, s, 50) for e in EDGES[::7] for s in (1, 2**30, -(2**62))], rounds=30)
check_all("cross_and_return", cross_and_return, [(e - 60,) for e in EDGES[::3]], rounds=100)
check_all("increments", increments, [(e - 10,) for e in EDGES[::3]], rounds=100)
