# Dictionaries and sets in hot loops: counting, missing keys, views, order, keys of many types.
from collections import Counter, OrderedDict, defaultdict
from common import check, check_all


def count_letters(text):
    counts = {}
    for letter in text:
        if letter in counts:
            counts[letter] += 1
        else:
            counts[letter] = 1
    return counts


def with_get(text):
    counts = {}
    for letter in text:
        counts[letter] = counts.get(letter, 0) + 1
    return sorted(counts.items())


def with_default(text):
    counts = defaultdict(int)
    groups = defaultdict(list)
    for i, letter in enumerate(text):
        counts[letter] += 1
        groups[letter].append(i)
    return dict(counts), dict(groups)


def memo(n, known={0: 0, 1: 1}):
    if n not in known:
        known[n] = memo(n - 1) + memo(n - 2)
    return known[n]


def key_types():
    table = {}
    for key in (1, 1.0, True, "1", (1,), None, 2**64, 2.0**64, frozenset([1])):
        table[key] = table.get(key, 0) + 1
    return list(table.items())


def order(n):
    table = {}
    for i in range(n):
        table[i * 7 % n] = i
    for i in range(0, n, 3):
        del table[i]
    for i in range(0, n, 6):
        table[i] = -i
    return list(table), table.popitem()


def views(table):
    total = 0
    for key in table:
        total += key
    for value in table.values():
        total += value * 10
    for key, value in table.items():
        total += key * value
    return total, 1 in table.keys(), sorted(table.items() & {(1, 2)})


def missing(table, key):
    return table[key]


def unhashable():
    return {[]: 1}


def grow_and_shrink(n):
    table = {}
    for i in range(n):
        table[str(i)] = i
    total = 0
    for i in range(n):
        total += table.pop(str(i))
        table.setdefault("x", []).append(i)
    return total, len(table), len(table["x"])


def sets(n):
    seen = set()
    repeats = 0
    x = 1
    for _ in range(n):
        x = x * 5 % 37
        if x in seen:
            repeats += 1
        seen.add(x)
    return repeats, len(seen), sorted(seen & {1, 5, 2}), seen - seen, {1} <= {1, 2}


def merge(n):
    table = {"a": 1}
    for i in range(n):
        table = table | {"b": i}
        table |= [("c", i)]
    return {**table, "a": 0}


def other_dicts():
    ordered = OrderedDict(a=1, b=2)
    ordered.move_to_end("a")
    return list(ordered), Counter("hello").most_common(1), dict.fromkeys("ab", 0), dict(zip("ab", range(2)))


class Same:
    def __init__(self, name):
        self.name = name

    def __hash__(self):
        return 1

    def __eq__(self, other):
        comparisons.append((self.name, getattr(other, "name", other)))
        return self.name == getattr(other, "name", other)


comparisons = []


def collisions(n):
    comparisons.clear()
    table = {Same(i): i for i in range(n)}
    found = table[Same(n - 1)]
    return found, len(comparisons), Same(99) in table


def nested_update(n):
    table = {"a": {"b": [0, 1.5]}}
    for i in range(n):
        table["a"]["b"][i % 2] += i
        table["a"]["count"] = table["a"].get("count", 0) + 1
    return table


def kwargs_dict(n):
    def collect(**keywords):
        keywords["extra"] = len(keywords)
        return keywords

    original = {"a": 1}
    for _ in range(n):
        result = collect(**original)
    return original, result


check("count_letters", count_letters, "abracadabra")
check("with_get", with_get, "mississippi")
check("with_default", with_default, "abca")
check("memo", memo, 80)
check("key_types", key_types)
check("order", order, 20, times=800)
check_all("views", views, [({1: 2, 3: 4},), ({},), ({1.5: 2},)])
check_all("missing", missing, [({}, "k"), ({1: 2}, 1), ({(1, 2): 3}, (1, 2)), ({}, (1,)), ({}, []), (defaultdict(int), 1)])
check("unhashable", unhashable)
check("grow_and_shrink", grow_and_shrink, 50, times=100)
check("sets", sets, 50)
check("merge", merge, 5)
check("other_dicts", other_dicts)
check("collisions", collisions, 6)
check("nested_update", nested_update, 6)
check("kwargs_dict", kwargs_dict, 3)
