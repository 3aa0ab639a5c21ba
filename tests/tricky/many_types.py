"""Places that see one type after the other, until they are compiled for any: what is done with the objects stays the same."""


class Base:
    limit = 3
    def __init__(self, n): self.n = n
    def name(self): return type(self).__name__
    def twice(self): return self.n + self.n
    def __len__(self): return self.n


def make(index):
    class Kind(Base):
        def __del__(self): ended.append(index)
        if index % 2:
            def twice(self): return self.n * 2
        if index % 3 == 0:
            __slots__ = ("own",)
        if index % 5 == 0:
            def __getattr__(self, name): return name
    Kind.__name__ = f"Kind{index}"
    return Kind


ended = []
kinds = [make(index) for index in range(14)]


def look(thing, other=None):
    if not thing:
        return "empty"
    total = thing.twice() + thing.limit
    thing.n += 1
    try:
        extra = thing.unknown
    except AttributeError as error:
        extra = str(error)[-20:]
    if other is None:
        other = thing.name
    return total, thing.name(), len(thing), extra, callable(other)


def add(a, b):
    c = a + b
    return c, c + b, a == c, [a, c]


def walk(values):
    out = []
    for value in values:
        for item in value:
            out.append(item if item else value)
    return out


for turn in range(40):
    # Types come by one after the other, then all in turns.
    first = 1 + turn // 4 % len(kinds)
    things = [kinds[n % first if turn < 30 else n % len(kinds)](n % 5) for n in range(120)]
    results = [look(thing, None if n % 3 else turn) for n, thing in enumerate(things)]
    print(turn, results[5], results[-1], len(set(map(str, results))))
    things.clear()
    pairs = [(1, 2), (1.5, 2), ("a", "b"), ([1], [2]), ((1,), (2,)), (True, 3), (2**70, 1), (1j, 2), (b"a", b"b")][: 1 + turn // 4]
    print([add(a, b) for _ in range(30) for a, b in pairs][-len(pairs):])
    print(walk([[1, 0], (2, 0), "ab", {3: 4}, range(2), {5}, b"cd", iter([6])][: 1 + turn // 5] * 20)[-8:])
    print(len(ended), sum(ended))

try:
    look(3)
except AttributeError as error:
    print(error, error.__traceback__.tb_next.tb_lineno)
try:
    add([1], 2)
except TypeError as error:
    print(error)
