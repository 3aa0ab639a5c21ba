# sys.setprofile, threading.settrace and a coverage-like tracer, switched on and off while functions are hot; what they see is counted.
import sys
import threading
from collections import Counter
from common import SCALE


def inner(n):
    total = 0
    for i in range(n):
        if i % 3:
            total += i
        else:
            total -= 1
    return total


def outer(n):
    return inner(n) + abs(inner(n + 1)) + len(str(n))


class Thing:
    def __init__(self, size):
        self.size = size

    @property
    def double(self):
        return self.size * 2

    def work(self):
        return sum(inner(k) for k in range(self.size)) + self.double


def warm():
    for n in range(300 * SCALE):
        outer(20)
        Thing(3).work()


def profiled(function, *arguments):
    events = Counter()

    def profiler(frame, event, argument):
        name = argument.__name__ if event.startswith("c_") else frame.f_code.co_name
        events[event, name] += 1

    sys.setprofile(profiler)
    try:
        function(*arguments)
    finally:
        sys.setprofile(None)
    return sorted(events.items())


def covered(function, *arguments):
    """As coverage tools do: the lines of each function."""
    lines = set()

    def local(frame, event, argument):
        if event == "line":
            lines.add((frame.f_code.co_name, frame.f_lineno))
        return local

    def tracer(frame, event, argument):
        return local if frame.f_code.co_filename == __file__ else None

    sys.settrace(tracer)
    try:
        function(*arguments)
    finally:
        sys.settrace(None)
    return sorted(lines)


def switched_inside(n):
    """On and off in the middle of the hot loop itself."""
    seen = []
    total = 0
    for i in range(n):
        if i % 1000 == 500:
            sys.setprofile(lambda frame, event, argument: seen.append((event, frame.f_code.co_name)))
        total += inner(3)
        if i % 1000 == 502:
            sys.setprofile(None)
    return total, Counter(seen).most_common()


def in_threads():
    events = Counter()
    lock = threading.Lock()

    def tracer(frame, event, argument):
        if frame.f_code.co_name in ("outer", "inner"):
            with lock:
                events[event] += 1
        return tracer

    threading.settrace(tracer)
    threads = [threading.Thread(target=outer, args=(30,)) for _ in range(4)]
    threading.settrace(None)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    threads = []
    threading.settrace(tracer)
    for _ in range(3):
        thread = threading.Thread(target=outer, args=(25,))
        thread.start()
        threads.append(thread)
    threading.settrace(None)
    for thread in threads:
        thread.join()
    return sorted(events.items())


if __name__ == "__main__":
    for turn in range(3):
        warm()
        print(profiled(outer, 10))
        print(profiled(Thing(4).work))
        warm()
        print(covered(outer, 10))
        print(covered(Thing(4).work))
        warm()
        print(switched_inside(5000))
        print(in_threads())
