# Every way to pass arguments, right and wrong.
from common import check, check_all


def plain(a, b, c=3, *rest, d, e=5, **more):
    return a, b, c, rest, d, e, sorted(more.items())


def positional(a, b=2, /, c=3):
    return a, b, c


def variadic(*arguments, **keywords):
    return arguments, keywords


def forward(*arguments, **keywords):
    return variadic(*arguments, **keywords)


def sum_of(a, b=10, c=100):
    return a + b * c


def in_loop(n):
    total = 0
    pair = (1, 2)
    names = {"b": 4, "c": 5}
    for i in range(n):
        total += sum_of(i) + sum_of(i, 2) + sum_of(i, c=1) + sum_of(c=i, a=2) + sum_of(*pair) + sum_of(i, **names) + sum_of(*pair, i)
    return total


class Callable:
    def __init__(self, base, *, scale=1):
        self.base = base
        self.scale = scale

    def __call__(self, x, y=1):
        return (self.base + x * y) * self.scale

    @classmethod
    def make(cls, base):
        return cls(base, scale=2)

    @staticmethod
    def free(x):
        return x + 1

    def method(self, x):
        return self.base + x


def all_kinds(n):
    total = 0
    thing = Callable(1)
    made = Callable.make(2)
    bound = thing.method
    unbound = Callable.method
    for i in range(n):
        total += thing(i) + made(i, y=2) + bound(i) + unbound(made, i) + Callable.free(i) + thing.free(i) + Callable(i, scale=3)(1)
    return total


def mutable_default(n):
    def collect(x, into=[]):
        into.append(x)
        return len(into)

    return [collect(i) for i in range(n)][-1]


def defaults_are_evaluated_once():
    calls = []

    def tell():
        calls.append(1)
        return 7

    def f(x=tell()):
        return x

    return [f() for _ in range(3)], len(calls)


def order_of_evaluation():
    log = []

    def note(x):
        log.append(x)
        return x

    variadic(note(1), *[note(2), note(3)], note(4), k=note(5), **{"m": note(6)})
    return log


def wrong(which):
    if which == 0:
        return sum_of()
    if which == 1:
        return sum_of(1, 2, 3, 4)
    if which == 2:
        return sum_of(1, a=2)
    if which == 3:
        return sum_of(1, z=2)
    if which == 4:
        return plain(1, 2)
    if which == 5:
        return positional(a=1)
    if which == 6:
        return sum_of(*5)
    if which == 7:
        return sum_of(1, **{"b": 1}, **{"b": 2})
    if which == 8:
        return Callable()(1)
    if which == 9:
        return Callable(1)()
    if which == 10:
        number = 5
        return number(1)
    return Callable.method(1)


check_all("sum_of", sum_of, [(1,), (1, 2), (1, 2, 3), (1.5, 2, 3), (1, 2.5), ("a", "b", 2)])
check_all("positional", positional, [(1,), (1, 5), (1, 5, 6), ()])
check("plain", lambda: (plain(1, 2, d=4), plain(1, 2, 9, 8, 7, d=0, z=1, y=2), plain(*range(6), **{"d": 1, "e": 2})))
check("forward", lambda: (forward(), forward(1, 2), forward(*"ab", x=1), forward(**{"k": 2})))
check("in_loop", in_loop, 20)
check("all_kinds", all_kinds, 20)
check("mutable_default", mutable_default, 9)
check("defaults_are_evaluated_once", defaults_are_evaluated_once)
check("order_of_evaluation", order_of_evaluation)
for which in range(12):
    check("wrong", wrong, which, times=1000)
