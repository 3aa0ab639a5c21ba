# psyco: --mode off
# log() and dumpcodebuf(): what is written, where, and in which form.
import os
import re
import sys
import tempfile
from harness import compile_by, is_compiled, raises, repeat, run, until

import psyco

folder = tempfile.mkdtemp()
TIMED = re.compile(r'^\d\d:\d\d:\d\d\.\d\d  .*$')
RULE = re.compile(r'^\d\d:\d\d:\d\d\.\d\d   ______$')
HOT = re.compile(r'^        #\d+ +\| *\d+\.\d %\|  .+  .+:\d+$')


def fresh(name='f', body='    for i in range(n):\n        s += i * 0.5\n'):
    names = {}
    exec(compile(f'def {name}(n):\n    s = 0.0\n{body}    return s\n', f'{name}.py', 'exec'), names)
    return names[name]


def lines(path):
    with open(path) as file:
        return file.read().splitlines()


def log_of(work, *arguments):
    """The lines of a log that is kept while the work is done."""
    path = os.path.join(folder, 'one.log')
    psyco.log(path, *arguments)
    work()
    psyco.stop()
    psyco.stats()   # everything before it is written then
    return lines(path)


def test_every_line_has_the_form():
    def work():
        psyco.profile(watermark=0.05)
        f = fresh()
        until(lambda: is_compiled(f) and any('#1' in line for line in lines(os.path.join(folder, 'one.log'))), lambda: f(200000))
    found = log_of(work)
    for line in found:
        assert TIMED.match(line) or RULE.match(line) or HOT.match(line), line
    assert re.match(r'^[\d:.]+  Logging started, \d\d/\d\d/\d\d +%{20}$', found[0])
    assert any(RULE.match(line) for line in found)
    assert any(re.match(r'^        #1 +\|', line) for line in found)


def test_importance_can_be_searched_for():
    def work():
        psyco.full(time=0.05)
        until(lambda: not psyco.stats()['profilers'])
    found = log_of(work)
    important = [line for line in found if '%%%' in line]
    assert any('full: starting' in line for line in important) and any('full: disabled (time limit reached)' in line for line in important)


def test_tag_bind_and_unbind():
    def work():
        psyco.profile()
        tagged, bound = fresh('tagged'), fresh('bound')
        until(lambda: is_compiled(tagged), lambda: tagged(200000))
        psyco.bind(bound)
        until(lambda: is_compiled(bound), lambda: bound(20000))
        psyco.unbind(bound)
    found = '\n'.join(log_of(work))
    assert re.search(r'  tag function: tagged at tagged\.py:\d +%$', found, re.M)
    assert re.search(r'  bind function: bound at bound\.py:1 +%$', found, re.M)
    assert re.search(r'  unbind function: bound at bound\.py:1 +%$', found, re.M)
    assert re.search(r'  compiled tagged: 1 versions, \d+ bytes, [\d.]+ ms$', found, re.M)


def test_memory_usage_part_by_part():
    def work():
        psyco.full(memory=0)
    found = '\n'.join(log_of(work))
    for part in ('code', 'data', 'compiler'):
        assert re.search(rf'  memory usage: \d+ kb {part} +%$', found, re.M), found
    assert 'full: disabled (memory limit reached)' in found


def test_unsupported_constructs_with_reason_and_line():
    def work():
        generator = fresh('generator', '    for i in range(n):\n        s += i\n        yield i\n')
        psyco.bind(generator)
        until(lambda: psyco.explain(generator)['whyNot'] or is_compiled(generator), lambda: sum(generator(100000)))
    found = '\n'.join(log_of(work))
    assert re.search(r'  (unsupported .+ in generator at generator\.py:\d+ +%%|compiled generator: .*)$', found, re.M), found


