# What compact classes promise, one block each. Prints one line per block; the test compares the lines.
# Runs on its own: python behaviour.py DIRECTORY_OF_THE_PSYCO_PACKAGE

import abc
import copy
import dataclasses
import functools
import gc
import pickle
import sys
import threading
import typing
import weakref

sys.path.insert(0, sys.argv[1])
from _compact import compact, compacttype


def error(action, *arguments):
    try:
        action(*arguments)
    except Exception as problem:
        return f'{type(problem).__name__}: {problem}'
    return 'no error'


class Point(compact):
    kind = 'point'

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def length(self):
        return (self.x ** 2 + self.y ** 2) ** 0.5

    @property
    def doubled(self):
        return self.x * 2

    @doubled.setter
    def doubled(self, value):
        self.x = value / 2


class Colored(Point):
    def __init__(self, x, y, color):
        super().__init__(x, y)
        self.color = color

    def length(self):
        return -super().length()


class Other(metaclass=compacttype):
    pass


p = Point(3, 4)
print('attributes', p.x, p.y, p.length(), p.kind, p.__members__)
p.kind = 'mine'
print('over the class', p.kind, Point.kind)
p.doubled = 9
print('property', p.doubled, p.x, error(delattr, p, 'doubled'))
print('types are kept', [type(setattr(p, 'x', value) or p.x).__name__ for value in (1, 1.0, True, None, 'a', (1, 2), (1.0,), [1], 10**30)])
print('bases', Point.__bases__[-1] is compact, Other.__bases__, isinstance(Other(), compact), type(Point) is compacttype)
c = Colored(3, 4, 'red')
print('inheritance', c.length(), c.color, isinstance(c, Point), c.__members__)
print('slots', error(lambda: compacttype('S', (Point,), {'__slots__': ('a',)})))
print('no slots left', '__slots__' in vars(Point), hasattr(p, '__slots__'))

# __dict__
d = p.__dict__
p.x, p.z = 10, 20
print('live', d, d['z'], 'z' in d, list(d), len(d))
d['w'] = (1, 2)
del d['z']
print('both ways', p.w, hasattr(p, 'z'), p.__members__)
source = {'a': 1, 'b': 'two'}
p.__dict__ = source
source['c'] = 3
print('a copy', vars(p), p.__members__, error(setattr, p, '__dict__', 5), error(setattr, p, '__dict__', {1: 2}))
p.__dict__ = p.__dict__
print('of itself', vars(p))
del p.__dict__
print('deleted', vars(p), d == {}, d != {'a': 1})
p.b, p.a = 1, 2
print('operations', d.get('a'), d.get('q', 'no'), d.pop('a'), d.setdefault('s', 5), d | {'t': 1}, {'t': 1} | d, d.copy(), d.popitem(), list(d.items()), list(reversed(d)), error(d.pop, 'q'), error(hash, d))
d |= {'k': 1}
d.update(m=2)
print('updated', vars(p), sorted(name for name in dir(p) if not name.startswith('_')))


def grow():
    for name in d:
        d[name + '!'] = 1


print('while walking', error(grow), error(lambda: d[5]), error(lambda: d[[]]))


# Hooks
class Fallback(compact):
    def __getattr__(self, name):
        if name.startswith('auto_'):
            return name[5:]
        raise AttributeError(name)


f = Fallback()
f.own = 1
print('__getattr__', f.own, f.auto_x, error(lambda: f.missing))


class Watching(compact):
    log = []

    def __getattribute__(self, name):
        Watching.log.append('get ' + name)
        return super().__getattribute__(name)

    def __setattr__(self, name, value):
        Watching.log.append('set ' + name)
        super().__setattr__(name, value)

    def __delattr__(self, name):
        Watching.log.append('del ' + name)
        super().__delattr__(name)


w = Watching()
w.a = 1
w.a
del w.a
print('__getattribute__', Watching.log, error(lambda: w.a), error(object.__setattr__, w, 'a', 1))


class Registered(compact):
    names = []

    def __init_subclass__(cls, tag=None, **rest):
        super().__init_subclass__(**rest)
        Registered.names.append((cls.__name__, tag))


class Child(Registered, tag='t'):
    pass


class Described:
    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, instance, owner):
        return self if instance is None else ('described', self.name)


class Descriptor(compact):
    thing = Described()


x = Descriptor()
first = x.thing
x.thing = 'instance'
print('class creation', Registered.names, first, x.thing)


class Cached(compact):
    @functools.cached_property
    def answer(self):
        return 42


x = Cached()
print('cached_property', x.answer, x.__members__, x.answer)


