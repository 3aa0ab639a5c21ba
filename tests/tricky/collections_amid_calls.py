"""C functions of plain values that make objects on their way, or raise while another exception is handled: a collection may start there."""
import gc
import math

from common import ACTION, act


def rounded(items, x):
    item = items[0]
    round(x, 2)
    return item


def formatted(items, x):
    item = items[0]
    format(x, '.2f')
    return item


def truncated(items, x):
    item = items[0]
    math.trunc(x)
    return item


def in_text(items, x):
    item = items[0]
    f'{x!r}{x}'
    return item


def started(items, x):
    item = items[0]
    'abc'.startswith('a', 1)
    return item


def again(items, x):
    item = items[900]
    f'{x}'
    return item is items[900]


def raising(items, x):
    item = items[0]
    try:
        int(x)
    except ValueError:
        pass
    return item


def inserted(items, x, out=[]):
    item = items[0]
    out.insert(0, 5)
    try:
        number = int(x)
        length = len(item)
        item = None
        return length, number
    except ValueError:
        pass
    return item


def compared(items, x):
    item = items[0]
    try:
        x < 1
    except TypeError:
        pass
    return item


def run(function, items, x):
    try:
        raise KeyError
    except KeyError:
        gc.enable()
        try:
            return function(items, x)
        except IndexError:
            return 'IndexError'
        finally:
            gc.disable()


def main():
    gc.disable()
    gc.callbacks.append(act)
    gc.set_threshold(1)
    for function, good, x in ((rounded, 2.5, 2.5), (formatted, 2.5, 2.5), (truncated, 7, 7), (in_text, 2.5, 2.5), (again, 2.5, 2.5), (raising, '1', 'z'), (inserted, '1', 'z'), (compared, 'z', 'z')):
        # What leaves each time is not compiled for long.
        for i in range(1500 if function is not compared else 200):
            function([[i]] * 1000, good)
        results = set()
        for i in range(20):
            items, new = [['old'] for j in range(1000)], []
            hold = [[j] for j in range(60)]

            def change():
                items.clear()
                new.extend([['new'], ['new']])
            ACTION.append(change)
            results.add(str(run(function, items, x)))
            ACTION.clear()
        print(function.__name__, sorted(results))


if __name__ == '__main__':
    main()
