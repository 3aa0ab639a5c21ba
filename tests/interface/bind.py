# psyco: --mode off
# bind() and unbind(): what may be bound, that it has the effect, that nothing else changes.
import gc
import inspect
import math
import pickle
import sys
import time
import types
import weakref
import warnings
from harness import compile_by, is_compiled, raises, repeat, run, until, versions

import psyco


def area(width: float, height: float = 2.0, *, scale=1) -> float:
    """A function with everything that can be looked at."""
    return (width * height + width - height) * 0.5 * scale


def total(n):
    result = 0.0
    for i in range(n):
        result += i * 0.5 - result * 0.001
    return result


def test_function():
    def f(x, y):
        return x * y + x - y * 3
    g = f
    psyco.bind(f)
    compile_by(f, lambda: repeat(g, 2.5, 3.5))
    assert psyco.explain(g)['bound'] and g(2.5, 3.5) == 0.75


def test_nothing_happens_before_the_first_call():
    def f(x):
        return x * 2.0
    psyco.bind(f)
    psyco.stats()
    assert not is_compiled(f) and 'when it runs' in str(psyco.explain(f))


def test_what_is_not_bound_is_not_compiled():
    def f(x):
        return x * 2.0 + 1.0
    repeat(f, 1.5, seconds=0.3)
    explanation = psyco.explain(f)
    assert not explanation['compiled'] and not explanation['bound'] and explanation['versions'] == 0
    assert 'nobody has asked' in str(explanation)


def test_bound_functions_are_faster():
    plain = types.FunctionType(total.__code__.replace(), globals())
    psyco.bind(total)
    compile_by(total, lambda: total(2000))

    def seconds(function):
        best = math.inf
        for _ in range(15):
            start = time.process_time()
            function(20000)
            best = min(best, time.process_time() - start)
        return best
    assert total(20000) == plain(20000)
    until(lambda: seconds(plain) > 2 * seconds(total))
    assert is_compiled(total) and not is_compiled(plain)


def test_nothing_of_a_bound_function_changes():
    def look():
        return (id(area), id(area.__code__), inspect.signature(area), area.__code__.co_code, area.__doc__, area.__name__, area.__qualname__, area.__dict__,
                area.__module__, area.__defaults__, area.__kwdefaults__, area.__annotations__, inspect.getsource(area), pickle.dumps(area))
    before = look()
    psyco.bind(area)
    compile_by(area, lambda: repeat(area, 2.5))
    assert look() == before
    assert pickle.loads(pickle.dumps(area)) is area


class Base:
    def inherited(self):
        return 1.5 * 2


class Shape(Base):
    count = 3

    def __init__(self):
        self.side = 2.0

    def method(self):
        return self.side * 1.5

    @staticmethod
    def static(x):
        return x * 2.5

    @classmethod
    def of_class(cls, x):
        return cls.count * x

    @property
    def size(self):
        return self.side * 3.0


def test_classes():
    psyco.bind(Shape)
    shape = Shape()

    def work():
        for call in (shape.method, lambda: shape.static(1.5), lambda: Shape.of_class(2.5), lambda: shape.size, shape.inherited):
            repeat(call)
    accessor = vars(Shape)['size'].fget
    for function in (Shape.method, Shape.static, Shape.of_class, accessor):
        compile_by(function, work)
    assert psyco.explain(Shape.__init__)['bound']
    assert not psyco.explain(Base.inherited)['bound'] and not is_compiled(Base.inherited)
    assert (shape.method(), shape.static(2.0), Shape.of_class(2.0), shape.size) == (3.0, 5.0, 6.0, 6.0)


def test_a_class_bound_twice():
    class C:
        def m(self, x):
            return x * 2.5
    psyco.bind(C)
    compile_by(C.m, lambda: repeat(C().m, 1.5))
    before = versions(C.m)
    psyco.bind(C)
    psyco.bind(C)
    repeat(C().m, 1.5, seconds=0.3)
    assert versions(C.m) == before and is_compiled(C.m)


def test_methods():
    class C:
        def bound(self, x):
            return x * 2.5

        def unbound(self, x):
            return x * 1.5
    c = C()
    psyco.bind(c.bound)
    psyco.bind(C.unbound)
    compile_by(C.bound, lambda: repeat(c.bound, 1.5))
    compile_by(c.unbound, lambda: repeat(c.unbound, 1.5))


def test_anything_with_a_dict():
    module = types.ModuleType('module')
    exec('def f(x):\n    return x * 2.0\ndef g(x):\n    return x * 3.0\nclass C:\n    def m(self): pass\n', module.__dict__)
    psyco.bind(module)
    assert psyco.explain(module.f)['bound'] and psyco.explain(module.g)['bound'] and not psyco.explain(module.C.m)['bound']
    thing = types.SimpleNamespace(f=lambda x: x * 2.0, n=3)
    psyco.bind(thing)
    assert psyco.explain(thing.f)['bound']


