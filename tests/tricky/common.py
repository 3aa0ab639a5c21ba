"""What the tricky programs share: run something often enough to be compiled, print each different outcome once.

TRICKY_SCALE in the environment multiplies all repetitions; the output stays the same.
"""
import os

SCALE = int(os.environ.get("TRICKY_SCALE", "1"))


def outcome(function, *arguments):
    try:
        return repr(function(*arguments))
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def check(name, function, *arguments, times=3000):
    """Prints every different outcome, in the order of first appearance."""
    seen = []
    for _ in range(times * SCALE):
        result = outcome(function, *arguments)
        if result not in seen:
            seen.append(result)
    print(f"{name}:", " | ".join(seen))


def check_all(name, function, cases, rounds=400):
    """Runs all cases in turn, many times over, so that one compiled function meets all of them."""
    first = [outcome(function, *case) for case in cases]
    for _ in range(rounds * SCALE):
        again = [outcome(function, *case) for case in cases]
        if again != first:
            print(f"{name}: changed from {first} to {again}")
            break
    for case, result in zip(cases, first):
        print(f"{name}{case!r} = {result}")


def check_rows(function, rounds=3):
    """Prints the rows that the function gives, which must be the same whenever it is called."""
    first = function()
    for row in first:
        print(row)
    for _ in range(rounds * SCALE):
        again = function()
        if again != first:
            print("changed", again)
            break


# What the next collection does first, for programs that give `act` to gc.callbacks.
ACTION = []


def act(phase, info):
    if phase == 'start' and ACTION:
        ACTION.pop()()


class First:
    __slots__ = ('a', 'b')
    kind = 'first'

    def __init__(self, a, b):
        self.a, self.b = a, b

    def name(self):
        return 'of the first'


class Second:
    __slots__ = ('a', 'b')
    kind = 'second'

    def name(self):
        return 'of the second'
