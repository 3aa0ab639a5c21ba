# Generators, their methods, and coroutines, mixed with hot loops that use them.
import asyncio
import itertools
from common import check


def count_to(n):
    for i in range(n):
        yield i


def consume(n):
    total = 0
    for value in count_to(n):
        total += value * 2
    return total


def expression(n):
    return sum(x * x for x in range(n) if x % 3), max(-x for x in range(n)), list(x + y for x in range(3) for y in range(x))


def delegate(n):
    result = yield from count_to(n)
    yield result
    return "returned"


def outer(n):
    value = yield from delegate(n)
    yield value


def echo():
    received = []
    try:
        while True:
            value = yield len(received)
            if value is None:
                break
            received.append(value)
    finally:
        received.append("closed")
        closed.append(len(received))


def send_values(n):
    closed.clear()
    generator = echo()
    next(generator)
    last = 0
    for i in range(1, n):
        last = generator.send(i)
    generator.close()
    return last, closed


def throws():
    log = []

    def stubborn():
        while True:
            try:
                yield len(log)
            except ValueError as error:
                log.append(str(error))

    generator = stubborn()
    next(generator)
    for i in range(4):
        generator.throw(ValueError(i))
    try:
        generator.throw(KeyError("out"))
    except KeyError:
        log.append("key")
    return log, list(generator)


def two_at_once(n):
    a, b = count_to(n), count_to(n * 2)
    total = 0
    for x in a:
        total += x * next(b) + next(b)
    return total


def early_exit(n):
    generator = count_to(n)
    for value in generator:
        if value == 3:
            break
    return list(generator)


def fibonacci():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b


def tree(depth):
    if depth:
        yield from tree(depth - 1)
        yield depth
        yield from tree(depth - 1)


def stop_inside():
    def bad():
        yield 1
        raise StopIteration("no")

    try:
        return list(bad())
    except RuntimeError as error:
        return str(error), type(error.__cause__).__name__


class Countdown:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        while self.n:
            self.n -= 1
            yield self.n


async def add_later(a, b):
    await asyncio.sleep(0)
    return a + b


async def ticks(n):
    for i in range(n):
        yield i
        await asyncio.sleep(0)


async def coroutine(n):
    total = 0
    for i in range(n):
        total = await add_later(total, i)
    async for tick in ticks(n):
        total += tick
    return total + sum(await asyncio.gather(*[add_later(i, 1) for i in range(3)])), [x async for x in ticks(3)]


closed = []
check("consume", consume, 30)
check("expression", expression, 12)
check("outer", lambda: list(outer(4)))
check("send_values", send_values, 8)
check("throws", throws)
check("two_at_once", two_at_once, 12)
check("early_exit", early_exit, 8)
check("fibonacci", lambda: list(itertools.islice(fibonacci(), 95, 98)), times=300)
check("tree", lambda: sum(tree(6)), times=300)
check("stop_inside", stop_inside)
check("Countdown", lambda: sorted(Countdown(6)))
check("coroutine", lambda: asyncio.run(coroutine(10)), times=20)
