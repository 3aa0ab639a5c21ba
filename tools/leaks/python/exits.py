# Takes each kind of exit N times and 2N times, and prints what has grown each time: one line of JSON each.
# usage: exits.py N [REASON ...], with PSYCO_TEST_EXITS above all exits (packages/engine/src/allowed-exits.ts)
#
# Each kind has a function that is compiled for what `warm` calls it with, and left each time that `leave` calls it. The compiler learns from
# exits, and would compile for them: it is stopped (SIGSTOP) once everything is compiled, so that each call takes its exit.
# Not in the table, of packages/specializer/src/reasons.ts: `held`, which is left for at loops that the compiler lets the program enter by itself,
# each time anew, and `versions`, which no program is known to take.
import ctypes
import json
import os
import signal
import sys
import types

from measuring import growth, run


def find_compiler():
    """The process that was started for this one (apps/cli/bin/psyco)."""
    for name in filter(str.isdigit, os.listdir('/proc')):
        try:
            with open(f'/proc/{name}/cmdline', 'rb') as file:
                words = file.read().split(b'\0')[:-1]
        except OSError:
            continue
        # node [options] start.cjs PID [descriptors]
        if any(word.endswith(b'start.cjs') and words[index + 1:index + 2] == [str(os.getpid()).encode()] for index, word in enumerate(words)):
            return int(name)
    return None


class Point:
    def __init__(self, x):
        self.x = x


def bare():
    return Point.__new__(Point)


class Changing(Point):
    pass


def add(x, y):
    return x + y


class Type:
    """A value of another type, which nothing is kept of."""
    def warm(i):
        add(i, 1)

    def leave(i):
        add(0.5, i)


def callee(x):
    return x


def other_callee(x):
    return x or None


def calls(x):
    return callee(x)


class Value:
    """A global that looks like a constant was rebound."""
    def warm(i):
        calls(i)

    def change():
        global callee
        callee = other_callee

    def leave(i):
        calls(i)


def square(x):
    return x * x


class Overflow:
    def warm(i):
        square(i)

    def leave(i):
        square(2 ** 40 + i)


def item(items, i):
    return items[i]


ITEMS = [[k] for k in range(40)]


class Bounds:
    def warm(i):
        item(ITEMS, i % 20)

    def leave(i):
        try:
            item(ITEMS, 40 + i)
        except IndexError:
            pass


def divide(x, y):
    return x // y


class Zero:
    def warm(i):
        divide(i, 3)

    def leave(i):
        try:
            divide(i, 0)
        except ZeroDivisionError:
            pass


def power(x, y):
    return x ** y


class Range:
    def warm(i):
        power(i + 0.5, 0.5)

    def leave(i):
        power(-0.5 - i, 0.5)


GLOBALS = {'RATE': [2]}
exec('def rate(x): return RATE', GLOBALS)
rate = GLOBALS['rate']


class Global:
    """The module's dict has got other keys."""
    def warm(i):
        rate(i)

    def change():
        for k in range(100):
            GLOBALS[f'more{k}'] = k

    def leave(i):
        rate(i)


def get_x(p):
    return p.x


def get_changing(p):
    return p.x


CHANGING = Changing([1])


class Class:
    def warm(i):
        get_changing(CHANGING)

    def change():
        Changing.more = 1

    def leave(i):
        get_changing(CHANGING)


POINT = Point([1])


class Attribute:
    def warm(i):
        get_x(POINT)

    def leave(i):
        try:
            get_x(bare())
        except AttributeError:
            pass


def get_compact(p):
    return p.x


class Layout:
    def prepare():
        import psyco

        class Small(psyco.compact):
            def __init__(self, x):
                self.x = x
        # Not a text: the machine code of compact classes does not add to a debug build's total what it takes of an object that is there.
        Layout.usual, Layout.other = Small(1), Small(0.5)

    def warm(i):
        get_compact(Layout.usual)

    def leave(i):
        get_compact(Layout.other)


def unbound(x, held):
    if x:
        value = held
    return value


class Unbound:
    def warm(i):
        unbound(i % 2 + 1, [i])

    def leave(i):
        try:
            unbound(0, [i])
        except UnboundLocalError:
            pass


