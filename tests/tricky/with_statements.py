# Context managers in hot loops: entering, leaving, swallowing and replacing exceptions.
import contextlib
from common import check, check_all

log = []


class Manager:
    def __init__(self, name, swallow=False, fail=None):
        self.name = name
        self.swallow = swallow
        self.fail = fail

    def __enter__(self):
        log.append(f"enter {self.name}")
        if self.fail == "enter":
            raise OSError("enter failed")
        return self.name * 2

    def __exit__(self, kind, value, trace):
        log.append(f"exit {self.name} {kind.__name__ if kind else None} {trace is not None}")
        if self.fail == "exit":
            raise OSError("exit failed")
        return self.swallow


def run(n, swallow, fail, error_at):
    log.clear()
    result = None
    try:
        for i in range(n):
            with Manager("a", swallow) as a, Manager("b", False, fail) as b:
                if i == error_at:
                    raise ValueError(i)
                if i == 2:
                    continue
                result = (a, b, i)
    except (ValueError, OSError) as error:
        result = (type(error).__name__, str(error), type(error.__context__).__name__)
    return result, log[-4:], len(log)


def return_inside():
    log.clear()
    with Manager("a"):
        with Manager("b"):
            return len(log), log


def break_inside(n):
    log.clear()
    for i in range(n):
        with Manager("a"):
            if i == 1:
                break
    return i, len(log)


@contextlib.contextmanager
def temporarily(table, key, value):
    old = table[key]
    table[key] = value
    try:
        yield old
    finally:
        table[key] = old


def generator_manager(n):
    table = {"x": 1}
    total = 0
    for i in range(n):
        with temporarily(table, "x", i) as old:
            total += table["x"] + old
    with contextlib.suppress(KeyError):
        with temporarily(table, "x", 5):
            raise KeyError
    return total, table


def not_a_manager():
    with 5:
        pass


def stack(n):
    log.clear()
    with contextlib.ExitStack() as exits:
        for i in range(n):
            exits.enter_context(Manager(str(i)))
        exits.callback(log.append, "callback")
    return log


check_all("run", run, [(4, False, None, 9), (4, False, None, 1), (4, True, None, 1), (4, False, "exit", 9), (4, True, "exit", 1), (4, False, "enter", 9)])
check("return_inside", return_inside)
check("break_inside", break_inside, 4)
check("generator_manager", generator_manager, 5)
check("not_a_manager", not_a_manager)
check("stack", stack, 3)
