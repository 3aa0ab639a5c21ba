"""The order of destructors where tuples end, and variables that several names have."""
LOG = []
STORE = []


class Named:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        LOG.append(self.name)


class Holder:
    def __init__(self, pair, last):
        self.pair, self.last = pair, last


def pair(store):
    return store.pop(), store.pop()


def dropped():
    pair(STORE)
    LOG.append('|')


def variable():
    one = pair(STORE)
    one = None
    LOG.append('|')


def first_of_three():
    (STORE.pop(), STORE.pop(), STORE.pop())[0]
    LOG.append('|')


def nested():
    one = ((STORE.pop(), STORE.pop()), STORE.pop())
    one = None
    LOG.append('|')


def in_instance():
    holder = Holder((STORE.pop(), STORE.pop()), STORE.pop())
    holder = 1
    LOG.append('|')


def inlined(store):
    b = store.pop()
    c = store.pop()
    d = b
    return 1


def two_names():
    inlined(STORE)
    LOG.append('|')


def recursive(n, store):
    if n == 0:
        return 0
    b = store.pop()
    c = store.pop()
    d = b
    return recursive(n - 1, store) + 1


def two_names_each():
    recursive(2, STORE)
    LOG.append('|')


def after_others():
    one = STORE.pop()
    two = (STORE.pop(), STORE.pop())
    three = STORE.pop()
    four = [STORE.pop()]
    return 1


def in_rounds():
    one = STORE.pop()
    for i in range(2):
        two = (STORE.pop(), i)
        three = two
        one = STORE.pop()
    return one.name


def run(function):
    STORE[:] = [Named(i) for i in range(6, 0, -1)]
    LOG.clear()
    function()
    result = list(LOG)
    STORE.clear()
    return result


if __name__ == '__main__':
    functions = [dropped, variable, first_of_three, nested, in_instance, two_names, two_names_each, after_others, in_rounds]
    for function in functions:
        results = {}
        for i in range(600):
            results.setdefault(str(run(function)), i)
        print(function.__name__, *results)
