"""A class becomes abstract while compiled code has instances that it has not built yet: leaving it builds them all the same."""
import functools
import sys


class Thing:
    def __init__(self, number):
        self.number = number


AT = [-1]


def change(number):
    if AT[0] == number:
        Thing.__abstractmethods__ = frozenset({'method'})
        sys.settrace(lambda *event: None)
    return number


changing = functools.partial(change)


def collect(count):
    made = []
    for number in range(count):
        made.append((Thing(number), changing(number)))
    return len(made), made[-1][0].number


def main():
    Thing(1).number
    for turn in range(40):
        collect(100)
        hasattr(Thing, 'other')
    AT[0] = 99
    print(collect(100))
    sys.settrace(None)
    try:
        Thing(1)
    except TypeError as error:
        print(error)


if __name__ == '__main__':
    main()
