# Objects in variables of classes end when the class lets go of them: code that has used them does not keep them alive. Their destructors look at
# the class in the middle of the change: what they see depends on the interpreter's caches, plain too.
import gc
import weakref
from common import SCALE

LOG = []


class Thing:
    def __init__(self, value):
        self.value = value

    def __del__(self):
        LOG.append(('end', self.value, look() in (self.value, 9, None)))

    def read(self):
        return self.value


class Items(list):
    pass


class Holder:
    thing = None
    items = None

    def by_instance(self):
        return self.thing.value

    def by_method(self):
        return self.thing.read()

    def length(self):
        return len(self.items) + self.items[0]

    def default(self):
        self.thing = 5
        result = self.thing
        del self.thing
        return result, self.thing is None

    @classmethod
    def by_class(cls):
        return cls.thing.value


class Derived(Holder):
    pass


def by_name():
    return Holder.thing.value


def look():
    try:
        thing = Holder.thing
        return None if thing is None else thing.value
    except AttributeError as error:
        return None


def use(holder):
    return [function() for function in (holder.by_instance, holder.by_method, holder.by_class, by_name, holder.length, holder.default, look)]


def rounds(change):
    seen = []
    for number in range(60 * SCALE):
        Holder.thing, Holder.items = Thing(number % 3), Items([number % 2])
        results = [use(holder) for holder in (Holder(), Derived())]
        ends = [weakref.ref(Holder.thing), weakref.ref(Holder.items)]
        change()
        results.append([end() is None for end in ends])
        Holder.thing = Holder.items = None
        results += LOG
        LOG.clear()
        if results not in seen:
            seen.append(results)
    return seen


def replaced():
    Holder.thing = Thing(9)
    Holder.items = [1, 2]


def removed():
    Holder.thing = None
    Holder.items = None


def deleted():
    del Holder.thing, Holder.items


for change in replaced, removed, deleted:
    for row in rounds(change):
        print(change.__name__, row)
gc.collect()
print(LOG)
