"""Globals that the collector does not know, as there are only numbers in them: what is stored there next may be part of a cycle."""
import gc
import types


def store(value):
    global kept
    kept = value


def turns(value, count):
    global kept
    for _ in range(count):
        kept = value
        value = kept
    return value


class Node:
    pass


def look(function, *arguments):
    names = {'kept': 1}
    mine = types.FunctionType(function.__code__, names)
    node = Node()
    node.names = names
    for _ in range(50):
        mine(node, *arguments)
    results = set()
    for turn in range(40):
        mine(turn, *arguments)
        # All that is in there now are numbers: the collector forgets the dict.
        gc.collect()
        forgotten = gc.is_tracked(names)
        mine(node, *arguments)
        results.add((forgotten, gc.is_tracked(names), any(one is names for one in gc.get_referrers(node))))
    print(function.__name__, results)


look(store)
look(turns, 5)

# Those of a module stay known.
for value in 1, Node(), 2.5, [], 3:
    for _ in range(600):
        store(value)
    gc.collect()
    print(type(kept).__name__, gc.is_tracked(globals()))
