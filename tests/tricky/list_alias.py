# Two names for one list, lists inside themselves, and writes through one name seen through the other.
from common import check


def write_and_read(n):
    a = [0.0] * n
    b = a
    total = 0.0
    for i in range(n):
        a[i] = i * 0.5
        total += b[i]
        b[i] = total
        total -= a[i] / 2
    return total, a is b, a == b


def add_into(target, source):
    for i in range(len(source)):
        target[i] += source[i]
    return target


def shared_float(n):
    x = 1.5
    values = [x] * n
    kept = values[0]
    for i in range(n):
        values[i] += 1.0
    return x, kept, values[0], values[-1], values.count(2.5)


def shared_rows(n):
    grid = [[0] * n] * n
    for i in range(n):
        grid[i][i] += i + 1
    return grid[0]


def swap_through(a, b, n):
    for i in range(n):
        a[i], b[i] = b[i], a[i]
    return a, b


def contains_itself(n):
    a = [1]
    for i in range(n):
        a.append(a)
    a[0] = len(a)
    return a[1][1][1][0], len(a[-1])


class Holder:
    def __init__(self, items):
        self.items = items
        self.total = 0


def attribute_alias(n):
    items = list(range(n))
    first, second = Holder(items), Holder(items)
    for i in range(n):
        first.items[i] = second.items[i] * 2
        second.total += first.items[i]
        second.total -= items[i] // 2
    return second.total


def default_alias(x, seen=[]):
    seen.append(x)
    if len(seen) > 5:
        del seen[:]
    return len(seen)


def rebinding(n):
    a = list(range(n))
    b = a
    total = 0
    for i in range(n):
        if i == n // 2:
            a = a + [100]
        a[i] = -1
        total += b[i]
    return total, len(a), len(b)


def in_place(n):
    a = [1]
    b = a
    for i in range(n):
        a += [i]
        a *= 1
    return a is b, len(b)


check("write_and_read", write_and_read, 60, times=500)
check("add_into itself", lambda: add_into(*[[1, 2, 3]] * 2))
check("add_into floats", lambda: add_into(*[[1.5, 2.5, 3.5]] * 2))
check("shared_float", shared_float, 20)
check("shared_rows", shared_rows, 5)
check("swap_through", lambda: swap_through([1, 2, 3], [4.0, "b", None], 3))
check("swap_through itself", lambda: swap_through(*[[1, 2, 3]] * 2, 3))
check("contains_itself", contains_itself, 5)
check("attribute_alias", attribute_alias, 20)
check("default_alias", default_alias, 1)
check("rebinding", rebinding, 10)
check("in_place", in_place, 10)
