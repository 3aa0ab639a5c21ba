# Variables whose object a loop replaces in a container: now and then the variable has the last reference, to objects of all kinds.
from common import check


class Counted:
    alive = 0

    def __init__(self, value):
        self.value = value
        Counted.alive += 1

    def __del__(self):
        Counted.alive -= 1


def replace_all(items, makers, n):
    """Takes an item, has its place in the list filled anew, and takes the next: the first ends with the second assignment."""
    ends = []
    position = 0
    last = None
    for index in range(n):
        last = items[position]
        items[position] = makers[index % len(makers)](index)
        position = (position + 1) % len(items)
        ends.append(Counted.alive)
    items.clear()
    return ends[-3:], type(last).__name__


def floats(n):
    return replace_all([0.5, 1.5, 2.5], [float], n)


def numbers(n):
    return replace_all([0.5, 1, 2.5, 7], [float, lambda index: index * 100000], n)


def strings(n):
    return replace_all(["a", "b"], [lambda index: "x" * (index % 50) + "y"], n)


def finalized(n):
    return replace_all([Counted(1), Counted(2)], [Counted], n)


def everything(n):
    return replace_all([0, Counted(1), "a", 0.5, (), []], [Counted, float, str, lambda index: (index, Counted(index)), lambda index: [index]], n)


def rows(n):
    """Tuples that the loop unpacks are replaced in it: their items end with the variables."""
    table = [(1.5, 2.5), (3.5, 4.5), (5.5, 6.5)]
    total = 0.0
    for index in range(n):
        place = index % 3
        a, b = table[place]
        table[place] = (b + 1.0, a + 1.0)
        total += a - b
        if index % 97 == 0:
            a = None
    return total, table


check("floats", floats, 200, times=60)
check("numbers", numbers, 200, times=60)
check("strings", strings, 200, times=60)
check("finalized", finalized, 200, times=60)
check("everything", everything, 200, times=60)
check("rows", rows, 300, times=60)
check("floats, long", floats, 60000, times=2)
check("finalized, long", finalized, 60000, times=2)
check("everything, long", everything, 60000, times=2)
check("rows, long", rows, 60000, times=2)
print(Counted.alive)
