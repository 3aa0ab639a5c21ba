# Attributes of modules that change in hot loops, functions made by exec, and imports inside functions.
import math
import sys
import types
from common import check

plain_sqrt = math.sqrt
settings = types.ModuleType("settings")
settings.level = 1
sys.modules["settings"] = settings


def read_setting(n):
    total = 0
    for i in range(n):
        total += settings.level
        if i == 4:
            settings.level = 2.5
        if i == 8:
            settings.level = 2**63
    settings.level = 1
    return total


def deleted_setting(n):
    total = 0
    for i in range(n):
        try:
            total += settings.level
        except AttributeError as error:
            total += 100
            settings.level = 1
        if i == 3:
            del settings.level
    return total


def module_getattr(n):
    settings.__getattr__ = lambda name: len(name)
    total = 0
    for i in range(n):
        total += settings.whatever
        if i == 3:
            settings.whatever = 1000
    del settings.whatever, settings.__getattr__
    return total


def use_math(n):
    total = 0.0
    for i in range(n):
        total += math.sqrt(i)
    return total


def patched_math(n):
    math.sqrt = lambda x: x * 2
    try:
        return use_math(n)
    finally:
        math.sqrt = plain_sqrt


def patched_in_the_middle(n):
    total = 0
    for i in range(n):
        total += math.floor(math.sqrt(i * i))
        if i == 5:
            math.sqrt = lambda x: -1
    math.sqrt = plain_sqrt
    return total


def import_inside(n):
    total = 0
    for i in range(n):
        from math import floor
        import settings as s
        total += floor(i / 2) + s.level
    return total


def import_errors(which):
    if which == 0:
        import no_such_module
    elif which == 1:
        from math import no_such_name
    else:
        from settings import level, absent


def replaced_module(n):
    global settings
    other = types.SimpleNamespace(level=50)
    kept = settings
    total = 0
    for i in range(n):
        total += settings.level
        if i == 4:
            settings = other
    settings = kept
    return total


def make_function(body):
    namespace = {"factor": 3}
    exec(f"def made(x):\n    total = 0\n    for i in range(x):\n        total += {body}\n    return total", namespace)
    return namespace


def made_functions(n):
    results = []
    for body in ("i", "i * factor", "i * 0.5"):
        namespace = make_function(body)
        results.append(namespace["made"](n))
        namespace["factor"] = 10
        results.append(namespace["made"](n))
    return results


def same_code_other_globals(n):
    first = make_function("i * factor")["made"]
    second = types.FunctionType(first.__code__, {"factor": 0.25, "range": range})
    third = types.FunctionType(first.__code__, {"factor": 7, "range": lambda x: (1, 2)})
    return first(n), second(n), third(n), first(n)


def class_in_loop(n):
    total = 0
    for i in range(n):
        class Local:
            value = i

            def get(self):
                return self.value * 2

        total += Local().get()
    return total, Local.__qualname__


def star_import():
    namespace = {}
    exec("from math import *\nresult = [floor(sqrt(x)) for x in (4, 9.5)]", namespace)
    return namespace["result"]


for function in (read_setting, deleted_setting, module_getattr, patched_math, use_math, patched_in_the_middle, import_inside, replaced_module):
    check(function.__name__, function, 12, times=1000)
for which in range(3):
    check("import_errors", import_errors, which, times=100)
check("made_functions", made_functions, 20, times=100)
check("same_code_other_globals", same_code_other_globals, 10, times=200)
check("class_in_loop", class_in_loop, 6, times=200)
check("star_import", star_import, times=50)


# A module may be given another class, with operators and a truth of its own (sys.modules[__name__].__class__ = ...).
import types


class Empty(types.ModuleType):
    def __bool__(self):
        return False

    def __get__(self, instance, owner):
        return 'got'


changing = types.ModuleType('changing')


class Holder:
    held = changing


def truths(module):
    count = 0
    for turn in range(5):
        if changing and turn:
            count += 1
        if module:
            count += 10
    while changing:
        return count, not changing, changing or 3
    return count, not changing, (changing and 4) is changing


def held(holder):
    return type(holder.held).__name__


def change(module, to):
    module.__class__ = to


def same(module, other, to):
    if not module:
        return 'empty'
    change(module, to)
    return module is other if not other else 'full', other is changing


for to in (types.ModuleType, Empty, types.ModuleType):
    change(changing, to)
    for turn in range(4):
        result = truths(changing)
        print(result[:2], held(Holder()))

for turn in range(6):
    change(changing, types.ModuleType)
    print(same(changing, changing, Empty if turn != 2 else types.ModuleType))
