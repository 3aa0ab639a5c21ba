# pdb in functions that are compiled: stops, steps, breakpoints with conditions, looks at other frames, changes of variables, jumps, and what was left by an exception.
import io
import os
import pdb
import sys
from common import SCALE

HERE = os.path.abspath(__file__)


class Debugger(pdb.Pdb):
    """Takes its commands from a text, and says what it does on standard output."""

    def __init__(self, commands):
        super().__init__(stdin=io.StringIO(commands), stdout=sys.stdout, nosigint=True, readrc=False)
        self.use_rawinput = False


def inner(a, b):
    c = a * b
    if c % 7 == 5:
        c += 1
    return c


def outer(n, commands=None):
    total = 0
    for i in range(n):
        total += inner(i, i + 1)
        if i == n - 5 and commands is not None:
            Debugger(commands).set_trace()
    return total


class Counter:
    def __init__(self, value):
        self.value = value

    def add(self, other):
        self.value += other
        return self

    def __repr__(self):
        return f'Counter({self.value})'


def breakable(counter, n):
    for i in range(n):
        counter.add(i)
        if i == n - 1:
            counter.add(1000)
    return counter.value


def fails(n):
    numbers = list(range(n))
    half = 0.5
    for i in range(n + 1):
        half += numbers[i] * 0.5
    return half


def line_of(function, text):
    lines = open(HERE).read().split('\n')
    return next(number for number in range(function.__code__.co_firstlineno, len(lines)) if text in lines[number - 1])


def warm():
    for _ in range(300 * SCALE):
        outer(40)
        breakable(Counter(1), 40)
        try:
            fails(20)
        except IndexError:
            pass


def stepping():
    print(outer(3000, 'p i, total, n\nn\nn\ns\ns\na\np c\nr\np __return__\nup\np total\n!total = 5\nu\np n if "n" in dir() else None\nd\nd\nn\nn\np i, total\nc\n'))


def conditions():
    commands = f'b {HERE}:{line_of(Counter.add, "self.value +=")}, other >= 38\nc\np other, self.value\nw\nc\np other, self.value\ndisplay self.value\nn\nn\nclear 1\nc\n'
    print(Debugger(commands).runcall(breakable, Counter(7), 40))


def jumping():
    commands = f'b {HERE}:{line_of(outer, "if i == n - 5")}, i == 30\nc\np total\nj {line_of(outer, "total += inner")}\nn\np total\nn\np total\nuntil {line_of(outer, "return total")}\np i, total\nc\n'
    print(Debugger(commands).runcall(outer, 40))


def temporary():
    commands = f'tbreak {HERE}:{line_of(inner, "c += 1")}\nc\np a, b, c\n!a = 1000\n!c = -1\nr\nup\np total\ncl 2\nc\n'
    print(Debugger(commands).runcall(outer, 40))


def afterwards():
    try:
        fails(20)
    except IndexError as error:
        debugger = Debugger('p i, n, half\np numbers[-1]\nup\np error if "error" in dir() else "none"\nq\n')
        debugger.reset()
        debugger.interaction(None, error.__traceback__)


for test in (stepping, conditions, jumping, temporary, afterwards):
    warm()
    print('--', test.__name__)
    try:
        test()
    finally:
        sys.settrace(None)
warm()
print(outer(50), breakable(Counter(1), 50))
