# Destructors and collections that look at the variables of closures: of those that are kept in the closure's cells, too.
import gc
import sys

seen = set()


class Looking:
    def __del__(self):
        seen.add(tuple(sorted(sys._getframe(1).f_locals)))


def variable_of_closure():
    kept = Looking()
    number = 3

    def drop():
        nonlocal kept
        kept = None
        return number

    return drop


def item_of_list(items, number):
    def drop(n):
        items[0] = n
        return number + n

    return drop


def pairs(number):
    items = [number]

    def add(n):
        nonlocal number
        number = number + n
        return [(items, number), (items, n)]

    return add


for i in range(300):
    variable_of_closure()()
    item_of_list([Looking()], 1)(2)
print(sorted(seen))


def look(phase, info):
    frame = sys._getframe(1)
    while frame:
        frame.f_locals
        frame = frame.f_back


gc.callbacks.append(look)
thresholds = gc.get_threshold()
gc.set_threshold(1, 1, 1)
for value in 1, 2.5, 'x', 2**70:
    for i in range(100):
        add = pairs(value)
        first, second = add(value), add(value)
    print(first, second)
gc.set_threshold(*thresholds)
gc.callbacks.remove(look)
