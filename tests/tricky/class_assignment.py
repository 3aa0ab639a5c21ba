# Objects that change their class, their dictionary or the shape of their attributes.
from common import check


class Cat:
    def sound(self):
        return "meow"


class Dog:
    def sound(self):
        return "woof"


class Slotted:
    __slots__ = ("a", "b")


class SlottedToo:
    __slots__ = ("a", "b")

    def total(self):
        return self.a + self.b


def alternate(n):
    animal = Cat()
    sounds = ""
    for i in range(n):
        sounds += animal.sound()[0]
        if i % 3 == 2:
            animal.__class__ = Dog if animal.__class__ is Cat else Cat
    return sounds


def change_self(n):
    class Worm:
        stage = 0

        def step(self):
            self.__class__ = Butterfly
            return 1

    class Butterfly(Worm):
        def step(self):
            self.stage += 1
            if self.stage % 4 == 0:
                self.__class__ = Worm
            return 10

    thing = Worm()
    return sum([thing.step() for _ in range(n)]), type(thing).__name__


def slots(n):
    thing = Slotted()
    thing.a, thing.b = 1, 2.5
    total = 0
    for i in range(n):
        thing.__class__ = SlottedToo
        total += thing.total()
        thing.__class__ = Slotted
        thing.a += 1
    return total


def refused():
    thing = Cat()
    results = []
    for target in (Slotted, int, "Cat"):
        try:
            thing.__class__ = target
        except TypeError as error:
            results.append(str(error))
    return results


def replaced_dictionary(n):
    cat = Cat()
    cat.name = "a"
    names = []
    for i in range(n):
        names.append(cat.name)
        if i == 2:
            cat.__dict__ = {"name": 5, "other": 1}
        if i == 4:
            cat.__dict__["name"] = 2.5
        if i == 6:
            vars(cat).update(name=None)
    return names, sorted(vars(cat))


def orders_of_attributes():
    total = 0
    for i in range(8):
        thing = Cat()
        if i & 1:
            thing.x = 1
        if i & 2:
            thing.y = 2.0
        if i & 4:
            thing.z = 3
        thing.x = getattr(thing, "x", 0) + 10
        total = total * 2 + thing.x + len(vars(thing))
        del thing.x
        total += hasattr(thing, "x")
    return total


def many_attributes(n):
    thing = Cat()
    for i in range(n):
        setattr(thing, f"attribute_{i}", i)
    total = 0
    for i in range(n):
        total += getattr(thing, f"attribute_{i}")
        delattr(thing, f"attribute_{i}")
    return total, vars(thing)


def attribute_changes_type(n):
    thing = Cat()
    thing.value = 0
    for i in range(n):
        if i == 10:
            thing.value = 0.5
        if i == 20:
            thing.value = 2**62
        if i == 30:
            thing.value = "s"
        thing.value += thing.value
        if i == 33:
            break
    return thing.value


check("alternate", alternate, 12)
check("change_self", change_self, 23, times=400)
check("slots", slots, 8)
check("refused", refused)
check("replaced_dictionary", replaced_dictionary, 8)
check("orders_of_attributes", orders_of_attributes)
check("many_attributes", many_attributes, 40, times=100)
check("attribute_changes_type", attribute_changes_type, 40)
