# Methods of dicts, views and iterators in functions that are called from compiled code: subclasses, keys that compare as they like, changes
# while iterating, destructors, errors, references.
import sys

from common import check, check_all


class Key:
    def __init__(self, name):
        self.name = name

    def __hash__(self):
        return hash(self.name)

    def __eq__(self, other):
        log.append((self.name, sys._getframe(1).f_code.co_name))
        return self.name == other or (isinstance(other, Key) and self.name == other.name)

    def __repr__(self):
        return f"Key({self.name!r})"


class Name(str):
    def __hash__(self):
        return hash("b")

    def __eq__(self, other):
        log.append(("Name", sys._getframe(1).f_code.co_name))
        return other == "b"


class Table(dict):
    def get(self, key, default=None):
        return ("mine", key, default)

    def items(self):
        return [("x", 1)]

    def __iter__(self):
        return iter("own")


class Dying:
    def __init__(self, what):
        self.what = what

    def __del__(self):
        log.append(self.what)


log = []


def look_up(table, key, default):
    return table.get(key), table.get(key, default), table.get(key, 0), table.get(key, "none"), table.get(key, 2.5)


def found(table, key, default):
    log.clear()
    return look_up(table, key, default), log


def with_temporaries(table, key, n):
    return table.get(key, n * 3), table.get(key, n * 0.5), table.get(key, [n]), table.get(key, (n, n)), table.get(key, str(n))


def keep_after_change(table, key):
    value = table.get(key)
    other = table.get("other", value)
    table.clear()
    table["x"] = [value, 1]
    return value, other, table


def change(key):
    table = {"a": [1, 2], "b": Dying("b")}
    log.clear()
    result = keep_after_change(table, key)
    length = len(log)
    return [type(part).__name__ for part in result], length


def loops(table):
    result = []
    for key in table:
        result.append(key)
    for key, value in table.items():
        result.append((key, value))
    for key in table.keys():
        result.append(key)
    for value in table.values():
        result.append(value)
    return result


def call_loops(table):
    return loops(table)


def over_set(items):
    total = 0
    for item in items:
        total += item
    return total


def of_sets(items, n):
    total = 0
    for _ in range(n):
        total += over_set(items)
    return total


def pairs_kept(table):
    kept = []
    for pair in table.items():
        kept.append(pair)
    again = []
    for pair in table.items():
        again.append(pair[0])
    return kept, again


def grows(table):
    seen = 0
    for key in table:
        seen += 1
        if seen == 2:
            table["new"] = 1
    return seen


def grown_while_iterating(n):
    table = {"a": 1, "b": 2, "c": 3}
    if n == 1:
        table = {"a": 1}
    try:
        return grows(table)
    except RuntimeError as error:
        return str(error), error.__traceback__.tb_next.tb_lineno - grows.__code__.co_firstlineno, sorted(table)


def replaced_while_iterating():
    log.clear()
    table = {name: Dying(name) for name in "abc"}
    for name, value in table.items():
        table[name] = None
        log.append("then " + value.what)
        del value
        log.append("gone")
    return list(log)


def last_of_a_temporary():
    log.clear()
    for value in {"a": Dying("a"), "b": Dying("b")}.values():
        log.append("see " + value.what)
    log.append("end")
    del value
    return list(log)


def left_early(table):
    for key, value in table.items():
        if value == 2:
            return key
    else:
        return None


def references(n):
    value = object()
    table = {"k": value, "l": value}
    before = sys.getrefcount(value)
    for _ in range(n):
        for key, one in table.items():
            other = table.get(key)
            other = table.get("missing", one)
            other = table.get("missing")
        for one in table.values():
            pass
    other = one = None
    return sys.getrefcount(value) - before, sys.getrefcount(table)


def kept_iterator(table, n):
    iterator = iter(table.items())
    count = 0
    for _ in range(n):
        for key, value in iterator:
            count += value
            break
    return count, list(iterator)


def main():
    tables = [{"a": 1, "b": [2]}, {}, {1: "a", "b": 3}, {Key("a"): 7, "b": 8}, {Name("q"): 9}, Table(a=1), {"a": None}]
    check_all("look up", found, [(table, key, default) for table in tables for key in ("a", "c", Key("b"), Name("z")) for default in ("d",)], rounds=300)
    check("unhashable", look_up, {"a": 1}, [], None, times=300)
    check_all("temporaries", with_temporaries, [(table, key, n) for table in tables[:2] for key in ("a", "z") for n in (1, 2**70)], rounds=300)
    check_all("change", change, [("a",), ("b",), ("c",)], rounds=300)
    check_all("loops", call_loops, [(table,) for table in tables] + [([(1, 2)],)], rounds=300)
    check_all("sets", of_sets, [({1, 2, 3}, 3), (frozenset([2, 3]), 3), ([4, 5], 2), ({1: 2, 3: 4}, 2), ((1.5, 2), 2), (range(4), 2), ({"a"}, 1), (b"ab", 2)], rounds=300)
    check_all("pairs kept", pairs_kept, [({"a": 1, "b": 2},), ({},), ({1: 2},)], rounds=300)
    check_all("grown while iterating", grown_while_iterating, [(1,), (2,)], rounds=300)
    check("replaced while iterating", replaced_while_iterating, times=1500)
    check("last of a temporary", last_of_a_temporary, times=1500)
    check_all("left early", left_early, [({"a": 1, "b": 2, "c": 2},), ({"a": 1},), ({},), ({"x": "y"},)], rounds=300)
    check("references", references, 50, times=100)
    check_all("kept iterator", kept_iterator, [({"a": 1, "b": 2, "c": 3}, 2), ({}, 2), ({"a": 1}, 5)], rounds=300)


main()
