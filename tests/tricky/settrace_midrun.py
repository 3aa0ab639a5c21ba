# Trace and profile functions that are set and removed while hot functions run.
import sys
from common import check

events = []


def tracer(frame, event, argument):
    if frame.f_code.co_filename == __file__ and frame.f_code.co_name in WATCHED:
        events.append((event, frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno))
        return tracer
    return None


def add(a, b):
    c = a + b
    return c


def fails(x):
    if x == 3:
        raise ValueError(x)
    return x


def traced_loop(n):
    total = 0
    for i in range(n):
        total = add(total, i)
        if i == n - 3:
            sys.settrace(tracer)
        if i == n - 2:
            sys.settrace(None)
    return total


def trace_exceptions(n):
    sys.settrace(tracer)
    count = 0
    for i in range(n):
        try:
            fails(i)
        except ValueError:
            count += 1
    sys.settrace(None)
    return count


def trace_own_frame(n):
    sys.settrace(tracer)
    sys._getframe().f_trace = tracer
    total = 0
    for i in range(n):
        total += i
    sys.settrace(None)
    return total


def jump_over(n):
    seen = []

    def jumper(frame, event, argument):
        if event == "line" and frame.f_code.co_name == "target" and frame.f_lineno - frame.f_code.co_firstlineno == 2:
            frame.f_lineno += 1
        return jumper

    def target(x):
        x += 1
        x += 100
        return x

    seen.append(target(n))
    sys.settrace(jumper)
    seen.append(target(n))
    sys.settrace(None)
    seen.append(target(n))
    return seen


def changes_locals(n):
    def changer(frame, event, argument):
        if event == "line" and frame.f_code.co_name == "target" and "i" in frame.f_locals and frame.f_locals["i"] == 3:
            frame.f_locals["total"] = 1000
        return changer

    def target(n):
        total = 0
        for i in range(n):
            total += i
        return total

    plain = target(n)
    sys.settrace(changer)
    changed = target(n)
    sys.settrace(None)
    return plain, changed


def profiled(n):
    calls = []

    def profiler(frame, event, argument):
        name = argument.__name__ if event.startswith("c_") else frame.f_code.co_name
        calls.append((event, name))

    total = 0
    for i in range(n):
        if i == n - 2:
            sys.setprofile(profiler)
        total = add(total, len("ab"))
    sys.setprofile(None)
    return total, calls


def watched(function, *arguments):
    events.clear()
    result = function(*arguments)
    return result, list(events)


WATCHED = {"add", "fails", "trace_own_frame"}
for _ in range(3):
    check("traced_loop", watched, traced_loop, 12, times=300)
    check("trace_exceptions", watched, trace_exceptions, 5, times=300)
    check("trace_own_frame", watched, trace_own_frame, 3, times=300)
    check("jump_over", jump_over, 5, times=200)
    check("changes_locals", changes_locals, 6, times=200)
    check("profiled", profiled, 8, times=300)
    check("untraced", lambda: sum(add(i, i) for i in range(10)), times=500)
