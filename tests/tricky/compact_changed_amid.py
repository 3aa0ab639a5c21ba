"""Compact instances that other code changes while a rare change of theirs is under way: a collection's, another thread's. And in which order they let go."""
import gc
import sys
import threading

try:
    from psyco import compact
except ImportError:
    compact = object


class Item(compact):
    pass


def retuple(item, times):
    """Tuples of other kinds, which are left to Python each time."""
    for _ in range(times):
        item.place = (0.5, 1)
        item.place = (1, 2)
        item.place = 3
        item.place = (1.5,)
        del item.place


def grow(item, times):
    """Beyond what is kept without a dict, and back."""
    for _ in range(times):
        for index in range(70):
            setattr(item, f'a{index}', (index, 0.5))
        for index in range(70):
            delattr(item, f'a{index}')


def amid_collections(change, times):
    """The number of collections, counted in the instance by each of them."""
    turns = 0

    def counted(phase, info):
        nonlocal turns
        if phase == 'start':
            turns += 1
            item.count += 1
            item.half = item.half + 0.5 if turns % 3 else turns
            item.last = str(turns)

    thresholds = gc.get_threshold()
    right = []
    for threshold in range(1, 40):
        item = Item()
        item.count, item.half, item.last, turns = 0, 0.5, '', 0
        gc.callbacks.append(counted)
        gc.set_threshold(threshold, 1, 1)
        try:
            change(item, times)
        finally:
            gc.set_threshold(*thresholds)
            gc.callbacks.remove(counted)
        right.append(item.count == turns and (turns == 0 or item.last == str(turns)))
    return all(right), sorted(vars(item))


def amid_threads(times):
    item = Item()
    item.count, item.other = 0, 1
    errors = []

    def count():
        for _ in range(10 * times):
            item.count += 1

    def others():
        for _ in range(times):
            item.other = (1, 2)
            item.other = 0.5
            del item.other
            item.other = 'other'

    def run(function, *arguments):
        try:
            function(*arguments)
        except Exception as error:
            errors.append(repr(error))

    threads = [threading.Thread(target=run, args=arguments) for arguments in ((count,), (others,), (retuple, item, times), (grow, item, times // 40))]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.setswitchinterval(interval)
    return errors, sorted(vars(item).items())


class Ends:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        log.append(self.name)


log = []


def ends(times):
    for index in range(times):
        item = Item()
        item.first = Ends(f'first {index}')
        item.number = index
        item.second = Ends(f'second {index}')
        item.third = Ends(f'third {index}')
        if index % 2:
            item.number = (index, 0.5)
            del item.second
        del item


print(amid_collections(retuple, 5))
print(amid_collections(grow, 1))
print(amid_threads(2000))
ends(4)
print(log)


class Holder:
    def __init__(self, number):
        self.number = number


class Place(compact):
    def __init__(self):
        self.first = 1


def put(place, number):
    """A new attribute, of an object that is built for it."""
    holder = Holder(number)
    place.holder = holder
    return holder


def amid_class_changes():
    """The collection that building it starts gives the class a property of that name."""
    got = []
    waits = False

    def changed(phase, info):
        nonlocal waits
        if phase == 'start' and waits:
            waits = False
            Place.holder = property(lambda place: None, lambda place, value: got.append(value.number))

    for number in range(50):
        place = Place()
        if put(place, number) is not place.holder:
            print('another object', number)
    gc.callbacks.append(changed)
    thresholds = gc.get_threshold()
    wrong = 0
    for threshold in range(1, 30):
        place = Place()
        gc.collect()
        got.clear()
        waits = True
        gc.set_threshold(threshold)
        try:
            put(place, threshold)
        finally:
            gc.set_threshold(*thresholds)
            waits = False
        if 'holder' in vars(Place):
            wrong += got != [threshold]
            del Place.holder
    gc.callbacks.remove(changed)
    return wrong


print(amid_class_changes())