def test_a_class_method_object_and_a_static_method_object():
    class C:
        @staticmethod
        def s():
            return 1

        @classmethod
        def c(cls):
            return 2
    psyco.bind(vars(C)['s'])
    psyco.bind(vars(C)['c'])
    assert psyco.explain(C.s)['bound'] and psyco.explain(C.c)['bound']


def leaf(x):
    return x * 0.5 + x * 0.25 - x


def middle(x):
    return leaf(x) * 2.0 + x * 0.5 - x * 3.0


def root(x):
    return middle(x) * 2.0 + x * 0.5 - x * 3.0


def family():
    """The three functions in a namespace of their own."""
    names = {}
    for function in (leaf, middle, root):
        names[function.__name__] = types.FunctionType(function.__code__.replace(), names, function.__name__)
    return names


def part(function):
    """Whether there is compiled code of the function: its own, or in that of others."""
    explanation = psyco.explain(function)
    return explanation['versions'] > 0 or bool(explanation['inlinedInto'])


def test_callees_are_compiled_too():
    functions = family()
    psyco.bind(functions['root'])
    for name in ('root', 'middle', 'leaf'):
        until(lambda: part(functions[name]), lambda: repeat(functions['root'], 1.5))
    assert functions['root'](2.0) == root(2.0)


def test_callees_down_to_rec_only():
    functions = family()
    psyco.bind(functions['root'], 1)
    until(lambda: part(functions['middle']), lambda: repeat(functions['root'], 1.5))
    repeat(functions['root'], 1.5, seconds=0.3)
    assert not part(functions['leaf'])
    functions = family()
    psyco.bind(functions['root'], rec=0)
    compile_by(functions['root'], lambda: repeat(functions['root'], 1.5))
    repeat(functions['root'], 1.5, seconds=0.3)
    assert not part(functions['middle']) and not part(functions['leaf'])
    assert functions['root'](2.0) == root(2.0)


def recursive_family():
    names = {}
    exec('def leaf(n):\n    return 1 if n < 1 else leaf(n - 1) + 1\n'
         'def branch(n):\n    return leaf(3) if n < 2 else branch(n - 1) + branch(n - 2)\n'
         'def root(n):\n    return branch(n) + 1\n', names)
    return names


def direct(function):
    return 'called directly' in str(psyco.explain(function))


def test_direct_calls_down_to_rec():
    names = recursive_family()
    expected = names['root'](8)
    for rec, called in (0, ''), (1, 'branch'), (2, 'branch leaf'):
        names = recursive_family()
        psyco.bind(names['root'], rec=rec)
        compile_by(names['root'], lambda: repeat(names['root'], 8))
        until(lambda: all(direct(names[name]) for name in called.split()), lambda: repeat(names['root'], 8))
        repeat(names['root'], 8, seconds=0.3)
        assert [name for name in ('branch', 'leaf') if part(names[name])] == called.split(), rec
        assert names['root'](8) == expected


def test_a_recursive_function_calls_itself_directly():
    for rec in 0, 3:
        branch = recursive_family()['branch']
        psyco.bind(branch, rec=rec)
        until(lambda: direct(branch), lambda: repeat(branch, 8))


def test_bind_inside_a_running_call_of_the_function():
    def f(n):
        result = 0
        if n > 10:
            psyco.bind(f)
        for i in range(n):
            result += i & 3
        return result
    until(lambda: is_compiled(f), lambda: f(300000))
    assert f(1001) == 1500


def test_bind_inside_a_compiled_call_of_the_function():
    def f(n):
        result = 0
        for i in range(n):
            result += i & 3
            if i == 500:
                psyco.bind(f)
        return result
    psyco.bind(f)
    compile_by(f, lambda: f(100000))
    assert [f(1001) for _ in range(20)] == [1500] * 20


def test_unbind():
    def f(n):
        result = 0.0
        for i in range(n):
            result += i * 0.5
        return result
    psyco.bind(f)
    compile_by(f, lambda: f(50000))
    assert psyco.unbind(f) is None
    assert not is_compiled(f) and not psyco.explain(f)['bound']
    for _ in range(5):
        f(100000)
    assert not is_compiled(f)
    psyco.bind(f)
    compile_by(f, lambda: f(50000))


def test_unbind_frees():
    class Marker:
        """Something that only the namespace of the function holds."""
    namespace = {'marker': Marker()}
    exec('class Helper:\n    def twice(self, x):\n        return x * 2.0\nhelper = Helper()\ndef f(n):\n    s = 0.0\n    for i in range(n):\n        s += helper.twice(i * 0.5)\n    return s\n', namespace)
    marker = weakref.ref(namespace['marker'])
    f = namespace['f']
    before = psyco.stats()['memoryKilobytes'], psyco.stats()['regions']['code']
    psyco.bind(f)
    compile_by(f, lambda: f(50000))
    compiled = psyco.stats()['regions']['code']
    assert compiled > before[1]
    psyco.unbind(f)
    assert psyco.stats()['regions']['code'] < compiled
    del f, namespace
    gc.collect()
    assert marker() is None


