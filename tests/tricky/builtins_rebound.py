# Builtins shadowed by globals, replaced in the builtins module, and put back, in the middle of hot loops.
import builtins
from common import check

plain_len = len
plain_range = range
plain_abs = abs


def lengths(items):
    total = 0
    for item in items:
        total += len(item)
    return total


def counted(n):
    total = 0
    for i in range(n):
        total += abs(i - 5)
    return total


def with_replaced_builtin():
    builtins.len = lambda item: 100
    try:
        return lengths(["a", "bb"])
    finally:
        builtins.len = plain_len


def with_shadow():
    global len
    len = lambda item: -1
    try:
        return lengths(["a", "bb"])
    finally:
        del len


def range_shadowed():
    global range
    range = lambda n: [1, 10, 100]
    try:
        return counted(3)
    finally:
        del range


def in_the_middle(n):
    total = 0
    for i in range(n):
        total += abs(-i)
        if i == 6:
            builtins.abs = lambda x: 1000
    builtins.abs = plain_abs
    return total


def by_callee(n):
    total = 0
    for i in range(n):
        if i == 7:
            shadow_abs()
        total += abs(i)
    unshadow_abs()
    return total


def shadow_abs():
    global abs
    abs = lambda x: -x


def unshadow_abs():
    global abs
    del abs


def deleted_builtin():
    saved = builtins.ord
    del builtins.ord
    try:
        return ord("a")
    except NameError as error:
        return str(error)
    finally:
        builtins.ord = saved


def classes(items):
    return sum(isinstance(item, int) for item in items), [int(x) for x in ("1", 2.7)], str(5), float("2")


def replaced_class():
    class Fake(int):
        def __new__(cls, value):
            return super().__new__(cls, 7)

    saved = builtins.int
    builtins.int = Fake
    try:
        return [int(x) + 1 for x in ("1", 2.7)]
    finally:
        builtins.int = saved


def new_builtin():
    builtins.invented = 41
    try:
        return invented + 1
    finally:
        del builtins.invented


def own_builtins():
    namespace = {"__builtins__": {"len": lambda item: "own", "range": plain_range}}
    exec("def f(items):\n    return [len(items) for _ in range(3)]", namespace)
    return namespace["f"]([]), len([])


for _ in plain_range(3):
    check("lengths", lengths, ["a", "bb", [1, 2]], times=800)
    check("counted", counted, 10, times=800)
    for function in (with_replaced_builtin, with_shadow, range_shadowed, deleted_builtin, replaced_class, new_builtin, own_builtins):
        check(function.__name__, function, times=100)
    check("in_the_middle", in_the_middle, 10, times=800)
    check("by_callee", by_callee, 10, times=800)
    check("classes", classes, [1, True, "x", 2.0], times=800)
