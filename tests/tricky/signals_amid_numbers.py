# Arithmetic and texts of ints look for signals on their way, even if the numbers are small: handlers run amid an operator, and change
# what the code around has looked at.
import math
import signal
import time

items = []
turns = 0


def handler(*_):
    global turns
    turns += 1
    items.clear()
    items.extend(range(turns * 100, turns * 100 + 10))


def text(items, n):
    before = items[0]
    str(n)
    return before, items[1]


def field(items, n):
    before = items[0]
    f'{n}'
    return before, items[1]


def shown(items, n):
    before = items[0]
    f'{n!r}'
    return before, items[1]


def percent(items, n):
    before = items[0]
    '%d %s' % (n, n)
    return before, items[1]


def product(items, n):
    before = items[0]
    result = n * n
    return before, items[1]


def quotient(items, n):
    before = items[0]
    result = n // (n >> 50)
    return before, items[1]


def rest(items, n):
    before = items[0]
    result = n % (n >> 50)
    return before, items[1]


def power(items, n):
    before = items[0]
    result = n ** 2
    return before, items[1]


def power_modulo(items, n):
    before = items[0]
    result = pow(n, 5, n + 8)
    return before, items[1]


def ratio(items, n):
    before = items[0]
    result = n / (n + 1)
    return before, items[1]


def divisor(items, n):
    before = items[0]
    math.gcd(n, n * 7 + 15)
    return before, items[1]


def root(items, n):
    before = items[0]
    math.isqrt(n)
    return before, items[1]


def factorial(items, n):
    before = items[0]
    math.factorial(n & 63)
    return before, items[1]


handler()
functions = text, field, shown, percent, product, quotient, rest, power, power_modulo, ratio, divisor, root, factorial
big = 3 ** 3000
for function in functions:
    for number in 9 ** 30, big:
        for turn in range(100):
            function(items, number)

signal.signal(signal.SIGALRM, handler)
for function in functions:
    wrong = 0
    end = time.monotonic() + 0.15
    signal.setitimer(signal.ITIMER_REAL, 0.0003, 0.0003)
    while time.monotonic() < end:
        for turn in range(50):
            before, after = function(items, big)
            wrong += before % 100 != 0 or after % 100 != 1 or after < before
    signal.setitimer(signal.ITIMER_REAL, 0)
    print(function.__name__, wrong)
