# __context__, __cause__, notes, and the text of tracebacks out of compiled frames.
import sys
import traceback
from common import check


def inner(n):
    total = 0
    for i in range(n):
        total += 10 // (n - 1 - i)
    return total


def middle(n):
    try:
        return inner(n)
    except ZeroDivisionError as error:
        raise LookupError(f"middle of {n}") from error


def outer(n):
    try:
        middle(n)
    except LookupError:
        raise RuntimeError("outer")


def chain(n):
    try:
        outer(n)
    except RuntimeError as error:
        links = []
        current = error
        while current is not None:
            links.append((type(current).__name__, current.__suppress_context__, current.__cause__ is not None))
            current = current.__context__
        return links


def text(n):
    try:
        outer(n)
    except RuntimeError:
        return traceback.format_exc()


def lines(n):
    try:
        outer(n)
    except RuntimeError as error:
        found = []
        entry = error.__context__.__cause__.__traceback__
        while entry is not None:
            frame = entry.tb_frame
            found.append((frame.f_code.co_name, entry.tb_lineno - frame.f_code.co_firstlineno, sorted(frame.f_locals.items(), key=str)[:2]))
            entry = entry.tb_next
        return found


def handled_state():
    before = sys.exc_info()[0]
    try:
        raise ValueError("x")
    except ValueError:
        inside = sys.exc_info()[0]
        try:
            raise KeyError("y")
        except KeyError:
            deeper = sys.exc_info()[0]
        back = sys.exc_info()[0]
    return before, inside, deeper, back, sys.exc_info()[0]


def suppressed():
    try:
        try:
            {}["missing"]
        except KeyError:
            raise ValueError("shown alone") from None
    except ValueError as error:
        error.add_note("a note")
        return "".join(traceback.format_exception(error))


check("chain", chain, 6)
check("lines", lines, 4)
check("handled_state", handled_state)
check("suppressed", suppressed, times=1000)
texts = {text(5) for _ in range(1500)}
print(len(texts))
print(texts.pop())
