# Strings that grow, lists and objects under two names, loop variables that are used for something else.
from common import check_rows


class A:
    def __init__(s, x):
        s.x = x


def s1(n):
    s = "abc" * 3
    keep = []
    for i in range(n):
        a = s
        s += chr(97 + i)
        if i % 3 == 0:
            keep.append(s)
        if i % 4 == 1:
            s = a
        s += s[:1]
    return s, a if n else None, keep


def s2(n):
    s = ""
    for i in range(n):
        s += s or "x"
        if len(s) > 50:
            s = s[-3:]
    return s


def s3(o, n):
    for i in range(n):
        t = o.x
        o.x += "y"
        o.x += t[:2]
        u = o.x
        o.x += "z"
        if i & 1:
            o.x = u
    return o.x, t if n else 0, u if n else 0


def s4(n):
    l = ["a", "b"]
    for i in range(n):
        x = l[0]
        l[0] += l[1]
        l[1] = x
        x += "!"
        l[0] += x
        if len(l[0]) > 40:
            l[0] = "q"
    return l, x if n else 0


def s5(n):
    d = {}
    s = "k"
    for i in range(n):
        d[s] = i
        s += "k"
    return d, s


def i1(n):
    x = 1 << 60
    y = x
    l = [x]
    for i in range(n):
        x += y
        l[0] += x
        y = x - y
        if i % 5 == 4:
            x >>= 3
    return x, y, l


def i2(n):
    t = 0
    for i in range(n):
        for j in range(i, n):
            t += j * (1 << (j * 8))
            if t & 1:
                t >>= 1
    return t


def l1(n):
    l = list(range(n))
    m = l
    s = 0
    for i in range(len(l)):
        s += l[i]
        if i == 5:
            m.pop()
        if i < len(m) - 1:
            m[i + 1] = m[i] + 1
    return s, l


def l2(n):
    l = list(range(n))
    s = 0
    try:
        for i in range(n):
            s += l[i] + l[-i - 1]
            if i == 4:
                del l[6:]
    except IndexError as e:
        return s, str(e), l
    return s, l


def l3(n):
    m = [[0] * n for _ in range(n)]
    r = m[0] if n else []
    for i in range(n):
        row = m[i]
        for j in range(n):
            row[j] = i * j
            if n > 2:
                m[2 % n] = r
            row[j] += m[j][i]
    return m


def l4(n):
    l = [1.0] * n
    s = 0
    for i in range(n):
        if i == 3:
            l[i] = 7
        if i == 5:
            l[i] = "a"
        try:
            s += l[i]
        except TypeError:
            s += 100
    return s, l


def l5(n):
    a = [0] * 5
    b = a
    for i in range(n):
        a = a + [i] if i % 3 else b
        a[i % 5] += 1
        b[(i + 1) % 5] += 2
    return a, b, a is b


def r1(n):
    s = 0
    for i in range(n):
        i2 = i
        for i in range(i):
            s += i
        s += i * 10 + i2
    return s


def r2(n):
    out = []
    for i in range(n, -n, -2):
        out.append(i)
        if i < 0:
            break
    else:
        out.append("else")
    return out, i if n else None


def r3(n):
    r = range(n)
    s = 0
    for a in r:
        for b in r:
            if b > a:
                break
            s += a * b
        else:
            s += 1000
    return s, list(r)


def f1(n):
    x = 0.1
    y = -0.0
    z = float("nan")
    s = []
    for i in range(n):
        x, y = y * x, x - y
        if x == 0:
            x = 1e308
        x *= 10
        s.append((x == x, x != x, y < x, str(y)))
    return s


def f2(n):
    s = 0
    for i in range(n):
        s += (i / 3) // 1 + i % 2.5 - (-i) // 2.5 + (-i) % 3
        s -= round(s / 7, 2)
    return s


def t1(n):
    a = A(1)
    b = A(2)
    c = A(3)
    for i in range(n):
        a, b, c = b, c, a
        a.x, b.x = b.x, a.x + c.x
        if i & 1:
            a = c
        if i % 3 == 2:
            b = A(i)
    return a.x, b.x, c.x, a is c, a is b


def t2(n):
    def mk(v):
        o = A(v)

        def get():
            return o

        def put(w):
            nonlocal o
            o = w

        return get, put

    g, p = mk(1)
    g2, p2 = mk(2)
    for i in range(n):
        x = g()
        if i & 1:
            p2(x)
        x.x += 1
        p(g2())
    return g().x, g2().x, g() is g2()


def t3(n):
    l = []
    a = A(0)
    for i in range(n):
        b = a
        if i % 4 == 3:
            l.append(b)
        b.x += 1
        if i % 5 == 4:
            a = A(b)
        else:
            a = b
        if type(a.x) is not int:
            a.x = i
    return [x.x if type(x.x) is int else "A" for x in l], a.x


def t4(n, a, b):
    for i in range(n):
        c = a if i & 1 else b
        d = b if i & 2 else a
        e = c
        c.x += 1
        d.x *= 2
        e.x -= d.x
        if c is d:
            e.x += 7
        if abs(e.x) > 10**6:
            e.x = 1
    return a.x, b.x


def main():
    out = []
    for k in range(39):
        n = k % 13
        for f in (s1, s2, s4, s5, i1, i2, l1, l2, l3, l4, l5, r1, r2, r3, f1, f2, t1, t2, t3):
            try:
                r = f(n)
            except Exception as e:
                r = repr(e)
            out.append((f.__name__, n, repr(r)))
        out.append(repr((s3(A("q"), n), t4(n, A(1), A(5)))))
        a = A(4)
        out.append(repr((t4(n, a, a))))
    return out


check_rows(main)
