# Functions that are left by compiled code in all the ways there are. Each takes the number of its call, returns nothing that lives
# on, and leaves everything as it found it.
import ctypes
import math
import signal
import sys


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def norm(self):
        return self.x * self.x + self.y * self.y

    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)


class Loud:
    count = 0

    def __init__(self):
        Loud.count += 1

    def __del__(self):
        Loud.count -= 1


class Managed:
    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        return kind is ValueError


ITEMS = list(range(50))
FLOATS = [0.5 * i for i in range(50)]
WORDS = ['alpha', 'beta', 'gamma', 'delta']
RATE = 3


def changing_type(i):
    total = 0
    step = 1 if i % 3 else 0.5
    for j in range(20):
        total += j * step
    return total


def overflow(i):
    value = 2 ** 62 - 10 if i % 3 else 7
    for j in range(20):
        value += j
    return value


def index_error(i):
    items = ITEMS
    try:
        total = 0
        for j in range(20):
            total += items[j + (40 if i % 4 == 0 else 0)]
        return total
    except IndexError as error:
        return str(error)


def raises(i):
    text = 'x' * (i % 5)
    pair = (text, [i, text])
    if i % 4 == 0:
        raise ValueError(pair)
    return pair


def propagates(i):
    held = [str(i), {'i': i}]
    try:
        return raises(i), held
    except ValueError as error:
        return error.args, held


def nested_handlers(i):
    held = Point(i, 1)
    try:
        try:
            1 // (i % 3)
        finally:
            held.x += 1
    except ZeroDivisionError:
        return held.x
    return held.y


def virtual_objects(i):
    p = Point(i, 2)
    q = Point(0.5 if i % 3 == 0 else 1, 3)
    r = p + q
    pair = (p, r)
    return pair[1].norm() + pair[0].x


def escaping_objects(i):
    made = []
    for j in range(4):
        p = Point(j, i)
        if i % 3 == 0 and j == 2:
            made.append(p)
    return len(made)


def destructors(i):
    a = Loud()
    b = [Loud(), a]
    a = None
    if i % 3 == 0:
        b = i + 0.5
    return Loud.count, b


def rebinding(first, second=None):
    first = [first, second]
    second = first
    first = None
    return second[0]


def closures(i):
    held = [i]

    def inner(k):
        nonlocal held
        held = held + [k]
        return len(held)

    return inner(1) + inner(0.5 if i % 3 == 0 else 2)


def called_back(function, values):
    return [function(value) for value in values], function(values[0]), function(values[-1], [1])


def passed_functions(i):
    """Told by their code: with cells and defaults of their own, and left inside, by a type or an exception."""
    def make(held, raises):
        def inner(value, more=[i, Loud()]):
            if raises and value == 2:
                raise ValueError([held, value, more])
            return held, value, more

        return inner

    results = [called_back(make([i], False), (1, 2)), called_back(make(Loud(), False), (1, 'x'))]
    try:
        called_back(make((i, Point(i, 2)), i % 2), (1, 2.5) if i % 3 else (1, 2))
    except ValueError as error:
        results.append(error.args)
    return make(i, False)(Loud()), called_back(lambda value, more=None: (results, value), (i, [i]))


def cells_of_parameters(i, text='t'):
    return [text * k + str(i) for k in range(3)]


def captured(first, second, third=None):
    return [first for k in range(2)], lambda: (second, third)


def cells_of_objects(i):
    return captured([i], Loud(), (i, 'x') if i % 3 else 0.5)[1]()


def generator(i):
    def numbers(n):
        for k in range(n):
            yield Point(k, i)
    return sum(p.x for p in numbers(3 + i % 2))


def zipped(i):
    total = 0
    for a, (b, c) in zip(ITEMS, enumerate(FLOATS)):
        total += a + b * c
        if a == 10 and i % 3 == 0:
            break
    return total


def strings(i):
    text = WORDS[i % 4]
    result = ''
    for character in text:
        result = character + result
        if character == 'm':
            result = result.upper()
    return result + text[1:3]


def dictionaries(i):
    counts = {}
    for word in WORDS:
        counts[word] = counts.get(word, 0) + 1
    try:
        counts['none' if i % 4 == 0 else 'beta'] += 1
    except KeyError as error:
        return error.args
    return counts


def lists(i):
    made = [j for j in range(5)]
    made.append(0.5 if i % 3 == 0 else 2)
    made[1:3] = [i]
    made.insert(0, (i, i))
    made.pop()
    return made[::-1]


def attributes(i):
    p = Point(1, 2)
    if i % 5 == 0:
        p.extra = [p.x]
    p.x += i
    if i % 7 == 0:
        del p.y
        return getattr(p, 'y', None)
    return p.x + p.y


def missing_attribute(i):
    p = Point(1, 2)
    try:
        return p.z if i % 4 == 0 else p.x
    except AttributeError as error:
        return error.name


def unbound(i):
    if i % 4:
        value = [i]
    try:
        return value
    except UnboundLocalError:
        return None


def global_changes(i):
    global RATE
    if i % 50 == 0:
        RATE = 3.5 if RATE == 3 else 3
    return RATE * i


def with_statement(i):
    with Managed() as managed:
        held = [managed]
        if i % 4 == 0:
            raise ValueError(held)
        return len(held)


def recursion(n):
    return [n] if n <= 0 else recursion(n - 1) + [n]


def recurses(i):
    return len(recursion(6)) + fib(8 if i % 3 else 7.0)


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def too_deep(i):
    def down(n):
        held = [n]
        return down(n + 1) if n < 100_000 else held
    if i % 40:
        return None
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(150)
    try:
        return down(0)
    except RecursionError:
        return None
    finally:
        sys.setrecursionlimit(limit)


def keywords(i):
    def callee(a, b=2, *rest, c=3, **named):
        return a, b, rest, c, named
    return callee(i, c=0.5 if i % 3 == 0 else 1), callee(1, 2, 3, d=i)


def builtins_called(i):
    numbers = [abs(-i), max(i, 2.5), min(1, i), float(i), int(2.5 + i)]
    return sorted(numbers), math.sqrt(i + 0.5), isinstance(i, int), len(str(i))


# Unlike os.kill it does not look for signals before it returns.
send = getattr(ctypes.CDLL(None), 'raise')


def notice(number, frame):
    pass


def refuse(number, frame):
    raise ValueError(number)


def signals(i):
    held = [str(i)]
    signal.signal(signal.SIGUSR1, notice if i % 3 else refuse)
    try:
        made = send(int(signal.SIGUSR1)), held
    except ValueError as error:
        return error.args, held
    return made


def long_loop(i):
    total = 0.0
    held = None
    for j in range(3000 if i % 20 == 0 else 3):
        held = (j, total)
        total = total + j
    return held


SCENARIOS = [changing_type, overflow, index_error, propagates, nested_handlers, virtual_objects, escaping_objects, destructors,
             rebinding, closures, passed_functions, cells_of_parameters, cells_of_objects, generator, zipped, strings, dictionaries, lists, attributes, missing_attribute,
             unbound, global_changes, with_statement, recurses, too_deep, keywords, builtins_called, signals, long_loop]