class Base:
    def describe(self):
        return sorted(vars(self).items())


class Mixed(compact, Base):
    pass


m = Mixed()
m.a, m.b = 1, 2.5
print('ordinary base', Mixed.__bases__ == (Base, compact), m.describe(), m.__members__)


class Abstract(abc.ABCMeta, compacttype):
    pass


class Shape(compact, metaclass=Abstract):
    @abc.abstractmethod
    def area(self):
        ...


class Square(Shape):
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side ** 2


T = typing.TypeVar('T')


class Box(compact, typing.Generic[T]):
    def __init__(self, content: T):
        self.content = content


@dataclasses.dataclass
class Data(compact):
    x: int
    y: float = 2.0


print('standard library', error(Shape), Square(3).area(), Box[int](5).content, Data(1), Data(1) == Data(1, 2.0), dataclasses.replace(Data(1), x=7))
print('errors', error(lambda: Point(1)), error(lambda: p.missing), error(delattr, p, 'missing'), error(setattr, p, 5, 1), error(lambda: object.__getattribute__(p, 'k')), error(setattr, p, '__class__', int))

# Copies
t = Colored(1, 2.5, ['red'])
t.pair = (1.0, 2)
t.me = t
shallow, deep = copy.copy(t), copy.deepcopy(t)
print('copy', shallow.__members__ == t.__members__, shallow.color is t.color, deep.color is t.color, deep.me is deep, deep.pair)
print('pickle', [vars(pickle.loads(pickle.dumps(Colored(1, 2.5, 'red'), protocol))).copy() for protocol in range(6)], pickle.loads(pickle.dumps(t)).me.pair)
print('pickled __dict__', pickle.loads(pickle.dumps(Point(1, 2).__dict__)), type(copy.copy(Point(1, 2).__dict__)).__name__)
t.__class__ = Point
print('__class__', type(t).__name__, t.length(), t.color)

# Memory
dead = []


class Finalized(compact):
    def __del__(self):
        dead.append(self.name)


x = Finalized()
x.name = 'first'
del x
x = Finalized()
x.name, x.me = 'cycle', x
reference = weakref.ref(x, lambda _: dead.append('weak'))
same = reference() is x
del x
gc.collect()
print('finalizers', dead, same, reference())
keys = weakref.WeakKeyDictionary({p: 1})
del p, d
gc.collect()
print('weak keys', len(keys))
chain = None
for i in range(200000):
    link = Other()
    link.next = chain
    chain = link
del link
chain = None
print('long chains', 'done')
print('getsizeof', sys.getsizeof(Point(1, 2)) <= 72 or 'plain', sys.getsizeof(Point(1, 2)) < sys.getsizeof(Point(1, 2)) + 1)
x = Other()
for i in range(1000):
    setattr(x, f'a{i}', i)
for i in range(0, 1000, 2):
    delattr(x, f'a{i}')
print('many attributes', len(vars(x)), x.a999, x.__members__[:2], error(lambda: x.a0))
many = [Other() for i in range(1000)]
for i, x in enumerate(many):
    setattr(x, f'b{i}', i)
print('many names', sum(getattr(x, f'b{i}') for i, x in enumerate(many)))


# Changes of kind while the collector runs code that changes the same instance.
class Trap:
    def __init__(self, target):
        self.target = target
        self.me = self

    def __del__(self):
        self.target.pair = 'changed'
        del self.target.pair
        self.target.pair = (5, 6)


x = Other()
x.pair = (1.5, 2.5, 3.5)
gc.set_threshold(1)
for i in range(2000):
    Trap(x)
    x.pair
    x.pair = (float(i), 1.0, 2.0)
gc.set_threshold(700)
print('collector', x.pair in ((5, 6), (1999.0, 1.0, 2.0)))


class Releasing:
    def __init__(self, target, name):
        self.target, self.name = target, name

    def __del__(self):
        self.target.__dict__.clear()
        setattr(self.target, self.name, 'again')


x = Other()
for i in range(100):
    x.a = Releasing(x, 'a')
    x.a = i
    x.b = Releasing(x, 'c')
    x.b = 1.5
    x.b = Releasing(x, 'd')
    del x.b
print('releases', vars(x))

# Threads
x = Other()


def write(name):
    for i in range(3000):
        setattr(x, name, (i, float(i), 'text', (i, i))[i % 4])
        if i % 50 == 0 and name > 'c':
            try:
                delattr(x, name)
            except AttributeError:
                pass


threads = [threading.Thread(target=write, args=(name,)) for name in 'abcdef']
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print('threads', x.a, x.b)
