# Locals that are not bound yet, no longer bound, or bound on one path only.
from common import check, check_all


def one_path(flag):
    if flag:
        x = 1
    return x


def after_loop(items):
    for item in items:
        last = item
    return last, item


def deleted(n):
    total = 0
    x = 5
    for i in range(n):
        if i == n - 1:
            del x
        total += x
    return total


def delete_twice():
    x = 1
    del x
    del x


def bind_again(n):
    total = 0
    for i in range(n):
        x = i
        total += x
        del x
        try:
            x
        except UnboundLocalError as error:
            total += len(str(error))
    return total


def used_before():
    try:
        return y
    except UnboundLocalError as error:
        y = str(error)
    return y


def except_name():
    error = "before"
    try:
        1 / 0
    except ZeroDivisionError as error:
        pass
    return "error" in locals()


def cell(flag):
    if flag:
        value = 10

    def read():
        return value

    return read()


def cell_deleted():
    value = 1

    def read():
        return value

    first = read()
    del value
    return first, read()


def missing_global():
    return not_defined_anywhere


def loop_variable_survives(n):
    for i in range(n):
        for j in range(i):
            pass
    return i, j


def try_paths(n):
    result = []
    for i in range(n):
        try:
            if i % 3 == 0:
                raise ValueError
            fresh = i
        except ValueError:
            pass
        try:
            result.append(fresh)
            del fresh
        except UnboundLocalError:
            result.append(None)
    return result


def class_body():
    class Body:
        x = len("abc")
        try:
            y = z
        except NameError as error:
            y = str(error)
        del x

    return Body.y, hasattr(Body, "x")


check_all("one_path", one_path, [(True,), (False,), (1,), ("",)])
check_all("after_loop", after_loop, [([1, 2],), ((),), ("ab",)])
check_all("deleted", deleted, [(1,), (5,), (0,)])
check("delete_twice", delete_twice)
check("bind_again", bind_again, 10)
check("used_before", used_before)
check("except_name", except_name)
check_all("cell", cell, [(True,), (False,)])
check("cell_deleted", cell_deleted)
check("missing_global", missing_global)
check("loop_variable_survives", loop_variable_survives, 5)
check_all("loop_variable_survives", loop_variable_survives, [(3,), (1,), (0,)])
check("try_paths", try_paths, 7)
check("class_body", class_body)
