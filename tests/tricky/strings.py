# Strings of all widths: indexing, slicing, comparing, building, iterating, chr and ord.
from common import check, check_all

TEXTS = ["", "a", "hello world", "grün", "žluťoučký", "日本語テキスト", "a😀b😀", "\x00\x7f\x80\xff\u0100\uffff\U00010000", "e\u0301"]


def by_index(text):
    result = 0
    for i in range(len(text)):
        result = result * 31 % 1000003 + ord(text[i])
        if text[i] == text[-1 - i]:
            result += 1
    return result


def by_iteration(text):
    vowels = digits = other = 0
    for character in text:
        if character in "aeiou":
            vowels += 1
        elif "0" <= character <= "9":
            digits += 1
        else:
            other += 1
    return vowels, digits, other


def backwards(text):
    result = ""
    for character in text:
        result = character + result
    return result, text[::-1] == result


def build(n):
    text = ""
    for i in range(n):
        text += chr(90 + i * 17)
    return text, len(text), max(text), sorted(text)[0]


def shared_prefix(n):
    a = "x" * n
    b = a
    for i in range(n):
        a += "y"
    return a[-3:], b is not a, len(a) - len(b)


def slices(text):
    return text[1:], text[:-1], text[::2], text[5:1:-1], text[-3:], text[100:], text[:0]


def compare(a, b):
    return a < b, a == b, a > b, a <= b, a != b, a in b


def split_words(text):
    words = []
    word = ""
    for character in text + " ":
        if character.isspace():
            if word:
                words.append(word)
            word = ""
        else:
            word += character.lower()
    return words


def out_of_range(text, i):
    return text[i]


def character(code):
    return chr(code), ord(chr(code)) == code


def code(text):
    return ord(text)


def methods(text):
    return text.upper(), text.find("o"), text.count("l"), text.replace("l", "L"), text.startswith("h"), text.partition(" "), text.encode()[:5]


def interned(n):
    found = 0
    for i in range(n):
        key = "ab"[i % 2] + "c"
        if key == "ac":
            found += 1
        if key is ("ab" + "")[i % 2]:
            found += 100
    return found, TEXTS[2][0] is chr(104), chr(97) is TEXTS[1]


def bytes_too(data):
    total = 0
    for i in range(len(data)):
        total += data[i] ^ i
    for value in data:
        total += value
    return total, data[1:3], bytes(data)[::-1]


def formatted(a, b):
    return f"{a}-{b!r:>6}|{a:{4}}" if isinstance(a, int) else f"{a!s:^7}|{b}", "%s %r" % (a, b), "{} {}".format(b, a)


for function in (by_index, by_iteration, backwards, slices):
    check_all(function.__name__, function, [(text,) for text in TEXTS], rounds=150)
check("build", build, 30, times=500)
check("shared_prefix", shared_prefix, 10)
check_all("compare", compare, [(a, b) for a in TEXTS for b in TEXTS[::3]], rounds=50)
check("split_words", split_words, "The quick\tbrown\u2003FOX  jumps", times=800)
check_all("out_of_range", out_of_range, [("abc", 2), ("abc", -3), ("abc", 3), ("abc", -4), ("", 0), ("日本", 1), ("abc", 2**63), ("abc", True), ("abc", "x")])
check_all("character", character, [(97,), (0,), (255,), (256,), (0xD800,), (0x10FFFF,), (0x110000,), (-1,), (2**40,), (97.0,), (True,)])
check_all("code", code, [("a",), ("ÿ",), ("😀",), ("",), ("ab",), (b"a",), (97,)])
check("methods", methods, "hello world")
check("interned", interned, 10)
check_all("bytes_too", bytes_too, [(b"hello",), (bytearray(b"\xff\x00\x80"),)])
check_all("formatted", formatted, [(1, 2.5), ("x", None), (10**20, "q"), (True, [])])
