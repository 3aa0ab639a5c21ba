# Operators, tests and lookups that change what the code around them relies on, while it runs.
import sys

from common import check_rows


class M:
    hook = None

    def __init__(self, v):
        self.v = v

    def __eq__(self, o):
        if M.hook:
            M.hook()
        return isinstance(o, M) and self.v == o.v

    def __hash__(self):
        return self.v & 3

    def __lt__(self, o):
        if M.hook:
            M.hook()
        return self.v < o.v

    def __add__(self, o):
        if M.hook:
            M.hook()
        return M(self.v + (o.v if isinstance(o, M) else o))

    def __index__(self):
        if M.hook:
            M.hook()
        return self.v

    def __bool__(self):
        if M.hook:
            M.hook()
        return bool(self.v & 1)

    def __getitem__(self, i):
        if M.hook:
            M.hook()
        if i > self.v:
            raise IndexError
        return i * 2

    def __len__(self):
        if M.hook:
            M.hook()
        return self.v

    def __iter__(self):
        return iter(range(self.v))

    def __contains__(self, x):
        if M.hook:
            M.hook()
        return x == self.v

    def __call__(self, x):
        if M.hook:
            M.hook()
        return self.v + x

    def __getattr__(self, n):
        if M.hook:
            M.hook()
        return n + str(self.v)

    def __repr__(self):
        return f"M{self.v}"


G = 5
H = [1, 2, 3]


def clear_list(n):
    l = [M(i) for i in range(n)]

    def h():
        M.hook = None
        del l[:]

    s = 0
    for i, x in enumerate(l):
        if i == 3:
            M.hook = h
        if x < M(100):
            s += x.v
    M.hook = None
    return s, len(l)


def grow_list(n):
    l = [M(i) for i in range(n)]
    k = [0]

    def h():
        k[0] += 1
        if k[0] < 30:
            l.append(M(k[0]))

    M.hook = h
    s = 0
    for x in l:
        y = x + 1
        s += y.v
    M.hook = None
    return s, len(l)


def dict_change(n):
    d = {i: M(i) for i in range(n)}

    def h():
        M.hook = None
        d[100] = 1

    s = 0
    try:
        for k, v in d.items():
            if k == 4:
                M.hook = h
            if v:
                s += k
    except RuntimeError as e:
        M.hook = None
        return s, str(e)
    M.hook = None
    return s


def glob_change(n):
    global G
    G = 5

    def h():
        global G
        M.hook = None
        G = "str"

    s = 0
    try:
        for i in range(n):
            if i == 5:
                M.hook = h
            a = M(i) + 1
            s += a.v * G
    except TypeError as e:
        s = str(e)
    M.hook = None
    G = 5
    return s


def local_del(n):
    x = [1]

    def h():
        nonlocal x
        M.hook = None
        del x

    s = 0
    try:
        for i in range(n):
            if i == 5:
                M.hook = h
            s += M(i).v + len(x)
            if M(i) < M(3):
                s += 1
    except NameError as e:
        M.hook = None
        return s, str(e)
    M.hook = None
    return s


def meth_change(n):
    class C:
        def f(self):
            return 1

    c = C()

    def h():
        M.hook = None
        C.f = lambda self: 1000

    s = 0
    for i in range(n):
        if i == 5:
            M.hook = h
        s += c.f()
        if M(i) < M(3):
            s += 10
        s += c.f()
    M.hook = None
    return s


def inst_change(n):
    class C:
        pass

    c = C()
    c.x = 1

    def h():
        M.hook = None
        c.__dict__["x"] = 500
        c.y = 3

    s = 0
    for i in range(n):
        if i == 5:
            M.hook = h
        s += c.x
        if M(i) < M(3):
            s += 10
        s += c.x
    M.hook = None
    return s, vars(c)


def class_change(n):
    class C:
        def f(self):
            return 1

    class D:
        def f(self):
            return 2

    c = C()

    def h():
        M.hook = None
        c.__class__ = D

    s = 0
    for i in range(n):
        if i == 5:
            M.hook = h
        s += c.f()
        if M(i) < M(3):
            s += 10
        s += c.f()
    M.hook = None
    return s


def items(n):
    m = M(n)
    s = 0
    for x in m:
        s += x
    for i in range(n):
        s += m[i]
    for i in range(n):
        s += i in m
    s += len(m)
    return s, m.foo, m(3), [10, 20, 30, 40][M(2)], "abc" * M(2)


def default_key(n):
    l = [M((i * 7) % 5) for i in range(n)]
    k = []

    def key(m):
        k.append(len(l))
        return m.v

    l.sort(key=key)
    return [m.v for m in l], sum(k)


def frames(n):
    out = []

    def h():
        M.hook = None
        f = sys._getframe(2)
        out.append((f.f_code.co_name, sorted((k, repr(v)) for k, v in f.f_locals.items() if k in "is")))

    s = 0
    for i in range(n):
        if i % 4 == 3:
            M.hook = h
        if M(i) < M(3):
            s += 1
    M.hook = None
    return out


def raising(n):
    def h():
        M.hook = None
        raise KeyError("x")

    s = 0
    for i in range(n):
        if i % 4 == 3:
            M.hook = h
        try:
            if M(i) < M(3):
                s += 1
            if M(i):
                s += 5
            s += len(M(i))
        except KeyError as e:
            s += 1000
    M.hook = None
    return s


def builtins_change(n):
    import builtins

    real = builtins.len

    def h():
        M.hook = None
        builtins.len = lambda x: 77

    s = 0
    try:
        for i in range(n):
            if i == 6:
                M.hook = h
            s += len(H)
            if M(i) < M(3):
                s += 10
            s += len(H)
    finally:
        builtins.len = real
        M.hook = None
    return s


def main():
    out = []
    for k in range(40):
        n = k % 14
        for f in (
            clear_list,
            grow_list,
            dict_change,
            glob_change,
            local_del,
            meth_change,
            inst_change,
            class_change,
            items,
            default_key,
            frames,
            raising,
            builtins_change,
        ):
            try:
                r = f(n)
            except Exception as e:
                r = repr(e)
            out.append((f.__name__, n, repr(r)))
    return out


check_rows(main)
