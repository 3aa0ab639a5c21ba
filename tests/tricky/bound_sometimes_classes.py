# Variables that are bound on some ways to a loop only, to an object of a class written in Python, where the loop runs what may change that
# class: it is tested anew in every turn, if there is an object. The class of NULL was read (a crash) before; found in dnspython's tokenizer.
from common import SCALE

END = object()


class Token:
    def __init__(self, number):
        self.number = number

    def is_space(self):
        return self.number == 3


class Space(Token):
    def is_space(self):
        return True


class Reader:
    def __init__(self, items):
        self.items = items
        self.token = None

    def skip(self):
        skipped = 0
        while True:
            # Of what is thrown away nothing is known: its destructor may do anything.
            if self.items.pop() is END:
                return skipped
            skipped += 1

    def get(self):
        if self.token is not None:
            token = self.token
            self.token = None
            if not token.is_space():
                return token.number
        return self.skip()

    def first(self):
        return self.get() + 1

    def second(self):
        return self.get() + 2

    def third(self):
        return self.get() + 3


class Changes:
    """Gives the token another class, while it is only in a variable that the loop does not look at."""

    def __init__(self, token):
        self.token = token

    def __del__(self):
        self.token.__class__ = Space


def rounds(method, items):
    out = []
    for _ in range(40 * SCALE):
        reader = Reader(items * 30)
        for turn in range(60):
            if turn % 3 == 1:
                reader.token = Token(turn % 4)
            out.append(method(reader))
    return out


methods = Reader.first, Reader.second, Reader.third
for method in methods:
    print(method.__name__, rounds(method, [END, 1.5, 'x', [], END, END, (), Token(3)])[:60])
for method in methods:
    token = Token(3)
    reader = Reader([END, 1, Changes(token), 2, 3])
    reader.token = token
    print(method(reader), type(token).__name__, reader.items, reader.token)
