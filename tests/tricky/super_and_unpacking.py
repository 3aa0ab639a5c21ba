"""super() without arguments, f(*args, **kwargs), {**a, **b}, {a, b}: in hot functions, with everything that may be odd about them."""


class Base:
    def __init__(self, *args, **kwargs):
        self.args = args
        self.kwargs = kwargs

    def name(self):
        return "Base"

    @classmethod
    def make(cls, *args, **kwargs):
        return cls(*args, **kwargs)


class Left(Base):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)

    def name(self):
        return "Left>" + super().name()


class Right(Base):
    def name(self):
        return "Right>" + super().name()

    @classmethod
    def make(cls, *args, **kwargs):
        return super().make(*args, **kwargs)


class Both(Left, Right):
    def name(self):
        return "Both>" + super().name()

    def other(self, other):
        self = other
        return super().name()


class Text(str):
    def __new__(cls, text, **more):
        made = super().__new__(cls, text)
        made.more = more
        return made

    def __add__(self, other):
        return Text(super().__add__(other), **self.more)

    def upper(self):
        return self.__class__(super().upper())


def made_again(number):
    class Local(Base):
        def name(self):
            return f"Local{number}>" + super().name()

    return Local()


class Odd(Base):
    def deleted(self):
        del self
        return super().name()

    def captured(self):
        return [super(Odd, self).name() for _ in "a"][0] + super().name()

    def nothing():
        return super().name()

    def several(*arguments):
        return super().name()


class Changed(Base):
    def name(self):
        return super().name()


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return type(error).__name__, str(error)


class Mapping:
    def keys(self):
        return ["p", "q"]

    def __getitem__(self, key):
        return key * 2


def callee(a=0, b=0, *rest, **more):
    return a, b, rest, more


def pass_on(function, *args, **kwargs):
    return function(*args, **kwargs)


def pass_on_more(function, args, kwargs):
    return function(1, *args, x=2, **kwargs)


def pass_on_two(first, second):
    return callee(**first, **second)


def pass_on_own(**kwargs):
    got = kept(**kwargs)
    kwargs["later"] = 1
    return got, kwargs


def kept(**kwargs):
    kwargs["mine"] = 2
    return kwargs


def merged(a, b):
    return {**a, **b}


def merged_with(a, key):
    return {"first": 1, **a, key: 3}


class Noisy:
    def __init__(self, number, log):
        self.number = number
        self.log = log

    def __hash__(self):
        self.log.append(f"hash {self.number}")
        if self.number < 0:
            raise ValueError("no hash")
        return self.number % 3

    def __eq__(self, other):
        self.log.append(f"{self.number} == {getattr(other, 'number', other)}")
        return isinstance(other, Noisy) and self.number == other.number


def set_of(a, b, c):
    return {a, b, c}


def noisy_set(numbers):
    log = []
    result = attempt(set_of, *(Noisy(number, log) for number in numbers))
    return log, len(result) if isinstance(result, set) else result


def hot():
    both, text = Both(1, two=2), Text("ab", more=1)
    results = set()
    for turn in range(400):
        results.add(both.name())
        results.add(both.other(Both()))
        results.add(Right.make(1, a=2).name())
        results.add((text + "c").upper() + str(len((text + "c").more)))
        results.add(str(pass_on(callee, 1, 2, 3, k=turn % 3)))
        results.add(str(pass_on_own(k=turn % 2)))
        results.add(str(merged({"a": turn % 2}, {"b": 1})))
        results.add(str(merged_with({"first": turn % 2}, "x")))
        results.add(len(set_of(turn % 2, 1, 1.0)))
        results.add(Changed().name())
    return sorted(map(str, results))


for line in hot():
    print(line)

for turn in range(300):
    result = made_again(turn % 3).name()
print(result)
odd = Odd()
for turn in range(300):
    result = [attempt(odd.deleted), attempt(odd.captured), attempt(Odd.nothing), attempt(odd.several), attempt(Odd.several)]
print(*result, sep="\n")
for turn in range(300):
    result = [
        attempt(Both.other, Both(), 5), attempt(Left.name, 5),
        attempt(pass_on, callee, *[1], **{"a": 2}), attempt(pass_on, 5), attempt(pass_on_more, callee, (3,), {"y": 4}),
        attempt(pass_on_more, callee, (3,), {"x": 4}), attempt(pass_on_more, callee, (3,), Mapping()), attempt(pass_on_more, callee, 5, {}), attempt(pass_on_more, callee, (), 5),
        attempt(pass_on_two, {"a": 1}, {"b": 2}), attempt(pass_on_two, {"a": 1}, {"a": 2}), attempt(pass_on_two, {1: 1}, {}), attempt(pass_on_two, Mapping(), {}),
        attempt(merged, {1: 2}, Mapping()), attempt(merged, {1: 2}, 5), attempt(merged, 5, {}),
        attempt(set_of, 1, [], 2), noisy_set([1, 4, 1]), noisy_set([1, -1, 2]), noisy_set([3, 3, 3]),
    ]
print(*result, sep="\n")

Changed.name.__closure__[0].cell_contents = Base
print([attempt(Changed().name) for turn in range(3)])
Changed.name.__closure__[0].cell_contents = 5
print([attempt(Changed().name) for turn in range(3)])
del Changed.name.__closure__[0].cell_contents
print([attempt(Changed().name) for turn in range(3)])
