# Methods of strings, parts, search, formatting and growing in place, with strings of all widths, with other types in between, and with errors.
import sys

from common import check, check_all

TEXTS = ["", "a", "A1", "hello world", " \t padded\n", "grün ß", "žluťoučký kůň", "日本語 テキスト", "a😀b😀a", "x=1;y=2;;z", "Ab_c1", "\x1c\x85\u3000", "١٢٣", "ǅ"]
PARTS = ["", "a", ";", "ü", "kůň", "😀", "world", "=1"]


class Text(str):
    def startswith(self, part):
        return "mine"

    def __eq__(self, other):
        return "equal to nothing"

    __hash__ = str.__hash__

    def __contains__(self, part):
        return True

    def __add__(self, other):
        return "added"


def classes(text):
    return [
        (c.isalnum(), c.isalpha(), c.isascii(), c.isdecimal(), c.isdigit(), c.isidentifier(), c.islower(), c.isnumeric(), c.isprintable(), c.isspace(), c.istitle(), c.isupper())
        for c in text
    ]


def whole_classes(text):
    return (text.isalnum(), text.isalpha(), text.isascii(), text.isdecimal(), text.isdigit(), text.isidentifier(), text.islower(), text.isnumeric(), text.isprintable(), text.isspace(), text.istitle(), text.isupper())


def cases_of(text):
    return (text.lower(), text.upper(), text.title(), text.capitalize(), text.casefold(), text.swapcase(), text.strip(), text.lstrip(), text.rstrip(), text.split(), text.rsplit(), text.splitlines())


def search(text, part):
    return (text.startswith(part), text.endswith(part), text.find(part), text.rfind(part), text.count(part), part in text, part not in text, text == part, text != part, text < part)


def cut(text, part):
    return (text.strip(part), text.lstrip(part), text.rstrip(part), text.replace(part, "-"), text.partition(part), text.rpartition(part), text.split(part), text.rsplit(part))


def parts(text, low, high):
    return (text[low:high], text[low:], text[:high], text[:], text[1:-1], text[-3:], text[low:high:2], text[::-1])


def one_of(text):
    return [(c in "", c in "a", c in "aü", c in "abc😀", c in "aeiou=;", c in "日a本b語", c not in "xyz=;12") for c in text]


def joined(separator, items):
    return separator.join(items)


def formatted(a, b):
    return ("%s and %r" % (a, b), "<%s>" % a, f"{a}:{b!r}", str(a), repr(b), str(a) + repr(b))


def numbers(text):
    return (int(text), float(text))


def grown(texts, n):
    result = ""
    kept = []
    for i in range(n):
        result += texts[i % len(texts)]
        if i % 7 == 3:
            kept.append(result)
        if i % 11 == 5:
            other = result
            result = result + "!"
            kept.append(other)
    return len(result), result[-5:], len(kept), sum(len(text) for text in kept), kept[0], kept[-1][-6:]


def twice(text):
    again = text
    text += "x"
    text += again
    again += text
    return text, again


def doubled(text, n):
    for _ in range(n):
        text += text
    return text


def with_calls(n):
    result = ""
    for i in range(n):
        result += hex(i)
        sys.intern(result)
        result += ","
    return result


def after_an_error(items):
    result = "start"
    try:
        for item in items:
            result += item
    except TypeError as error:
        return result, str(error)
    return result


def interned(n):
    names = []
    for i in range(n):
        name = "n"
        name += str(i % 3)
        names.append(sys.intern(name))
        name += "_"
    return names


SEPARATOR = ", "
KINDS = ("alpha", "beta", 3, 4.5, None)


def by_globals(item, items):
    return item in KINDS, SEPARATOR.join(items), item == SEPARATOR, len(SEPARATOR)


def change_globals():
    global SEPARATOR, KINDS
    SEPARATOR, KINDS = " / ", ("gamma", "item")


def main():
    check_all("classes", classes, [(text,) for text in TEXTS], rounds=200)
    check_all("whole classes", whole_classes, [(text,) for text in TEXTS + [Text("abc")]], rounds=200)
    check_all("cases", cases_of, [(text,) for text in TEXTS], rounds=200)
    pairs = [(text, part) for text in TEXTS[:10] for part in PARTS]
    check_all("search", search, pairs, rounds=200)
    check_all("cut", cut, pairs, rounds=200)
    check_all("search oddly", search, [("abc", 5), ("abc", ("a", "b")), (b"abc", b"a"), (Text("abc"), "a"), ("abc", Text("a")), ("abc", None)], rounds=200)
    check_all("parts", parts, [(text, low, high) for text in TEXTS[3:9] for low in (-20, -2, 0, 3, 20) for high in (-20, -1, 2, None)] + [("abc", "1", 2)], rounds=200)
    check_all("one of", one_of, [(text,) for text in TEXTS], rounds=200)
    check_all("joined", joined, [(", ", ["a", "ü"]), ("", []), ("-", ("x",)), ("-", "abc"), ("-", ["a", 1]), ("-", [Text("t"), "u"]), ("-", {"k": 1}), (b"-", [b"a"]), ("-", 5)], rounds=200)
    check_all("formatted", formatted, [(1, "a"), (2.5, "ü"), (True, None), ("text", 2**70), ([1], {2: 3}), (Text("t"), Text("u")), ((1, 2), ())], rounds=200)
    check_all("numbers", numbers, [("12",), (" -7 ",), ("1_000",), ("٣",), ("2.5",), ("x",), ("9" * 30,), ("",)], rounds=200)
    check("grown", grown, ["ab", "ü", "日", "😀"], 200, times=60)
    check("grown of one width", grown, ["ab", "c"], 200, times=60)
    check_all("twice", twice, [("",), ("a",), ("ü",), (Text("t"),), (b"b",), (3,)], rounds=100)
    check("doubled", lambda: len(doubled("ab", 10)), times=300)
    check("with calls", lambda: len(with_calls(300)), times=40)
    check_all("after an error", after_an_error, [(["a", "b"],), (["a", 1],), ([],), (["ü", None],)], rounds=100)
    check("interned", lambda: interned(9), times=300)
    items = [("alpha", ["a", "b"]), (3, ["c"]), (", ", []), (4.5, ["d", "e"])]
    check_all("globals", by_globals, items, rounds=300)
    change_globals()
    check_all("other globals", by_globals, items + [("item", ["x"])], rounds=300)


main()
