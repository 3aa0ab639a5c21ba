# What things are called does not say what they are: builtin functions under other names or with other modules, classes named like builtin ones.
import cmath
import math
import operator
import sys
from common import check, check_all

E = eval
L = locals
V = vars
D = dir
frame_of = sys._getframe


def by_eval(n):
    unread = 0
    for i in range(n):
        unread = i * 3
        total = i
    return E("unread"), E("total + n")


def by_locals(n):
    unread = "text"
    last = None
    for i in range(n):
        last = i * 0.5
    return sorted(L().items()), sorted(V().items()), D()


def by_arguments(n):
    unread = n * 2
    for i in range(n):
        pass
    return E(*("unread",)), E(*("unread + i",), **{})


def one(n):
    unread = n + 1
    for i in range(2):
        pass
    return E("unread + i")


def by_callee(n):
    total = 0
    for i in range(n):
        total += one(i)
    return total


def given(look, n):
    unread = n * 5
    for i in range(n):
        last = unread
    return look("unread") if n > 2 else last


check("eval", by_eval, 5, times=400)
check("locals", by_locals, 3, times=400)
check("arguments", by_arguments, 4, times=400)
check("callee", by_callee, 6, times=400)
check_all("given", given, [(eval, 3), (eval, 1)], rounds=200)


# The name of the module can be assigned to.
def roots(x):
    return cmath.sqrt(x), cmath.cos(x) == cmath.cos(x), math.sqrt(4.0)


before = roots(-1.0)
cmath.sqrt.__module__ = "math"
cmath.isnan.__module__ = "math"
math.sqrt.__module__ = "cmath"
operator.abs.__module__ = "builtins"
eval.__module__ = "elsewhere"


def root(x):
    return cmath.sqrt(x)


def absolute(x):
    return operator.abs(x), cmath.isnan(x)


def evaluated(n):
    unread = n
    for i in range(n):
        pass
    return E("unread + i")


print(before == roots(-1.0))
check("root", root, 4.0)
check_all("roots", roots, [(-1.0,), (4.0,), (2,)])
check_all("absolute", absolute, [(-1.5,), (-3,), (True,)])
check("evaluated", evaluated, 7, times=400)


# Instances of these end as those of any class do.
ended = []


def made(name):
    def __init__(self, number):
        self.number = number

    def __del__(self):
        ended.append(self.number)

    return type(name, (), {"__init__": __init__, "__del__": __del__})


def holding(kind):
    class Holder:
        kept = kind(5)

        def number(self):
            return self.kept.number

    return Holder


for name in ("range", "bytes", "complex", "ellipsis", "NoneType", "int", "method_descriptor", "function"):
    Holder = holding(made(name))
    holder = Holder()
    for _ in range(3000):
        holder.number()
    Holder.kept = None
    print(name, ended)
    ended.clear()


class int_(float):
    pass


int_.__name__ = "int"


def mixed(a, b):
    return a + b, a * b, a == b, a < b, f"{a}{b}"


class Reflecting:
    def __radd__(self, other):
        return "radd"

    def __rmul__(self, other):
        return "rmul"

    def __gt__(self, other):
        return "gt"

    def __repr__(self):
        return "Reflecting"


check_all("mixed", mixed, [(1, 2), (int_(1.5), 2), (2, int_(1.5)), (int_(1.5), Reflecting()), (3, Reflecting()), (2.5, Reflecting())])
