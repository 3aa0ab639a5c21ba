"""Destructors look at the line that runs: stores, methods of containers, variables that are given up, and what iterators let go of."""
import os
import sys
import warnings

SEEN = []


class Ends:
    def __del__(self):
        frame = sys._getframe(1)
        SEEN.append((frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno))


def stores(d, e, x):
    d['a'] = 1
    x[0:2] = (1, 2)
    x[2] = 3
    e.clear()
    return 1


def pops(x):
    total = 1
    x.pop()
    return total


def variable(make):
    value = make()
    number = 1
    value = None
    return number


class Holder:
    def __init__(self, value):
        self.value = value


def attribute(holder):
    number = 1
    holder.value = None
    return number


def exhausts(iterator):
    total = 1
    for item in iterator:
        item = None
        total += 1
    return total


def replaces(d):
    total = 1
    for key, value in d.items():
        d[key] = value = None
        total += 1
    return total


def run(make):
    stores({'a': make()}, {'b': make()}, [make(), make(), make()])
    pops([1, 2, make()])
    variable(make)
    attribute(Holder(make()))
    exhausts(reversed([make(), make()]))
    replaces({'a': make(), 'b': make()})


def opened():
    file = open(os.devnull)
    number = 1
    file = None
    return number


def main():
    for i in range(2000):
        run(int)
    for i in range(300):
        run(Ends)
    shown = set()
    for i in range(20):
        SEEN.clear()
        run(Ends)
        shown.add(tuple(SEEN))
    for each in shown:
        print(*each, sep='\n')
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter('always')
        for i in range(300):
            opened()
    print({warning.lineno - opened.__code__.co_firstlineno for warning in caught})


if __name__ == '__main__':
    main()
