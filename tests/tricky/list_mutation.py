# Lists, dicts and sets that change while something walks over them.
from common import check


def append_while_iterating(limit):
    items = [1, 2, 3]
    seen = 0
    for item in items:
        seen += item
        if len(items) < limit:
            items.append(item + 1)
    return seen, len(items)


def pop_while_iterating():
    items = list(range(20))
    seen = []
    for item in items:
        seen.append(item)
        items.pop()
    return seen, items


def remove_while_iterating():
    items = [1, 1, 2, 2, 3, 3, 4]
    for item in items:
        if item < 4:
            items.remove(item)
    return items


def insert_while_iterating():
    items = [0]
    for item in items:
        if len(items) > 10:
            break
        items.insert(0, item + 1)
    return items


def clear_while_iterating():
    items = list(range(10))
    count = 0
    for item in items:
        count += 1
        if item == 4:
            items.clear()
    return count, items


def grow_after_the_end():
    items = [1, 2]
    iterator = iter(items)
    total = sum(iterator)
    items.append(50)
    return total, list(iterator)


def index_after_shrink():
    items = list(range(30))
    total = 0
    try:
        for i in range(len(items)):
            total += items[i]
            if i % 3 == 0:
                del items[-1]
    except IndexError as error:
        return total, len(items), str(error)


def negative_index(n):
    items = list(range(n))
    total = 0
    for i in range(-n, n):
        total = total * 3 % 1000003 + items[i]
    items[-1] = 99
    try:
        items[-n - 1]
    except IndexError:
        total += 1
    return total, items[-1]


def type_of_items_changes():
    items = [1.0, 2.0, 3.0, 4.0, 5.0]
    total = 0.0
    for i in range(len(items)):
        total += items[i]
        if i == 1:
            items[2] = 10
        if i == 2:
            items[3:] = [True, "end"]
            items.append(None)
    return total


def dict_changes():
    table = {i: i for i in range(5)}
    total = 0
    for key in table:
        total += key
        table[key] = 7
        if key == 3:
            table[99] = 1
    return total


def dict_same_size():
    table = {1: 1, 2: 2, 3: 3}
    seen = []
    for key in table:
        seen.append(key)
        if key == 1:
            del table[2]
            table[4] = 4
    return seen


def set_changes():
    items = {1, 2, 3}
    for item in items:
        items.add(item + 10)


def sort_sees_itself():
    items = [3, 1, 2]
    lengths = []

    def key(value):
        lengths.append(len(items))
        return value

    items.sort(key=key)
    return items, lengths


def slices(n):
    items = list(range(n))
    for i in range(n // 4):
        items[i:i + 2] = [items[i]]
        items[:3] = items[2::-1]
    items[1::3] = [0] * len(items[1::3])
    del items[::4]
    return items


for function in (pop_while_iterating, remove_while_iterating, insert_while_iterating, clear_while_iterating, grow_after_the_end,
                 index_after_shrink, type_of_items_changes, dict_changes, dict_same_size, set_changes, sort_sees_itself):
    check(function.__name__, function, times=2000)
check("append_while_iterating", append_while_iterating, 40)
check("negative_index", negative_index, 10)
check("slices", slices, 20)
