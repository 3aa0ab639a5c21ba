# Classes of the program that are called as built-in types are: what they do in comparisons, arithmetic and formatting is seen.
import builtins

from common import check_all

LOG = []


class int(builtins.int):
    def __eq__(self, other):
        LOG.append("eq")
        return NotImplemented

    def __lt__(self, other):
        global LIMIT
        LIMIT += 1
        return builtins.int(self) < LIMIT

    def __add__(self, other):
        LOG.append("add")
        return 1000

    __hash__ = builtins.int.__hash__


class str(builtins.str):
    def __eq__(self, other):
        LOG.append("text")
        return "odd"

    def __mod__(self, other):
        return "taken apart"

    def __str__(self):
        LOG.append("shown")
        return "shown"

    __hash__ = builtins.str.__hash__


LIMIT = 0


def work(a, b):
    global LIMIT
    LIMIT = 0
    LOG.clear()
    results = []
    for turn in range(12):
        results.append((a == b, a < b, a + b, LIMIT))
    return results[-1], len(LOG)


def texts(a, b):
    LOG.clear()
    results = []
    for turn in range(12):
        results.append((a == b, a != b, a % (b,), "%s" % a, "%s" % (a,), f"{a}", builtins.str(a), a in ("x", "y")))
    return results[-1], len(LOG)


check_all("work", work, [(1, 2), (int(5), 7), (3, int(5)), (int(1), int(2)), (2.5, int(2))], rounds=300)
check_all("texts", texts, [("%s", "b"), (str("%s"), "b"), ("%s", str("b")), ("x", "y")], rounds=300)
