"""For tests only: functions of many kinds, run until the interpreter has quickened and specialised them."""


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def norm(self):
        return self.x * self.x + self.y * self.y


class Slotted:
    __slots__ = ("a", "b")

    def __init__(self):
        self.a = 1
        self.b = 2


import math

K = 3


def numbers(n):
    total = 0
    for i in range(n):
        total += i * i
        if total > 1000:
            total -= 1000
    return total


def floats(n):
    x = 0.5
    for _ in range(n):
        x = x * 1.5 - x + 0.25
        if x < 100.0:
            x = x + 1.0
    return x


def lists(xs, ys):
    s = 0
    for i in range(len(xs)):
        s += xs[i] * ys[i]
        xs[i] = s
    return s


def attributes(p, q):
    for _ in range(20):
        p.x = p.x + q.a + K
        q.b = q.a
    return p.norm() + math.pi


def text(n):
    s = ""
    for i in range(n):
        s += "x"
        if s == "xx":
            t = s + "y"
    return s


def calls(items):
    out = []
    for item in items:
        out.append(item)
        a, b = item
        if isinstance(a, int):
            a = str(a)
    return out


def untaken(flag, p):
    total = 0
    for i in range(20):
        if flag:
            total = p.never + total / i
        total = total + i
    return total


def divide(a, b):
    for _ in range(20):
        c = a / b
        d = a < b
    return c, d


def polymorphic(items):
    n = 0
    for item in items:
        n = n + len(item)
        item[0]
    return n


def dictionary(d):
    for k in ("a", "b"):
        for _ in range(20):
            d[k] = d[k] + 1
    return d


exec("def wide(a):\n    x = 0\n    for i in range(20):\n" + "".join(f"        x = x + {1000 + k}\n" for k in range(400)) + "    return x\n")

p, q = Point(1, 2), Slotted()
for _ in range(60):
    numbers(50), floats(20), lists([1] * 20, [2] * 20), attributes(p, q), text(20), calls([(1, 2)] * 20)
    untaken(False, p), divide(7, 3), polymorphic([[1], (1,), "x", b"x"] * 4), dictionary({"a": 1, "b": 2}), p.norm(), wide(1)


def cold(a):
    return a + 1


functions = [numbers, floats, lists, attributes, text, calls, untaken, divide, polymorphic, dictionary, Point.norm, wide, cold]


def facts():
    return {"normAddress": id(Point.norm), "slotOffset": 16}
