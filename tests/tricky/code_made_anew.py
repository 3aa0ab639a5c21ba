"""Functions that are made, run until they are compiled, and die, by the hundred, amid other code objects; what is compiled of the rest goes on."""
import time

SOURCE = '''
def f(a):
    t = 0
    for i in range(a):
        t += i * K + (i & 3)
    return t
def g(a):
    return f(a) - f(a - 1)
'''


def steady(n):
    t = 0
    for i in range(n):
        t += i & 7
    return t


def expected(a, k):
    return k * (a * (a - 1) // 2) + sum(i & 3 for i in range(a))


STEADY = sum(i & 7 for i in range(300))
wrong = 0
kept = []
for turn in range(40):
    k = turn % 9
    names = {}
    exec(SOURCE.replace('K', str(k)) if turn % 2 else SOURCE, names)
    names['K'] = k
    f, g = names['f'], names['g']
    end = time.monotonic() + 0.02
    while True:
        wrong += f(300) != expected(300, k)
        wrong += g(50) != expected(50, k) - expected(49, k)
        wrong += steady(300) != STEADY
        if time.monotonic() >= end:
            break
    for i in range(10):
        wrong += eval(f'{i}+1') != i + 1
    if turn % 7 == 0:
        kept.append((f, k))
    for function, constant in kept:
        wrong += function(40) != expected(40, constant)
print(wrong, len(kept))
