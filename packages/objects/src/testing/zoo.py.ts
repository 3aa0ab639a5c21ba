// A Python script that makes objects of every kind that the readers know and says where they are.

/** The objects by name; `say` prints their addresses. Scalars in `facts` are what a reader should find. */
export const ZOO = String.raw`
import math, types, collections
class Plain:
    kind = 'plain'
    def __init__(self): self.x = 1; self.y = 'two'; self.z = 3.0
    def method(self): return self.x
    @property
    def prop(self): return 1
    @staticmethod
    def static(): pass
    @classmethod
    def klass(cls): pass
class Child(Plain):
    own = 'own'
class Slotted:
    __slots__ = ('a', 'b')
class IntChild(int):
    pass
class TupleChild(tuple):
    pass
class Meta(type): pass
class WithMeta(metaclass=Meta): pass
class Dicty:
    pass
def outer(free):
    cell = [1]
    def inner(a, b=2, *args, key=3, **rest):
        nonlocal cell
        cell = free
        return len(a)
    return inner
def generator():
    held = 5
    yield held
    yield 2

o = {}
o['zero'] = 0; o['five'] = 5; o['minus'] = -7; o['big'] = 2**70 + 3; o['negbig'] = -(2**100) - 9; o['digit'] = 2**30 - 1; o['two_digits'] = 2**30; o['ssize'] = -2**63
o['true'] = True; o['false'] = False; o['none'] = None; o['ellipsis'] = Ellipsis; o['notimplemented'] = NotImplemented
o['pi'] = 3.14159; o['neg0'] = -0.0; o['inf'] = float('inf'); o['complex'] = 1 + 2j
o['empty'] = ''; o['ascii'] = 'hello'; o['latin'] = 'h\xe9llo'; o['ucs2'] = 'h\u0416llo'; o['ucs4'] = 'h\U0001F600llo'; o['surrogate'] = 'a\ud800b'; o['surrogates'] = 'h\ud83d\ude00llo'
class Str(str): pass
o['strchild'] = Str('childish')
o['long'] = 'x' * 10000
o['bytes'] = b'a\x00b'; o['bytearray'] = bytearray(b'xyz')[1:]
o['tuple'] = (1, 'a', None); o['empty_tuple'] = (); o['list'] = [1, 2.5, 'c']; o['empty_list'] = []
o['set'] = {1, 'a', -2}; o['set'].add(99); o['set'].discard(99); o['frozenset'] = frozenset([1, 2])
o['unicode_dict'] = {'a': 1, 'b': 2, 'c': 3}; del o['unicode_dict']['b']
o['general_dict'] = {1: 'one', 'two': 2, None: 3}
o['empty_dict'] = {}; o['large_dict'] = {str(i): i for i in range(1000)}; o['huge_dict'] = {i: i for i in range(70000)}
p = Plain(); o['instance'] = p
q = Child(); q.extra = 4; o['child'] = q
d = Dicty(); d.a = 1; d.__dict__; o['dicty'] = d; o['split_dict'] = d.__dict__
e = Dicty(); e.a = 1; e.__dict__.update({'k%d' % i: i for i in range(40)}); o['manydict'] = e
n = Dicty(); o['nothing'] = n
s = Slotted(); s.a = 'slot a'; o['slotted'] = s
i = IntChild(12345678901234567890); i.attr = 'on int'; o['intchild'] = i
t = TupleChild((1, 2, 3)); t.attr = 'on tuple'; o['tuplechild'] = t
fn = types.SimpleNamespace(f=1); o['namespace'] = fn
def func(): pass
func.attr = 1
o['func'] = func; o['method'] = p.method; o['inner'] = outer([7]); o['len'] = len; o['append'] = [].append; o['sqrt'] = math.sqrt
import cmath; cmath.sqrt.__module__ = 'math'; o['complex_sqrt'] = cmath.sqrt
o['list_append'] = list.append; o['dict_fromkeys'] = dict.fromkeys; o['int_add'] = int.__add__
o['cell'] = o['inner'].__closure__[0]; o['code'] = o['inner'].__code__; o['property'] = Plain.__dict__['prop']
o['static'] = Plain.__dict__['static']; o['klass'] = Plain.__dict__['klass']; o['member'] = Slotted.__dict__['a']
o['Plain'] = Plain; o['Child'] = Child; o['Slotted'] = Slotted; o['int'] = int; o['range_type'] = range; o['WithMeta'] = WithMeta; o['OrderedDict'] = collections.OrderedDict
o['module'] = math; o['main'] = sys.modules['__main__']
o['range'] = range(1, 10, 2); o['bigrange'] = range(2**70); r = iter(range(1, 10, 2)); next(r); next(r); o['range_iterator'] = r
o['slice'] = slice(1, None, 3); l = iter([1, 2, 3]); next(l); o['list_iterator'] = l
ti = iter((1, 2)); o['tuple_iterator'] = ti; si = iter('abc'); next(si); next(si); o['str_iterator'] = si; ui = iter('\u0416b'); next(ui); o['ucs_iterator'] = ui
done = iter([1]); list(done); o['done_iterator'] = done
en = enumerate('abc', 5); next(en); o['enumerate'] = en; z = zip([1], 'a', strict=True); o['zip'] = z
g = generator(); next(g); o['generator'] = g
say(ids={k: id(v) for k, v in o.items()}, pid=__import__('os').getpid(), ident=__import__('threading').get_ident(),
    native=__import__('threading').get_native_id(),
    code=[o['code'].co_name, o['code'].co_qualname, o['code'].co_filename, o['code'].co_firstlineno, o['code'].co_argcount,
          o['code'].co_kwonlyargcount, o['code'].co_flags, o['code'].co_stacksize, o['code'].co_nlocals, len(o['code'].co_code)],
    code_names=list(o['code'].co_names), code_slots=list(o['code'].co_varnames) + list(o['code'].co_freevars),
    code_bytes=o['code'].co_code.hex(), code_consts=[id(c) for c in o['code'].co_consts],
    code_tables=[o['code'].co_exceptiontable.hex(), o['code'].co_linetable.hex()],
    globals_id=id(globals()), builtins_id=id(__builtins__.__dict__), modules_id=id(sys.modules),
    basicsize=[int.__basicsize__, Plain.__basicsize__, Slotted.__basicsize__],
    mro=[id(c) for c in Child.__mro__], set_ids=sorted(id(x) for x in o['set']),
    attributes={'Child.kind': id(Plain.__dict__['kind']), 'Child.__init__': id(Plain.__init__), 'int.__add__': id(int.__dict__['__add__']), 'list.append': id(list.__dict__['append']),
                'Child.__repr__': id(object.__dict__['__repr__']), 'OrderedDict.pop': id(collections.OrderedDict.__dict__['pop'])},
    values={'instance.x': id(p.x), 'instance.y': id(p.y), 'child.extra': id(q.extra), 'dicty.a': id(d.a), 'manydict.k39': id(e.k39), 'intchild.attr': id(i.attr), 'tuplechild.attr': id(t.attr), 'namespace.f': id(fn.f)},
    parts={'cell': id(o['cell'].cell_contents), 'method_func': id(Plain.method), 'defaults': id(o['inner'].__defaults__), 'slot_a': id(s.a), 'fget': id(Plain.prop.fget), 'static': id(Plain.static), 'generator_code': id(generator.__code__)})
def wait_inside(argument):
    local = argument
    wait()
wait_inside('argument')
`;
