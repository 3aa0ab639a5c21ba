# Runs the functions test_* of a program of this folder and says of each whether it passed; beside it what several programs need.

import sys
import time
import traceback

import psyco

PATIENCE = 60.0


def until(condition, work=lambda: time.sleep(0.005)):
    """Does some work again and again until the condition holds."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, 'it never came true'
        # A moment of it: less could always fall between two looks of the compiler, which also answers the questions.
        moment = time.monotonic() + 0.02
        while time.monotonic() < moment:
            work()


def is_compiled(function):
    """Whether compiled code of it runs: its own, or inside of the compiled code of who calls it."""
    explained = psyco.explain(function)
    return explained['compiled'] or bool(explained['inlinedInto'])


def compile_by(function, work):
    """Works until the function is compiled."""
    try:
        until(lambda: is_compiled(function), work)
    except AssertionError:
        raise AssertionError(f'not compiled: {psyco.explain(function)}, {psyco.stats()["events"]}') from None


def repeat(function, *arguments, seconds=0.05):
    """Calls a function for a while. A call of its own for each turn, so that calls are what is compiled."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        for _ in range(50):
            function(*arguments)


def versions(function):
    return psyco.explain(function)['versions']


def raises(kind, call, *arguments, **named):
    """The text of the exception that a call raises, which must be of exactly this kind."""
    try:
        call(*arguments, **named)
    except Exception as problem:
        assert type(problem) is kind, repr(problem)
        return str(problem)
    raise AssertionError(f'{call} did not raise {kind}')


def run(names):
    failed = 0
    for name, test in list(names.items()):
        if not name.startswith('test_') or sys.argv[1:] and name not in sys.argv[1:]:
            continue
        try:
            test()
        except BaseException:
            failed += 1
            print('FAILED', name, flush=True)
            traceback.print_exc()
        else:
            print('passed', name, flush=True)
    sys.exit(1 if failed else 0)
