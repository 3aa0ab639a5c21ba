"""For the tests of faults: works for some seconds on functions of several kinds and prints what they found, always the same.

busy.py [fault]; with `fault` it works until the compiler has died or stopped (20 seconds at most), and says on standard error which of
the two, and which process."""
import os
import sys
import time


def squares(n):
    total = 0
    for i in range(n):
        total += i * i
    return total


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


class Counter:
    def __init__(self):
        self.value = 0

    def bump(self, by):
        self.value += by
        return self.value


def words(n):
    counts = {}
    for i in range(n):
        key = "k%d" % (i % 7)
        counts[key] = counts.get(key, 0) + i
    return sorted(counts.items())


def changing(values):
    total = 0
    for value in values:
        try:
            total = total + value
        except TypeError:
            total = str(total) + str(value)
    return total


def work():
    counter = Counter()
    for _ in range(200):
        counter.bump(3)
    return squares(200), fib(12), counter.value, words(60), changing([1, 2.5, "x", 3, None]), changing(list(range(50)))


def state_of(pid):
    """T: stopped, X: dead."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0].replace("Z", "X")
    except OSError:
        return "X"


def fault():
    """Works until something has happened to the compiler."""
    from psyco import _agent
    end = time.monotonic() + 20
    pid, state = 0, "?"
    while state not in "TX" and time.monotonic() < end:
        work()
        pid = pid or _agent.read(_agent.wire.OFFSET_COMPILER_PID)
        state = state_of(pid) if pid else "?"
    print("compiler", pid, state, file=sys.stderr, flush=True)


def main():
    seen = []
    for _ in range(300):
        result = work()
        if result not in seen:
            seen.append(result)
    try:
        print(seen, flush=True)
    except (OSError, ValueError, AttributeError, RuntimeError):
        pass  # standard output is closed


if __name__ == "__main__":
    if "fault" in sys.argv:
        fault()
    main()
