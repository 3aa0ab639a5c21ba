# psyco: --mode off
# proxy() and unproxy(): a compiled copy beside an original that stays interpreted.
import inspect
from harness import compile_by, is_compiled, raises, repeat, run, versions

import psyco


def power(x: float, times: int = 20, *, scale=1.0) -> float:
    """Multiplies again and again."""
    result = scale
    for _ in range(times):
        result = result * x + 0.5
    return result


power.mark = 'mine'


class C:
    def method(self, x):
        return x * 2.5 + x


def test_the_proxy_is_compiled_and_the_original_is_not():
    copy = psyco.proxy(power)
    assert copy is not power
    compile_by(copy, lambda: repeat(copy, 1.01, 100))
    repeat(power, 1.01, 100, seconds=0.3)
    assert not is_compiled(power) and not psyco.explain(power)['bound'] and versions(power) == 0
    assert copy(1.01) == power(1.01) and copy(1.01, 3, scale=2.0) == power(1.01, 3, scale=2.0)


def test_the_proxy_looks_like_the_original():
    copy = psyco.proxy(power)
    for name in ('__name__', '__qualname__', '__module__', '__doc__', '__defaults__', '__kwdefaults__', '__annotations__', '__dict__', '__closure__'):
        assert getattr(copy, name) == getattr(power, name), name
    assert inspect.signature(copy) == inspect.signature(power) and inspect.getsource(copy) == inspect.getsource(power)
    assert copy.__code__ == power.__code__ and copy.__globals__ is power.__globals__


def test_unproxy():
    copy = psyco.proxy(power)
    assert psyco.unproxy(copy) == power
    c = C()
    method = psyco.proxy(c.method)
    assert psyco.unproxy(method) == c.method


def test_methods():
    c = C()
    method = psyco.proxy(c.method)
    assert method.__self__ is c and method(2.0) == 7.0
    compile_by(method, lambda: repeat(method, 2.0))
    assert not is_compiled(C.method)


def test_closures_and_inner_functions():
    def outer(k):
        def inner(x):
            return [x * k + i for i in range(30)]
        return inner
    original = outer(2.5)
    copy = psyco.proxy(original)
    compile_by(copy, lambda: repeat(copy, 1.5))
    assert copy(1.5) == original(1.5) and copy.__closure__ is original.__closure__
    assert not is_compiled(original)


def test_proxies_of_one_function_are_compiled_once():
    def f(x):
        return x * 1.5 + x
    one, two = psyco.proxy(f), psyco.proxy(f)
    assert one is not two and one.__code__ is two.__code__
    compile_by(one, lambda: repeat(one, 1.5))
    assert is_compiled(two) and versions(two) == versions(one)
    assert psyco.unproxy(psyco.proxy(one)) is f and psyco.proxy(one).__code__ is one.__code__


def test_the_original_of_a_recursive_proxy_is_left_alone():
    names = {}
    exec('def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\n', names)
    fib = names['fib']
    copy = psyco.proxy(fib)
    compile_by(copy, lambda: repeat(copy, 15))
    assert copy(15) == fib(15) == 610
    repeat(fib, 10, seconds=0.2)
    assert not [unit for unit in function_units(fib) if unit['kind'] != 'native']


def function_units(function):
    code = function.__code__
    for entry in psyco.stats()['functions']:
        if entry['name'] == code.co_qualname and entry['file'] == code.co_filename and entry['address'] == id(code):
            return entry['units']
    return []


def test_bind_and_proxy_may_be_mixed():
    def f(x):
        return x * 1.5 + x
    copy = psyco.proxy(f)
    psyco.bind(f)
    compile_by(f, lambda: repeat(f, 1.5))
    compile_by(copy, lambda: repeat(copy, 1.5))
    psyco.unbind(copy)
    assert is_compiled(f) and not is_compiled(copy)
    psyco.unbind(f)
    assert not is_compiled(f)


def test_clear_errors():
    assert 'written in C' in raises(TypeError, psyco.proxy, len)
    assert 'psyco.proxy()' in raises(TypeError, psyco.proxy, C)
    assert 'not int object' in raises(TypeError, psyco.proxy, 3)
    assert 'rec must be 0 or more' in raises(ValueError, psyco.proxy, power, -3)
    assert 'is not a proxy' in raises(psyco.error, psyco.unproxy, power)
    assert 'not int object' in raises(TypeError, psyco.unproxy, 3)


run(globals())
