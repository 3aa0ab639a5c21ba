"""For tests only: compiled, never run. One of every construct that has instructions of its own."""
import os as system, sys
from math import *


async def asynchronous(source, lock):
    async with lock as held:
        async for item in source:
            yield await item
    return_value = [x async for x in source if await x]
    async for a, b in source:
        try:
            await a
        finally:
            await b
        continue


def generator(n):
    received = yield n
    result = yield from range(n)
    try:
        yield received
    except GeneratorExit:
        raise
    finally:
        del received
    return result


def matching(subject):
    match subject:
        case {"key": value, **rest}:
            return value, rest
        case [first, *middle, last] if first:
            return middle
        case complex(real=0, imag=i) | int(i):
            return i
        case None | "text":
            pass
        case _:
            raise ValueError from None


def handlers(f, *args, key=None, **kwargs):
    try:
        f(*args, **kwargs)
    except* (ValueError, TypeError) as group:
        print(group.exceptions)
    except* OSError:
        pass
    for i in range(10):
        try:
            with f(i) as a, f(key=i):
                if a: continue
                elif i > 5: break
        except (KeyError, IndexError) as e:
            try:
                return e
            finally:
                f(e)
        else:
            f()
        finally:
            i += 1
    while i:
        i -= 1
        while True:
            if f(i): break
            if not f(i) is None: continue
            assert i, "message"
    else:
        return 1


def closures(a, b=1, *, c: int = 2):
    free = a
    def inner(d: str = b):
        nonlocal free
        free += d
        del free
        return lambda: free
    class Local(inner, metaclass=type):
        attribute: int = free
        def method(self):
            return super().method() + __class__.x
    return [y for x in a for y in x if y], {k: v for k, v in c}, {s for s in a}, (g for g in inner)


def expressions(a, b, *c):
    x = a[1:2] + a[1:2:3] - ~b * +b / -b // b % b @ b ** b << b >> b & b | b ^ b
    a.x, a[0], *r = *c, b
    a.x += 1; a[0] -= 1; del a.x, a[0]
    x = f"{a!r:>{b}} {b=}" if a and (b or c) else not a
    return a < b < 3 != x is not None, a in b not in c, [1, 2, 3, *a], {1, 2, 3}, {**a, "k": b}, {"a": 1, "b": b}, (*a, *b), ...


global_name = 1
del global_name
annotated: int = 3
def uses_global():
    global global_name
    global_name = system.path
    del global_name
