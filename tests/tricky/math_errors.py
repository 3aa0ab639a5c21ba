# The math module at its edges: errors, special values, ints too large for a float, wrong types.
import math
from common import check, check_all

INF, NAN = float("inf"), float("nan")


def root(x):
    return math.sqrt(x)


def functions(x):
    results = []
    for function in (math.sin, math.cos, math.tan, math.exp, math.log, math.atan, math.asin, math.tanh, math.log10, math.log2, math.floor, math.ceil, math.trunc, math.gamma, math.expm1, math.log1p):
        try:
            results.append(function(x))
        except (ValueError, OverflowError, TypeError) as error:
            results.append(f"{type(error).__name__}: {error}")
    return results


def two(x, y):
    results = []
    for function in (math.pow, math.atan2, math.fmod, math.hypot, math.copysign, math.log, math.gcd, math.isclose, math.ldexp, math.remainder):
        try:
            results.append(function(x, y))
        except (ValueError, OverflowError, TypeError, ZeroDivisionError) as error:
            results.append(f"{type(error).__name__}: {error}")
    return results


def loop_until_error(start, step):
    total = 0.0
    x = start
    try:
        for _ in range(1000):
            total += math.sqrt(x)
            x -= step
    except ValueError as error:
        return total, x, str(error)
    return total


def overflow(x):
    try:
        while True:
            x = math.exp(x)
    except OverflowError as error:
        return x, str(error)


def power_overflow(x):
    for _ in range(20):
        x = x ** 2.0
    return x


def infinite_sum(n):
    total = 0.0
    for i in range(n):
        total += 1e308
    return total, total - total, math.isnan(total - total), math.isinf(total)


class Number:
    def __float__(self):
        return 2.25

    def __floor__(self):
        return "floor"

    def __index__(self):
        return 6


def exact():
    return math.factorial(20), math.isqrt(10**30), math.comb(30, 15), math.prod([1.5, 2, 3]), math.fsum([0.1] * 10), math.dist((0, 0), (3, 4)), math.modf(-2.5), math.frexp(10.0), math.pi, math.e, math.inf, math.degrees(math.pi)


check_all("root", root, [(4,), (2.0,), (-0.0,), (-1,), (-1e-300,), (INF,), (-INF,), (NAN,), (10**400,), (True,), ("4",), (None,), (1j,)])
check("root of an object", lambda: root(Number()))
check_all("functions", functions, [(x,) for x in (0, 0.0, -0.0, 1, -1, 0.5, 710, -2.5, INF, -INF, NAN, 2**70, 10**400, True)], rounds=100)
check_all("two", two, [(2, 3), (2.5, -1), (0, -1), (-8, 1 / 3), (INF, 0), (1, INF), (NAN, 1), (5.5, 0), (-0.0, 0.0), (2**70, 3), (1e300, 1e300), (6, 4)], rounds=100)
check_all("loop_until_error", loop_until_error, [(10.0, 0.5), (5, 1), (2.0, 1e-9)], rounds=20)
check_all("overflow", overflow, [(1.0,), (0,), (-5.0,)])
check_all("power_overflow", power_overflow, [(1.001,), (2.0,), (-0.5,), (1.0,)])
check("infinite_sum", infinite_sum, 5)
check("floor of an object", lambda: (math.floor(Number()), math.gcd(Number(), 4)))
check("exact", exact)
