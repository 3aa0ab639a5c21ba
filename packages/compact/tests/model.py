# Random programs over attributes: a compact instance and an ordinary one do the same things and must look the same after each.
# Prints "same" and how many steps it took. Runs on its own: python model.py DIRECTORY_OF_THE_PSYCO_PACKAGE [seed [steps]]

import copy
import gc
import pickle
import random
import sys
import weakref

sys.path.insert(0, sys.argv[1])
from _compact import compact, storage

seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
steps = int(sys.argv[3]) if len(sys.argv) > 3 else 20000
random.seed(seed)


class Ordinary:
    shared = 'on the class'

    @property
    def double(self):
        return self.a * 2


class Compact(compact):
    shared = 'on the class'

    @property
    def double(self):
        return self.a * 2


class Name(str):
    pass


class Thing:
    def __repr__(self):
        return 'thing'


things = [Thing() for _ in range(5)]
NAMES = ['a', 'b', 'c', 'd', 'shared', 'double', 'long_name', 'é']


def number():
    return random.choice([0, 1, -1, 2**30, -2**30, 2**60 - 1, 2**60, -2**60, 2**63 - 1, 2**63, -2**63, -2**63 - 1, 10**40, random.random(), -0.0, float('inf'), random.randrange(-10**20, 10**20)])


def value():
    return random.choice([
        number, number, number, lambda: tuple(number() for _ in range(random.randrange(10))), lambda: (1.5, random.randrange(9)), lambda: (1, 2, 3), lambda: 'text', lambda: None, lambda: True,
        lambda: random.choice(things), lambda: [1], lambda: (things[0], 1),
    ])()


def outcome(action, *arguments):
    try:
        return action(*arguments)
    except Exception as error:
        return type(error), str(error).replace('Compact', 'Ordinary')


def set_item(x, name, v):
    x.__dict__[name] = v


def delete_item(x, name):
    del x.__dict__[name]


def assign(x, values):
    x.__dict__ = dict(values)


ACTIONS = [
    lambda: (setattr, random.choice(NAMES), value()), lambda: (setattr, random.choice(NAMES), value()), lambda: (setattr, Name(random.choice(NAMES)), value()),
    lambda: (delattr, random.choice(NAMES)), lambda: (getattr, random.choice(NAMES)), lambda: (getattr, Name(random.choice(NAMES))), lambda: (hasattr, random.choice(NAMES)),
    lambda: (set_item, random.choice(NAMES), value()), lambda: (delete_item, random.choice(NAMES)),
    lambda: (lambda x, name: x.__dict__[name], random.choice(NAMES)), lambda: (lambda x, name: x.__dict__.get(name, 7), random.choice(NAMES)),
    lambda: (lambda x, name: x.__dict__.pop(name), random.choice(NAMES)), lambda: (lambda x: x.__dict__.popitem(),),
    lambda: (lambda x, name, v: x.__dict__.setdefault(name, v), random.choice(NAMES), value()),
    lambda: (lambda x, values: x.__dict__.update(values), {random.choice(NAMES): value() for _ in range(3)}),
    lambda: (lambda x: list(reversed(x.__dict__)),), lambda: (lambda x: list(x.__dict__.items()),), lambda: (lambda x: repr(x.__dict__),), lambda: (lambda x: len(x.__dict__),),
    lambda: (lambda x, other: x.__dict__ | other, {'a': 1}), lambda: (lambda x, other: other | x.__dict__, {'a': 1}),
    lambda: (lambda x, name: name in x.__dict__, random.choice([*NAMES, 5])),
    lambda: (assign, {random.choice(NAMES): value() for _ in range(3)}), lambda: (assign, {}), lambda: (lambda x: x.__dict__.clear(),) if random.random() < 0.1 else (len, 0),
    lambda: (lambda x: [name for name in dir(x) if not name.startswith('__')],),
    lambda: (lambda x: [setattr(x, f'many{i}', i) for i in range(70)],) if random.random() < 0.01 else (len, 0),
    lambda: (lambda x: vars(copy.copy(x)).copy(),), lambda: (lambda x: vars(pickle.loads(pickle.dumps(x, random.choice([0, 1, 2, 4, 5])))).copy(),),
]


def same(one, other):
    # repr tells 1 from 1.0 from True, and 0.0 from -0.0.
    return type(one) is type(other) and repr(one).replace('Compact', 'Ordinary') == repr(other)


def look(x):
    return repr(list(x.__dict__.items())), getattr(x, 'a', 'none'), getattr(x, 'shared')


pairs = [(Ordinary(), Compact()) for _ in range(6)]
before = None
for step in range(steps):
    place = random.randrange(len(pairs))
    ordinary, small = pairs[place]
    action, *arguments = random.choice(ACTIONS)()
    expected, got = outcome(action, ordinary, *arguments), outcome(action, small, *arguments)
    assert same(got, expected), (step, action, arguments, got, expected)
    assert repr(look(ordinary)) == repr(look(small)), (step, action, arguments, look(ordinary), look(small))
    assert small.__members__ == list(vars(ordinary)), (step, small.__members__)
    if random.random() < 0.02:
        pairs[place] = Ordinary(), Compact()
    if step % 1000 == 0:
        gc.collect()

# Cycles go, weak references know it, and nothing is held twice.
del pairs, ordinary, small, expected, got, arguments
gc.collect()
counts = [sys.getrefcount(thing) for thing in things]
seen = []
for turn in range(100):
    x = Compact()
    x.number, x.me, x.others, x.pair = turn, x, things, (1.0, turn)
    x.first, x.second = things[0], things[0]
    x.second = 5
    del x.me
    x.me = x
    seen.append(weakref.ref(x))
del x
gc.collect()
assert not any(one() for one in seen), 'cycles were not collected'
assert counts == [sys.getrefcount(thing) for thing in things], 'references were lost or leaked'
print('same', steps, storage.__name__)
