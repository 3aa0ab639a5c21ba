# Subclasses of list, tuple, str and dict with methods of their own where exact ones are common.
from common import check, check_all


class Reversed(list):
    def __getitem__(self, index):
        return super().__getitem__(-1 - index)

    def __len__(self):
        return super().__len__() - 1

    def __iter__(self):
        for i in range(super().__len__()):
            yield super().__getitem__(i) * 10


class Plain(list):
    pass


class Logged(list):
    def __setitem__(self, index, value):
        super().__setitem__(index, value + 1)

    def append(self, value):
        super().append(value)
        super().append(value)


class Point(tuple):
    def __new__(cls, x, y):
        return super().__new__(cls, (x, y))

    @property
    def x(self):
        return self[0]

    def __eq__(self, other):
        return "equal"

    __hash__ = tuple.__hash__


class Text(str):
    def __getitem__(self, index):
        return "?"

    def __len__(self):
        return 42

    def __eq__(self, other):
        return str(self) + "!" == other

    __hash__ = str.__hash__


class Default(dict):
    def __missing__(self, key):
        return key * 2


class Strange(dict):
    def __getitem__(self, key):
        return "strange"

    def __contains__(self, key):
        return True


def by_index(items):
    total = []
    for i in range(len(items)):
        total.append(items[i])
    return total


def by_iteration(items):
    total = []
    for item in items:
        total.append(item)
    return total


def fill(items):
    for i in range(3):
        items[i] = i * i
        items.append(i)
    return list(items)


def unpack(items):
    a, b = items
    return a, b


def look_up(table, key):
    return table[key], key in table, table.get(key, "nothing")


check_all("by_index", by_index, [([1, 2, 3],), (Plain([1, 2, 3]),), (Reversed([1, 2, 3]),), ("abc",), ((1, 2),), (Point(3, 4),)])
check_all("by_iteration", by_iteration, [([1, 2, 3],), (Reversed([1, 2, 3]),), (Text("ab"),), (Point(3, 4),), (Default(a=1),)])
check("fill list", lambda: fill([0] * 3))
check("fill Plain", lambda: fill(Plain([0] * 3)))
check("fill Logged", lambda: fill(Logged([0] * 3)))
check_all("unpack", unpack, [([1, 2],), (Reversed([1, 2]),), (Point(3, 4),), ("ab",), ({1: 2, 3: 4},), ([1],), ((1, 2, 3),), (5,)])
check_all("look_up", look_up, [({1: 2}, 1), (Default({1: 2}), 5), (Strange(), 1), ({}, 3)])
check("point", lambda: (Point(1, 2).x, Point(1, 2) == (3,), (3,) == Point(1, 2), Point(1, 2) + (3,), hash(Point(1, 2)) == hash((1, 2))))
check("text", lambda: (Text("a") == "a", Text("a") == "a!", "a!" == Text("a"), len(Text("abc")), Text("abc")[1], Text("abc")[0:2], "b" in Text("abc"), Text("x") + "y", {Text("k"): 1}.get("k")))
check("sizes", lambda: (len(Reversed([1, 2])), bool(Reversed([1])), list(Reversed([1])), sum(Reversed([1, 2])), [*Reversed([1, 2])], max(Reversed([5, 6]))))
