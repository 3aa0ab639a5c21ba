# psyco: --mode off
# The profilers: each by itself, their queue, their limits, and what makes them step aside.
import math
import sys
import threading
import time
from harness import is_compiled, raises, repeat, run, until, versions

import psyco


def fresh(name='f'):
    names = {}
    exec(f'def {name}(n):\n    s = 0.0\n    for i in range(n):\n        s += i * 0.5\n    return s\n', names)
    return names[name]


def queue():
    """[(kind, whether it runs)] of the profilers."""
    return [(profiler['kind'], profiler['running']) for profiler in psyco.stats()['profilers']]


def test_full():
    psyco.full()
    assert queue() == [('full', True)]
    f = fresh()
    until(lambda: is_compiled(f), lambda: f(20000))
    psyco.stop()
    assert queue() == []


def test_jit_is_full():
    psyco.jit()
    assert queue() == [('full', True)]
    psyco.stop()


def test_profile_compiles_what_takes_the_time():
    psyco.profile()
    hot, cold = fresh('hot'), fresh('cold')

    def work():
        hot(200000)
        cold(20)
    until(lambda: is_compiled(hot), work)
    assert versions(cold) == 0 and queue() == [('profile', True)]
    psyco.stop()


def test_a_function_is_compiled_while_it_runs():
    psyco.profile()

    def long():
        s = 0.0
        end = time.monotonic() + 100
        while time.monotonic() < end:
            for i in range(50000):
                s += i * 0.5
            if is_compiled(long):
                return True
        return False
    assert long()
    psyco.stop()


def test_watermark():
    psyco.profile(watermark=1.0)
    one, two = fresh('one'), fresh('two')
    end = time.monotonic() + 0.5
    while time.monotonic() < end:
        one(3000)
        two(3000)
    assert versions(one) == versions(two) == 0
    psyco.stop()


def test_parents_are_charged():
    names = {}
    parts = 'def part{0}(x):\n    return x * 0.5 + len(str(x))\n'
    exec(''.join(parts.format(i) for i in range(30)) + 'def parent(x):\n    s = 0.0\n' + ''.join(f'    s += part{i}(x)\n' for i in range(30)) + '    return s\n', names)
    parent = names['parent']
    psyco.profile(watermark=0.15, parentframe=0.25)
    until(lambda: versions(parent) > 0 or psyco.explain(parent)['whyNot'], lambda: repeat(parent, 1.5))
    psyco.stop()


def test_background():
    psyco.background()
    f = fresh()
    until(lambda: is_compiled(f), lambda: f(200000))
    assert queue() == [('background', True)]
    psyco.stop()


def test_runonly_compiles_nothing():
    psyco.full()
    old = fresh('old')
    until(lambda: is_compiled(old), lambda: old(20000))
    psyco.stop()
    psyco.runonly()
    assert queue() == [('runonly', True)]
    new = fresh('new')
    end = time.monotonic() + 0.4
    while time.monotonic() < end:
        new(5000)
        old(5000)
    assert versions(new) == 0 and is_compiled(old)
    psyco.stop()


def test_stop_purges_and_what_is_compiled_keeps_running():
    psyco.full()
    psyco.profile()
    old, new = fresh('old'), fresh('new')
    until(lambda: is_compiled(old), lambda: old(20000))
    psyco.stop()
    assert queue() == []
    end = time.monotonic() + 0.4
    while time.monotonic() < end:
        new(5000)
    assert versions(new) == 0 and is_compiled(old)
    psyco.stop()


def test_bind_remains_in_effect_after_stop():
    f = fresh()
    psyco.stop()
    psyco.bind(f)
    until(lambda: is_compiled(f), lambda: f(20000))


def test_stop_from_inside_a_compiled_function():
    psyco.full()
    names = {'psyco': psyco}
    exec('def f(n, last):\n    s = 0\n    for i in range(n):\n        s += i & 3\n        if i == 900 and last:\n            psyco.stop()\n    return s\n', names)
    f = names['f']
    until(lambda: is_compiled(f), lambda: f(20000, False))
    assert f(1001, True) == 1500
    assert queue() == [] and is_compiled(f)


