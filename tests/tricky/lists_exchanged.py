# A list that a slice is assigned from keeps its items, if somebody else has it: only one that goes away may give its own and take the old ones.
from common import SCALE


def either(items, tables, number):
    items[:] = tables[number] or items[:2]
    return items


def chosen(items, mine, number):
    items[0:2] = mine if number % 2 else items[1::-1]
    return items


class Row:
    def __init__(self, cells):
        self.cells = cells


def attribute(items, row, number):
    items[:] = row.cells or items[::-1]
    return items


def itself(items, number):
    items[:] = (items if number % 3 else items[::-1])
    return items


def bound(items, tables, number):
    taken = tables[number] or items[:2]
    items[:] = taken
    return items, taken


def run(turns):
    tables = [[], [3, 4], (5, 6), [7.5, 8.5]]
    rows = [Row([]), Row(['a', 'b']), Row([])]
    mine = [9, 10]
    for turn in range(turns):
        either([1, 2], tables, turn % 2)
        either([1, 2], tables, turn % 4)
        chosen([1, 2, 3], mine, turn)
        attribute([1, 2], rows[turn % 3], turn)
        itself([1, 2, turn], turn)
        bound([1, 2], tables, turn % 2)
    print(tables, [row.cells for row in rows], mine)
    print([either([1, 2], tables, number) for number in range(4)], chosen([1, 2, 3], mine, 0), chosen([1, 2, 3], mine, 1))
    print([attribute([1, 2], row, 0) for row in rows], itself([1, 2, 3], 0), itself([1, 2, 3], 1), bound([1, 2], tables, 1))


for _ in range(4):
    run(300 * SCALE)


class Plain:
    __slots__ = ('z',)
    kind = 'plain'


class Changed:
    __slots__ = ('z',)
    kind = 'changed'


class Changer:
    def __init__(self, other):
        self.other = other

    def __del__(self):
        self.other.__class__ = Changed


def old_items_end(items, first, second, number, other):
    before = other.kind, len(first) + len(second)
    items[:] = first if number % 2 else second
    return before, other.kind


def run_destructors(turns):
    """The destructors of old items give an object, whose class has been tested, another class."""
    seen = {}
    for turn in range(turns):
        other = Plain()
        result = old_items_end([Changer(other)] if turn > turns // 2 else [1], [1], [2], turn, other)
        seen[result] = seen.get(result, 0) + 1
    print(seen)


Plain().kind, Changed().kind
run_destructors(1000 * SCALE)
