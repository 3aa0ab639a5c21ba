"""Compiled functions that call each other use little machine stack; all their frames are made at once when the innermost leaves."""
import os
import sys

SCALE = int(os.environ.get("TRICKY_SCALE", 1))

last = 0


def descend(n):
    if n == 0:
        return last
    a = (n, 1)
    b = (n, 2)
    c = (n, 3)
    d = (n, 4)
    e = (n, 5)
    f = (n, 6)
    g = (n, 7)
    h = (n, 8)
    i = a
    j = b
    k = c
    l = d
    m = e
    o = f
    p = g
    q = h
    result = descend(n - 1) + 1
    return result + (a[1] + i[1] + b[1] + j[1] + c[1] + k[1] + d[1] + l[1] + e[1] + m[1] + f[1] + o[1] + g[1] + p[1] + h[1] + q[1] - 72)


def total(depth, times):
    result = 0
    for _ in range(times):
        result += descend(depth)
    return result


for _ in range(30 * SCALE):
    total(20, 30)
sys.setrecursionlimit(200_000)
for last in (0.5, 0):
    print(total(90_000, 1))
