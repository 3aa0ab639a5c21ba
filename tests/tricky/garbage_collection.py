# Collections of garbage that start in the middle of hot loops, run destructors and callbacks there.
import gc
from common import check

log = []


class Node:
    def __init__(self, value):
        self.value = value
        self.other = None

    def __del__(self):
        Node.deleted += 1


Node.deleted = 0


def make_cycles(n):
    total = 0
    for i in range(n):
        a, b = Node(i), Node(i * 2)
        a.other, b.other = b, a
        total += a.value + b.other.value
    return total


def on_collection(phase, info):
    if phase == "start":
        log.append(info["generation"])


def deleted_in_time(n):
    gc.collect()
    Node.deleted = 0
    total = make_cycles(n)
    gc.collect()
    return total, Node.deleted


class Changer:
    """A destructor that changes what the loop that is running works on."""

    def __init__(self, target):
        self.target = target
        self.me = self

    def __del__(self):
        self.target[0] = "changed"


def changed_by_collection():
    target = [1]
    Changer(target)
    total = 0
    for i in range(100):
        if i == 50:
            gc.collect()
        try:
            total += target[0]
        except TypeError:
            return i, total
    return total


def tuples_in_cycles(n):
    keep = []
    for i in range(n):
        items = [i]
        pair = (items, i * 0.5)
        items.append(pair)
        if i % 100 == 0:
            keep.append(pair)
    gc.collect()
    return len(keep), sum([pair[1] for pair in keep]), keep[-1][0][1] is keep[-1]


def frames_in_cycles(n):
    total = 0
    for i in range(n):
        def inner(x):
            return inner if x < 0 else x + i
        total += inner(1)
    return total


gc.callbacks.append(on_collection)
old = gc.get_threshold()
gc.set_threshold(50, 5, 5)
check("deleted_in_time", deleted_in_time, 400, times=15)
check("changed_by_collection", changed_by_collection, times=100)
check("tuples_in_cycles", tuples_in_cycles, 1000, times=8)
check("frames_in_cycles", frames_in_cycles, 300, times=20)
print(len(log) > 20, 0 in log, 2 in log)
gc.set_threshold(*old)
