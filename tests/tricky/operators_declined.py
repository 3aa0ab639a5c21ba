"""Operators of classes: NotImplemented that comes from elsewhere, and reflected methods that are not asked."""
ELSEWHERE = NotImplemented


def answer(left, right):
    return ELSEWHERE if left.value == 2 else 7


class Asks:
    def __init__(self, value):
        self.value = value

    def __add__(self, other):
        return answer(self, other)

    def __sub__(self, other):
        return self.answer(other)

    def __mul__(self, other):
        result = self.answers[self.value]
        return result

    def __eq__(self, other):
        return self.value.__eq__(other.value)

    def __lt__(self, other):
        return answer(self, other)

    def __floordiv__(self, other):
        return Asks(self.value * other)

    def __mod__(self, other):
        return self.scaled(other)

    def __and__(self, other):
        return type(self)(self.value & other) if self.value else self

    answers = {1: 5, 2: ELSEWHERE}

    def answer(self, other):
        return ELSEWHERE if self.value == 2 else 8

    def scaled(self, other):
        made = Asks(self.value)
        made.value *= other
        return made


class Text(str):
    def __eq__(self, other):
        return super().__eq__(other)

    __hash__ = str.__hash__


class Reflecting(int):
    def __radd__(self, other):
        return 'radd'

    def __rmul__(self, other):
        return 'rmul'

    def __rpow__(self, other):
        return 'rpow'

    def __rfloordiv__(self, other):
        return 'rfloordiv'

    def __rand__(self, other):
        return 'rand'


OPERATIONS = {
    'add': lambda a, b: a + b,
    'sub': lambda a, b: a - b,
    'mul': lambda a, b: a * b,
    'floordiv': lambda a, b: a // b,
    'pow': lambda a, b: a ** b,
    'and': lambda a, b: a & b,
    'mod': lambda a, b: a % b,
    'eq': lambda a, b: a == b,
    'ne': lambda a, b: a != b,
    'lt': lambda a, b: a < b,
}


def attempt(operation, a, b):
    try:
        result = operation(a, b)
        return getattr(result, 'value', result) if isinstance(result, Asks) else result
    except Exception as error:
        return f'{type(error).__name__}: {error}'


class Declining:
    def __new__(cls, value):
        return NotImplemented if value > 3 else object.__new__(cls)


class Declines(type):
    def __call__(cls, value):
        return NotImplemented if value > 3 else type.__call__(cls)


class Declined(metaclass=Declines):
    pass


class Makes:
    def __init__(self):
        self.value = 3

    def __add__(self, other):
        return Declining(other)

    def __sub__(self, other):
        return Declined(other)


def added(a, b):
    return a + b


def subtracted(a, b):
    return a - b


def classes():
    makes = Makes()
    for number in range(200):
        shown = [attempt(operation, makes, 1 if number < 190 else 5) for operation in (added, subtracted)]
        if number % 50 == 49:
            print(*(value if isinstance(value, str) else type(value).__name__ for value in shown))


def answers(a, b):
    return 1


def declines(a, b):
    return NotImplemented


class Made:
    def __init__(self, value):
        self.value = value


class Delegates:
    def __init__(self):
        self.value = 3

    def __add__(self, other):
        return helper(self, other)

    def __sub__(self, other):
        return Renamed(other)

    def __lt__(self, other):
        return helper(other, self)


def less(a, b):
    return a < b


class Calls(type):
    pass


class OfMetaclass(metaclass=Calls):
    def __init__(self, value=1):
        self.value = value

    def __add__(self, other):
        return type(self)(1)

    def __sub__(self, other):
        return OfMetaclass(1)


def metaclass_calls():
    """What makes instances gets another __call__."""
    one = OfMetaclass()

    def show(title):
        print(title, {(type(attempt(added, one, one)).__name__, type(attempt(subtracted, one, one)).__name__) for _ in range(1500)})

    show('type.__call__')
    Calls.__call__ = lambda *arguments: NotImplemented
    show('another one')


def rebound():
    """What operators call becomes something that declines: under its name, by its code, by its class."""
    global helper, Renamed
    helper, Renamed = answers, Made
    delegates = Delegates()

    def show(title):
        shown = {}
        for _ in range(1500):
            row = tuple(value if isinstance(value, str) else type(value).__name__ for value in (attempt(operation, delegates, 1) for operation in (added, subtracted, less)))
            shown[row] = shown.get(row, 0) + 1
        print(title, shown)

    show('before')
    helper = declines
    show('another function')
    helper = answers
    show('the first function')
    answers.__code__ = declines.__code__
    show('another code')
    helper = lambda a, b: 5
    Renamed = declines_always
    show('a function for the class')
    Renamed = Made
    show('the class')
    Made.__new__ = lambda cls, value: NotImplemented
    show('with a __new__')


def declines_always(value):
    return NotImplemented


def main():
    classes()
    rebound()
    metaclass_calls()
    one, two, other, reflecting = Asks(1), Asks(2), Asks(2.5), Reflecting(2)
    reflecting.real
    for name, operation in OPERATIONS.items():
        shown = {}
        for number in range(1000):
            pairs = [(one, 3), (one, other)] if number < 600 else [(one, 3), (two, 3), (one, other), (two, other), (Text('a'), 5), (Text('a'), 'a')]
            for a, b in pairs + [(left, reflecting) for left in (1.5, True, 5, 7)]:
                shown.setdefault((type(a).__name__, getattr(a, 'value', a), type(b).__name__, getattr(b, 'value', b), str(attempt(operation, a, b))), number)
        for key in shown:
            print(name, *key)


if __name__ == '__main__':
    main()
