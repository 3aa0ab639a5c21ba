# Builtin functions and methods called with plain arguments from functions without a frame: results of all types, errors, subclasses.
import math

from common import check_all


class Number(int):
    def __hash__(self):
        return 7

    def __round__(self, digits=None):
        return "rounded"

    def __divmod__(self, other):
        return "divided"


class Real(float):
    def __format__(self, spec):
        return "formatted"

    def __round__(self, digits=None):
        return "real"


class Part(str):
    def __format__(self, spec):
        return "part"


def of_text(text, part, n):
    return (text.startswith(("a", "b")), text.endswith((part, "z")), text.find(part, n), text.rfind(part, n, 20), text.split(part, n), text.rsplit(None, n), text.replace(part, "-", n), text.count(part, n))


def widths(text, n):
    return text.center(n), text.ljust(n, "."), text.rjust(n), text.zfill(n), text.removeprefix("a"), text.removesuffix("b"), text.expandtabs(n)


def index_of(text, part):
    return text.index(part), text.rindex(part)


def formatted(a, b):
    return "{} and {!r}".format(a, b), "{0:>6}|{1}".format(a, b), format(a, "")


def wrongly_formatted(a):
    return "{:d} {}".format(a, a), "{1}".format(a)


def numbers(a, b):
    return divmod(a, b), round(a), round(a, 1), hash(a), min(a, b), max(a, b), pow(a, 2)


def conversions(n):
    return chr(n), hex(n), bin(n), oct(n), ord(chr(n)), int("11", n), n.bit_length()


def mathematics(a, b):
    return math.hypot(a, b), math.atan2(a, b), math.log(a), math.log(a, b), math.isnan(a), math.gcd(int(a), int(b)), math.isqrt(int(a))


def twice(function, arguments):
    return function(*arguments), function(*arguments)


def call_of_text(text, part, n):
    return of_text(text, part, n)


def call_widths(text, n):
    return widths(text, n)


def call_index_of(text, part):
    try:
        return index_of(text, part)
    except ValueError as error:
        return str(error), error.__traceback__.tb_next.tb_frame.f_code.co_name


def call_formatted(a, b):
    return formatted(a, b)


def call_numbers(a, b):
    return numbers(a, b)


def call_conversions(n):
    return conversions(n)


def call_mathematics(a, b):
    return mathematics(a, b)


def main():
    texts = ["abcab", "", "xaby z", "ü b", Part("ab")]
    check_all("of text", call_of_text, [(text, part, n) for text in texts for part in ("a", "b", "") for n in (0, 1, -1)] + [("ab", 1, 0), ("ab", Part("b"), True), ("ab", "b", 1.5), ("ab", "b", None)], rounds=500)
    check_all("widths", call_widths, [(text, n) for text in texts for n in (0, 3, 9)] + [("a", 2.5), ("a\tb", True), (b"a", 3)], rounds=500)
    check_all("index", call_index_of, [(text, part) for text in texts for part in ("a", "q")], rounds=800)
    values = [1, -2.5, True, "x", None, 2**70, Number(4), Real(2.5), Part("p")]
    check_all("formatted", call_formatted, [(a, b) for a in values for b in values[:5]], rounds=500)
    check_all("wrongly formatted", wrongly_formatted, [(a,) for a in values], rounds=500)
    check_all("numbers", call_numbers, [(7, 2), (-7, 2), (7.5, 2), (7, 2.5), (True, False), (7, 0), (2**70, 3), (0.5, 1), (2.5, 0.5), (float("nan"), 1), ("a", "b"), (Number(9), 2), (Real(1.5), 2), (None, 1)], rounds=800)
    check_all("conversions", call_conversions, [(2,), (36,), (97,), (-1,), (2**70,), (True,), (2.5,), (Number(16),)], rounds=800)
    check_all("mathematics", call_mathematics, [(3, 4), (3.0, 4), (0, 1), (2**70, 2), (1.5, -1), (float("inf"), 2), ("a", 1), (Real(4.0), 2)], rounds=800)


main()
