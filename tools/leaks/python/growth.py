# Runs each scenario N times and 2N times, and prints what has grown each time: one line of JSON each.
# usage: growth.py N [SCENARIO ...]
import gc
import json
import sys

import scenarios

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


def growth(scenario, count):
    before = state()
    run(scenario, count)
    after = state()
    return [b - a for a, b in zip(before, after)]


count = int(sys.argv[1])
# Compiled once and for all, the free lists filled, the tables of strings grown.
for scenario in scenarios.SCENARIOS:
    if sys.argv[2:] and scenario.__name__ not in sys.argv[2:]:
        continue
    run(scenario, count)
    growth(scenario, 10)
    once, twice = growth(scenario, count), growth(scenario, 2 * count)
    print(json.dumps({'name': scenario.__name__, 'once': once, 'twice': twice}), flush=True)
