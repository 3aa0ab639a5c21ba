"""Reference counts of True, False, None and small ints, which compiled loops keep in registers: exact wherever anything can look."""
import signal
import sys
import threading

SIZE = 20000
count = sys.getrefcount


def about(number):
    """Code that comes and goes has a few references of its own."""
    return round(number / 1000)


def clear(flags, start, step):
    for index in range(start, len(flags), step):
        flags[index] = False


def fill(items, value_is_none):
    for index in range(len(items)):
        if value_is_none:
            items[index] = None
        else:
            items[index] = 7


def set_from(flags, numbers, limit):
    for index in range(len(numbers)):
        flags[index] = numbers[index] > limit


def stored_over_itself(flags):
    total = 0
    for index in range(len(flags)):
        flags[index] = True
        flags[index] = False
        flags[index] = True
        total += flags[index]
    return total


def stored_and_taken(items, other):
    for index in range(len(items)):
        items[index] = None
        items[index] = other


def nested(rows):
    for row in rows:
        for index in range(len(row)):
            row[index] = not row[index]


def append_all(items, number):
    for index in range(number):
        items.append(None)
        items.append(False)


def until_it_raises(flags, at):
    try:
        for index in range(len(flags) + at):
            flags[index] = False
    except IndexError:
        return count(False)


def until_another_type(flags):
    for index in range(len(flags)):
        flags[index] = False
    return count(False)


class Noisy:
    def __init__(self, log):
        self.log = log

    def __del__(self):
        self.log.append(about(count(False) - self.base))


def check(name, before, after):
    print(name, [about(b - a) for a, b in zip(before, after)])


def counts():
    return count(True), count(False), count(None), count(7)


for turn in range(40):
    show = turn in (0, 39)
    flags = [True] * SIZE
    before = counts()
    clear(flags, 0, 1)
    middle = counts()
    clear(flags, 1, 2)
    if show:
        check('clear', before, middle)
        check('again', middle, counts())
    items = [None] * SIZE
    before = counts()
    fill(items, False)
    middle = counts()
    fill(items, True)
    if show:
        check('fill', before, middle)
        check('back', middle, counts())
    numbers = list(range(SIZE))
    before = counts()
    set_from(flags, numbers, SIZE // 4)
    middle = counts()
    set_from(flags, numbers, SIZE // 2)
    if show:
        check('compare', before, middle)
        check('compare again', middle, counts())
    before = counts()
    total = stored_over_itself(flags)
    if show:
        check('over itself', before, counts())
        print(total)
    other = object()
    before = counts()
    mine = count(other)
    stored_and_taken(items, other)
    if show:
        check('taken again', before, counts())
        print(count(other) - mine)
    items = None
    rows = [[bool(i & j & 1) for j in range(200)] for i in range(100)]
    before = counts()
    nested(rows)
    if show:
        check('nested', before, counts())
    added = []
    before = counts()
    append_all(added, 5000)
    if show:
        check('append', before, counts())
    added = None

for turn in range(30):
    flags = [True] * SIZE
    before = count(False)
    inside = until_it_raises(flags, 5 if turn % 3 == 2 else 0)
    if turn > 26:
        print('raises', inside and about(inside - before), about(count(False) - before))

log = []
for turn in range(30):
    flags = [True] * SIZE
    noisy = Noisy(log)
    if turn > 25:
        flags[SIZE // 2] = noisy if turn % 2 else 3.5
    noisy.base = before = count(False)
    noisy = None
    inside = until_another_type(flags)
    if turn > 25:
        print('another type', about(inside - before), about(count(False) - before), log)
        log.clear()


def handler(number, frame):
    if frame.f_code is clear_slowly.__code__ and 'index' in frame.f_locals:
        wrong.append(abs(count(False) - base - frame.f_locals['index']) > 1000)


def clear_slowly(flags):
    for index in range(len(flags)):
        flags[index] = False


base = 0
wrong = []
signal.signal(signal.SIGALRM, handler)
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
for turn in range(20):
    flags = [True] * 200000
    base = count(False)
    clear_slowly(flags)
    flags = None
signal.setitimer(signal.ITIMER_REAL, 0)
print('signals', any(wrong))

# Two threads that count the same objects: what one has in registers, the other must not miss.
lists = [[True] * 100000 for _ in range(3)]
before = counts()


def work(flags):
    for turn in range(6):
        clear(flags, 0, 1)
        stored_over_itself(flags)
    clear(flags, 0, 1)


threads = [threading.Thread(target=work, args=(flags,)) for flags in lists]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
check('threads', before, counts())
