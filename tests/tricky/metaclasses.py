# Classes with metaclasses: attributes, calls, truth and iteration of the class itself, and what changes under compiled code.
import abc
import enum
class Meta(type):
    pass
class Other(type):
    extra = 'from Other'
    def __call__(cls, *args):
        return 'other call'
    def __len__(cls):
        return 0
    @property
    def data(cls):
        return 'data of Other'
class C(metaclass=Meta):
    data = 1
    def __init__(self):
        self.x = 5
    def method(self):
        return 'method'
class D(metaclass=Meta):
    data = 1
    def __init__(self):
        self.x = 5
class E(metaclass=Meta):
    data = 1
    extra = 'E'
class Color(enum.Enum):
    RED = 1
    GREEN = 2
    @classmethod
    def first(cls):
        return cls.RED
class Flags(enum.IntFlag):
    A = 1
    B = 2
class Base(abc.ABC):
    limit = 3
    @abc.abstractmethod
    def get(self): ...
    @staticmethod
    def static():
        return 'static'
class Derived(Base):
    def get(self):
        return Base.limit + Derived.limit
def attributes():
    return C.data, C.method.__name__, E.extra, Base.limit, Derived.limit, Base.static(), Color.RED, Color.GREEN is Color.RED, Flags.A | Flags.B, Color.first(), Derived().get()
def make():
    return type(C()).__name__ if not isinstance(C(), str) else C()
def make_d():
    d = D()
    return d if isinstance(d, str) else d.x
def truth():
    return (1 if E else 0), (1 if Color else 0), (1 if Base else 0)
def data():
    return E.data
def extra():
    return E.extra
def run(f, n=300):
    for i in range(n):
        r = f()
    return r
FUNCTIONS = [attributes, make, make_d, truth, data, extra]
def both(text):
    for f in FUNCTIONS:
        try:
            print(text, f.__name__, run(f))
            print(text, f.__name__, run(f))
        except Exception as error:
            print(text, f.__name__, repr(error))
def next_color(color):
    if color is Color.RED:
        return Color.GREEN
    return Color.RED
def cycle(n):
    color = Color.RED
    seen = 0
    for i in range(n):
        if color is Color.GREEN:
            seen += 1
        color = next_color(color)
    return color, seen
both('first')
print(cycle(1001))
Base.limit = 4
both('limit')
Meta.extra = 'of the metaclass'
both('plain of metaclass')
Meta.data = property(lambda cls: 'data of Meta')
both('property of metaclass')
del Meta.data
both('deleted')
Meta.__call__ = lambda cls, *args: 'meta call'
both('call')
del Meta.__call__
both('no call')
Meta.__getattribute__ = lambda cls, name: ('got ' + name) if name in ('data', 'extra') else type.__getattribute__(cls, name)
both('getattribute')
del Meta.__getattribute__
both('no getattribute')
Meta.__getattr__ = lambda cls, name: 'missing ' + name
both('getattr')
Meta.__bool__ = lambda cls: False
both('bool')
del Meta.__bool__
E.__class__ = Other
both('E class')
C.__class__ = Other
D.__class__ = Other
both('all classes')
E.__class__ = Meta
C.__class__ = Meta
D.__class__ = Meta
both('back')
type.__setattr__(Color, 'RED', 7)
both('red')
print(cycle(1001))
# The metaclass stays as it is, and the class gets another.
class First(type):
    pass
class F(metaclass=First):
    data = 1
    def __init__(self):
        self.x = 5
    def __add__(self, other):
        return self.x + other
class G(metaclass=First):
    data = 1
def make_f():
    f = F()
    return f if isinstance(f, str) else f + 1
def make_g():
    g = G()
    return g if isinstance(g, str) else type(g).__name__
def data_f():
    return F.data, G.data
def truth_f():
    return (1 if F else 0), (1 if G else 0)
FUNCTIONS = [data_f, make_f, make_g, data_f, truth_f]
both('before')
F.__class__ = Other
G.__class__ = Other
both('after')
# Between two uses of a class that is in a variable.
class Second(type):
    pass
class H(metaclass=Second):
    data = 1
    def __init__(self):
        self.x = 5
def assign(i):
    if i == 200:
        H.__class__ = Other
    if i == 250:
        H.__class__ = Second
def in_variable(n):
    cls = H
    seen = []
    for i in range(n):
        seen.append(type(cls()).__name__ + str(cls.data) + str(bool(cls)))
        assign(i)
        seen.append(type(cls()).__name__ + str(cls.data) + str(bool(cls)))
    return {each: seen.count(each) for each in seen}
for turn in range(5):
    print(in_variable(300))
