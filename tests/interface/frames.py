# psyco: --mode off
# What looks at the frame that it is called from is right inside compiled functions: no patched builtins, no warnings.
import sys
import warnings
from harness import compile_by, repeat, run, until

import psyco

warnings.simplefilter('error')


def bound(function, *arguments):
    """Binds a function, and calls it until it is compiled or psyco has said why not; what it returned all the time."""
    psyco.bind(function)
    expected = function(*arguments)

    def work():
        for _ in range(200):
            assert function(*arguments) == expected
    until(lambda: psyco.explain(function)['versions'] > 0, work)
    work()
    return expected


def test_locals():
    def f(a, b):
        c = a + b
        for i in range(3):
            c += i
        d = locals()
        return sorted(d.items())
    assert bound(f, 1, 2) == [('a', 1), ('b', 2), ('c', 6), ('i', 2)]


def test_vars_and_dir():
    def f(a):
        total = 0.5
        for i in range(4):
            total += i
        return dir(), sorted(vars().items())
    assert bound(f, 1) == (['a', 'i', 'total'], [('a', 1), ('i', 3), ('total', 6.5)])


def test_globals():
    def f():
        n = 0
        for i in range(4):
            n += i
        return n, globals() is sys.modules[__name__].__dict__
    assert bound(f) == (6, True)


def test_eval_sees_the_locals():
    def f(a, b):
        c = a * b
        for i in range(3):
            c += 1
        return eval('a + b + c + i')
    assert bound(f, 2, 3) == 16


def test_exec_sees_the_locals():
    def f(a):
        out = []
        for i in range(3):
            a += i
        exec('out.append(a + i)')
        return out
    assert bound(f, 2) == [7]


def test_getframe():
    def caller(x):
        y = x * 2
        for i in range(3):
            y += i
        return who()

    def who():
        frame = sys._getframe(1)
        return frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno, sorted(frame.f_locals.items(), key=str)[-2:], frame.f_back.f_code.co_name in ('bound', 'work')
    name, line, values, back = bound(caller, 4)
    assert (name, line, back) == ('caller', 4, True)
    assert ('x', 4) in values and ('y', 11) in values


def test_getframe_of_itself():
    def f(n):
        total = 0
        for i in range(n):
            total += i
        frame = sys._getframe()
        return frame.f_code.co_name, frame.f_locals['total'], frame.f_globals is globals()
    assert bound(f, 5) == ('f', 10, True)


def test_tracebacks():
    def f(n):
        total = 1.0
        for i in range(n, -1, -1):
            total += 1.0 / i
        return total

    def g(n):
        try:
            f(n)
        except ZeroDivisionError as problem:
            trace = problem.__traceback__.tb_next
            return trace.tb_frame.f_code.co_name, trace.tb_lineno - f.__code__.co_firstlineno, trace.tb_frame.f_locals['i']
    psyco.bind(f)
    assert bound(g, 20) == ('f', 3, 0)


run(globals())
