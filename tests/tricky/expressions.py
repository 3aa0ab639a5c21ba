# Chained comparisons, conditional expressions, walrus, unpacking, swaps, slices, order of evaluation.
from common import check, check_all

order = []


def note(x):
    order.append(x)
    return x


def chained(a, b, c):
    return a < b < c, a <= b != c, a == b == c, not a < b, a < b > c < 10, a in [b] == [c]


def chained_evaluates_once():
    order.clear()
    result = note(1) < note(5) < note(3) < note(9)
    return result, list(order)


def conditional(x):
    return ("zero" if x == 0 else "small" if -5 < x < 5 else "big") if isinstance(x, (int, float)) else None


def short_circuit(a, b):
    order.clear()
    first = note(a) and note(b) or note("last")
    second = note(a) or note(b) and note("never" if b else "second")
    return first, second, list(order), not (a or b)


def walrus(items):
    total = 0
    while (n := len(items)) > 1:
        total += n
        items = items[:n // 2]
    if (last := items[0]) > 3 or (other := last * 2) > 5:
        total += last
    return total, [y := 1, y + 1], [square for x in range(5) if (square := x * x) > 3]


def unpacking(values):
    first, *middle, last = values
    a, (b, c), *_ = [first, (last, middle), 1, 2]
    (d, e), [f] = "xy", [5]
    return first, middle, last, a, b, c, d, e, f


def swaps(n):
    a, b, c = 1, 2.5, "x"
    i = 0
    items = [10, 20, 30]
    for _ in range(n):
        a, b, c = b, c, a
        i, items[i % 3] = items[i % 3] % 3, i
        items[0], items[1], items[2] = items[2], items[0], items[1]
    return a, b, c, i, items


def index_is_evaluated_after():
    items = [0, 0, 0]
    i = 0
    i, items[i] = 2, 7
    items[i], i = 9, 0
    return items, i


def order_of_operands():
    order.clear()
    table = {}
    table[note("key")] = note("value")
    note([1, 2, 3])[note(1)] += note(5)
    result = note(2) + note(3) * note(4) ** note(2)
    note(dict)(a=note(1), b=note(2))
    return result, [x if isinstance(x, (int, str)) else type(x).__name__ for x in order]


def augmented(x, y):
    a = x
    a += y
    a *= 2
    b = [x]
    b[0] -= y
    b[-1] *= b[0]
    return a, b


def fibonacci(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


def identity(a, b):
    return a is b, a is not b, a is None, None is not b, a is True


def chained_assignment(n):
    a = b = c = []
    for i in range(n):
        c.append(i)
        x = y = i * 1.5
    return a is b is c, len(a), x, y


def comprehension(n):
    return [[i * j for j in range(i)] for i in range(n)], {i: i * i for i in range(n) if i % 2}, {i % 3 for i in range(n)}, sum([i for i in range(n)])


def comprehension_scope(n):
    i = "kept"
    squares = [i * i for i in range(n)]
    return i, squares


def slices(n):
    items = list(range(n))
    a = items[1:3], items[-2:], items[::-1][:2], items[5:2], items[::3]
    items[1:3] = [9]
    del items[0]
    return a, items, items[slice(0, 2)]


def literals(n):
    for i in range(n):
        x = [i, (i, [i]), {"k": i}, {i}]
        x[1][1].append(i)
    return x, (1, 2)[i % 2], {"a": 1}["a"]


def strings_and_bytes(n):
    return "a" * n + "b", "%d%s" % (n, n), (n,) * 2 + (1,), [0] * n == [0, 0, 0], b"x" * n


check_all("chained", chained, [(1, 2, 3), (1, 1, 1), (3.5, 2, 1), ("a", "b", "c"), (1, 2.5, True)])
check("chained_evaluates_once", chained_evaluates_once)
check_all("conditional", conditional, [(0,), (3,), (-7.5,), ("x",), (True,)])
check_all("short_circuit", short_circuit, [(0, 1), (1, 0), (1, 2), ("", []), (0.0, None)])
check("walrus", walrus, list(range(20)))
check_all("unpacking", unpacking, [([1, 2, 3, 4],), ((1, 2),), ("abc",), ([1],), (range(5),)])
check_all("swaps", swaps, [(1,), (7,), (0,)])
check("index_is_evaluated_after", index_is_evaluated_after)
check("order_of_operands", order_of_operands)
check_all("augmented", augmented, [(1, 2), (1.5, 2), (2**62, 2**62), (True, 1), ("a", 1)])
check_all("fibonacci", fibonacci, [(10,), (90,), (93,), (120,)])
check_all("identity", identity, [(None, None), (True, True), (1, True), ("a", "a"), ((), ())])
check("chained_assignment", chained_assignment, 5)
check("comprehension", comprehension, 5)
check("comprehension_scope", comprehension_scope, 4)
check("slices", slices, 8)
check("literals", literals, 3)
check("strings_and_bytes", strings_and_bytes, 3)
