# Globals that change value or type in the middle of hot loops, in every way there is.
import sys
from common import check

factor = 2
counter = 0
table = [1, 2, 3]


def helper(x):
    return x + 1


def other_helper(x):
    return x * 100


def use_factor(n):
    total = 0
    for i in range(n):
        total += i * factor
        if i == n // 2:
            change_factor()
    return total


def change_factor():
    global factor
    factor = 2.5 if factor == 2 else 2


def use_counter(n):
    global counter
    for i in range(n):
        counter += 1
    return counter % 7


def use_helper(n):
    global helper
    total = 0
    saved = helper
    for i in range(n):
        total += helper(i)
        if i == n - 3:
            helper = other_helper
    helper = saved
    return total


def replaced_code(n):
    total = 0
    saved = helper.__code__
    for i in range(n):
        total += helper(i)
        if i == n - 3:
            helper.__code__ = other_helper.__code__
    helper.__code__ = saved
    return total


def through_dictionary(n):
    namespace = globals()
    total = 0
    for i in range(n):
        namespace["factor"] = i % 3
        total += factor
    namespace["factor"] = 2
    return total


def through_module(n):
    module = sys.modules[__name__]
    total = 0
    for i in range(n):
        if i == 5:
            module.factor = "x"
        try:
            total += factor
        except TypeError:
            total += 1000
            module.factor = 2
    return total


def deleted(n):
    global temporary
    total = 0
    temporary = 4
    for i in range(n):
        try:
            total += temporary
        except NameError as error:
            temporary = len(str(error))
        if i == n // 2:
            del temporary
    return total


def many_new_globals(n):
    total = 0
    for i in range(n):
        globals()[f"made_{i}"] = i
        total += factor
    for i in range(n):
        total += globals().pop(f"made_{i}")
    return total


def global_list(n):
    global table
    total = 0
    for i in range(n):
        total += table[i % 3]
        if i == 7:
            table = (10, 20, 30)
    table = [1, 2, 3]
    return total


def exec_changes(n):
    total = 0
    for i in range(n):
        if i % 5 == 4:
            exec("global factor\nfactor = factor + 1")
        total += factor
    exec("factor = 2", globals())
    return total


def defaults_change(n):
    def local(x, y=1):
        return x + y

    total = 0
    for i in range(n):
        total += local(i)
        if i == 6:
            local.__defaults__ = (50,)
    return total


for function in (use_factor, use_counter, use_helper, replaced_code, through_dictionary, through_module, deleted, many_new_globals, global_list, exec_changes, defaults_change):
    check(function.__name__, function, 14, times=1400 if function is not many_new_globals else 200)
