"""Ints that compiled code makes come from the allocator's pools; tracemalloc, begun in the middle, sees them all."""
import gc
import os
import sys
import tracemalloc
from common import SCALE


def squares(numbers, n):
    for i in range(n):
        numbers.append(i * i + 300)


def replace(numbers, by):
    for i in range(len(numbers)):
        numbers[i] = numbers[i] + by


def shared(numbers, by):
    result = numbers[:]
    for i in range(len(result)):
        result[i] = result[i] + by
    return result


def traced():
    return tracemalloc.get_traced_memory()[0]


SIZE = 20000
for turn in range(30 * SCALE):
    numbers = []
    squares(numbers, 200 + turn)
    replace(numbers, turn)
    more = shared(numbers, 1 << turn)
    total = sum(more)
print(total if SCALE == 1 else 'scaled', more[:3] == [numbers[i] + (1 << turn) for i in range(3)])

# From now on whoever allocates is known.
tracemalloc.start()
wrong = []
for turn in range(12 * SCALE):
    numbers, other = [], None
    before = traced()
    squares(numbers, SIZE)
    # 8 bytes in the list (and some room), and 32 for the int, or a little less: small ints are shared.
    size = (traced() - before) / SIZE
    before = traced()
    other = shared(numbers, 1000)
    again = (traced() - before) / SIZE
    # Also in the turn in which the compiled code is put in place, or left for the first time.
    if not (38 < size < 46 and 38 < again < 42):
        wrong.append((turn, size, again))
    if turn in (0, 11):
        print('traced', 38 < size < 46, 38 < again < 42)
        line = tracemalloc.get_object_traceback(other[500])
        print(os.path.basename(line[0].filename))
tracemalloc.stop()
print('wrong', wrong)
numbers = other = None

# Ints that were made by one kind of code and are given up by the other, in an order that empties and fills pools.
blocks = sys.getallocatedblocks
gc.collect()
for turn in range(20 * SCALE):
    start = blocks()
    numbers = []
    squares(numbers, SIZE)
    made = blocks() - start
    half = numbers[::2]
    numbers = None
    left = blocks() - start
    more = shared(half, 5)
    total = sum(more)
    half = more = None
    if turn % 10 == 9:
        print(abs(made - SIZE) < 100, abs(left - SIZE // 2) < 100, abs(blocks() - start) < 100, total)
