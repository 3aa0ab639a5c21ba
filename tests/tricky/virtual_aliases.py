# Objects that compiled code need not make, under several names, in one another, in cells, iterators and loops.
import sys

from common import check_rows


class A:
    def __init__(self, x):
        self.x = x


class P:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def swap(self):
        self.x, self.y = self.y, self.x
        return self

    def add(self, o):
        return P(self.x + o.x, self.y + o.y)


class E:
    pass


def cyc(n):
    a = A(1)
    a.x = a
    return a.x.x.x is a


def cyc2(n):
    a = A(1)
    b = A(2)
    a.x = b
    b.x = a
    for i in range(n):
        a, b = b, a
    return a.x is b, b.x is a, a.x.x is a


def cyc3(n):
    a = A(None)
    for i in range(n):
        a = A(a)
    k = 0
    while a.x is not None:
        a = a.x
        k += 1
    return k


def chain(n):
    p = P(0, 1)
    q = p
    for i in range(n):
        if i & 1:
            q = p.swap()
        else:
            p = q.add(P(i, 1))
        if i % 5 == 4:
            p = q
    return p.x, p.y, q.x, q.y, p is q


def dyn(n):
    e = E()
    for i in range(n):
        e.a = i
        if i == 3:
            e.b = 5
        if i == 5:
            del e.a
        if i == 6:
            e.a = 9
    return sorted(vars(e).items())


def tup(n):
    t = (n, n)
    u = t
    for i in range(n):
        if i == 4:
            u = (n, n)
        t, u = u, t
    return t == u, t is u


def swap_in_list(n):
    a = A(1)
    b = A(2)
    l = [a, b]
    for i in range(n):
        l[0], l[1] = l[1], l[0]
        l[0].x += 1
    return a.x, b.x, l[0] is a


def cond_expr(c, o):
    a = A(1)
    b = a if c else o
    b.x += 1
    return a.x, b.x


def nested(c, o):
    a = A(A(1))
    b = a.x if c else o
    b.x += 1
    a.x.x += 10
    return a.x.x, b.x


def default(n):
    def g(v, acc=A(0)):
        acc.x += v
        return acc

    r = None
    for i in range(n):
        r = g(i)
    return r.x


def closure(n):
    a = A(0)

    def inc():
        a.x += 1
        return a

    b = None
    for i in range(n):
        b = inc()
    return a is b, a.x


def closure2(n):
    x = 0

    def inc():
        nonlocal x
        x += 1

    for i in range(n):
        inc()
        if i == 5:
            x = 100
    return x


def exc(n):
    a = A(0)
    b = a
    try:
        for i in range(n):
            b.x += 1
            if i == 7:
                raise ValueError
            if i == 3:
                b = A(50)
    except ValueError:
        b.x += 1000
    return a.x, b.x, a is b


def unbound(n):
    a = A(0)
    if n > 3:
        b = a
    for i in range(n):
        try:
            b.x += 1
        except UnboundLocalError:
            b = A(7)
    return a.x, b.x if n else None


def loopcarry(n):
    a = A(0)
    b = A(100)
    for i in range(n):
        a, b = b, a
        a.x += i
        if i % 3 == 0:
            b = a
    return a.x, b.x, a is b


def loopcarry2(n, o):
    a = A(0)
    prev = None
    for i in range(n):
        if prev is not None:
            prev.x += 1
        prev = a
        if i % 4 == 0:
            a = A(i)
        if i % 7 == 6:
            a = o
    return a.x, prev.x if prev else None, prev is a


def ret2(c):
    a = A(3)
    return (a, a) if c else (a, A(3))


def isr(c):
    u, v = ret2(c)
    return u is v


def listalias(n):
    l = [1, 2]
    m = l
    for i in range(n):
        m.append(i)
        if i == 5:
            m = [0]
    return l, m


def dictalias(n):
    d = {"a": 1}
    e = d
    for i in range(n):
        e["a"] += 1
        if i == 5:
            e = dict(d)
    return d, e


def rng(n):
    it = iter(range(n))
    jt = it
    s = 0
    for i in it:
        for j in jt:
            s += j
            if j % 3 == 0:
                break
        s += i * 100
    return s


def enum(n):
    it = enumerate([5] * n)
    s = 0
    for i, v in it:
        s += i * v
        for j, w in it:
            s += j * 1000
            break
    return s


def slc(n):
    l = list(range(20))
    s = slice(1, n)
    t = s
    return l[s] == l[t], s is t


def meth(n):
    p = P(1, 2)
    m = p.swap
    for i in range(n):
        m()
        if i == 4:
            p = P(10, 20)
    return p.x, m().x


def main():
    out = []
    o = A(3)
    for k in range(60):
        n = k % 12
        row = []
        for f, args in (
            (cyc, (n,)),
            (cyc2, (n,)),
            (cyc3, (n,)),
            (chain, (n,)),
            (dyn, (n,)),
            (tup, (n,)),
            (swap_in_list, (n,)),
            (cond_expr, (k % 2, o)),
            (nested, (k % 2, o)),
            (default, (n,)),
            (closure, (n,)),
            (closure2, (n,)),
            (exc, (n,)),
            (unbound, (n,)),
            (loopcarry, (n,)),
            (loopcarry2, (n, o)),
            (isr, (k % 2,)),
            (listalias, (n,)),
            (dictalias, (n,)),
            (rng, (n,)),
            (enum, (n,)),
            (slc, (n,)),
            (meth, (n,)),
        ):
            try:
                row.append((f.__name__, f(*args)))
            except Exception as e:
                row.append((f.__name__, repr(e)))
        out.append(row)
    return out


check_rows(main)
