"""A collection at each allocation in turn empties and exchanges whatever the function is using: what it has read stays alive, and is freed once."""
import gc

LIVE = [0]
STATE = {'count': 0, 'at': -1, 'action': None}


def act(phase, info):
    if phase != 'start' or STATE['action'] is None:
        return
    STATE['count'] += 1
    if STATE['count'] == STATE['at']:
        action, STATE['action'] = STATE['action'], None
        action()
        # What has been freed is used again.
        [('y' * 40, [None] * 6, {'q': 1}, Thing(0)) for _ in range(3)]
        STATE['action'] = action


class Thing:
    def __init__(self, tag):
        self.tag = tag
        LIVE[0] += 1

    def __del__(self):
        LIVE[0] -= 1
        if self.tag is None:
            print('destroyed twice')
        self.tag = None


class Plain:
    def __init__(self, a, b, z):
        self.a, self.b, self.z = a, b, z

    def pair(self, v):
        return v, self.a


class Other:
    def __init__(self, a, b, z):
        self.z, self.b, self.a = a, b, z

    def pair(self, v):
        return 1


class Slots:
    __slots__ = ('a', 'z')

    def __init__(self, a, z):
        self.a, self.z = a, z


def items(x, d, o, s, f):
    a = x[0]
    x[2] = t = (a, x[1], [a])
    x[0], x[1] = x[1], [x[0]]
    x.append((a, [t]))
    return a, t, x.pop(), x.pop(0), x[0]


def attributes(x, d, o, s, f):
    a, z = o.a, s.a
    o.a = (a, o.b, [a])
    s.a = [z, a]
    o.a, o.b = o.b, o.a
    return a, z, o.a, s.a, o.pair([a])


def numbers(x, d, o, s, f):
    a, b = f[0], o.z
    f[0] = a + 1.5
    w = [a, b]
    o.z += 2.5
    f[1] += len(w)
    s.z = f[1] * 2
    return a, b, w, (f[1], o.z, [w]), s.z, f[0]


def entries(x, d, o, s, f):
    a, b = d['a'], d.get('b')
    d['a'] = (a, [b])
    d['new'] = [b, a]
    w = list(d.keys())
    return a, b, w, {'p': a, 'q': [a], 'r': (a, w)}, d['a'], d.copy()


def loops(x, d, o, s, f):
    r = []
    for n, v in enumerate(x):
        t = (v, [n])
        for u, w in zip(x, f):
            r.append((u, [w, t]))
    for k, v in d.items():
        r.append([k, v])
    return r, [(v, [o.a]) for v in x], {k: [v] for k, v in d.items()}


def closures(x, d, o, s, f):
    a = x[0]
    total = 0.5

    def inner(v, w=(a, [a])):
        nonlocal total
        total += 1.5
        return [v, w, x, total]
    return a, inner(a), inner([a], a), (lambda: [a, total])()


def calls(x, d, o, s, f):
    a = x[0]
    p = Plain((a, x[1]), a, 1.5)
    q = Plain(p, [p.a], 2.5)
    p.b = q
    return a, q.a.a, nested(s, (a, [p]), 3), p.pair(a), q.z


def nested(s, t, n):
    if n <= 0:
        return s.a, t, s.z
    r = nested(s, (t, n), n - 1)
    return r, s.a, n


def errors(x, d, o, s, f):
    a = x[0]
    try:
        try:
            x[100]
        except IndexError as error:
            w = [a, error.args]
            d['none']
    except KeyError as error:
        u = (a, w, error.args)
    return a, w, u, f'{f[0]:.2f}{d["a"].tag!r}', divmod(70, 9)


def things():
    x = [Thing(i) for i in range(5)]
    d = {'a': Thing(10), 'b': Thing(11), 'c': Thing(12)}
    return x, d, Plain(Thing(20), Thing(21), 1.5), Slots(Thing(22), 2.5), [1.5, 2.5, 3.5]


def hostile(x, d, o, s, f):
    x.clear()
    d.clear()
    f[:] = ['a']
    s.a = s.z = None
    o.a = o.b = 5
    o.__class__ = Other


def whole(value, depth=0):
    if type(value) is Thing:
        if type(value.tag) is not int:
            print('a dead object', value.tag)
    elif type(value) in (list, tuple) and depth < 6:
        for one in value:
            whole(one, depth + 1)
    else:
        repr(value)


def sweep(function, action):
    for at in range(1, 40):
        used = things()
        # Nothing free is left: the next objects of all kinds are counted by the collector.
        gc.collect()
        STATE.update(count=0, at=at, action=lambda: action(*used))
        gc.enable()
        try:
            whole(function(*used))
        except (LookupError, TypeError, AttributeError, ValueError, RuntimeError):
            pass
        STATE['action'] = None
        gc.disable()
        used = None
        gc.collect()
        if STATE['count'] < at:
            break
    return LIVE[0]


def main():
    gc.disable()
    gc.freeze()
    gc.callbacks.append(act)
    gc.set_threshold(1)
    for function in (items, attributes, numbers, entries, loops, closures, calls, errors):
        for _ in range(5):
            whole(function(*things()))
        gc.collect()
        print(function.__name__, sweep(function, hostile), sweep(function, lambda *used: whole(function(*things()))))


if __name__ == '__main__':
    main()