CELL = POINT


def store(x):
    global CELL
    CELL = x


class Release:
    """What the store releases has no other reference any more, and a destructor perhaps."""
    def warm(i):
        store(POINT)

    def leave(i):
        store(Point([i]))


def convert(text):
    return [text, text.encode(), int(text)]


class Error:
    def warm(i):
        convert('12')

    def leave(i):
        try:
            convert('x')
        except ValueError:
            pass


def raises(x):
    held = [x]
    if x < 0:
        raise ValueError(held)
    return held


class Raise:
    def warm(i):
        raises(i)

    def leave(i):
        try:
            raises(-1)
        except ValueError:
            pass


# A pending call: what it calls does nothing. (Handlers of signals run right after the call during which they come.)
add_pending_call = ctypes.pythonapi.Py_AddPendingCall
NOTHING = ctypes.cast(ctypes.pythonapi.PyOS_InterruptOccurred, ctypes.c_void_p)


def polls(pending, held):
    for k in range(2):
        if pending:
            add_pending_call(NOTHING, None)
    return held


def nothing(*_):
    pass


class Poll:
    """A call is pending: it is made at the end of the loop's turn."""
    def warm(i):
        polls(i % 10 == 0, [i])

    def leave(i):
        polls(True, [i])


def traces(tracer):
    held = [tracer]
    sys.settrace(tracer)
    return held


class Tracing:
    def warm(i):
        traces(None)

    def leave(i):
        traces(nothing)
        sys.settrace(None)


def deep(n):
    return 0 if n == 0 else deep(n - 1) + 1


class Recursion:
    """The recursion limit is reached."""
    def warm(i):
        deep(12)

    def leave(i):
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(12)
        try:
            deep(20)
        except RecursionError:
            pass
        finally:
            sys.setrecursionlimit(limit)


class Manager:
    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None


MANAGER = Manager()


def manages(x):
    held = [x]
    with MANAGER:
        held.append(x)
    return held


class NotCompiled:
    def warm(i):
        manages(i)

    leave = warm


def complains(x, held):
    if x < 0:
        held.append(repr(held))
        MANAGER.__exit__(str(POINT), *held)
    return x


def usual(x):
    held = [x]
    return complains(x, held) + 1


class Untaken:
    """An inlined function calls what may look at frames."""
    def warm(i):
        usual(i)

    def leave(i):
        usual(-1)


def named(x):
    return [x, POINT, len(ITEMS)]


class Entry:
    """The same code with other globals."""
    def prepare():
        Entry.other = types.FunctionType(named.__code__, {'POINT': [1], 'ITEMS': []})

    def warm(i):
        named(i)

    def leave(i):
        Entry.other(i)


KINDS = {'type': Type, 'value': Value, 'overflow': Overflow, 'bounds': Bounds, 'zero': Zero, 'range': Range, 'global': Global, 'class': Class,
         'attribute': Attribute, 'layout': Layout, 'unbound': Unbound, 'release': Release, 'error': Error, 'raise': Raise, 'poll': Poll,
         'tracing': Tracing, 'recursion': Recursion, 'not-compiled': NotCompiled, 'untaken': Untaken, 'entry': Entry}
WARM = 60
# Free lists are filled, tables of strings grown.
SETTLE = 2000


def main(count, names):
    kinds = {name: kind for name, kind in KINDS.items() if not names or name in names}
    for kind in kinds.values():
        getattr(kind, 'prepare', nothing)()
    for kind in kinds.values():
        run(kind.warm, WARM)
    growth(nothing, 1)
    compiler = find_compiler()
    if compiler is not None:
        os.kill(compiler, signal.SIGSTOP)
    try:
        for name, kind in kinds.items():
            getattr(kind, 'change', nothing)()
            run(kind.leave, min(SETTLE, count))
            growth(kind.leave, 10)
            once, twice = growth(kind.leave, count), growth(kind.leave, 2 * count)
            print(json.dumps({'name': name, 'once': once, 'twice': twice}), flush=True)
    finally:
        if compiler is not None:
            os.kill(compiler, signal.SIGCONT)


# Nothing is added to the globals any more: the compiled functions test that.
main(int(sys.argv[1]), sys.argv[2:])
