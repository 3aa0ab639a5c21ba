# Objects on classes that become descriptors when code that reads and sets the attribute is compiled, and slots of other classes.
from common import check


class Plain:
    pass


def becomes_descriptor(n):
    class Later:
        pass

    class Holder:
        instance_too = Later()
        only_class = Later()

        def __init__(self):
            self.instance_too = 1

    def read(holder):
        return holder.instance_too, type(holder.only_class).__name__, type(Holder.only_class).__name__

    def write(holder, value):
        holder.instance_too = value

    holder = Holder()
    seen = []
    for i in range(n):
        if i == n // 2:
            Later.__get__ = lambda self, instance, owner: len(seen)
            Later.__set__ = lambda self, instance, value: seen.append(("set", value))
        write(holder, i)
        seen.append(read(holder))
    return seen[:3], seen[-4:], holder.__dict__


def deleter_only(n):
    class Deleter:
        def __delete__(self, instance):
            pass

    class Holder:
        x = Deleter()

    def attempt(holder):
        try:
            holder.x = 1
        except AttributeError as error:
            return str(error)[:7]

    return {attempt(Holder()) for _ in range(n)}


def changes_class(n):
    class Getter:
        def __get__(self, instance, owner):
            return "got it"

    class Holder:
        x = Plain()

    def read(holder):
        return type(holder.x).__name__, type(Holder.x).__name__

    holder = Holder()
    first = [read(holder) for _ in range(n)][-1]
    Holder.__dict__["x"].__class__ = Getter
    return first, [read(holder) for _ in range(n)][-1]


def slots_of_others(n):
    class Owner:
        __slots__ = ("slot",)

    class Other:
        __slots__ = ("own",)
        borrowed = Owner.slot

    def read(other):
        return other.borrowed

    def write(other):
        other.borrowed = 5

    other = Other()
    other.own = 42
    outcomes = []
    for _ in range(n):
        for operation in (read, write):
            try:
                outcomes.append(operation(other))
            except TypeError as error:
                outcomes.append(str(error).split("'")[1])
    return sorted(set(outcomes)), other.own


for function in (becomes_descriptor, deleter_only, changes_class, slots_of_others):
    check(function.__name__, function, 4, times=3)
    check(function.__name__, function, 3000, times=3)
