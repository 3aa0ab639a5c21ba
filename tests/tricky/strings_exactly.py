# Strings as CPython has them where other languages would not: surrogates side by side, subclasses of str that come out of f-strings, new strings
# where nothing was joined.
from common import check, check_all

PAIR = "\ud83d\ude00"
AMID = "a\ud83d\ude00b"
ONE = "\U0001f600"
TEXTS = ["", "axyb", PAIR, ONE, AMID, "\ud83d", "\ude00", "\ude00\ud83d", "é\ud83d\ud83dž"]


def lengths():
    return len("\ud83d\ude00"), len(PAIR), len(AMID), len(ONE), len("a\ud83d\ude00")


def members(text):
    one = pair = amid = 0
    for character in text:
        if character in "\ud83d\ude00":
            pair += 1
        if character in "\ud83d\ude00xyz":
            one += 1
        if character in AMID:
            amid += 1
    return one, pair, amid


def compared(text):
    equal = less = more = same = 0
    for character in text:
        if character == "\ud83d\ude00":
            equal += 1
        if character == PAIR:
            equal += 10
        if character < "\ud83d\ude00":
            less += 1
        if character > "\ud83d\ude00":
            more += 1
        if character == "\U0001f600":
            same += 1
    return equal, less, more, same


class Text(str):
    def __format__(self, spec):
        return "formatted" + spec

    def __eq__(self, other):
        return "equal"

    def __len__(self):
        return 77

    def upper(self):
        return "UPPER"

    __hash__ = str.__hash__


class Shown:
    def __str__(self):
        return Text("str")

    def __repr__(self):
        return Text("repr")

    def __format__(self, spec):
        return Text("format" + spec)


class Plain:
    def __str__(self):
        return "plain"


def converted(value):
    return f"<{value!s}>", f"{value!s}", f"{value!r}"[:6], f"{value!a}"[:6], "%s" % (value,), f"{value!s:>9}"


def formatted(value):
    text = f"{value}"
    return text.upper(), text == "x", len(text), type(text).__name__


def formatted_with(value, width):
    text = f"{value:{width}}"
    return text.upper(), text == "x", len(text), type(text).__name__, f"{text}{width}", f"{1:{width}}"


class Mark:
    ended = 0


class Ending(str):
    def __format__(self, spec):
        return "ending %d" % (Mark.ended % 2)

    def __del__(self):
        Mark.ended += 1


class Passing:
    def __str__(self):
        return Ending("passing")


def released(value):
    before = Mark.ended
    text = f"{value!s}"
    return text[:6], Mark.ended - before


def joined(a, b):
    whole = f"{a}{b}"
    return whole, whole is a, whole is b


def joined_thrice(a, b, c):
    whole = f"{a}{b}{c}"
    return whole, whole is a, whole is b, whole is c


CONSTANT = "constant"


def joined_with(a):
    whole = f"{a}constant"
    return whole, whole is CONSTANT, f"{a}constant" is whole


def joined_characters(text, nothing):
    result = []
    for character in text:
        whole = f"{character}{nothing}"
        result.append(whole)
    return "".join(result), len(result)


𐐀 = "letter"


class Lettered:
    def __init__(self):
        self.𐐀 = 1
        setattr(self, "\ud801\udc00", 2)


def named(lettered):
    return 𐐀, lettered.𐐀, getattr(lettered, "\ud801\udc00")


globals()["\ud801\udc00"] = "pair"
check("named", named, Lettered())
check("lengths", lengths)
check_all("members", members, [(text,) for text in TEXTS])
check_all("compared", compared, [(text,) for text in TEXTS])
for value in (Shown(), Plain(), Text("text")):
    name = type(value).__name__
    check(f"converted {name}", converted, value)
    check(f"formatted {name}", formatted, value if name != "Plain" else 25)
check_all("converted", converted, [("é",), (25,), (2.5,), (None,), (True,)])
check_all("formatted", formatted, [("é",), (25,), (2.5,), (None,), (True,)])


def all_sorts(index):
    value = (25, Shown(), "text", Text("t"), 2.5)[index]
    return converted(value), formatted(value)


check_all("all sorts", all_sorts, [(index,) for index in range(5)])
check("formatted with", formatted_with, Shown(), "5")
check("formatted with a subclass", formatted_with, 12, Text("5"))
check("released", released, Passing())
LONG = ["hello %d" % 17, "", "žluťoučký %d" % 17, "😀 %d" % 17]
check_all("joined", joined, [(a, b) for a in LONG for b in LONG])
check_all("joined thrice", joined_thrice, [(a, b, c) for a in LONG[:3] for b in LONG[:3] for c in LONG[:3]])
check_all("joined with", joined_with, [(text,) for text in LONG])
check_all("joined characters", joined_characters, [(text, "") for text in LONG])
