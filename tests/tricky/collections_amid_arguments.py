"""To build an argument may start a collection, and that runs anything: the class of another argument is another one afterwards."""
import gc

from common import ACTION, First, Second, act


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


class Left:
    def __init__(self, v):
        self.v = v

    def __add__(self, other):
        v = self.v
        if v <= 0:
            return 'left', other.v
        result = Left(v - 1) + other
        return result

    def __lt__(self, other):
        v = self.v
        if v <= 0:
            return 'left', other.v
        result = Left(v - 1) < other
        return result


class Right(Left):
    pass


class Reflecting(Left):
    def __radd__(self, other):
        return 'reflected'

    def __gt__(self, other):
        return 'reflected'


class Deep:
    def __init__(self, v):
        self.v = v

    @property
    def value(self):
        v = self.v
        if v <= 0:
            return 'old', v
        result = Deep(v - 1).value
        return result


def add(v, right):
    return Left(v) + right


def less(v, right):
    return Left(v) < right


def get(v, right):
    return Deep(v).value


def reflect(right):
    right.__class__ = Reflecting


def give_method(right):
    Right.__radd__ = Reflecting.__radd__


def initialize_again(right):
    Deep.value.__init__(lambda self: 'new')


def operands(function, change, cls, i):
    right = cls(i)
    gc.collect()
    more = [tuple([j] * 30) for j in range(30)]
    ACTION.append(lambda: change(right))
    gc.enable()
    result = function(6, right)
    gc.disable()
    ACTION.clear()
    return result, len(more)


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
    getter = Deep.value.fget
    for i in range(20):
        # The classes get versions.
        Left(i).v, Right(i).v, Reflecting(i).v, Deep(0).value
    for function, change, cls in ((add, reflect, Right), (less, reflect, Left), (add, give_method, Right), (get, initialize_again, Left)):
        for repeat in range(3):
            for i in range(100):
                function(6, cls(i))
            print(function.__name__, operands(function, change, cls, repeat))
            if '__radd__' in Right.__dict__:
                del Right.__radd__
            Deep.value.__init__(getter)


if __name__ == '__main__':
    main()
