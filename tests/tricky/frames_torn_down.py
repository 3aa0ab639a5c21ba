"""Locals that go when a function returns: in which order, and which frames their destructors see."""
import sys

log = []


def names():
    frame = sys._getframe(2)
    result = []
    while frame is not None:
        result.append(f'{frame.f_code.co_name}:{frame.f_lineno - frame.f_code.co_firstlineno}')
        frame = frame.f_back
    return result


class Noisy:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        log.append((self.name, names()))


def one():
    noisy = Noisy('one')


def several(argument, other=None):
    third = Noisy('third')
    second = Noisy('second')
    argument = Noisy('argument')
    again = second
    return len(third.name)


def from_loop(count):
    last = None
    for i in range(count):
        last = Noisy(i)
    kept = last
    last = i
    return kept.name


def returned():
    noisy = Noisy('returned')
    other = (noisy, 1)
    return noisy


def in_tuple():
    pair = Noisy('first of pair'), Noisy('second of pair')
    return pair[0].name


def outer():
    one()
    several(1)
    several(2, 2)
    from_loop(3)
    returned()
    in_tuple()
    return [one() for _ in range(2)]


for _ in range(4):
    del log[:]
    outer()
    for entry in log:
        print(*entry)
