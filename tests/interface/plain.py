# plain
# Under plain Python `import psyco` starts a compiler of its own.
import os
import select
import subprocess
import sys
import time
from harness import compile_by, is_compiled, repeat, run, until, versions

import psyco


def total(n):
    s = 0.0
    for i in range(n):
        s += i * 0.5
    return s


def test_it_is_active():
    assert psyco.is_active(), psyco.stats()


def test_nothing_is_compiled_before_it_is_asked_for():
    assert psyco.stats()['profilers'] == []
    repeat(total, 1000, seconds=0.3)
    assert versions(total) == 0


def test_bind_and_full_have_their_effect():
    psyco.bind(total)
    compile_by(total, lambda: total(50000))
    psyco.full()
    names = {}
    exec('def f(n):\n    s = 0.0\n    for i in range(n):\n        s += i\n    return s\n', names)
    compile_by(names['f'], lambda: names['f'](50000))
    psyco.stop()
    assert total(1001) == 250250.0


def test_the_compiler_is_no_child():
    try:
        os.wait()
    except ChildProcessError:
        return
    raise AssertionError('there was a child to wait for')


def test_the_compiler_keeps_nothing_open_that_the_program_was_given():
    reading, writing = os.pipe()
    program = f'import os, sys, psyco; psyco.is_active(); os.close({writing}); sys.stdin.read()'
    child = subprocess.Popen([sys.executable, '-c', program], stdin=subprocess.PIPE, pass_fds=[writing])
    os.close(writing)
    assert select.select([reading], [], [], 10)[0] and os.read(reading, 1) == b''
    os.close(reading)
    child.stdin.close()
    assert child.wait() == 0


def test_children_can_do_the_same():
    child = subprocess.run([sys.executable, '-c', 'import psyco; print(psyco.is_active())'], capture_output=True, text=True)
    assert (child.stdout, child.stderr) == ('True\n', '')


def test_without_node_the_program_runs_as_it_is():
    program = '''
import psyco
def f(x): return x * 2
psyco.full(); psyco.bind(f); psyco.profile(); psyco.unbind(f); psyco.cannotcompile(f); psyco.setfilter(None); psyco.stop(); psyco.runonly()
assert psyco.unproxy(psyco.proxy(f)) is f and psyco.proxy(f)(2) == 4
print(psyco.is_active(), psyco.stats(), psyco.explain(f)['compiled'])
'''
    for variables, reason in (({'PSYCO_NODE': '/nowhere/node'}, 'Node.js was not found'), ({'PSYCO_DISABLE': '1'}, 'PSYCO_DISABLE is 1')):
        child = subprocess.run([sys.executable, '-c', program], capture_output=True, text=True, env={**os.environ, **variables})
        assert child.stderr == '' and child.stdout.startswith("False {'attached': False, 'reason': '" + reason) and child.stdout.endswith(' False\n'), child


def test_another_python_is_warned_about():
    # Another Python is not always at hand: this one says that it is.
    program = '''
import sys
sys.implementation.name = 'other'
import psyco
psyco.full()
def f(x): return x
psyco.bind(f)
'''
    child = subprocess.run([sys.executable, '-c', program], capture_output=True, text=True, env={**os.environ, 'PSYCO_DISABLE': '1'})
    assert child.stdout == '' and child.returncode == 0
    assert child.stderr == '<string>:5: warning: psyco: nothing will be compiled: this is other 3.11, and only CPython 3.11 is known\n', child.stderr


def test_compact_classes_that_save_nothing_are_warned_about():
    program = 'import sys; sys.implementation.name = "other"\nimport psyco\npsyco.compact\npsyco.compacttype\n'
    child = subprocess.run([sys.executable, '-c', program], capture_output=True, text=True, env={**os.environ, 'PSYCO_DISABLE': '1'})
    assert child.stderr.startswith('<string>:3: warning: psyco: compact instances save no memory here: ') and child.stderr.count('warning:') == 1, child.stderr
    child = subprocess.run([sys.executable, '-c', program], capture_output=True, text=True, env={**os.environ, 'PSYCO_DISABLE': '1', 'PSYCO_COMPACT': 'plain'})
    assert child.stderr == '', child.stderr


def in_child(work):
    """What a forked child returns."""
    end, start = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            result = repr(work())
        except BaseException as problem:
            result = repr(problem)
        os.write(start, result.encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.close(start)
    with open(end) as file:
        return file.read()


def test_in_a_forked_child_compiled_code_goes_on():
    compile_by(total, lambda: total(50000)) if is_compiled(total) else (psyco.bind(total), compile_by(total, lambda: total(50000)))

    def work():
        # These are about what there is; nothing begins for their sake.
        psyco.stop()
        psyco.unbind(total)
        return total(1001), sys.modules['psyco._agent'].region.address
    found = in_child(work)
    assert found == '(250250.0, None)', found
    assert psyco.is_active() and is_compiled(total) and psyco.stats()['profilers'] == []


def test_a_forked_child_that_asks_gets_a_compiler_of_its_own():
    psyco.bind(total)
    compile_by(total, lambda: total(50000))

    def work():
        names = {}
        exec('def f(n):\n    s = 0.0\n    for i in range(n):\n        s += i\n    return s\n', names)
        f = names['f']
        psyco.bind(f)
        compile_by(f, lambda: f(50000))
        # What it was forked with is used until it is compiled anew.
        psyco.bind(total)
        compile_by(total, lambda: total(50000))
        psyco.full()
        inner = in_child(lambda: (psyco.is_active(), total(1001)))
        return psyco.is_active(), psyco.stats()['pid'] == os.getpid(), f(1001), total(1001), [p['kind'] for p in psyco.stats()['profilers']], inner
    assert in_child(work) == "(True, True, 500500.0, 250250.0, ['full'], '(True, 250250.0)')"
    assert psyco.is_active() and is_compiled(total) and psyco.stats()['profilers'] == [] and psyco.stats()['pid'] == os.getpid()


def test_workers_of_a_pool_compile_on_their_own():
    import multiprocessing
    with multiprocessing.get_context('fork').Pool(2, initializer=psyco.full) as pool:
        found = pool.map(worker, range(4))
    assert found == [(True, 250250.0)] * 4, found


def worker(_):
    names = {}
    exec('def f(n):\n    s = 0.0\n    for i in range(n):\n        s += i * 0.5\n    return s\n', names)
    compile_by(names['f'], lambda: names['f'](50000))
    return psyco.is_active(), names['f'](1001)


run(globals())
