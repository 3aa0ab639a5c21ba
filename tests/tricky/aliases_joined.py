# Two names for one object on one way, for two on another: what is done through one name is seen through the other, and they stay one object.
from common import check


class A:
    def __init__(self, x):
        self.x = x


def branches(c, o):
    a = A(1)
    o.x
    if c:
        b = a
    else:
        b = o
    b.x = 5
    return a.x, a is b


def loop_behind(c, o):
    a = A(1)
    o.x
    if c:
        b = a
    else:
        b = o
    for i in range(3):
        b.x = 5 + i
    return a.x, a is b


def changes_in_loop(n, o):
    a = A(1)
    o.x
    b = a
    for i in range(n):
        if i == 5:
            b = o
        b.x += 1
    return a.x, b.x, a is b


def held_by_another(c, o):
    a = A(1)
    holder = A(a)
    o.x
    if c:
        b = a
    else:
        b = o
    b.x = 7
    return holder.x.x, holder.x is b


def pair(c):
    t = (c, 1)
    if c:
        u = t
    else:
        u = (c, 2)
    for _ in range(3):
        pass
    return t is u, t[1] == u[1]


def captured(n):
    a = A(n)
    b = a

    def change(by):
        nonlocal b
        if by > 3:
            b = A(by)
        b.x += by

    for i in range(n):
        change(i)
    return a.x, b.x, a is b


def run():
    o = A(3)
    total = 0
    for k in range(400):
        for part in (branches(k % 2, o), loop_behind(k % 3 == 0, o), changes_in_loop(k % 9, o), held_by_another(k % 2, o), pair(k % 2), captured(k % 7)):
            total = total * 31 % 1000003 + hash(part) % 1000
    return total


def shapes():
    o = A(3)
    return [branches(1, o), branches(0, o), loop_behind(1, o), loop_behind(0, o), changes_in_loop(8, o), held_by_another(1, o), held_by_another(0, o), pair(1), pair(0), captured(6)]


check("results", shapes)
check("many", run, times=20)
check("results again", shapes)


def told_by_tests(v):
    a = A(v)
    holder = A(a)
    b = a
    if v is None:
        b.x = 7
    if v is not None and v is not True:
        b.x = 8
    if not v:
        b.x = 9
    return holder.x.x, a.x, a is b, holder.x is b


check("told", lambda: [told_by_tests(v) for v in (None, 1, "a", True, False, None, 0)], times=200)
