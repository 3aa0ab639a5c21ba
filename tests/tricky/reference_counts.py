# Reference counts seen by the program stay what they were, whatever happened on the way.
import gc
import sys
from common import SCALE


class Thing:
    def __init__(self, value=None):
        self.value = value


def use(thing, items, n):
    total = 0
    for i in range(n):
        items[i % len(items)] = thing
        other = thing
        thing.value = other
        pair = (thing, other)
        total += len(pair)
        a, b = pair
        items[0], items[-1] = b, a
        thing.value = None
    return total


def raises(thing, n):
    for i in range(n):
        kept = [thing, i]
        if i == n - 1:
            raise ValueError("stop")


def floats(items, n):
    total = 0.0
    for i in range(n):
        items[i % len(items)] += 0.5
        total += items[0]
    return total


def passes(thing, n):
    for _ in range(n):
        thing = same(thing)
    return thing


def same(x):
    return x


def differences(function, *arguments):
    before = [sys.getrefcount(argument) for argument in arguments]
    try:
        function(*arguments)
    except ValueError:
        pass
    after = [sys.getrefcount(argument) for argument in arguments]
    return [b - a for a, b in zip(before, after)]


thing = Thing()
items = [None] * 5
print(differences(use, thing, items, 3000))
print(sys.getrefcount(thing), items.count(thing))
for _ in range(200 * SCALE):
    use(thing, items, 30)
print(sys.getrefcount(thing), sys.getrefcount(items))
items = [float("1.5")] * 4
shared = items[0]
for _ in range(300 * SCALE):
    changes = differences(raises, thing, 8)
    floats(items[:], 20)
    passes(thing, 10)
print(changes, sys.getrefcount(thing), shared, items, sys.getrefcount(shared))
for value in (None, True, 5, "x", (), 2.5, thing):
    before = sys.getrefcount(value)
    for _ in range(2000):
        same(value)
        passes(value, 2)
    change = sys.getrefcount(value) - before
    print(type(value).__name__, abs(change) < 5 or change)
gc.collect()
before = len(gc.get_objects())
for _ in range(300):
    use(Thing(), [None] * 3, 20)
gc.collect()
print(abs(len(gc.get_objects()) - before) < 50)
