# What growth.py and exits.py measure with: what the process has, and what of it has grown when a scenario has run so many times.
import gc
import sys

total = getattr(sys, 'gettotalrefcount', None)


def memory():
    with open('/proc/self/statm') as file:
        return int(file.read().split()[1]) * 4


def state():
    gc.collect()
    return [sys.getallocatedblocks(), total() if total else 0, memory()]


def run(scenario, count):
    for i in range(count):
        scenario(i)


def growth(scenario, count, settle=lambda: None):
    """What is more afterwards: blocks, references (debug builds), kB. Before each look `settle` is called."""
    settle()
    before = state()
    run(scenario, count)
    settle()
    after = state()
    return [b - a for a, b in zip(before, after)]
