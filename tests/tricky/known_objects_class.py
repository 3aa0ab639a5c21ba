# Objects that code knows by their address (default values) get another class, and so do objects in variables, between two uses.
class K:
    __slots__ = ('a',)
    v = 1
    def method(self):
        return 10
    def __len__(self):
        return 1
    def __add__(self, other):
        return 100
class L:
    __slots__ = ('a',)
    v = 2
    def method(self):
        return 20
    def __len__(self):
        return 0
    def __add__(self, other):
        return 200
o = K()
def default(x=o):
    return x.v + x.method()
def truth(x=o):
    return 1 if x else 0
def add(x=o):
    return x + 1
def attribute():
    return default()
def run(f):
    r = []
    for i in range(300):
        r.append(f())
    return r[-1]
def calls():
    r = 0
    for i in range(300):
        r += default() + truth() + add()
    return r
for turn in range(6):
    print(calls(), run(default), run(truth), run(add))
o.__class__ = L
for turn in range(6):
    print(calls(), run(default), run(truth), run(add))
# Objects in variables get another class between two uses.
def change(x, i):
    if i == 200:
        x.__class__ = L
def uses(x, f):
    n = 0
    for i in range(300):
        n += x.v
        f(x, i)
        n += x.v + x.method() + (5 if x else 7) + (x + 1)
    return n
def direct(x):
    n = 0
    for i in range(300):
        n += x.v
        if i == 200:
            x.__class__ = L
        n += x.v + x.method() + (5 if x else 7) + (x + 1)
    return n
for turn in range(6):
    print(uses(K(), change), direct(K()))
