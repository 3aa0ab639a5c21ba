# Numbers in globals: the same for long, then others; changed by other functions, by assignment to globals(), in the middle of loops.
from common import check

LIMIT = 1000
SCALE_FACTOR = 0.5
NAN = float("nan")
NEGATIVE_ZERO = -0.0
BIG = 10**30
counter = 0


def count_to_limit(n):
    total = 0
    for i in range(n):
        total += i % LIMIT * SCALE_FACTOR
    return total


def same_object(n):
    hits = 0
    values = [NAN, 1.0, NEGATIVE_ZERO]
    for i in range(n):
        if NAN in values:
            hits += 1
        if values == [NAN, 1.0, 0.0]:
            hits += 100
        values[0] = NAN
    return hits, NAN == NAN, [NAN] == [NAN], values[0] is NAN, str(NEGATIVE_ZERO * 2)


def big(n):
    total = 0
    for i in range(n):
        total += BIG % (i + 7)
    return total


def step():
    global counter
    counter += 1
    return counter


def counting(n):
    global counter
    counter = 0
    seen = []
    for _ in range(n):
        step()
        seen.append(counter)
    return seen[-1], sum(seen)


def set_limit(value):
    globals()["LIMIT"] = value


def change_within(n):
    results = []
    for value in (1000, 70000, 2.5, 2**70, 1000):
        set_limit(value)
        results.append(count_to_limit(n))
    return results


def change_in_loop(n):
    total = 0
    for i in range(n):
        if i % 500 == 499:
            set_limit(i)
        total += LIMIT
    set_limit(1000)
    return total


check("count_to_limit", count_to_limit, 500, times=100)
check("same_object", same_object, 300, times=100)
check("big", big, 300, times=100)
check("counting", counting, 300, times=100)
check("change_within", change_within, 200, times=50)
check("change_in_loop", change_in_loop, 3000, times=20)
check("count_to_limit, long", count_to_limit, 50000, times=4)
check("counting, long", counting, 100000, times=3)
check("change_in_loop, long", change_in_loop, 100000, times=3)
check("change_within, long", change_within, 20000, times=3)
