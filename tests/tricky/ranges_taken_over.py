# Loops over ranges of all kinds of steps that are already running when they are compiled: where they stop, what a list of exactly so
# many items lets them do, and steps that come near the largest number there is.

def fill(items, start, step):
    """Each list has exactly as many items as the range needs."""
    for index in range(start, len(items), step):
        items[index] = False
    return index, items.count(False)


def down(items, step):
    for index in range(len(items) - 1, -1, -step):
        items[index] += 1
    return index, sum(items)


def far(step):
    count = last = 0
    for number in range(0, 2 ** 63 - 1, step):
        count += 1
        last = number
    return count, last


def far_down(step):
    count = last = 0
    for number in range(2 ** 63 - 1, -2 ** 63, -step):
        count += 1
        last = number
    return count, last


def over_the_end(items, stop, step):
    """The list has fewer items than the range."""
    try:
        for index in range(0, stop, step):
            items[index] = index
    except IndexError as problem:
        return index, str(problem), sum(items)
    return index, sum(items)


def kept(stop, step, change):
    """The iterator is made again in the middle, when a value has another type."""
    total = 0
    for index in range(0, stop, step):
        total += 0.5 if index == change else index
    return total


def both_ways(start, stop, step):
    """Compiled while a step is running that goes up; what comes later goes down."""
    count = last = 0
    for number in range(start, stop, step):
        count += 1
        last = number
    return count, last


print(both_ways(0, 30_000_000, 2))
for step in (3, -3, -1, -7, 5):
    print(step, both_ways(*((0, 3_000_000 * step) if step > 0 else (-3_000_000 * step, 0)), step))
for size in (300_000, 300_001, 300_002, 300_006):
    for step in (1, 2, 3, 7):
        print(size, step, fill([True] * size, 5, step), down([0] * size, step))
for step in (2 ** 45, 2 ** 45 + 1, 2 ** 46 - 1):
    print(step, far(step), far_down(step))
for step in (1, 3, 7):
    for stop in (200_000, 200_001, 200_003, 200_050):
        print(over_the_end([0] * 200_000, stop, step), kept(stop, step, stop // step // 2 * step))


def early(start, stop, step, items):
    """More numbers than fit into a C long; the iterator is made again in the middle, when an item has another type."""
    count = 0
    for number in range(start, stop, step):
        item = items[count]
        count += 1
        if item > 5:
            break
    return count, number


LEAST, MOST = -2 ** 63, 2 ** 63 - 1
for items in ([1, 2, 3, 4, 5, 6], [1, 2, 3.5, 4, 5, 6]):
    for start, stop in ((-MOST, MOST), (LEAST, MOST), (-1, MOST), (-2, MOST), (0, MOST), (-2 ** 62, MOST)):
        print(early(start, stop, 1, items), early(stop, start, -1, items), early(start, stop, 2 ** 58, items), early(stop, start, -2 ** 58, items))
