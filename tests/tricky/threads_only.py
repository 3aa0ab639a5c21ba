"""The main thread waits, others work: nothing that the main thread would have to do may hold them up."""
import os
import random
import sys
import threading

SCALE = int(os.environ.get('TRICKY_SCALE', '1'))


def step(i):
    return i % 7 + 1


def count(n):
    total = 0
    for i in range(n):
        total += step(i)
    while n > 0:
        n -= step(n)
        total += 1
    return total


def walk(items):
    total = 0
    for item in items:
        total += len(str(item))
        total += step(item)
    return total


def traced(n):
    lines = []

    def tracer(frame, event, argument):
        lines.append(event)
        return tracer

    sys.settrace(tracer)
    try:
        total = count(n)
    finally:
        sys.settrace(None)
    return total, len(lines)


def drain(items):
    taken = 0
    while items:
        i = random.randint(0, len(items) - 1)
        taken += 1
        items.pop(i)
    return taken


def run(function, *arguments):
    results = []
    thread = threading.Thread(target=lambda: results.append(function(*arguments)))
    thread.start()
    thread.join()
    return results


print(run(traced, 300))
for size in (100, 1000, 20000):
    for _ in range(4):
        print(run(count, size), run(walk, list(range(size))), run(traced, 300))
for _ in range(4):
    print(run(count, 200_000 * SCALE))
    print(run(traced, 2000 * SCALE))
    print(run(drain, list(range(10_000 * SCALE))))
