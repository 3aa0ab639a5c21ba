# NaN, infinities, negative zero and the smallest and largest floats.
import math
from common import check, check_all

NAN = float("nan")
INF = float("inf")
SPECIAL = [0.0, -0.0, 1.0, -1.0, INF, -INF, NAN, 5e-324, -5e-324, 1.7976931348623157e308, 0.1, 1e16]


def operations(a, b):
    return a + b, a - b, a * b, -a, abs(a)


def comparisons(a, b):
    return a < b, a <= b, a == b, a != b, a >= b, a > b, a is a, not a


def in_a_condition(a, b):
    if a < b:
        return "less"
    elif a > b:
        return "greater"
    elif a == b:
        return "equal"
    return "unordered"


def extremes(a, b):
    return min(a, b), max(a, b), min(b, a), max(b, a)


def signs(x):
    return math.copysign(1.0, x), math.copysign(1.0, -x), math.copysign(1.0, x * -1.0), math.copysign(1.0, 0.0 - x), math.copysign(1.0, x + 0)


def while_not_equal(x):
    count = 0
    while x == x and count < 10:
        x *= 1e40
        count += 1
        if x > 1e308:
            x -= x
    return count, x


def sum_of(values):
    total = 0
    for value in values:
        total += value
    return total


def membership():
    values = [NAN, 1.0]
    other = float("nan")
    return NAN in values, other in values, values.index(NAN), values.count(other), [NAN] == [NAN], [NAN] == [other], (NAN,) < (NAN, 1)


def negative_zero_sum(n):
    total = -0.0
    for _ in range(n):
        total += -0.0
    return total


def signs_of_nan():
    """What the processor gives, computed from constants as well."""
    x = 1e400
    y = x - x
    z = x * 0.0
    return [math.copysign(1.0, number) for number in (y, -y, -(-y), z, -z, y + 1.0, -y - 1.0, x / x, -(x / x), abs(y), -abs(y))]


def to_int(x):
    return int(x), round(x), math.floor(x)


check_all("operations", operations, [(a, b) for a in SPECIAL for b in SPECIAL], rounds=20)
check_all("comparisons", comparisons, [(a, b) for a in SPECIAL[:8] for b in SPECIAL[:8]], rounds=30)
check_all("in_a_condition", in_a_condition, [(a, b) for a in SPECIAL for b in SPECIAL[3:8]], rounds=30)
check_all("extremes", extremes, [(0.0, -0.0), (NAN, 1.0), (1.0, NAN), (INF, NAN), (1, 1.0), (1.0, 1), (True, 1)])
check_all("signs", signs, [(x,) for x in (0.0, -0.0, 3.0, -3.0, INF)])
check_all("while_not_equal", while_not_equal, [(1.0,), (-1.0,), (NAN,), (0.0,)])
check("sum_of", sum_of, [0.1] * 10 + [1e16, 1.0, -1e16, INF])
check("sum_of nan", sum_of, [1, 2.5, INF, -INF])
check("membership", membership)
check("negative_zero_sum", negative_zero_sum, 50)
check("signs_of_nan", signs_of_nan)
check_all("to_int", to_int, [(2.5,), (3.5,), (-2.5,), (-0.0,), (1e300,), (NAN,), (INF,), (-INF,), (2.0**63,), (-(2.0**63),), (0.49999999999999994,)])


# What is not a number keeps its sign and its other bits, though one such constant compares with another as little as with itself.
import struct

PLUS = float('nan')
MINUS = -PLUS
MARKED = struct.unpack('<d', struct.pack('<Q', 0x7ff8000000001234))[0]


def bits(number):
    return hex(struct.unpack('<Q', struct.pack('<d', number))[0])


def of_two(which):
    number = MINUS if which else PLUS
    return bits(number * 1.0)


def of_literals(which):
    if which:
        number = 1e999 - 1e999
    else:
        number = -(1e999 - 1e999)
    return bits(number), bits(number + 1.0)


def in_turns(count):
    number = PLUS
    seen = []
    for turn in range(count):
        seen.append(bits(number + 1.0))
        number = MARKED if turn & 1 else MINUS
        seen.append(bits(number))
    return seen


def side_by_side():
    return bits(MINUS + 1.0), bits(PLUS + 1.0), bits(MARKED + 1.0), bits(-MARKED)


for turn in range(100):
    seen = of_two(0), of_two(1), of_literals(0), of_literals(1), in_turns(4), side_by_side()
print(seen)
