"""Where ways meet objects are built that were none so far, which may start a collection, and that runs anything: the classes of others are others afterwards."""
import gc

from common import ACTION, First, Second, act

HAPPENED = [0]


# What is built when is not the same everywhere: the class that the instance has is that of before the collection, or of after it.

def turns(one, v):
    a = one.a
    t = v
    for i in range(6):
        happened = HAPPENED[0]
        kind = one.kind
        if happened:
            return kind, one.name()
        t = (v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, t)
    return 'nothing happened', a, len(t)


def ways(one, v):
    a = one.a
    if v % 7 == 0:
        t = (v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v)
    elif v % 7 == 1:
        t = one
    elif v % 7 == 2:
        t = None
    elif v % 7 == 3:
        t = a
    elif v % 7 == 4:
        t = v
    elif v % 7 == 5:
        t = 1.5 * v
    else:
        t = (v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, one)
    if v % 3 == 0:
        u = (v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v)
    elif v % 3 == 1:
        u = one
    else:
        u = (v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, one)
    happened = HAPPENED[0]
    kind = one.kind
    name = one.name()
    if happened:
        return kind, name
    return 'nothing happened', t is u


def during(function, i):
    one = First('a', 'b')
    # Nothing free is left, and the youngest generation is full.
    gc.collect()
    more = [tuple([j] * 30) for j in range(30)]
    HAPPENED[0] = 0

    def exchange():
        one.__class__ = Second
        HAPPENED[0] = 1
    ACTION.append(exchange)
    gc.enable()
    result = function(one, i)
    gc.disable()
    ACTION.clear()
    return result[0] != 'first' and result[1] != 'of the first', len(more)


def main():
    gc.disable()
    for i in range(20):
        # The classes get versions.
        First(i, i).name(), Second().name()
    gc.callbacks.append(act)
    gc.set_threshold(1)
    for function in (turns, ways):
        HAPPENED[0] = 0
        for i in range(400):
            function(First('a', 'b'), i)
        for i in range(42):
            print(function.__name__, i, during(function, i))


if __name__ == '__main__':
    main()
