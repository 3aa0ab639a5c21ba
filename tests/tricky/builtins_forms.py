# The builtins that a compiler likes to know, in all their forms, with right and wrong arguments.
import math
from common import check, check_all


def smallest(*values):
    return min(*values), max(*values)


def with_key(values):
    return min(values, key=lambda x: -x), max(values, key=abs), min(values, default=5)


def absolute(x):
    return abs(x)


def total(values, start=0):
    return sum(values, start)


def pairs(a, b):
    result = []
    for x, y in zip(a, b):
        result.append(x * y)
    return result


def numbered(values, start=0):
    result = 0
    for i, value in enumerate(values, start):
        result += i * value
    return result


def from_range(*arguments):
    count = 0
    first = last = None
    for i in range(*arguments):
        if count == 0:
            first = i
        last = i
        count += 1
        if count > 50:
            break
    return count, first, last


def range_variable_changed(n):
    seen = []
    for i in range(n):
        seen.append(i)
        i += 10
        n = 0
    return seen, i


def range_facts(r):
    return len(r), r[0], r[-1], 6 in r, r.index(6), list(reversed(r))[:2], r == range(r.start, r.stop, r.step)


def nested_zip(n):
    total = 0
    for i, (a, b) in enumerate(zip(range(n), range(n, 0, -1))):
        total += i * a - b
    return total


def conversions(x):
    return int(x), float(x), bool(x), str(x)


def rounded(x, digits=None):
    return round(x, digits) if digits is not None else round(x)


def types(x):
    return isinstance(x, int), isinstance(x, (float, str)), isinstance(x, bool), type(x) is int, callable(x)


def truth(values):
    return any(values), all(values), list(map(bool, values)), list(filter(None, values)), sorted(values, key=bool)


def power(*arguments):
    return pow(*arguments)


def attributes(thing):
    return hasattr(thing, "real"), getattr(thing, "imag", "none"), len(dir(thing)) > 0


def iterate(values):
    iterator = iter(values)
    return next(iterator, "end"), next(iterator, "end"), list(iterator)


check_all("smallest", smallest, [(1, 2), (2, 1), (1, 1.0), (1.0, 1), (True, 1), (-0.0, 0.0), (3, 1, 2), ([1, 2],), ("b", "a"), (1, "a"), (5,), ([],), (2**70, 1.5)])
check_all("with_key", with_key, [([3, -5, 4],), ([],), ([1.5, True],)])
check_all("absolute", absolute, [(5,), (-5,), (-5.5,), (-0.0,), (-(2**63),), (-(2**62),), (True,), ("x",), (-3 + 4j,)])
check_all("total", total, [([1, 2, 3],), ([1, 2.5],), ([0.1] * 10,), ([2**62] * 4,), ([True] * 3, 0.5), ([[1], [2]], []), (["a"],), ([],), (range(10**6),)], rounds=20)
check_all("pairs", pairs, [([1, 2, 3], [4, 5]), ([1.5], [2, 3]), ([], [1]), ("ab", [2, 3]), (range(3), range(5, 0, -1)), ([1], 5)])
check_all("numbered", numbered, [([1, 2, 3],), ([1.5, 2], 10), ([5] * 4, 2**62), ("", 3), ([1], -1), (5,)])
check_all("from_range", from_range, [(5,), (0,), (-3,), (2, 5), (5, 2), (5, 2, -1), (0, 10, 3), (10, 0, -3), (2**62, 2**62 + 5), (2**63 - 2, 2**63 + 3), (2**64, 2**64 - 3, -1), (-(2**63) - 1, -(2**63) + 2), (0, 2**70, 2**68), (1, 5, 0), (True,), (2.0,), ("5",)])
check("range_variable_changed", range_variable_changed, 5)
check_all("range_facts", range_facts, [(range(10),), (range(6, -3, -2),), (range(0, 20, 3),), (range(2**64, 2**64 + 3),), (range(0),)])
check("nested_zip", nested_zip, 20)
check_all("conversions", conversions, [("12",), (12.9,), (-12.9,), (True,), (" 5 ",), ("x",), (None,), (2**70,), ("1_0",), (b"7",), (float("inf"),)])
check_all("rounded", rounded, [(2.5,), (3.5,), (-2.5,), (2.675, 2), (15, -1), (25, -1), (1e300,), (5,), (True,), (2.5, 0), (float("nan"),)])
check_all("types", types, [(1,), (True,), (1.5,), ("x",), (None,), (int,), (len,)])
check_all("truth", truth, [([0, 1, 2.0, "", "a"],), ([],), ([[], [0]],)])
check_all("power", power, [(2, 10), (2, 10, 1000), (2, -1, 7), (2.0, 3), (-2, 0.5), (2, 62), (3, 5, 0), (0, 0), ("a", 2)])
check_all("attributes", attributes, [(1,), (1.5,), ("x",), (True,)])
check_all("iterate", iterate, [([1, 2, 3],), ("a",), ({1: 2},), (range(1),), (5,)])
check_all("math", lambda x: (math.sqrt(abs(x)), math.floor(x), math.ceil(x), math.trunc(x), math.fabs(x)), [(2.5,), (-2.5,), (7,), (-7,), (True,), (2**70,)])
check("divmod and hash", lambda: (divmod(7, -2), divmod(-7.5, 2), hash(1) == hash(1.0), hash(-1), id(None) == id(None), repr(0.1 + 0.2), ascii("é"), bin(-5), hex(255), oct(8)))
