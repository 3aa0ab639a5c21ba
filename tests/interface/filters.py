# psyco: --mode off
# cannotcompile() and setfilter(): what must not be compiled.
import sys
import threading
import time
from harness import compile_by, is_compiled, raises, repeat, run, until, versions

import psyco


def fresh(name='f'):
    """A function of this name that was never seen before."""
    names = {}
    exec(f'def {name}(x):\n    return x * 1.5 + x\n', names)
    return names[name]


def test_cannotcompile():
    class C:
        def method(self, x):
            return x * 2.5
    function, code = fresh(), fresh()
    psyco.cannotcompile(function)
    psyco.cannotcompile(code.__code__)
    psyco.cannotcompile(C().method)
    for forbidden in (function, code, C.method):
        psyco.bind(forbidden)
    for forbidden, arguments in ((function, (1.5,)), (code, (1.5,)), (C().method, (1.5,))):
        repeat(forbidden, *arguments, seconds=0.3)
        assert versions(forbidden) == 0 and 'cannotcompile' in str(psyco.explain(forbidden))


def test_cannotcompile_does_not_stop_those_that_are_called():
    names = {}
    exec('def inner(x):\n    return x * 1.5 + x\ndef outer(x):\n    return inner(x)\n', names)
    psyco.cannotcompile(names['outer'])
    psyco.bind(names['inner'])
    compile_by(names['inner'], lambda: repeat(names['outer'], 1.5))
    assert versions(names['outer']) == 0


def test_cannotcompile_of_something_compiled():
    f = fresh()
    psyco.bind(f)
    compile_by(f, lambda: repeat(f, 1.5))
    assert 'is compiled already' in raises(psyco.error, psyco.cannotcompile, f)
    assert is_compiled(f)
    psyco.unbind(f)
    psyco.cannotcompile(f)


def test_cannotcompile_clear_errors():
    assert 'written in C' in raises(TypeError, psyco.cannotcompile, len)
    assert 'psyco.cannotcompile()' in raises(TypeError, psyco.cannotcompile, 3)
    raises(TypeError, psyco.cannotcompile, int)


def test_setfilter_decides_once_per_code():
    asked = []

    def decide(code):
        asked.append(code)
        return code.co_name != 'no'
    assert psyco.setfilter(decide) is None
    try:
        yes, no = fresh('yes'), fresh('no')
        psyco.bind(yes)
        psyco.bind(no)

        def work():
            repeat(yes, 1.5)
            repeat(no, 1.5)
        compile_by(yes, work)
        until(lambda: no.__code__ in asked, work)
        work()
        assert versions(no) == 0 and 'setfilter' in str(psyco.explain(no))
        assert sum(code is yes.__code__ for code in asked) == 1 and sum(code is no.__code__ for code in asked) == 1
    finally:
        assert psyco.setfilter(None) is decide
    assert psyco.setfilter(None) is None
    compile_by(no, lambda: repeat(no, 1.5))


def test_setfilter_does_not_ask_about_what_is_compiled():
    f = fresh('early')
    psyco.bind(f)
    compile_by(f, lambda: repeat(f, 1.5))
    asked = []
    psyco.setfilter(lambda code: asked.append(code))
    try:
        repeat(f, 1.5, seconds=0.2)
        assert is_compiled(f) and f.__code__ not in asked
    finally:
        psyco.setfilter(None)


def test_a_filter_that_raises():
    seen = []
    sys.unraisablehook, before = seen.append, sys.unraisablehook

    def decide(code):
        raise LookupError(code.co_name)
    psyco.setfilter(decide)
    try:
        f = fresh('wrong')
        psyco.bind(f)
        until(lambda: any(str(problem.exc_value) == "wrong" for problem in seen), lambda: repeat(f, 1.5))
        repeat(f, 1.5, seconds=0.2)
        assert versions(f) == 0
        problem = seen[0]
        assert problem.exc_type is LookupError and 'setfilter' in problem.err_msg and problem.object is decide
    finally:
        psyco.setfilter(None)
        sys.unraisablehook = before


def test_a_filter_that_raises_is_reported_on_the_standard_error_stream():
    import contextlib
    import io
    stream = io.StringIO()

    def decide(code):
        raise LookupError(code.co_name)
    with contextlib.redirect_stderr(stream):
        psyco.setfilter(decide)
        try:
            f = fresh('told')
            psyco.bind(f)
            until(lambda: 'LookupError: told' in stream.getvalue(), lambda: repeat(f, 1.5))
        finally:
            psyco.setfilter(None)
    assert 'Exception ignored in the function given to psyco.setfilter()' in stream.getvalue()


def test_unbind_in_a_thread_while_a_filter_is_asked():
    """The compiler answers unbind() after the filter was asked, which posts a request itself, perhaps from another thread."""
    def judge(code):
        time.sleep(0.02)
        return True

    def bound(x):
        return x * 2

    longest = []

    def unbind():
        for _ in range(25):
            psyco.bind(bound)
            begin = time.monotonic()
            psyco.unbind(bound)
            longest.append(time.monotonic() - begin)
    psyco.setfilter(judge)
    psyco.full()
    thread = threading.Thread(target=unbind)
    thread.start()
    while thread.is_alive():
        names = {}
        exec('def f(n):\n    s = 0\n    for i in range(n):\n        s += i\n    return s\n', names)
        repeat(names['f'], 2000, seconds=0.03)
    psyco.stop()
    psyco.setfilter(None)
    assert len(longest) == 25 and max(longest) < 5, max(longest)


def test_setfilter_clear_errors():
    assert 'takes a function or None' in raises(TypeError, psyco.setfilter, 3)
    raises(TypeError, psyco.setfilter)


run(globals())
