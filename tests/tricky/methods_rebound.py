# Classes that change while their instances are in use in hot loops.
from common import check


class Base:
    scale = 1

    def value(self):
        return self.scale

    def twice(self):
        return self.value() * 2


class Derived(Base):
    pass


class Mixin:
    def value(self):
        return 1000


def call_many(n, change, at):
    thing = Derived()
    total = 0
    for i in range(n):
        total += thing.value() + thing.twice()
        if i == at:
            change(thing)
    return total


def restore():
    Base.value = original_value
    Base.scale = 1
    Derived.__bases__ = (Base,)
    for name in ("value", "scale", "__getattr__"):
        if name in Derived.__dict__:
            delattr(Derived, name)


original_value = Base.value


def set_base_method(thing):
    Base.value = lambda self: 50


def set_derived_method(thing):
    Derived.value = lambda self: 60


def set_instance_method(thing):
    thing.value = lambda: 70


def set_class_attribute(thing):
    Base.scale = 2.5


def set_derived_attribute(thing):
    Derived.scale = 10**20


def set_instance_attribute(thing):
    thing.scale = 3


def property_over_instance(thing):
    thing.__dict__["scale"] = 5
    Derived.scale = property(lambda self: 9)


def change_bases(thing):
    Derived.__bases__ = (Mixin, Base)


def change_class(thing):
    thing.__class__ = Base


def changes_method_to_attribute(thing):
    Derived.value = staticmethod(lambda: 80)


def deletes_method(thing):
    del Base.value


def adds_fallback(thing):
    del Base.value
    Derived.__getattr__ = lambda self, name: lambda: 90


def guarded(change):
    try:
        return call_many(12, change, 6)
    finally:
        restore()


for _ in range(2):
    for change in (set_base_method, set_derived_method, set_instance_method, set_class_attribute, set_derived_attribute, set_instance_attribute,
                   property_over_instance, change_bases, change_class, changes_method_to_attribute, deletes_method, adds_fallback):
        check(change.__name__, guarded, change, times=150)


class Counter:
    count = 0

    def bump(self):
        Counter.count += 1
        return Counter.count

    def own(self):
        self.count += 1
        return self.count


def bumps(n):
    Counter.count = 0
    counter = Counter()
    total = 0
    for _ in range(n):
        total += counter.bump()
    own = [counter.own() for _ in range(3)]
    return total, own, Counter.count, vars(counter)


check("bumps", bumps, 20)
bound = Counter().bump
check("bound method kept", lambda: bound.__self__.bump.__func__ is Counter.bump)
