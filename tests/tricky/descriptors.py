# Attributes that are not plain: properties, descriptors, __getattr__, slots, class and static methods.
from common import check, check_all


class Celsius:
    def __init__(self, degrees):
        self._degrees = degrees
        self.reads = 0

    @property
    def degrees(self):
        self.reads += 1
        return self._degrees

    @degrees.setter
    def degrees(self, value):
        if value < -273.15:
            raise ValueError("too cold")
        self._degrees = value

    @property
    def broken(self):
        return self.missing


class Data:
    def __get__(self, instance, owner):
        return ("get", instance is None)

    def __set__(self, instance, value):
        instance.__dict__["data"] = value


class NonData:
    def __get__(self, instance, owner):
        return "from the class"


class Described:
    data = Data()
    nondata = NonData()

    def __init__(self):
        self.log = []


class Dynamic:
    def __init__(self):
        self.known = 1

    def __getattr__(self, name):
        if name.startswith("n"):
            return len(name)
        raise AttributeError(f"no {name} here")


class Intercepted:
    def __init__(self):
        self.value = 5

    def __getattribute__(self, name):
        if name == "value":
            return object.__getattribute__(self, name) * 2
        return object.__getattribute__(self, name)

    def __setattr__(self, name, value):
        object.__setattr__(self, name, value + 1)

    def __delattr__(self, name):
        object.__setattr__(self, name, -10)


class Slotted:
    __slots__ = ("x", "y")

    def __init__(self, x):
        self.x = x

    def step(self):
        self.x += 1
        return self.x


class SlottedChild(Slotted):
    pass


class Meta(type):
    @property
    def size(cls):
        return len(cls.__name__)

    def __getattr__(cls, name):
        return f"meta {name}"


class WithMeta(metaclass=Meta):
    own = 1


def properties(n):
    thing = Celsius(0)
    for i in range(n):
        thing.degrees += 1.5
    try:
        thing.degrees = -300
    except ValueError as error:
        return thing.degrees, thing.reads, str(error)


def descriptors(n):
    thing = Described()
    for i in range(n):
        thing.data = i
        thing.nondata = i
    return thing.data, thing.nondata, vars(thing)["data"], Described.data, Described().nondata


def dynamic(n):
    thing = Dynamic()
    total = 0
    for i in range(n):
        total += thing.known + thing.nothing + thing.n
        if i == 3:
            thing.nothing = 100
    return total, thing.absent


def intercepted(n):
    thing = Intercepted()
    total = 0
    for i in range(n):
        thing.value = i
        total += thing.value
    del thing.value
    return total, thing.value


def slots(n, kind):
    thing = kind(0)
    for i in range(n):
        thing.step()
    try:
        thing.z = 5
    except AttributeError as error:
        return thing.x, str(error)
    return thing.x, vars(thing)


def unset_slot():
    return Slotted(1).y


def metaclass(n):
    total = 0
    for i in range(n):
        total += WithMeta.size + WithMeta.own
    return total, WithMeta.anything, hasattr(WithMeta(), "size")


def lookup_errors(thing, name):
    return getattr(thing, name)


check("properties", properties, 6)
check("descriptors", descriptors, 4)
check("dynamic", dynamic, 8)
check("intercepted", intercepted, 6)
check_all("slots", slots, [(5, Slotted), (5, SlottedChild)])
check("unset_slot", unset_slot)
check("metaclass", metaclass, 5)
for thing, name in ((Celsius(1), "broken"), (Dynamic(), "absent"), (5, "x"), (None, "x"), (Slotted, "x"), ([], "append")):
    check(f"{type(thing).__name__}.{name}", lambda: type(lookup_errors(thing, name)).__name__, times=500)
