# One cell of the table in README.md: measures one kind of class, prints JSON. Run by scripts/measure.mjs, plain and under psyco.
#     python measure.py DIRECTORY_OF_THE_PSYCO_PACKAGE KIND memory|speed

import gc
import json
import os
import struct
import sys
import time

directory, kind, what = sys.argv[1:4]
if kind == 'compact':
    try:
        from psyco import compact
    except ImportError:
        sys.path.insert(0, directory)
        from _compact import compact


class Plain:
    def __init__(self, a, b):
        self.a = a
        self.b = b


class Slots:
    __slots__ = ('a', 'b', '__weakref__')

    def __init__(self, a, b):
        self.a = a
        self.b = b


class Packed:
    """The best that Python alone can do, as far as tried: the numbers packed in a bytes object, found by name on each access."""
    __slots__ = ('data', '__weakref__')
    names = {'a': 0, 'b': 8}

    def __init__(self, a, b):
        object.__setattr__(self, 'data', struct.pack('qq', a, b))

    def __getattribute__(self, name):
        place = Packed.names.get(name)
        if place is None:
            return object.__getattribute__(self, name)
        return int.from_bytes(object.__getattribute__(self, 'data')[place:place + 8], 'little', signed=True)

    def __setattr__(self, name, value):
        place = Packed.names[name]
        data = object.__getattribute__(self, 'data')
        object.__setattr__(self, 'data', data[:place] + value.to_bytes(8, 'little', signed=True) + data[place + 8:])


if kind == 'compact':
    class Compact(compact):
        def __init__(self, a, b):
            self.a = a
            self.b = b
    cls = Compact
else:
    cls = {'plain': Plain, 'slots': Slots, 'packed': Packed}[kind]


def resident():
    with open('/proc/self/statm') as file:
        return int(file.read().split()[1]) * os.sysconf('SC_PAGE_SIZE')


def memory(count):
    items = [None] * count
    gc.collect()
    before = resident()
    for index in range(count):
        items[index] = cls(index + 1000, -index - 1000)
    return (resident() - before) / count


def get(x, count):
    total = 0
    for _ in range(count):
        total += x.a
    return total


def put(x, count):
    for index in range(count):
        x.a = index


def nothing(x, count):
    for index in range(count):
        x


def make(x, count):
    for index in range(count):
        cls(index, index)


def get_tuple(x, count):
    total = 0
    for _ in range(count):
        a, b, c = x.t
        total += b
    return total


def put_tuple(x, count):
    for index in range(count):
        x.t = (index, 0.5, index)


def nanoseconds(function, count):
    """The best of several rounds; the later ones run compiled, if anything does."""
    x = cls(1000, 2000)
    if kind in ('plain', 'compact'):
        x.t = (1, 0.5, 2)
    best = None
    for _ in range(40):
        started = time.process_time()
        function(x, count)
        took = (time.process_time() - started) / count * 1e9
        best = took if best is None else min(best, took)
    return best


if what == 'memory':
    print(json.dumps({'memory': memory(10**6)}))
else:
    # So long that a loop which is compiled in the middle of a call does not count for less.
    count = 300000 if kind == 'packed' else 1000000
    empty = nanoseconds(nothing, count)
    seen = {'get': get, 'put': put}
    if kind in ('plain', 'compact'):
        seen |= {'getTuple': get_tuple, 'putTuple': put_tuple}
    seen = {name: nanoseconds(function, count) - empty for name, function in seen.items()}
    print(json.dumps({**seen, 'make': nanoseconds(make, 50000) - empty}))
