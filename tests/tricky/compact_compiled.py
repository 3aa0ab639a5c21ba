"""Compact instances in hot code: kinds that change, shapes that meet, tuples, attributes that come and go, collisions with the class."""
try:
    from psyco import compact
except ImportError:
    compact = object

from common import check, check_all


class Point(compact):
    kind = "point"

    def __init__(self, x, y=0.5):
        self.x = x
        self.y = y

    def move(self, by):
        self.x += by
        self.y -= by
        return self.x, self.y

    @property
    def double(self):
        return 2 * self.x

    def __eq__(self, other):
        return self.x == other.x and self.y == other.y


class Loud(compact):
    ended = []

    def __init__(self, name):
        self.name = name

    def __del__(self):
        Loud.ended.append(self.name)


class Watched(compact):
    def __setattr__(self, name, value):
        super().__setattr__(name, (value, name))

    def __getattr__(self, name):
        return "none of " + name


def move_all(points, times):
    total = 0
    for _ in range(times):
        for p in points:
            total += p.move(1)[0]
    return total


def shapes():
    """The same attributes at other places, and of other kinds."""
    a, b, c = Point(1), Point(2), Point(3.5)
    b.extra = "e"
    d = Point.__new__(Point)
    d.y = 0.25
    d.x = 7
    return move_all([a, b, c, d] * 5, 20), [p.__dict__ == {"x": p.x, "y": p.y, **({"extra": "e"} if p is b else {})} for p in (a, b, c, d)]


def colors(n):
    p = Point(0)
    total = 0.0
    for i in range(n):
        p.color = (i, i * 0.5, -i)
        r, g, b = p.color
        total += r + g * b
        p.pair = p.color[0], p.color[1]
    return total, p.color, p.pair, type(p.color)


def kinds(values):
    p = Point(0)
    seen = []
    for value in values:
        p.x = value
        seen.append((p.x, type(p.x).__name__))
    return seen


def grow(value, count):
    p = Point(1)
    for _ in range(count):
        p.x = p.x * value
    return p.x


def fresh(n):
    total = 0
    last = None
    for i in range(n):
        last = Point(i, i * 0.25)
        total += last.x
    return total, last.__dict__ == {"x": n - 1, "y": (n - 1) * 0.25}


def objects(n):
    p = Point([])
    q = Point(p)
    for i in range(n):
        p.x.append(i)
        p.y = str(i)
        q.x = p if i % 2 else None
        q.y = [p.y]
    return len(p.x), p.y, q.x is p, q.y


def ends(n):
    Loud.ended.clear()
    holder = Point(None)
    for i in range(n):
        holder.x = Loud(i)
    holder.x = None
    return Loud.ended == list(range(n))


def class_attributes(n):
    p = Point(3)
    texts = []
    for i in range(n):
        if i == n // 2:
            p.kind = "own"
        if i == n - 2:
            del p.kind
        texts.append((p.kind, p.double))
    return sorted(set(texts), key=texts.index)


def missing(p):
    return p.nothing


def deleted(n):
    p = Point(1)
    seen = 0
    for i in range(n):
        if i % 50 == 49:
            del p.x
        try:
            seen += p.x
        except AttributeError:
            p.x = i
    return seen


def watched(n):
    w = Watched()
    for i in range(n):
        w.a = i
    return w.a, w.b


def changed_class(n):
    class A(compact):
        def who(self):
            return self.v, "A"

    class B(compact):
        def who(self):
            return self.v, "B"

    a = A()
    a.v = 1
    seen = []
    for i in range(n):
        if i == n // 2:
            a.__class__ = B
        if i == n // 2 + 10:
            B.who = lambda self: (self.v, "C")
        if i == n // 2 + 20:
            a.who = lambda: (0, "own")
        if a.who() not in seen:
            seen.append(a.who())
    return seen


def emptied(n):
    p = Point(5)
    total = 0
    for i in range(n):
        if i % 100 == 0:
            p.__dict__ = {"x": i, "z": 1}
        total += p.x
        p.x = total & 1023
    return total, sorted(p.__dict__)


def swap(n):
    p, q = Point(1, 2), Point(3, 4)
    for _ in range(n):
        p.x, q.x = q.x, p.x
        p.y, p.x = p.x, p.y
    return p.x, p.y, q.x, q.y


def many_attributes(n):
    p = Point(0)
    for i in range(80):
        setattr(p, f"a{i}", i)
    for i in range(n):
        p.x += p.a7
    return p.x, len(p.__dict__)


check("shapes", shapes, times=50)
check("colors", colors, 40, times=100)
check("fresh", fresh, 50, times=100)
check("objects", objects, 30, times=100)
check("ends", ends, 20, times=100)
check("class attributes", class_attributes, 40, times=100)
check("deleted", deleted, 200, times=50)
check("watched", watched, 30, times=100)
check("changed class", changed_class, 60, times=30)
check("emptied", emptied, 300, times=50)
check("swap", swap, 101, times=50)
check("many attributes", many_attributes, 50, times=50)
check("missing", missing, Point(1), times=500)
check_all("grow", grow, [(3, 60), (1.5, 40), (-2, 70)], rounds=60)
check_all("kinds", kinds, [([1, 2, 3],), ([1.5, 2.5],), ([1, 2.5, "s", None, True, 3, 2**63, 2**63 - 1, -2**63, (1, 2), (1, "a"), ()],), (["a", 1],)], rounds=200)
