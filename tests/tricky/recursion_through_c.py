# Recursion that goes through C: sort keys, reprs, operators, map, reduce, comparisons, and what happens at the limit.
import functools
import sys
from common import check


class Nested:
    def __init__(self, inner):
        self.inner = inner

    def __repr__(self):
        return f"<{self.inner!r}>"

    def __eq__(self, other):
        return self.inner == other.inner

    def __len__(self):
        return len(self.inner) + 1

    def __getattr__(self, name):
        if name.startswith("deep"):
            return getattr(self.inner, name)
        raise AttributeError(name)

    def __add__(self, other):
        return self.inner + other

    def __call__(self, n):
        return self.inner(n) if callable(self.inner) else n

    def __iter__(self):
        yield 1
        if self.inner is not None:
            yield from self.inner


def chain(depth, end):
    for _ in range(depth):
        end = Nested(end)
    return end


def by_sort(n):
    return n if n <= 0 else sorted([n, n - 1], key=lambda k: by_sort(k - 1))[0]


def by_map(n):
    return 0 if n == 0 else 1 + sum(map(by_map, [n - 1]))


def by_reduce(n):
    return functools.reduce(lambda a, b: a + by_reduce(b), [0] * 1 + [n - 1]) + 1 if n > 0 else 0


class End:
    deep_one = 5

    def __len__(self):
        return 0

    def __add__(self, other):
        return other * 2


def at_limit(function):
    try:
        function()
        return "no limit"
    except RecursionError as error:
        return str(error)[:32]  # the rest depends on the very level


if __name__ == "__main__":
    check("repr", lambda: len(repr(chain(30, 1))), times=300)
    check("eq", lambda: chain(20, 1) == chain(20, 1), times=300)
    check("ne", lambda: chain(20, 1) == chain(20, 2), times=300)
    check("len", lambda: len(chain(20, End())), times=300)
    check("getattr", lambda: chain(20, End()).deep_one, times=300)
    check("add", lambda: chain(20, End()) + 4, times=300)
    check("call", lambda: chain(20, End())(7), times=300)
    check("iter", lambda: sum(chain(15, None)), times=300)
    check("sort", by_sort, 8, times=100)
    check("map", by_map, 40, times=300)
    check("reduce", by_reduce, 40, times=300)
    for turn in range(5):
        for function in (lambda: repr(chain(3000, 1)), lambda: chain(3000, 1) == chain(3000, 1), lambda: by_map(3000), lambda: by_reduce(3000), lambda: chain(3000, End()).deep_one, lambda: len(chain(3000, End()))):
            print(at_limit(function))
    sys.setrecursionlimit(5000)
    print(by_map(900), by_reduce(900), len(repr(chain(900, 1))))
