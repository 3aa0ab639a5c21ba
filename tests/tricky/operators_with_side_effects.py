# Operator methods that log, change what is being worked on, or answer something strange.
from common import check

log = []


class Noisy:
    def __init__(self, value):
        self.value = value

    def __eq__(self, other):
        log.append(("eq", self.value))
        return self.value == getattr(other, "value", other)

    def __hash__(self):
        log.append(("hash", self.value))
        return hash(self.value)

    def __lt__(self, other):
        log.append(("lt", self.value))
        return self.value < other.value

    def __add__(self, other):
        log.append(("add", self.value))
        return Noisy(self.value + getattr(other, "value", other))

    def __radd__(self, other):
        log.append(("radd", self.value))
        return Noisy(other + self.value)

    def __iadd__(self, other):
        log.append(("iadd", self.value))
        self.value += getattr(other, "value", other)
        return self

    def __index__(self):
        log.append(("index", self.value))
        return self.value

    def __bool__(self):
        log.append(("bool", self.value))
        return self.value % 2 == 1

    def __len__(self):
        log.append(("len", self.value))
        return self.value

    def __contains__(self, item):
        log.append(("contains", item))
        return "yes"

    def __getitem__(self, index):
        log.append(("getitem", index))
        return index * 2

    def __call__(self, *arguments):
        log.append(("call", len(arguments)))
        return self


def drained():
    result = tuple(log)
    log.clear()
    return result


def arithmetic():
    a, b = Noisy(1), Noisy(2)
    c = a + b + 5
    d = 7 + a
    a += b
    return (c.value, d.value, a.value) + drained()


def comparing():
    a, b = Noisy(1), Noisy(1)
    result = [a == b, a != b, a < b, a > b, a in [b], [a].index(b), [Noisy(3), a].count(1)]
    return result, drained()


def conditions(n):
    result = 0
    for i in range(n):
        x = Noisy(i)
        if x and not Noisy(i + 1):
            result += 1
        result += (x or 10) is x
        while x:
            x.value += 1
    return result, len(drained())


def as_index():
    items = list(range(5))
    return items[Noisy(2)], items[Noisy(-1)], "abc"[Noisy(1)], len(range(Noisy(4))), items[Noisy(1):Noisy(3)], drained()


def containers():
    x = Noisy(3)
    return 5 in x, x[4], len(x), [y for _, y in zip(range(3), x)], x(1, 2)(3).value, drained()


class Shrinking:
    """Comparing one shortens the list that is being searched."""

    def __init__(self, items):
        self.items = items

    def __eq__(self, other):
        del self.items[2:]
        return False


def searched_list_shrinks():
    items = []
    items += [Shrinking(items) for _ in range(10)]
    return 5 in items, len(items), items.count(7), items == items[:]


class Changing:
    def __add__(self, other):
        global number
        number = "a string now"
        return 1


number = 1


def global_changes_under_us():
    global number
    number = 1
    total = 0
    for i in range(10):
        if i == 6:
            total += Changing() + 1
        try:
            total += number
        except TypeError as error:
            return total, i, str(error)


class Liar:
    def __eq__(self, other):
        return "true-ish" if other == 1 else []

    def __lt__(self, other):
        return NotImplemented

    def __bool__(self):
        return 1

    def __len__(self):
        return -1


def liars(which):
    liar = Liar()
    if which == 0:
        return liar == 1, liar == 2, 1 == liar, liar != 1, 2 if liar == 1 else 3
    if which == 1:
        return liar < 1
    if which == 2:
        return bool(liar)
    return len(liar)


check("arithmetic", arithmetic)
check("comparing", comparing)
check("conditions", conditions, 6)
check("as_index", as_index)
check("containers", containers)
check("searched_list_shrinks", searched_list_shrinks)
check("global_changes_under_us", global_changes_under_us)
for which in range(4):
    check("liars", liars, which)
