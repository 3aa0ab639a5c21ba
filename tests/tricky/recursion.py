# Recursion up to the limit: the depth at which RecursionError comes is the same as in plain Python.
import sys
from common import check


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))


def is_even(n):
    return True if n == 0 else is_odd(n - 1)


def is_odd(n):
    return False if n == 0 else is_even(n - 1)


def depth(n):
    try:
        return depth(n + 1)
    except RecursionError:
        return n


def deepest():
    return depth(0)


class Node:
    def __init__(self, level):
        self.child = Node(level - 1) if level else None

    def depth(self):
        return 1 + self.child.depth() if self.child else 1


reached = 0


def endless(x):
    global reached
    reached += 1
    endless(x + 1)
    return x


def endless_message():
    global reached
    reached = 0
    try:
        endless(0)
    except RecursionError as error:
        return reached, str(error)


def down(x):
    global reached
    reached = x
    return further(x + 1)


def further(x):
    return down(x) + 1


class Deep:
    def __init__(self):
        self.level = 0

    def step(self):
        self.level += 1
        return self.again()

    def again(self):
        return self.step() + 1


def mutual_message():
    try:
        down(0)
    except RecursionError as error:
        deep = Deep()
        try:
            deep.step()
        except RecursionError as second:
            return reached, str(error), deep.level, str(second)


class Endless:
    def __getattr__(self, name):
        return getattr(self, name + "x")

    def __eq__(self, other):
        return self == other


def through_c():
    results = []
    for operation in (lambda: Endless() == 1, lambda: Endless().a):
        try:
            operation()
        except RecursionError as error:
            results.append(str(error)[:32])
    return results


def with_other_limit(limit):
    old = sys.getrecursionlimit()
    sys.setrecursionlimit(limit)
    try:
        return depth(0)
    finally:
        sys.setrecursionlimit(old)


def sort_recursive(items):
    if len(items) < 2:
        return items
    pivot, *rest = items
    return sort_recursive([x for x in rest if x < pivot]) + [pivot] + sort_recursive([x for x in rest if x >= pivot])


check("fib", fib, 10, times=200)
check("fib(20.0)", fib, 12.0, times=20)
check("ackermann", ackermann, 2, 6, times=20)
check("is_even", is_even, 300, times=100)
check("deepest", deepest, times=30)
check("Node", lambda: Node(50).depth(), times=200)
check("endless_message", endless_message, times=30)
check("mutual_message", mutual_message, times=30)
check("with_other_limit 200", with_other_limit, 200, times=50)
check("with_other_limit 5000", with_other_limit, 5000, times=5)
check("deepest again", deepest, times=10)
check("through_c", through_c, times=5)
check("sort_recursive", sort_recursive, [(i * 37) % 61 for i in range(60)], times=50)
