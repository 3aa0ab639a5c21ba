# Floats that are stored where another float was, while names, attributes and items still hold that one.
from common import check_rows


class A:
    def __init__(s, x):
        s.x = x
        s.y = x


class B:
    __slots__ = ("x", "y")

    def __init__(s, x):
        s.x = x
        s.y = x


def f1(l):
    x = l[0]
    l[0] = x + 1.0
    return x, l[0]


def f2(l):
    x = l[0]
    l[1] = x
    l[0] = x * 2.0
    return x, l[0], l[1]


def f3(l, n):
    for i in range(n):
        a = l[0]
        b = l[1]
        l[0] = a + b
        l[1] = a - b
        l[0], l[1] = l[1], l[0]
    return l, a, b


def f4(l, m, n):
    s = 0.0
    for i in range(n):
        t = l[0]
        m[0] = t + 1.0
        s += t + l[0]
        l[1] = t
        m[1] = m[1] * 0.5
        s += l[1]
    return s, l, m


def g1(a, b):
    s = a.x
    b.x = 5.5
    return s + a.x


def g2(a, b, n):
    s = 0.0
    for i in range(n):
        t = a.x
        b.x = t + 1.0
        a.y = t
        b.y = b.y * 2.0
        s += t + a.x + a.y
    return s, a.x, a.y, b.x, b.y


def g3(a, n):
    keep = []
    for i in range(n):
        a.x = a.x + 1.0
        if i % 3 == 0:
            keep.append(a.x)
        v = a.x
        a.x = a.x * 1.5
        a.y = v
        a.x = a.x - v
    return keep, v, a.x, a.y


def g4(a, b, n):
    for i in range(n):
        a.x, b.x = b.x, a.x
        a.y = a.x
        a.x += 0.5
        b.y += a.y
    return a.x, a.y, b.x, b.y


def h1(n):
    x = 1.5
    y = x
    l = [x, y, x]
    for i in range(n):
        l[0] += 1.0
        l[2] = l[0]
        l[0] -= 0.25
    return l, x, y


def h2(n):
    x = 1.5
    d = {"a": x, "b": x}
    for i in range(n):
        d["a"] += 1.0
        d["b"] = d["a"]
        d["a"] *= 0.5
    return d, x


def h3(n):
    t = (1.5, 2.5)
    l = list(t)
    for i in range(n):
        l[0] += t[0]
        l[1] = l[0]
        l[0] = l[1] * 0.5
    return t, l


def h4(n):
    l = [0.5] * 4
    for i in range(n):
        for j in range(4):
            l[j] = l[j] + l[(j + 1) % 4]
        k = l[1:3]
        l[1] = 0.125
    return l, k if n else None


def h5(n):
    x = 0.0

    def up():
        nonlocal x
        x += 1.0
        return x

    l = []
    for i in range(n):
        l.append(up())
        l.append(x)
        x *= 0.5
    return l, x


def h6(l, n):
    it = iter(l)
    a = next(it)
    for i in range(n):
        l[0] = a + i
        b = l[0]
        l[0] = 7.0
        l[1] = b
    return a, b if n else None, l


def h7(n):
    a = A(1.0)
    l = [a.x, a.y]
    for i in range(n):
        a.x = l[0]
        l[0] = a.x + 1.0
        a.y = a.x
        a.x = a.x + 0.5
    return a.x, a.y, l


def h8(n):
    m = [[1.0, 2.0], [3.0, 4.0]]
    r = m[0]
    for i in range(n):
        s = m[i & 1]
        s[0] = r[1] + 1.0
        r[1] = s[0]
        s[0] = s[0] * 0.5
    return m, r


def h9(n, d):
    x = 2.0
    for i in range(n):
        y = x
        x = x * 1.25
        d.x = x
        x = d.x + y
        d.y = y
        d.x = 0.0
    return x, y if n else None, d.x, d.y


def main():
    out = []
    for k in range(36):
        n = k % 9
        R = []
        R.append(f1([1.5, 2.5]))
        R.append(f2([1.5, 2.5]))
        if n:
            R.append(f3([1.5, 2.5], n))
        l = [1.0, 2.0]
        R.append(f4(l, l, n))
        R.append(f4([1.0, 2.0], [3.0, 4.0], n))
        for C in (A, B):
            a = C(1.5)
            b = C(2.5)
            R.append(
                (
                    g1(a, a),
                    g1(a, b),
                    g2(a, a, n),
                    g2(a, b, n),
                    g3(C(0.5), n) if n else 0,
                    g4(a, b, n),
                    g4(a, a, n),
                    h9(n, C(1.0)),
                )
            )
        R.append((h1(n), h2(n), h3(n), h4(n), h5(n), h6([1.0, 2.0, 3.0], n), h7(n), h8(n)))
        out.append(repr((R)))
    return out


check_rows(main)
