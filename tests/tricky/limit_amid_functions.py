# At the recursion limit RecursionError comes where something is called: what has begun ends, and its `finally` runs.
import sys


def leaf(counts, x):
    try:
        counts[0] += 1
        y = x + 1
        counts[1] += 1
        return y
    finally:
        counts[2] += 1


def middle(counts, x):
    counts[3] += 1
    try:
        return leaf(counts, x)
    finally:
        counts[4] += 1


def deep(n, counts, x):
    if n == 0:
        return middle(counts, x)
    return deep(n - 1, counts, x)


def catching(n, counts, x):
    if n == 0:
        try:
            return middle(counts, x)
        except RecursionError:
            counts[5] += 1
            return None
    return catching(n - 1, counts, x)


def attempt(function, n, x):
    # No builtin functions are called: these count for the limit, except where the interpreter has specialized the call.
    counts = [0] * 6
    try:
        function(n, counts, x)
    except RecursionError:
        pass
    return counts[0] == counts[1] == counts[2] and counts[3] == counts[4]


for i in range(50):
    middle([0] * 6, 3), deep(3, [0] * 6, 3), catching(3, [0] * 6, 3)
left_amid = []
sys.setrecursionlimit(100)
for function in deep, catching:
    for x in 3, 2.5, True, 1 + 2j, 2**70, 4:
        for n in range(60, 110):
            if not attempt(function, n, x):
                left_amid.append((function.__name__, x, n))
sys.setrecursionlimit(1000)
print('left in the middle:', left_amid)