def test_unbind_again_and_again_needs_no_more_memory():
    def f(n):
        result = 0.0
        for i in range(n):
            result += i * 0.5
        return result
    sizes = []
    for _ in range(6):
        psyco.bind(f)
        compile_by(f, lambda: f(50000))
        psyco.unbind(f)
        sizes.append(psyco.stats()['regions'])
    # The code, what exits need, and the exits themselves.
    for part in 'code', 'data', 'exits':
        assert sizes[-1][part] <= max(size[part] for size in sizes[:3]), (part, sizes)


def test_unbind_of_classes_and_methods():
    class C:
        def m(self, x):
            return x * 2.5

        def n(self, x):
            return x * 1.5
    psyco.bind(C)
    compile_by(C.m, lambda: repeat(C().m, 1.5))
    psyco.unbind(C().m)
    assert not psyco.explain(C.m)['bound'] and psyco.explain(C.n)['bound'] and not is_compiled(C.m)
    psyco.unbind(C)
    assert not psyco.explain(C.n)['bound']
    psyco.unbind(C)
    psyco.unbind(types.SimpleNamespace())


def test_unbind_from_inside():
    def f(n, last):
        result = 0
        for i in range(n):
            result += i & 3
            if i == 700 and last:
                psyco.unbind(f)
        return result
    psyco.bind(f)
    compile_by(f, lambda: f(50000, False))
    assert f(1001, True) == 1500 and not is_compiled(f) and f(1001, False) == 1500


def test_unbind_while_compiled_code_is_left():
    # Who leaves compiled code makes objects, and that may start a collection of garbage, which runs anything.
    namespace = {}
    items = ', '.join(['a', 'n'] * 12)
    exec(f'def g(x):\n    y = x + 1\n    return y * 2\ndef f(a, n):\n    t = ({items})\n    r = g(n)\n    return t[1] + r\n', namespace)
    f, gone = namespace['f'], weakref.ref(namespace['g'])
    others = []
    seen = []

    def in_collection(phase, _):
        if phase == 'start' and not seen:
            seen.append(phase)
            psyco.unbind(f)
            namespace['g'] = lambda x: (x + 1) * 2
            # In the place of what has died too early, if it has.
            others.extend([lambda x: 7 for _ in range(300)])
    psyco.bind(f)
    compile_by(f, lambda: repeat(f, 'a', 1))
    thresholds = gc.get_threshold()
    gc.disable()
    gc.callbacks.append(in_collection)
    gc.set_threshold(1)
    young = [[number] for number in range(10)]
    try:
        gc.enable()
        # Too large for the numbers of the code.
        assert f('a', 1 << 62) == (1 << 62) + 2 * ((1 << 62) + 1)
    finally:
        gc.set_threshold(*thresholds)
        gc.callbacks.remove(in_collection)
    assert seen and len(young) == 10
    psyco.unbind(f)
    assert gone() is None and not is_compiled(f)


def test_clear_errors():
    for builtin in (len, [].append, list.append, dict.fromkeys, math.sin, (1).__add__, int.__add__):
        text = raises(TypeError, psyco.bind, builtin)
        assert 'written in C' in text and 'psyco.bind()' in text, text
        assert 'written in C' in raises(TypeError, psyco.unbind, builtin)
    assert 'not int object' in raises(TypeError, psyco.bind, 3)
    assert 'not NoneType object' in raises(TypeError, psyco.bind, None)
    assert 'code' in raises(TypeError, psyco.bind, total.__code__)
    assert 'no Python function or method' in raises(psyco.error, psyco.bind, int)
    assert 'SimpleNamespace' in raises(psyco.error, psyco.bind, types.SimpleNamespace(a=1))
    assert "rec must be an integer, not str" in raises(TypeError, psyco.bind, total, 'x')
    assert "not float" in raises(TypeError, psyco.bind, total, rec=1.5)
    assert 'rec must be 0 or more, not -1' in raises(ValueError, psyco.bind, total, -1)
    raises(TypeError, psyco.bind)
    raises(TypeError, psyco.bind, total, 1, 2)


def test_warnings():
    def counts(x):
        return sys.getrefcount(x)
    for call in (psyco.bind, psyco.proxy):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter('always')
            call(counts)
            call(leaf)
        one, = caught
        assert one.category is psyco.warning and issubclass(psyco.warning, Warning), one
        assert 'counts calls sys.getrefcount(), which may find fewer references' in str(one.message)
        assert one.filename == __file__, 'it names the line of the program'
    psyco.unbind(counts)
    psyco.unbind(leaf)


def test_what_cannot_be_compiled_says_why():
    def numbers(n):
        for i in range(n):
            yield i
    psyco.bind(numbers)
    until(lambda: psyco.explain(numbers)['whyNot'] or is_compiled(numbers), lambda: sum(numbers(100000)))
    explanation = psyco.explain(numbers)
    assert explanation['compiled'] or any('bind.py:' in why for why in explanation['whyNot']), explanation


assert psyco.is_active(), psyco.stats()
run(globals())
