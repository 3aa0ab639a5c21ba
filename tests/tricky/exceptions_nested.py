# try, except, else and finally inside each other: which parts run, and in which order.
from common import check, check_all


class Odd(ValueError):
    pass


def fail(kind):
    if kind == 1:
        raise ValueError("one")
    if kind == 2:
        raise Odd("two")
    if kind == 3:
        raise KeyError("three")
    if kind == 4:
        return 1 / 0
    if kind == 5:
        return [][3]
    return kind


def nested(kind):
    steps = []
    try:
        steps.append("a")
        try:
            steps.append("b")
            fail(kind)
        except Odd as error:
            steps.append(("odd", str(error)))
            raise
        except ValueError as error:
            steps.append(("value", str(error)))
        except (KeyError, IndexError):
            steps.append("lookup")
            fail(4)
        else:
            steps.append("else")
        finally:
            steps.append("finally")
        steps.append("c")
    except ArithmeticError as error:
        steps.append(("arithmetic", str(error), type(error.__context__).__name__))
    except ValueError:
        steps.append("outer value")
    finally:
        steps.append("end")
    return steps


def name_is_gone():
    try:
        raise ValueError("x")
    except ValueError as error:
        error.args
    return error


def finally_wins(kind):
    try:
        fail(kind)
        return "try"
    except ValueError:
        return "except"
    finally:
        if kind == 2:
            return "finally"


def finally_in_loop(limit):
    log = 0
    for i in range(limit):
        try:
            if i % 7 == 3:
                continue
            if i == limit - 2:
                break
            log = log * 3 + i
        finally:
            log = (log * 5 + 1) % 1000003
    else:
        log = -1
    return log


check_all("nested", nested, [(kind,) for kind in range(6)])
check("name_is_gone", name_is_gone)
check_all("finally_wins", finally_wins, [(kind,) for kind in range(5)])
check("finally_in_loop", finally_in_loop, 50, times=300)
