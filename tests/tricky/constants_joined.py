# A constant number that meets other objects where two ways join has a reference there that is its own: without it the constant
# was freed while the code had it.
import sys


def either(flag, other):
    return (4294967295 if flag else other) % 18446744073709551616


def real(flag, other):
    return (4294967295.5 if flag else other) + 0.5


def listed(x):
    return [(4294967295 if x != -2147483647 else r) % 18446744073709551616 for r in list([-2, 0.0, 1e300, 1])]


def constants(function):
    codes = [function.__code__]
    for code in codes:
        codes += [each for each in code.co_consts if hasattr(each, 'co_consts')]
    return [each for code in codes for each in code.co_consts if type(each) in (int, float) and each > 1000]


for function, calls in (either, [(True, 5), (False, 7), (False, 2 ** 70), (False, 1.5)]), (real, [(True, 5), (False, 2.5), (False, 2 ** 70)]), (listed, [(5,), (-2147483647,)]):
    before = [sys.getrefcount(each) for each in constants(function)]
    for i in range(300):
        result = function(*calls[i % len(calls)])
    print(function.__name__, result, [function(*each) for each in calls])
    # The code may hold some of them, once.
    after = [sys.getrefcount(each) for each in constants(function)]
    print([-1 <= b - a <= 3 for a, b in zip(before, after)])
