"""What compiled code knows by its address, and what else may be there later: entries of dicts, defaults, getters, modules, classes."""
import types
import weakref


def warm(function, *arguments):
    for _ in range(600):
        function(*arguments)


def lengths(count):
    total = 0
    for _ in range(count):
        total += len('abc')
    return total


def ranges(count):
    for _ in range(count):
        yield len(range(2))


def shared_keys():
    """The dict of an instance for globals: a name that other instances have comes without a change of the keys that they share."""
    class Names:
        pass
    other = Names()
    other.len = None
    names = Names()
    names.__builtins__ = __builtins__
    # Generators are not compiled: the interpreter gives the keys a version for them.
    generator = types.FunctionType(ranges.__code__, vars(names))
    for _ in range(100):
        list(generator(10))
    f = types.FunctionType(lengths.__code__, vars(names))
    warm(f, 10)
    results = [f(10)]
    names.len = lambda text: 100
    results.append(f(10))
    del names.len
    results.append(f(10))
    print('shared keys', results)


def entries():
    names = {'a': [1], 'b': [2]}
    exec('def f():\n  return a\ndef g(x):\n  global a\n  a = x\n', names)
    f, g = names['f'], names['g']
    warm(f)
    warm(g, [1])
    names['new'] = [3]
    warm(f)
    warm(g, [1])
    items = list(names.items())
    names.clear()
    for name, value in reversed(items):
        names[name] = value
    print('entries', f())
    g([7])
    print({name: value for name, value in names.items() if isinstance(value, list)})
    del names['a']
    names['a'] = [8]
    for i in range(50):
        names['other%d' % i] = i
    g([9])
    print(f(), {name: value for name, value in names.items() if isinstance(value, list)})


def popped():
    names = {'x': 0}
    exec('def f():\n  return a\ndef g(x):\n  global a\n  a = x\n', names)
    f, g = names['f'], names['g']
    names['a'] = [1]
    warm(f)
    warm(g, [1])
    names.popitem()
    names['q'] = [2]
    try:
        print('popped', f())
    except NameError as error:
        print('popped', error)
    g([3])
    print(f(), names['q'])


class Names(dict):
    def __getitem__(self, name):
        return 'own' if name == 'zz' else dict.__getitem__(self, name)


def subclass():
    names = Names()
    exec('zz = 5\ndef f():\n  return zz\n', names)
    f = dict.__getitem__(names, 'f')
    warm(f)
    print('subclass', f())


class Text(str):
    pass


def other_keys():
    # A key that is no plain string is the name, too.
    source = compile('def f():\n  return len([1, 2, 3])\n', 'other keys', 'exec')
    names = {Text('len'): lambda items: 'own'}
    exec(source, names)
    warm(names['f'])
    print('other keys', names['f']())
    plain = {}
    exec(source, plain)
    warm(plain['f'])
    plain[Text('len')] = lambda items: 'later'
    print('other keys', plain['f']())


class Property:
    def __init__(self):
        self.v = 1

    @property
    def x(self):
        return self.v


def sum_of(objects):
    total = 0
    for one in objects:
        total += one.x
    return total


def getters():
    objects = [Property() for _ in range(50)]
    objects[0].x
    for _ in range(200):
        sum_of(objects)
    Property.__dict__['x'].__init__(lambda self: 100)
    print('getters', sum_of(objects))


MODULE = types.ModuleType('module')
MODULE.x = 5


def attribute_of_module():
    return MODULE.x


def modules():
    warm(attribute_of_module)

    class Module(types.ModuleType):
        x = property(lambda self: 'property')

    MODULE.__class__ = Module
    print('modules', attribute_of_module())


class Says:
    pass


class Claims:
    __class__ = Says


class ClaimsLater:
    __class__ = property(lambda self: Says)


def is_one(x):
    return isinstance(x, Says)


def is_other(x):
    return isinstance(x, Says)


def is_another(x):
    return isinstance(x, (int, str)), isinstance(x, int)


def instances():
    says = Says()
    shown = set()
    for _ in range(600):
        shown.add(('proxy', is_one(weakref.proxy(says))))
        shown.add(('claims', is_other(Claims()), is_other(ClaimsLater())))
        shown.add(('others', is_another(weakref), is_another(Says), is_another(says), is_another(True)))
    print(sorted(shown, key=str))


# Each in a module of its own, with its loops at the top.
MODULES = {
    'truth': r"""
class Truth:
    pass
instance = Truth()
def truth(x):
    return 1 if x else 0
for i in range(2000):
    truth(instance)
Truth.__len__ = lambda self: 0
print(truth(instance))
""",
    'defaults': r"""
def made(number):
    return (number,)
def with_default(a, b=0):
    return b
with_default.__defaults__ = made(1000)
def calls(i):
    return with_default(i)
for i in range(3000):
    calls(1)
with_default.__defaults__ = None
with_default.__defaults__ = made(2000)
print(calls(1))
""",
    'entries in another order': r"""
names = {'a': [1], 'b': [2]}
exec("def f():\n  return a\n", names)
f = names['f']
for i in range(600):
    f()
names['new'] = [3]
for i in range(600):
    f()
items = list(names.items())
names.clear()
for name, value in reversed(items):
    names[name] = value
print(f())
""",
    'identity': r"""
class First:
    __slots__ = ('v',)
class Second:
    __slots__ = ('v',)
known, other = First(), Second()
known.v, other.v = 0, 1
def is_known(x, default=known):
    y = x.v
    return x is default
def count(n, x):
    total = 0
    for i in range(n):
        total += is_known(x)
    return total
def warm(function, *arguments):
    for _ in range(100):
        function(*arguments)
warm(count, 100, other)
known.__class__ = Second
hasattr(Second, 'z')
print(count(100, known))
""",
}

if __name__ == '__main__':
    for part in (entries, shared_keys, popped, subclass, other_keys, getters, modules, instances):
        part()
    for name, source in MODULES.items():
        print(name, end=' ')
        exec(source, {'__name__': name})
