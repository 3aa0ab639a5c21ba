# Weak references die at once, their callbacks run at once, and weak containers shrink under hot loops.
import gc
import weakref
from common import check

log = []


class Thing:
    def __init__(self, name):
        self.name = name
        self.peer = None


def dies_at_once(n):
    results = []
    for i in range(n):
        thing = Thing(i)
        reference = weakref.ref(thing)
        results.append(reference().name)
        thing = None
        results.append(reference())
    return results


def callbacks(n):
    log.clear()
    for i in range(n):
        thing = Thing(i)
        references = [weakref.ref(thing, lambda _, k=k: log.append((i, k))) for k in range(3)]
        thing = i
        log.append("after")
    return list(log), len(references)


def weak_values(n):
    table = weakref.WeakValueDictionary()
    strong = []
    sizes = []
    for i in range(n):
        thing = Thing(i)
        table[i] = thing
        if i % 3 == 0:
            strong.append(thing)
        sizes.append(len(table))
    del thing
    return sizes, sorted(table)


def proxies(n):
    thing = Thing(0)
    proxy = weakref.proxy(thing)
    total = 0
    for i in range(n):
        proxy.name += i
        total += thing.name
    del thing
    try:
        proxy.name
    except ReferenceError as error:
        return total, str(error)


def finalizers(n):
    log.clear()
    for i in range(n):
        thing = Thing(i)
        weakref.finalize(thing, log.append, i)
    count = len(log)
    del thing
    return count, log


def cycles(n):
    log.clear()
    for i in range(n):
        a, b = Thing(i), Thing(-i)
        a.peer, b.peer = b, a
        weakref.finalize(a, log.append, i)
    before = len(log)
    del a, b
    gc.collect()
    return before, sorted(log)


def cached_methods(n):
    thing = Thing(1)
    method = weakref.WeakMethod(thing.__init__)
    total = 0
    for i in range(n):
        method()(i)
        total += thing.name
    return total, weakref.ref(thing) is weakref.ref(thing), weakref.getweakrefcount(thing)


gc.disable()
check("dies_at_once", dies_at_once, 3)
check("callbacks", callbacks, 2)
check("weak_values", weak_values, 7, times=1000)
check("proxies", proxies, 5)
check("finalizers", finalizers, 4, times=1000)
check("cycles", cycles, 4, times=100)
check("cached_methods", cached_methods, 5)