def test_the_next_starts_when_one_reaches_its_limit():
    psyco.full(time=0.15)
    psyco.profile(timemax=100)
    psyco.runonly()
    assert queue() == [('full', True), ('profile', False), ('runonly', False)]
    until(lambda: queue() == [('profile', True), ('runonly', False)])
    psyco.stop()


def test_limit_of_time_in_the_middle_of_a_call():
    psyco.full(time=0.2)
    f = fresh()
    until(lambda: queue() == [], lambda: f(1000000))
    assert f(1001) == 250250.0


def test_limit_of_memory():
    used = sum(psyco.stats()['memoryKilobytes'][part] for part in ('code', 'data'))
    psyco.full(memory=1)
    psyco.runonly()
    functions = [fresh(f'f{i}') for i in range(50)]

    def work():
        for function in functions:
            function(2000)
    until(lambda: queue() == [('runonly', True)], work)
    psyco.stop()
    assert sum(psyco.stats()['memoryKilobytes'][part] for part in ('code', 'data')) - used < 200


def test_memorymax_counts_what_came_before():
    psyco.full(memorymax=1)
    assert queue() == []


def test_timemax_counts_from_the_call():
    psyco.full(time=0.3)
    psyco.profile(timemax=0.1)
    until(lambda: queue() == [])


def test_a_limit_of_nothing():
    psyco.full(time=0)
    psyco.full(memory=0)
    assert queue() == []


def test_another_tool_has_the_trace_hook():
    psyco.profile()
    psyco.background()
    assert queue() == [('profile', True), ('background', False)]

    def trace(frame, event, argument):
        return None
    sys.settrace(trace)
    try:
        until(lambda: queue() == [('profile', False), ('background', True)])
    finally:
        sys.settrace(None)
    until(lambda: queue() == [('profile', True), ('background', False)])
    sys.setprofile(trace)
    try:
        until(lambda: queue() == [('profile', False), ('background', True)])
    finally:
        sys.setprofile(None)
    until(lambda: queue() == [('profile', True), ('background', False)])
    psyco.stop()


def test_threads():
    psyco.full()
    results = []
    f = fresh()

    def work():
        f(2000000)
        results.append(f(1001))
    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    until(lambda: is_compiled(f), lambda: f(20000))
    assert results == [250250.0] * 2
    # Threads that take turns leave at the polls, which is no reason to compile anew.
    assert versions(f) <= 4, psyco.explain(f)
    psyco.stop()


def test_clear_errors():
    assert "psyco.full(): memory must be a number of kilobytes, 0 or more, not str" in raises(TypeError, psyco.full, '10')
    assert "time must be" in raises(ValueError, psyco.full, time=-1)
    assert "memorymax must be" in raises(ValueError, psyco.runonly, memorymax=math.nan)
    assert "watermark must be a number from 0 to 1, not 1.5" in raises(ValueError, psyco.profile, 1.5)
    assert "halflife must be" in raises(ValueError, psyco.profile, halflife=0)
    assert "pollfreq must be" in raises(ValueError, psyco.background, pollfreq=0)
    assert "parentframe must be" in raises(ValueError, psyco.background, parentframe=1)
    assert "psyco.background(): watermark must be a number from 0 to 1, not NoneType" in raises(TypeError, psyco.background, None)
    raises(TypeError, psyco.full, 1, 2, 3, 4, 5)
    raises(TypeError, psyco.stop, 1)
    assert queue() == []


def test_defaults_are_those_of_the_original():
    assert psyco.bind.__defaults__ == psyco.proxy.__defaults__ == (10,)
    nothing = (None,) * 4
    assert psyco.full.__defaults__ == psyco.runonly.__defaults__ == psyco.jit.__defaults__ == nothing
    assert psyco.profile.__defaults__ == (0.09, 0.5, 20, 0.25) + nothing
    assert psyco.background.__defaults__ == (0.09, 0.5, 100, 0.25) + nothing
    assert psyco.log.__defaults__ == ('', 'w', 10)
    assert issubclass(psyco.error, Exception) and issubclass(psyco.warning, Warning)


run(globals())
