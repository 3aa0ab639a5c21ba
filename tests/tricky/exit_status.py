# sys.exit in the middle of a hot loop, with finally blocks and atexit on the way out.
import atexit
import sys

from common import SCALE


def work(n):
    total = 0
    for i in range(n):
        total += i % 3
        if total > 30_000:
            sys.exit(7)
    return total


def guarded(n):
    try:
        return work(n)
    except SystemExit as leaving:
        print("leaving with", leaving.code)
        raise
    finally:
        print("finally")


atexit.register(print, "atexit")
for _ in range(5 * SCALE):
    total = work(20_000)
print(total, guarded(20_000))
print(guarded(60_000))
print("never")
