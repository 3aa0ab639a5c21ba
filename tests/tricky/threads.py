# Threads that are hot in the same functions at the same time.
import queue
import sys
import threading
from common import SCALE


def work(seed, n):
    state = seed
    total = 0
    for _ in range(n):
        state = (state * 1103515245 + 12345) % 2147483648
        total += state % 10
    return total


class Counter:
    def __init__(self):
        self.value = 0
        self.lock = threading.Lock()

    def bump(self, times):
        for _ in range(times):
            with self.lock:
                self.value += 1


class Shared:
    total = 0.0


def in_threads(function, argument_lists):
    results = [None] * len(argument_lists)

    def run(index, arguments):
        results[index] = function(*arguments)

    threads = [threading.Thread(target=run, args=(index, arguments)) for index, arguments in enumerate(argument_lists)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def spin_until(flag):
    turns = 0
    while not flag.is_set():
        turns += 1
    return turns >= 0  # on a busy machine it may be there before the first turn


def spin_on_global():
    turns = 0
    while not finished:
        turns += 1
    return turns >= 0  # on a busy machine it may be there before the first turn


def depth(n):
    try:
        return depth(n + 1)
    except RecursionError:
        return n


def consume(source, results):
    total = 0
    while True:
        item = source.get()
        if item is None:
            break
        total += work(item, 50)
    results.append(total)


finished = False
sys.setswitchinterval(0.001)
print(in_threads(work, [(1, 100_000 * SCALE), (1, 100_000 * SCALE), (2, 50_000 * SCALE)]) == [work(1, 100_000 * SCALE)] * 2 + [work(2, 50_000 * SCALE)])
print(work(1, 30_000), work(2, 30_000))

counter = Counter()
in_threads(counter.bump, [(20_000,)] * 3)
print(counter.value)

flag = threading.Event()
spinner = threading.Thread(target=lambda: print("saw the flag", spin_until(flag)))
spinner.start()
work(5, 50_000)
flag.set()
spinner.join()

spinner = threading.Thread(target=lambda: print("saw the global", spin_on_global()))
spinner.start()
work(6, 50_000)
finished = True
spinner.join()

print(in_threads(depth, [(0,), (0,)]))

source, results = queue.Queue(), []
consumers = [threading.Thread(target=consume, args=(source, results)) for _ in range(2)]
for thread in consumers:
    thread.start()
for item in range(300):
    source.put(item)
for _ in consumers:
    source.put(None)
for thread in consumers:
    thread.join()
print(sum(results), len(results))

local = threading.local()


def uses_local(n):
    local.total = 0
    for i in range(n):
        local.total += i
    return local.total


print(in_threads(uses_local, [(5000,), (6000,)]))
