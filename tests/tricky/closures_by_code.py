"""Functions made by functions, called where others of the same code were seen: tested by their code, with whatever cells, defaults and globals they have."""
import gc
import sys
import types
import weakref

from common import SCALE


class Counted:
    alive = 0

    def __init__(self, name=''):
        self.name = name
        Counted.alive += 1

    def __del__(self):
        Counted.alive -= 1
        log.append(f'del {self.name}')


log = []
rows = []


def print_row(*values):
    rows.append(' '.join(map(str, values)))


def total(function, n):
    result = 0
    for i in range(n):
        result += function(i)
    return result


def adder(by):
    return lambda x: x + by


def cells_of_many_kinds():
    for by in (1, 2.5, True, 10**30, 2, 0.5):
        print_row(total(adder(by), 50))
    try:
        print_row(total(adder('x'), 50))
    except TypeError as error:
        print_row(error)
    try:
        print_row(total(adder(None), 50))
    except TypeError as error:
        print_row(error)


def nothing_kept():
    for k in range(30):
        counted = Counted(k)
        total(lambda x: x if counted else 0, 30)
        del counted
    print_row(Counted.alive, len(log))
    log.clear()

    def use(f):
        return f(0)

    for k in range(30):
        held = Counted(k)
        r = weakref.ref(held)
        use(lambda x, held=held: held)
        del held
        if r() is not None:
            print_row('kept', k)
    print_row(Counted.alive, log)
    log.clear()


def stepper(start):
    def step(x, by=start, *, sign=1):
        return x * by * sign + start
    return step


def defaults():
    for start in (1, 2, 3.5, 4):
        step = stepper(start)
        print_row(total(step, 40))
        step.__defaults__ = (start + 1,)
        print_row(total(step, 40))
        step.__defaults__ = None
        try:
            print_row(total(step, 40))
        except TypeError as error:
            print_row(error)
        step.__defaults__ = (7, 8)
        print_row(total(step, 40))
        step.__kwdefaults__ = {'sign': -1}
        step.__defaults__ = (1,)
        print_row(total(step, 40))


def other_code(function, other, n):
    result = []
    for i in range(n):
        if i == n // 2:
            function.__code__ = other.__code__
        result.append(function(i))
    return result


def twice(by):
    return lambda x: x * by * 2


def code_exchanged():
    for k in range(5):
        print_row(other_code(adder(k), twice(k), 12))


def with_global(by):
    def read(x):
        return x + by + setting
    return read


setting = 100


def other_globals():
    read = with_global(1)
    print_row(total(read, 40))
    same = types.FunctionType(read.__code__, {'setting': 1000, '__builtins__': __builtins__}, 'same', None, read.__closure__)
    print_row(total(same, 40), total(read, 40))
    without = types.FunctionType(read.__code__, {'__builtins__': __builtins__}, 'without', None, read.__closure__)
    try:
        print_row(total(without, 40))
    except NameError as error:
        print_row(error)


def other_callables():
    class Callable:
        def __init__(self, by):
            self.by = by

        def __call__(self, x):
            return x * self.by

    for function in (adder(1), adder(2), Callable(3), abs, adder(4), float, twice(1), Callable(3).__call__):
        print_row(total(function, 40))


def replaced_by_itself(n):
    """A closure that puts another one where it was called from."""
    def first(x):
        nonlocal current
        counted.append(len(counted))
        current = second
        return x

    def second(x):
        nonlocal current
        current = Once(x)
        return x + 1000

    class Once:
        def __init__(self, x):
            self.x = x

        def __call__(self, x):
            nonlocal current
            current = first
            return -x

        def __del__(self):
            counted.append('gone')

    counted = []
    current = first
    result = []
    for i in range(n):
        result.append(current(i))
    print_row(result, counted)


def made_and_dropped(n):
    """Ended by the call itself: the last reference is that of the call."""
    def make(name):
        held = Counted(name)
        return lambda x: (x, held.name)

    result = []
    for i in range(n):
        result.append(make(i)(i))
    print_row(result[-1], Counted.alive, log)
    log.clear()


def raises(by):
    def inner(x):
        if x == by:
            raise ValueError(f'{x} is {by}')
        return by - x
    return inner


def where(function, n):
    try:
        for i in range(n):
            function(i)
    except ValueError as error:
        traceback = error.__traceback__
        places = []
        while traceback:
            code = traceback.tb_frame.f_code
            places.append((code.co_name, traceback.tb_lineno - code.co_firstlineno, {name: value for name, value in traceback.tb_frame.f_locals.items() if name in ('x', 'by')}))
            traceback = traceback.tb_next
        return str(error), places
    return None


def exceptions():
    for by in (5, 10, 15, 3, 8):
        print_row(where(raises(by), 12))


def looks(by):
    def inner(x):
        if x % 7 == by:
            return sys._getframe(0).f_code.co_freevars, sys._getframe().f_back.f_code.co_name, sorted(sys._getframe().f_locals)
        return by
    return inner


def frames():
    def call(function, n):
        return [function(i) for i in range(n)][-7:]
    for by in (1, 2, 6):
        print_row(call(looks(by), 40))


def empty_cell():
    def make(fill):
        def inner(x):
            return x + late
        if fill:
            late = fill
        return inner
    for fill in (1, 2, 0, 3, 0.5):
        try:
            print_row(total(make(fill), 30))
        except NameError as error:
            print_row(error)


def cell_emptied(n):
    def make():
        value = 1

        def inner(x):
            nonlocal value
            if x == n - 3:
                del value
                return 0
            return value + x
        return inner
    for _ in range(4):
        try:
            print_row(total(make(), n))
        except NameError as error:
            print_row(error)


def without_cells(n):
    def use(function):
        return sum(function(i) for i in range(20)) + function(n)
    result = []
    for k in range(n):
        def plain(x):
            return x * 2
        r = weakref.ref(plain)
        result.append(use(plain))
        del plain
        if k == n - 1:
            gc.collect()
    print_row(result[-1], sum(result))


def nested_deeper(n):
    def outer(a):
        def middle(b):
            def inner(c):
                return a + b + c
            return inner
        return middle
    t = 0
    for i in range(n):
        middle = outer(i)
        for j in range(5):
            inner = middle(j)
            for k in range(5):
                t += inner(k)
    print_row(t)


def recursion(n):
    def fib(k):
        return k if k < 2 else fib(k - 1) + fib(k - 2)

    def even(k):
        return True if k == 0 else odd(k - 1)

    def odd(k):
        return False if k == 0 else even(k - 1)
    print_row([fib(k) for k in range(n)], [even(k) for k in range(n)])


def everything():
    rows.clear()
    cells_of_many_kinds()
    nothing_kept()
    defaults()
    code_exchanged()
    other_globals()
    other_callables()
    for n in (10, 40):
        replaced_by_itself(n)
        made_and_dropped(n)
    exceptions()
    frames()
    empty_cell()
    cell_emptied(30)
    without_cells(50)
    nested_deeper(30)
    for n in (5, 12, 15):
        recursion(n)
    print_row(Counted.alive)
    return list(rows)


first = everything()
print(*first, sep='\n')
for _ in range(200 * SCALE):
    again = everything()
    if again != first:
        print('changed', [pair for pair in zip(first, again) if pair[0] != pair[1]])
        break
