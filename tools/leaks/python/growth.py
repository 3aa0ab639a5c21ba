# Runs each scenario N times and 2N times, and prints what has grown each time: one line of JSON each.
# usage: growth.py N [SCENARIO | PROGRAM.py ...]; of a program, main() with its size "small" is the scenario.
import importlib
import json
import os
import sys
import time

import scenarios
from measuring import growth, run

# Compiled code holds what it embeds, also of functions that the program has dropped. Of more than 300 units those that have not run for five
# seconds are given back (packages/engine/src/reclaimer.ts): programs that make functions anew in each run are looked at when that is done.
RESTS = 100
resting = False


def rest():
    for _ in range(RESTS if resting else 0):
        time.sleep(0.1)


def load(path):
    directory, file = os.path.split(path)
    sys.path.insert(0, directory)
    module = importlib.import_module(file[:-3])

    def scenario(i):
        module.main(module.SIZES['small'])
    scenario.__name__ = file
    return scenario


# Free lists come and go.
SLACK = 100
count = int(sys.argv[1])
programs = [load(name) for name in sys.argv[2:] if name.endswith('.py')]
# Compiled once and for all, the free lists filled, the tables of strings grown.
for scenario in programs + scenarios.SCENARIOS:
    if sys.argv[2:] and scenario not in programs and scenario.__name__ not in sys.argv[2:]:
        continue
    run(scenario, count)
    warm = growth(scenario, min(count, 10), rest)
    resting = scenario in programs and max(map(abs, warm[:2])) > SLACK
    once, twice = growth(scenario, count, rest), growth(scenario, 2 * count, rest)
    print(json.dumps({'name': scenario.__name__, 'once': once, 'twice': twice}), flush=True)
