# Numbers that nothing uses, made from ints: what is too large for them is an OverflowError all the same.
import math
from common import check_all


def added(x):
    1.5 + x
    return 1


def caught(x):
    y = 0.5
    try:
        y += x
    except ZeroDivisionError:
        return y
    return 2


def divided(x):
    x / 1.5
    return 3


def divided_by(x):
    1.5 / (x | 1)
    return 4


def remainder(x):
    x % 7.5
    return 5


def squared(x):
    x * x - 0.5
    return 6


def converted(x):
    float(x)
    return 7


def cosine(x):
    math.cos(x)
    return 8


def counted(x):
    len(range(x))
    return 9


def counted_from(x):
    len(range(-x, x, 3))
    return 10


def assigned(x, way):
    y = x * 0.5
    if way:
        y = 1.0
    else:
        y = 2.0
    return y


def in_loop(x):
    for i in range(3):
        y = x * 0.5
    return 12


numbers = [0, 3, -5, 2**62, 2**63 - 1, -(2**63), 2**63, 2**64, 10**400, -(10**400), True]
for function in (added, caught, divided, divided_by, remainder, squared, converted, cosine, counted, counted_from, in_loop):
    check_all(function.__name__, function, [(n,) for n in numbers[:4]] * 20 + [(n,) for n in numbers])
check_all("assigned", assigned, [(n, way) for n in numbers[:4] for way in (0, 1)] * 20 + [(n, way) for n in numbers for way in (0, 1)])
