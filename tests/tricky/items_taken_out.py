"""Items that leave a list in different ways, and are used afterwards: the list's reference was the only one."""
def a(l):
    t = l[0]
    l.clear()
    return t[2:]
def b(l):
    t = l[0]
    del l[0]
    return t[2:]
def c(l):
    t = l[0]
    l[:] = []
    return t[2:]
def d(l):
    t = l.pop(0)
    return t + t
def e(l):
    t = l[0]
    l[0] = None
    return t[2:]
def f(l):
    t = l.pop()
    return t[2:]
def g(l):
    t = l.pop(-1)
    return t[2:]
def h(d):
    t = d.pop(0)
    return t[2:]
def i(l):
    t = l[0]
    l.pop(0)
    return t[2:]
def j(l):
    t = l[0]
    l.reverse(); l.pop()
    return t[2:]
def k(l):
    t = l[0]
    l.sort(); l.remove(t)
    return t[2:]
for n in range(40):
    for fn in a, b, c, d, e, f, g, i, j, k: print(fn.__name__, ascii(fn(['  12' + str(n) + '\n'])))
    print(ascii(h({0: '  12' + str(n) + '\n'})))
