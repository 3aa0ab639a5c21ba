"""Closures that are made again and again: what one of them refers to goes when it goes."""


class Counted:
    count = 0

    def __init__(self):
        Counted.count += 1

    def __del__(self):
        Counted.count -= 1


def make_and_call():
    counted = Counted()

    def inner():
        return counted

    inner()
    return inner


def make_deeper(value):
    counted = Counted()

    def middle():
        def innermost(factor):
            nonlocal value
            value = value * factor + counted.count
            return value
        return innermost

    return middle()


for _ in range(100):
    make_and_call()
print(Counted.count)
for value in (1, 2.5, 'x', True, 3):
    innermost = make_deeper(value)
    print(innermost(2 if isinstance(value, str) else 3) if not isinstance(value, str) else Counted.count, Counted.count)
del innermost
print(Counted.count)
