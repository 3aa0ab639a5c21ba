# Exceptions as control flow inside hot loops, and StopIteration in all its places.
from common import check


def lookups(table, keys):
    found = missing = 0
    for key in keys:
        try:
            found += table[key]
        except KeyError as error:
            missing += error.args[0]
    return found, missing


def conversions(words):
    total = 0
    bad = []
    for word in words:
        try:
            total += int(word)
        except ValueError:
            bad.append(word)
        except TypeError as error:
            bad.append(str(error)[:20])
    return total, bad


def manual_iteration(items):
    iterator = iter(items)
    total = 0
    while True:
        try:
            total += next(iterator)
        except StopIteration:
            return total


class Stingy:
    def __init__(self, limit):
        self.limit = limit

    def __getitem__(self, index):
        if index >= self.limit:
            raise IndexError(index)
        return index * index


class Broken:
    def __init__(self):
        self.count = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.count += 1
        if self.count == 20:
            raise RuntimeError("broke at 20")
        return self.count


def old_protocol(limit):
    total = 0
    for value in Stingy(limit):
        total += value
    return total


def broken_iteration():
    total = 0
    try:
        for value in Broken():
            total += value
    except RuntimeError as error:
        return total, str(error)


def alternate(n):
    log = []
    for i in range(n):
        try:
            if i & 1:
                raise ValueError(i)
            log.append(i)
        except ValueError as error:
            log.append(-error.args[0])
            if i == 9:
                break
        else:
            log.append("e")
    return log


def not_an_exception():
    raise 42


def not_a_class():
    try:
        raise ValueError
    except 42:
        pass


def group():
    try:
        raise ExceptionGroup("several", [ValueError(1), KeyError(2), TypeError(3)])
    except* ValueError as first:
        result = [repr(error) for error in first.exceptions]
    except* (KeyError, TypeError) as second:
        result += [repr(error) for error in second.exceptions]
    return result


check("lookups", lookups, {i: i for i in range(0, 60, 2)}, list(range(60)), times=300)
check("conversions", conversions, ["1", "x", " 7 ", None, "0x1", "-3", [], "1_000"], times=1000)
check("manual_iteration", manual_iteration, [1, 2, 3, 4])
check("old_protocol", old_protocol, 12)
check("broken_iteration", broken_iteration)
check("alternate", alternate, 20)
check("not_an_exception", not_an_exception)
check("not_a_class", not_a_class)
check("group", group, times=1000)
