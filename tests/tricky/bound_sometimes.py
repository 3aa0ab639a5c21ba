# Variables that are bound on some ways through a loop only, in functions that look at their variables: there none is dead, so the loop
# carries what may be unbound in one turn and a number in the next. Read out of an object that was not there (a fault) before.
from common import check_all


def last_of_some(values, limit):
    if values is None:
        return locals()
    for value in values:
        if value & 1:
            found = value + limit
    return value


def best_of(values, limit):
    if values is None:
        return locals()
    best, highest = None, -2
    for value in values:
        if value & 1:
            urgency = value * limit
            if urgency > highest:
                highest = urgency
                best = value
    return best, highest


def all_of_them(values, limit):
    for value in values:
        if value & 1:
            found = value + limit
        elif value & 2:
            other = value * 0.5
        elif value & 4:
            name = str(value)
    return sorted(locals().items(), key=str)


def deleted(values, limit):
    for value in values:
        if value & 1:
            found = value + limit
        elif value & 2 and 'found' in locals():
            del found
    return sorted(locals())


def read_later(values, limit):
    total = 0
    for value in values:
        if value & 1:
            found = value + limit
        if value & 8:
            total += found
    return total


SOME = [[2, 4, 6, 1, 7], [1, 2, 3], [2, 2], [4, 1, 2, 4, 8], [8], [1, 8, 2, 2, 8]]
CASES = [(values, limit) for limit in (3, 0.25) for values in SOME]
for function in last_of_some, best_of, all_of_them, deleted, read_later:
    check_all(function.__name__, function, CASES)
