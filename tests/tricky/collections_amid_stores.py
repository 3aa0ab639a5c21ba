"""To build the object that is stored may start a collection, and that runs anything: the container is another one afterwards."""
import gc

from common import ACTION, act


def parts(a, b):
    return (a, b, a, b, a, b, a, b, a, b, a, b, a, b, a, b, a, b, a, b, a, b)


def store_item(items, i, a, b):
    items[i] = (a, b, a, b, a, b, a, b, a, b, a, b, a, b, a, b, a, b, a, b, a, b)


def store_slice(items, a, b):
    items[-1:] = (a, b, a, b, a, b, a, b, a, b, a, b, a, b, a, b, a, b, a, b, a, b)


LAST = ()


def store_global(a, b):
    global LAST
    LAST = (a, b, a, b, a, b, a, b, a, b, a, b, a, b, a, b, a, b, a, b, a, b)


class Holder:
    def __init__(self):
        self.first, self.second, self.last = 1, 2, ()


def store_attribute(holder, a, b):
    holder.last = (a, b, a, b, a, b, a, b, a, b, a, b, a, b, a, b, a, b, a, b, a, b)


def blocks():
    return [bytearray(b'x' * size) for size in range(1000, 8100, 16)]


def damaged(kept):
    return sum(any(byte != 120 for byte in one) for one in kept)


def during(action, call):
    kept = []

    def run():
        action()
        kept.extend(blocks())
    # So many tuples that the next one makes the youngest generation full.
    more = [tuple([j] * 30) for j in range(30)]
    ACTION.append(run)
    gc.enable()
    try:
        result = call()
    except IndexError:
        result = 'IndexError'
    gc.disable()
    ACTION.clear()
    return result, damaged(kept)


def add_globals():
    for i in range(400):
        globals()['added%d' % i] = i


def main():
    gc.disable()
    gc.callbacks.append(act)
    gc.set_threshold(1)
    for i in range(60):
        items = [0] * 1000
        store_item(items, 5, [i], i)
        store_slice(items, [i], i)
        store_global([i], i)
        holder = Holder()
        store_attribute(holder, [i], i)
        store_attribute(holder, [i], i)
    for i in range(5):
        items = [i] * 1000
        print('item', during(items.clear, lambda: store_item(items, 5, [i], i)), len(items))
        items = [i] * 1000
        print('slice', during(items.clear, lambda: store_slice(items, [i], i)), len(items))
        holder = Holder()
        print('attribute', during(lambda: holder.__dict__.update(('name%d' % j, j) for j in range(100)), lambda: store_attribute(holder, [i], i)), holder.last[1])
    print('global', during(add_globals, lambda: store_global([77], 77)), LAST[1])


if __name__ == '__main__':
    main()
