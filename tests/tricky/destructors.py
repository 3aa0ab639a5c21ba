# When __del__ runs: at once, in the right order, and with the side effects visible.
from common import check

log = []


class Thing:
    alive = 0

    def __init__(self, name):
        self.name = name
        Thing.alive += 1

    def __del__(self):
        Thing.alive -= 1
        log.append(self.name)


def drained():
    result = list(log)
    log.clear()
    return result


def replaced_in_loop(n):
    for i in range(n):
        thing = Thing(i)
        log.append(f"made {i}")
    log.append("end of loop")
    del thing
    log.append("deleted")
    return drained()


def temporaries(n):
    for i in range(n):
        Thing(i)
        log.append((Thing("t").name, Thing.alive))
        Thing("a") is Thing("b")
    return drained()


def arguments(n):
    def use(x, y):
        log.append("used")
        x = None
        log.append("rebound")
        return y

    for i in range(n):
        use(Thing("x"), Thing("y"))
        log.append("back")
    return drained()


def list_items(n):
    items = [Thing(i) for i in range(n)]
    items[1] = None
    log.append("-")
    items[2] = items[0]
    log.append("-")
    items.pop(0)
    items.pop()
    log.append("-")
    items.clear()
    log.append("-")
    return drained()


def in_exception(n):
    for i in range(n):
        try:
            keeper = Thing("keeper")
            raise ValueError(Thing(i))
        except ValueError as error:
            log.append("caught")
            error.args = ()
            log.append("after args")
        del keeper
        log.append("end")
    return drained()


def unwound():
    def inner():
        local = Thing("local")
        raise KeyError("x")

    try:
        inner()
    except KeyError:
        log.append("handler")
    log.append("after")
    return drained()


def reads_global(n):
    total = 0
    for i in range(n):
        x = Thing(i)
        total += Thing.alive * 10
        x = i
        total += Thing.alive
    log.clear()
    return total


class Changes:
    def __init__(self, items):
        self.items = items

    def __del__(self):
        self.items.append("changed")


def changes_list_under_us(n):
    items = []
    lengths = []
    for i in range(n):
        temporary = Changes(items)
        lengths.append(len(items))
        temporary = None
        lengths.append(len(items))
    return lengths


class Phoenix:
    saved = []

    def __del__(self):
        Phoenix.saved.append(self)


def resurrected():
    Phoenix.saved.clear()
    bird = Phoenix()
    bird.x = 1
    bird = None
    return Phoenix.saved[0].x, len(Phoenix.saved)


class Raises:
    def __del__(self):
        log.append("raising is ignored")


def attributes(n):
    holder = Thing("holder")
    for i in range(n):
        holder.child = Thing(f"child {i}")
    holder.child = None
    log.append("-")
    del holder
    return drained()


check("replaced_in_loop", replaced_in_loop, 3)
check("temporaries", temporaries, 2)
check("arguments", arguments, 2)
check("list_items", list_items, 5)
check("in_exception", in_exception, 2)
check("unwound", unwound)
check("reads_global", reads_global, 5)
check("changes_list_under_us", changes_list_under_us, 4)
check("resurrected", resurrected)
check("attributes", attributes, 3)
