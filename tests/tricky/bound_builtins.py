# Methods of builtin types that are bound to an object, under names that look like constants: the object must not live on.
import gc
import weakref


class Item:
    pass


hook = None


def call_hook(value):
    hook(value)


def observe():
    global hook
    item = Item()
    log = []
    hook = log.append
    for _ in range(3):
        call_hook(item)
    count = len(log)
    hook = None
    reference = weakref.ref(item)
    del item, log
    return count, reference() is None


def in_argument(append, value):
    append(value)


def observe_argument():
    item = Item()
    log = []
    for _ in range(3):
        in_argument(log.append, item)
    reference = weakref.ref(item)
    del item, log
    return reference() is None


for n in range(1500):
    first, second = observe(), observe_argument()
    if first != (3, True) or not second:
        print(n, first, second)
        break
gc.collect()
print("done")
