"""To make an instance may start a collection, and that runs anything: the class has another `__init__` afterwards, other instances another class."""
import gc

from common import ACTION, First, Second, act


class Bare:
    __slots__ = ('x', 'y')


class Pair:
    __slots__ = ('x', 'y')

    def __init__(self, x, y):
        self.x, self.y = x, y


def other_pair(self, x, y):
    self.x, self.y = 'other', y


def set_x(self):
    self.x = 'set'


def beside(one):
    a = one.a
    new = Bare()
    return one.kind, one.name(), new is a


def with_init(one):
    pair = Pair(one.a, one.b)
    return pair.x, pair.y


def without_init(one):
    new = Bare()
    new.y = one.a
    return hasattr(new, 'x'), new.y


def during(function, change):
    one = First('a', 'b')
    # Nothing free is left, and the youngest generation is full.
    gc.collect()
    more = [tuple([j] * 30) for j in range(30)]
    ACTION.append(lambda: change(one))
    gc.enable()
    result = function(one)
    gc.disable()
    left = len(ACTION)
    ACTION.clear()
    return result, len(more), left


def exchange_class(one):
    one.__class__ = Second


def exchange_init(one):
    Pair.__init__ = other_pair


def add_init(one):
    Bare.__init__ = set_x


def main():
    gc.disable()
    for i in range(20):
        # The classes get versions.
        First(i, i).name(), Second().name(), Pair(i, i).x, Bare().__init__
    gc.callbacks.append(act)
    gc.set_threshold(1)
    init = Pair.__init__
    for function, change in ((beside, exchange_class), (with_init, exchange_init), (without_init, add_init)):
        for repeat in range(3):
            for i in range(100):
                function(First('a', 'b'))
            print(function.__name__, during(function, change))
            Pair.__init__ = init
            if '__init__' in Bare.__dict__:
                del Bare.__init__
            for i in range(20):
                Pair(i, i).x, Bare().__init__


if __name__ == '__main__':
    main()
