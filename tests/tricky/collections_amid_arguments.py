"""To build an argument may start a collection, and that runs anything: the class of another argument is another one afterwards."""
import gc

ACTION = []


def act(phase, info):
    if phase == 'start' and ACTION:
        ACTION.pop()()


class First:
    __slots__ = ('a', 'b')
    kind = 'first'

    def __init__(self, a, b):
        self.a, self.b = a, b

    def name(self):
        return 'of the first'


class Second:
    __slots__ = ('a', 'b')
    kind = 'second'

    def name(self):
        return 'of the second'


def deeper(one, parts, n):
    if n <= 0:
        return one.kind, one.name(), one.a, one.b, parts[0]
    result = deeper(one, parts, n - 1)
    return result


def call(one, v, n):
    return deeper(one, (v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v), n)


def read_before(one, v, n):
    a = one.a
    return deeper(one, (v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v), n), a


def stored_before(one, v, n):
    one.a = 1
    return deeper(one, (v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v), n)


def exchange_class(one):
    one.__class__ = Second


def during(function, i):
    one = First('a', 'b')
    # Nothing free is left to make the next tuple of.
    gc.collect()
    more = [tuple([j] * 30) for j in range(30)]
    ACTION.append(lambda: exchange_class(one))
    gc.enable()
    result = function(one, i, 4)
    gc.disable()
    ACTION.clear()
    return result, type(one).__name__, len(more)


def main():
    gc.disable()
    gc.callbacks.append(act)
    gc.set_threshold(1)
    for function in (call, read_before, stored_before):
        for i in range(40):
            function(First('a', 'b'), i, 4)
        for i in range(3):
            print(function.__name__, during(function, i))


if __name__ == '__main__':
    main()
