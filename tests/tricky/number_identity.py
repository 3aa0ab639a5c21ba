# Numbers written in the code stay the objects that they are, whatever asks for them.
from common import check


def same(first, second):
    return id(first) == id(second)


def constants():
    x = 0.5
    y = x
    big = 123456789
    other = big
    pair = (x, big)
    items = [x]
    items.append(y)
    return same(x, y), same(big, other), same(pair[0], items[1]), same(pair[1], other)


def in_a_match(x=0.25):
    match x:
        case float(z):
            return same(x, z)


def defaults(x=2.75, y=100000):
    return same(x, defaults.__defaults__[0]), same(y, defaults.__defaults__[1])




class Settings:
    limit = 98765
    ratio = 0.125


def class_variables(settings):
    return same(settings.limit, Settings.__dict__["limit"]), same(settings.ratio, vars(Settings)["ratio"])


def in_exception():
    x = 31337
    try:
        raise KeyError(x)
    except KeyError as error:
        return same(error.args[0], x)


check("constants", constants)
check("in a match", in_a_match)
check("defaults", defaults)
check("class variables", class_variables, Settings())
check("in exception", in_exception)
