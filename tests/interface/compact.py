# psyco: --mode off
# Compact classes as programs use them; packages/compact/tests has what they do in detail.
import sys
from harness import compile_by, raises, run

import psyco


def test_slots_are_refused():
    message = raises(TypeError, lambda: psyco.compacttype('S', (), {'__slots__': ('a',)}))
    assert message.startswith('class S cannot have __slots__: ') and message.endswith('leave __slots__ out')

    def statement():
        class S(psyco.compact):
            __slots__ = ()
    assert 'class S cannot have __slots__' in raises(TypeError, statement)


def test_classes_module():
    from psyco import classes
    assert classes.__metaclass__ is classes.psymetaclass and issubclass(classes.psymetaclass, psyco.compacttype)

    class Counter(classes.psyobj):
        def __init__(self, start):
            self.count = start

        def up(self, n):
            for _ in range(n):
                self.count += 1
            return self.count
    assert Counter.__bases__ == (classes.psyobj,) and isinstance(Counter, classes.psymetaclass)
    assert psyco.explain(Counter.up)['bound'] and psyco.explain(Counter.__init__)['bound']
    counter = Counter(0)
    compile_by(Counter.up, lambda: counter.up(10000))
    before = counter.count
    assert counter.up(1001) == before + 1001 == counter.__dict__['count']


def test_instances_are_small():
    class Plain:
        def __init__(self, x, y):
            self.x, self.y = x, y

    class Compact(psyco.compact):
        def __init__(self, x, y):
            self.x, self.y = x, y
    # The object, its values or dict, and the two ints.
    plain = sys.getsizeof(Plain(1000, 2000)) + sys.getsizeof(vars(Plain(1000, 2000))) + 2 * sys.getsizeof(1000)
    small = sys.getsizeof(Compact(1000, 2000))
    assert small < plain / 2, (small, plain)
    point = Compact(2**40, (1, 2.5))
    assert point.x == 2**40 and point.y == (1, 2.5) and point.__members__ == ['x', 'y']


def test_instances_in_compiled_code():
    class Point(psyco.compact):
        def __init__(self, x, y):
            self.x = x
            self.y = y

    def walk(n):
        total = 0.0
        point = Point(0, 0.5)
        for i in range(n):
            point.x += i
            point.color = (i, total, 1)
            a, b, c = point.color
            total = a + c + point.y
        return total, point.x, point.color, point.__members__
    expected = walk(1001)
    psyco.bind(walk)
    compile_by(walk, lambda: walk(20000))
    assert walk(1001) == expected == (1001.5, 500500, (1000, 1000.5, 1), ['x', 'y', 'color'])


run(globals())
