# Loops of every shape: else, break and continue at several levels, while with side effects, many exits.
from common import check, check_all


def with_else(n, stop):
    for i in range(n):
        if i == stop:
            break
    else:
        return "not found", n
    return "found", i


def nested(n, m):
    log = []
    for i in range(n):
        for j in range(m):
            if j == i:
                continue
            if i * j == 6:
                break
            for k in range(2):
                if k == j:
                    break
            else:
                log.append((i, j))
        else:
            log.append(i)
            continue
        log.append(-i)
        break
    else:
        log.append("all")
    return log


def while_true(n):
    turns = 0
    while True:
        turns += 1
        if turns % 2:
            continue
        if turns > n:
            break
        while True:
            turns += 1
            if turns % 5 == 0:
                break
        else:
            turns = -1
    return turns


def while_else(n):
    i = 0
    while i < n:
        i += 2
        if i == 9:
            break
    else:
        return "else", i
    return "break", i


def collatz(n):
    steps = 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps


def gcd(a, b):
    while b:
        a, b = b, a % b
    return a


def newton(x):
    guess = x
    for _ in range(100):
        better = (guess + x / guess) / 2
        if abs(better - guess) < 1e-12:
            break
        guess = better
    return guess


def binary_search(items, wanted):
    low, high = 0, len(items)
    while low < high:
        middle = (low + high) // 2
        if items[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


def bubble_sort(items):
    items = items[:]
    swapped = True
    n = len(items)
    while swapped:
        swapped = False
        for i in range(1, n):
            if items[i - 1] > items[i]:
                items[i - 1], items[i] = items[i], items[i - 1]
                swapped = True
        n -= 1
    return items


def return_from_inside(rows, wanted):
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            if value == wanted:
                return i, j


def counts_down(n):
    total = 0
    while n:
        n -= 1
        if n % 3:
            continue
        total += n
    return total, n


def empty_bodies(n):
    for i in range(n):
        pass
    while n > 0:
        n -= 1
    for _ in ():
        i = -1
    return i, n


def changing_step(n):
    i = 0
    step = 1
    seen = 0
    while i < n:
        i += step
        step = step * 3 % 7
        seen = seen * 2 + i
    return i, seen


def deep(n):
    total = 0
    for a in range(n):
        for b in range(a, n):
            for c in range(b, n):
                for d in range(c, n):
                    for e in range(d, n):
                        total += a ^ b ^ c ^ d ^ e
    return total


def many_states(n):
    state = "start"
    trail = ""
    for i in range(n):
        if state == "start":
            state = "even" if i % 2 == 0 else "odd"
        elif state == "even":
            state = "odd" if i % 3 else "end"
        elif state == "odd":
            state = "even" if i % 5 else "start"
        else:
            state = "start"
        trail += state[0]
    return trail


check_all("with_else", with_else, [(5, 3), (5, 9), (0, 0)])
check_all("nested", nested, [(5, 4), (2, 2), (0, 3), (4, 0)])
check_all("while_true", while_true, [(20,), (0,), (7,)])
check_all("while_else", while_else, [(10,), (9,), (0,)])
check_all("collatz", collatz, [(27,), (97,), (2**61 - 1,), (1,)], rounds=50)
check_all("gcd", gcd, [(1071, 462), (2**64, 2**40 + 4), (0, 5), (-12, 18), (7.5, 2.5)])
check_all("newton", newton, [(2.0,), (2,), (1e10,)])
check_all("binary_search", binary_search, [(list(range(0, 100, 3)), 50), ([], 1), ([1.5, 2.5], 2), (list("aceg"), "d")])
check_all("bubble_sort", bubble_sort, [([5, 2, 9, 1],), ([2.5, 1, True],), (list("hello"),), ([],), ([1, "a"],)])
check_all("return_from_inside", return_from_inside, [([[1, 2], [3, 4]], 3), ([[1, 2]], 7), ([[1.0, 2]], 1)])
check_all("counts_down", counts_down, [(20,), (0,)])
check("empty_bodies", empty_bodies, 10)
check("changing_step", changing_step, 50)
check("deep", deep, 8, times=30)
check("many_states", many_states, 40, times=800)
