# usage: no_memory.py FUNCTION. Lets each of the function's first allocations fail in turn, and a few or all after it, after it has run often:
# prints whether anything but a MemoryError came of it.
import sys

from _testcapi import remove_mem_hooks, set_nomemory


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)


def ints(n):
    total = 1
    for i in range(n):
        total = total * 3 + i
    return total


def floats(n):
    values = [0.5 * i for i in range(n)]
    return sum(values), values


def objects(n):
    p = Point(0, 0)
    kept = []
    for i in range(n):
        p = p + Point(i, 0.5)
        kept.append(p)
    return p.x, p.y, len(kept)


def texts(n):
    result = ''
    for i in range(n):
        result = result + 'ab'[i % 2] + str(i)
    return result


def containers(n):
    made = {}
    for i in range(n):
        made['k%d' % i] = (i, [i, i + 0.5])
    return len(made), made['k1']


def handled(n):
    try:
        return [str(i) * 2 for i in range(n)]
    finally:
        n += 1


def closures(n):
    def add(k):
        return k + n
    return [add(i * 1000) for i in range(n)]


def numbers(n):
    # Nothing but numbers that become objects.
    made = {1: None, 2: None}
    for i in range(n):
        made[1] = i * 1000003 - 7
        made[2] = i * 0.5
    return made


def attempt(start, stop):
    set_nomemory(start, stop)
    try:
        return function(30)
    except BaseException as error:
        remove_mem_hooks()
        return error
    finally:
        remove_mem_hooks()


function = globals()[sys.argv[1]]
expected = function(30)
for i in range(200):
    assert function(30) == expected
failed = 0
for start in range(320):
    # One or more in a row; then all from there on.
    result = attempt(start % 160, start + 1 + start % 3 if start < 160 else 0)
    if type(result) is MemoryError:
        failed += 1
    elif isinstance(result, BaseException):
        print(start, type(result).__name__, result)
    else:
        assert result == expected, (start, result)
print(failed > 0, function(30) == expected)
