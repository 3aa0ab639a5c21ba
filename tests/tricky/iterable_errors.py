# What cannot be iterated, called, unpacked: CPython gives the errors of some instructions other texts than those of the functions that they call.
from common import check


def only_starred(x):
    return [*x]


def starred_list(x):
    return [0, *x]


def starred_tuple(x):
    return (*x, 1)


def starred_set(x):
    return sorted({1, *x})


def merged(x):
    return {"a": 1, **x}


def collect(*rest, **names):
    return rest, names


def starred_arguments(x):
    return collect(*x)


def more_starred_arguments(x):
    return collect(1, *x)


def starred_twice(x):
    return collect(*x, *x)


def keywords(x):
    return collect(a=1, **x)


def unpacked(x):
    first, second = x
    return first, second


def unpacked_rest(x):
    first, *rest = x
    return first, rest


def looped(x):
    result = []
    for item in x:
        result.append(item)
    return result


def extended(x):
    result = [1]
    result.extend(x)
    return result


def contains(x):
    return 3 in x


class OnlyItems:
    def __getitem__(self, index):
        if index > 1:
            raise IndexError
        return index


class RaisesTypeError:
    def __iter__(self):
        raise TypeError("of the program")


class GivesNumber:
    def __iter__(self):
        return 3


class NotIterable:
    __iter__ = None

    def __getitem__(self, index):
        raise IndexError


class Nothing:
    pass


class Later:
    pass


class FailsAmid:
    def __iter__(self):
        yield 1
        raise TypeError("amid")


functions = [only_starred, starred_list, starred_tuple, starred_set, merged, starred_arguments, more_starred_arguments, starred_twice, keywords]
functions += [unpacked, unpacked_rest, looped, extended, contains]
values = [[1, 2], (3, 4), {"b": 5, "c": 6}, {7, 8}, range(2), "ab"]
strange = [3, 2.5, None, len, Nothing(), OnlyItems(), RaisesTypeError(), GivesNumber(), NotIterable(), FailsAmid(), Nothing, True, 10**30, iter([1])]

for function in functions:
    for _ in range(30):
        for value in values:
            try:
                function(value)
            except (TypeError, ValueError):
                pass
    for value in values + strange + values:
        check(function.__name__, function, value, times=3)

# A class that becomes iterable, and no longer is.
later = Later()
for function in functions:
    for step in range(3):
        check("before", function, later, times=3)
        Later.__iter__ = lambda self: iter((1, 2))
        check("with", function, later, times=3)
        del Later.__iter__
        check("without", function, later, times=3)
