# psyco: --mode off
# stats(), explain(), is_active(): what the compiler says of itself.
import json     # in the middle of its import no handler could ask
import signal
import time

from harness import compile_by, is_compiled, raises, repeat, run, until

import psyco


def fresh(name='f', body='s += i * 0.5'):
    names = {}
    exec(f'def {name}(n, step=0.5):\n    s = 0\n    for i in range(n):\n        {body}\n    return s\n', names)
    return names[name]


def test_is_active():
    assert psyco.is_active() is True


def test_stats():
    f = fresh('counted')
    psyco.bind(f)
    compile_by(f, lambda: f(50000))
    stats = psyco.stats()
    assert stats['attached'] is True and stats['python'].startswith('3.11')
    assert set(stats['memoryKilobytes']) == {'code', 'data', 'compiler'} and all(amount > 0 for amount in stats['memoryKilobytes'].values())
    assert stats['events']['compilations'] >= 1

    def entry():
        entry, = [entry for entry in psyco.stats()['functions'] if entry['name'] == 'counted']
        return entry
    # The first version may be dropped, or replaced by one that knows more, at any time.
    until(lambda: any(unit['state'] == 'active' for unit in entry()['units']), lambda: f(50000))
    counted = entry()
    assert counted['versions'] == len(counted['units']) and counted['codeBytes'] > 0


def test_questions_within_questions():
    """A signal handler asks something while the program waits for an answer, or is about to ask."""
    f, g = fresh('short'), fresh('one_with_a_longer_name')
    told = []

    def handle(signal_number, frame):
        told.append(psyco.explain(f)['function'])
        psyco.bind(f)
    before = signal.signal(signal.SIGALRM, handle)
    signal.setitimer(signal.ITIMER_REAL, 0.01, 0.011)
    try:
        end = time.monotonic() + 1.5
        while time.monotonic() < end or len(told) < 5:
            assert psyco.explain(g)['function'] == 'one_with_a_longer_name'
            assert psyco.stats()['attached'] is True
            psyco.bind(g)
            psyco.unbind(g)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert set(told) == {'short'}


def test_the_clock_of_the_program():
    """Programs put other functions into the module: gevent, tests with a clock that stands still."""
    def another(*_):
        raise AssertionError('of the program')
    before = time.sleep, time.monotonic
    time.sleep = time.monotonic = another
    try:
        attached = psyco.stats()['attached']
    finally:
        time.sleep, time.monotonic = before
    assert attached is True


def test_explain_a_compiled_function():
    f = fresh('good')
    psyco.bind(f)
    compile_by(f, lambda: f(50000))
    explanation = psyco.explain(f)
    assert explanation['function'] == 'good' and explanation['line'] == 1 and explanation['compiled'] and explanation['bound']
    assert explanation['versions'] >= 1 and explanation['codeBytes'] > 0 and explanation['whyNot'] == []
    assert str(explanation).startswith('good at <string>:1: compiled, bound')


def measured(make, use, low, high):
    """A bound function whose ratio is between these. On a busy machine one measurement may be spoilt, but not five."""
    ratios = []
    for _ in range(5):
        function = make()
        psyco.bind(function)
        until(lambda: psyco.explain(function)['ratio'] is not None, lambda: use(function))
        ratios.append(psyco.explain(function)['ratio'])
        if low < ratios[-1] <= high:
            return function
    raise AssertionError(ratios)


def test_explain_how_much_faster_short_calls_are():
    f = measured(lambda: fresh('short'), lambda f: repeat(f, 200), 2, 1000)
    explanation = psyco.explain(f)
    assert f"about {explanation['ratio']:g} times as fast as before" in str(explanation)
    # Timing leaves nothing behind: calls are compiled ones again.
    entries = psyco.explain(f)['entries']
    repeat(f, 200)
    assert psyco.explain(f)['entries'] > entries


def test_explain_how_much_faster_calls_that_last_are():
    measured(lambda: fresh('long'), lambda f: f(500000), 2, 1000)


def test_explain_that_little_is_gained():
    def make():
        names = {}
        exec('def text(a, b):\n    return (a + b).upper().lower().title().strip().split()\n', names)
        return names['text']
    measured(make, lambda text: repeat(text, 'ab cd', 'ef'), 0.2, 5)


def test_explain_counts_exits():
    f = fresh('leaving', 's += step if i & 7 else str(i).__len__()')
    psyco.bind(f)
    compile_by(f, lambda: f(50000))
    until(lambda: sum(psyco.explain(f)['exits'].values()) > 0, lambda: (f(2000), f(2000, 3), f(2000, 2.5), f(2000, True)))
    assert 'exits: ' in str(psyco.explain(f))


def test_explain_a_function_that_is_not_compiled():
    f = fresh('cold')
    explanation = psyco.explain(f)
    assert not explanation['compiled'] and explanation['versions'] == 0 and explanation['ratio'] is None
    assert 'not compiled' in str(explanation) and 'nobody has asked' in str(explanation)


def test_explain_why_not():
    names = {}
    exec(compile('def numbers(n):\n    i = 0\n    while i < n:\n        i += 1\n        yield i\n', 'why.py', 'exec'), names)
    numbers = names['numbers']
    psyco.bind(numbers)
    until(lambda: psyco.explain(numbers)['whyNot'] or is_compiled(numbers), lambda: sum(numbers(100000)))
    explanation = psyco.explain(numbers)
    assert explanation['compiled'] or 'why.py:' in explanation['whyNot'][0]


def test_explain_what_became_part_of_others():
    names = {}
    exec('def inner(x):\n    return x * 0.5\ndef outer(n):\n    s = 0.0\n    for i in range(n):\n        s += inner(i)\n    return s\n', names)
    psyco.bind(names['outer'])
    compile_by(names['outer'], lambda: names['outer'](50000))
    explanation = psyco.explain(names['inner'])
    assert explanation['inlinedInto'] == ['outer'] or explanation['compiled']


def test_methods_and_code_can_be_explained():
    class C:
        def method(self):
            return 1
    assert psyco.explain(C().method)['function'].endswith('C.method')
    assert psyco.explain(C.method.__code__)['function'].endswith('C.method')


def test_clear_errors():
    assert 'written in C' in raises(TypeError, psyco.explain, len)
    assert 'psyco.explain()' in raises(TypeError, psyco.explain, 3)


run(globals())
