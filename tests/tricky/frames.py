# Functions that look at frames: their own, their caller's, line numbers, locals, the code that calls them.
import inspect
import sys
from common import check


def caller_locals():
    return dict(sys._getframe(1).f_locals)


def snapshot(n):
    total = 0
    text = "x"
    found = None
    for i in range(n):
        total += i * 2
        text = text[-1] + str(i)
        if i == n - 2:
            found = caller_locals()
    return sorted(found.items(), key=lambda item: item[0])


def own_locals(n):
    value = 1.5
    for i in range(n):
        value += 0.5
    return locals()


def line_numbers(n):
    base = sys._getframe().f_code.co_firstlineno
    lines = []
    for i in range(n):
        lines.append(sys._getframe().f_lineno - base)
        if i % 2:
            lines.append(sys._getframe().f_lineno - base)
    return lines[:4]


def who():
    names = []
    frame = sys._getframe()
    while frame is not None and frame.f_code.co_name != "check":
        names.append((frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno))
        frame = frame.f_back
    return names


def level_one(n):
    total = 0
    for i in range(n):
        total += i
    return level_two(total)


def level_two(x):
    y = x + 1
    return who()


def write_to_locals(n):
    x = 1
    for i in range(n):
        sys._getframe().f_locals["x"] = 99
        locals()["x"] = 98
        x += 1
    return x


def eval_in_loop(n):
    total = 0
    for i in range(n):
        total += eval("i * 2 + 1")
    exec("total = 5")
    return total, sorted(vars()), sorted(dir())


def frame_kept_alive(n):
    frames = []
    for i in range(n):
        frames.append(make_frame(i))
    return [frame.f_locals for frame in frames], frames[0] is frames[1], frames[0].f_lasti > 0


def make_frame(x):
    y = x * 2.5
    return sys._getframe()


def cleared(n):
    frame = make_frame(n)
    frame.clear()
    return frame.f_locals


def stack_names():
    return [entry.function for entry in inspect.stack()[:3]]


def in_comprehension():
    return [sys._getframe().f_code.co_name for _ in range(2)], [sys._getframe(1).f_code.co_name for _ in range(1)]


def globals_of_frame():
    return sys._getframe().f_globals is globals(), sys._getframe(1).f_globals is globals(), sys._getframe().f_builtins is sys._getframe(1).f_builtins


check("snapshot", snapshot, 6)
check("own_locals", own_locals, 5)
check("line_numbers", line_numbers, 6)
check("level_one", level_one, 10)
check("write_to_locals", write_to_locals, 5)
check("eval_in_loop", eval_in_loop, 5, times=800)
check("frame_kept_alive", frame_kept_alive, 3)
check("cleared", cleared, 3)
check("stack_names", stack_names, times=30)
check("in_comprehension", in_comprehension)
check("globals_of_frame", globals_of_frame)
