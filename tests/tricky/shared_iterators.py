# Iterators under several names, in zip and enumerate, and in loops inside their own loops.
from common import check_rows


def f1(n):
    it = iter(range(n))
    out = []
    for i, v in enumerate(it):
        out.append(v)
        w = next(it, None)
        out.append((i, w))
    return out


def f2(n):
    it = iter(range(n))
    out = []
    for a, b in zip(it, it):
        out.append((a, b))
    return out


def f3(n):
    l = list(range(n))
    it = iter(l)
    out = []
    for a, b in zip(it, it):
        out.append((a, b))
    return out, list(it)


def f4(n):
    it = iter("abcdefghij"[:n])
    out = []
    for a, b, c in zip(it, it, it):
        out.append(a + b + c)
    return out


def f5(n):
    it = iter(range(n))
    e = enumerate(it)
    out = []
    for i, v in e:
        out.append(v)
        for j, w in e:
            out.append((j, w))
            break
        for u in it:
            out.append(u)
            break
    return out


def f6(n):
    it = iter(range(n))
    out = []
    for a in it:
        for b in zip(it, range(100)):
            out.append(b)
            if b[0] % 3 == 0:
                break
        out.append(a)
    return out


def f7(n):
    it = enumerate(range(n))
    jt = it
    out = []
    for i, v in it:
        k = next(jt, (0, 0))
        out.append((i, v, k))
    return out


def f8(n):
    r = range(n)
    it = iter(r)
    z = zip(it, r)
    out = []
    for a, b in z:
        out.append((a, b, next(it, -1)))
    return out


def f9(n):
    l = list(range(n))
    it = iter(l)
    it2 = it
    out = []
    for x in it:
        if x & 1:
            l.append(x + 7) if len(l) < 20 else None
        out.append(x)
        for y in it2:
            out.append(-y)
            break
    return out


def g1(n):
    t = tuple(range(n))
    it = iter(t)
    return [(a, b) for a, b in zip(it, it)], next(it, "end")


def g2(n):
    it = iter(range(n))
    s = 0
    for i, (a, b) in enumerate(zip(it, it)):
        s += i * a - b
    return s, next(it, None)


def g3(n):
    it = iter(range(n))
    m = [it, it]
    out = []
    for a in m[0]:
        out.append(a)
        for b in m[1]:
            out.append(b * 10)
            break
    return out


def g4(n):
    class W:
        def __init__(self, it):
            self.it = it

    w = W(iter(range(n)))
    it = w.it
    out = []
    for a in it:
        out.append(a)
        for b in w.it:
            out.append(b * 10)
            break
    return out


class Held:
    pass


def first_held(held):
    for x in held.it:
        return x
    return None


def first_in(items):
    for x in items[0]:
        break
    else:
        x = None
    return x


def first_of(it):
    for x in it:
        break
    else:
        x = None
    return x, list(it)


def one_reference(kind):
    # The only reference to the iterator is the attribute's, the list's, the global's: the loop ends before a second turn.
    def make(n):
        return iter(kind(range(n)))

    def h(n):
        held = Held()
        held.it = make(n)
        items = [make(n)]
        return [first_held(held) for _ in range(5)], [first_in(items) for _ in range(5)], first_of(make(n))

    return h


h1 = one_reference(lambda r: r)
h2 = one_reference(list)
h3 = one_reference(tuple)


def main():
    rows = []
    for k in range(39):
        n = k % 13
        for f in (f1, f2, f3, f4, f5, f6, f7, f8, f9, g1, g2, g3, g4, h1, h2, h3):
            try:
                r = f(n)
            except Exception as e:
                r = repr(e)
            rows.append((f.__name__, n, repr(r)))
    return rows


check_rows(main)