def test_stopping_is_logged():
    def work():
        psyco.full()
        f = fresh()
        until(lambda: is_compiled(f), lambda: f(20000))
    found = '\n'.join(log_of(work))
    assert re.search(r'full: stopped, \d+ functions stay compiled +%%$', found, re.M)


def test_resetting_stats():
    def work():
        psyco.profile(halflife=0.001)
        until(lambda: any('resetting stats' in line for line in lines(os.path.join(folder, 'one.log'))), lambda: fresh()(100000))
    assert any(re.search(r'profile: resetting stats +%$', line) for line in log_of(work))


def test_top():
    def work():
        psyco.profile(watermark=1.0)
        f, g = fresh('f'), fresh('g')

        def both():
            f(100000)
            g(100000)
        until(lambda: any('#1' in line for line in lines(os.path.join(folder, 'one.log'))), both)
    assert not any('#2' in line for line in log_of(work, 'w', 1))
    path = os.path.join(folder, 'none.log')
    psyco.log(path, top=0)
    psyco.profile()
    repeat(fresh(), 1000, seconds=0.5)
    psyco.stop()
    psyco.stats()
    assert not any('#1' in line for line in lines(path))


def test_modes():
    path = os.path.join(folder, 'two.log')
    with open(path, 'w') as file:
        file.write('mine\n')
    psyco.log(path, 'a')
    psyco.stats()
    assert lines(path)[0] == 'mine' and 'Logging started' in lines(path)[1]
    psyco.log(path, mode='w')
    psyco.stats()
    assert 'Logging started' in lines(path)[0] and len(lines(path)) == 1


def test_the_default_name_comes_from_the_script():
    before, here = sys.argv, os.getcwd()
    os.chdir(folder)
    try:
        for script, name in (('some/where/bench.py', 'some/where/bench.log-psyco'), ('bench', 'bench.log-psyco'), ('', 'log-psyco')):
            sys.argv = [script]
            os.makedirs('some/where', exist_ok=True)
            psyco.log()
            psyco.stats()
            assert 'Logging started' in lines(name)[0]
    finally:
        sys.argv = before
        os.chdir(here)


def test_clear_errors():
    raises(FileNotFoundError, psyco.log, os.path.join(folder, 'no', 'such', 'folder'))
    assert "mode must be 'w' or 'a', not 'x'" in raises(ValueError, psyco.log, os.path.join(folder, 'x'), 'x')
    assert "mode must be 'w' or 'a', not int" in raises(TypeError, psyco.log, os.path.join(folder, 'x'), 3)
    assert 'top must be an integer' in raises(TypeError, psyco.log, os.path.join(folder, 'x'), top='3')
    raises(TypeError, psyco.log, 3.5)


def test_dumpcodebuf():
    here = os.getcwd()
    os.chdir(folder)
    try:
        f = fresh('dumped')
        psyco.bind(f)
        compile_by(f, lambda: f(50000))
        psyco.dumpcodebuf()
        with open('psyco.dump') as file:
            text = file.read()
        header = re.search(r'^# \w+ dumped at dumped\.py:\d+, (\d+) bytes$', text, re.M)
        body = text[header.end():].split('\n#')[0]
        instructions = re.findall(r'^([0-9a-f]+)  ((?:[0-9a-f]{2} )+) *(\w.*)$', body, re.M)
        assert sum(len(octets.split()) for _, octets, _ in instructions) == int(header[1])
        # One after the other, from a prologue on; the multiplication of doubles is in it.
        for (address, octets, _), (following, _, _) in zip(instructions, instructions[1:]):
            assert int(address, 16) + len(octets.split()) == int(following, 16)
        assert instructions[0][2] == 'push rbp' and any(text.startswith('mulsd xmm') for _, _, text in instructions)
        os.remove('psyco.dump')
        os.mkdir('psyco.dump')
        assert 'psyco.dumpcodebuf()' in raises(psyco.error, psyco.dumpcodebuf)
    finally:
        os.chdir(here)


run(globals())
