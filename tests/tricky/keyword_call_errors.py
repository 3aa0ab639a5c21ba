# Where a call with keywords says that it has failed: at the call, not at the names of its keywords, which have a line of their own.
import functools
from common import SCALE


def places(error):
    trace = error.__traceback__.tb_next
    found = []
    while trace is not None:
        code = trace.tb_frame.f_code
        found.append((code.co_name, trace.tb_lineno, list(code.co_positions())[trace.tb_lasti // 2]))
        trace = trace.tb_next
    return found


def sorting(items):
    (items
        .sort(
            key=lambda value: -value))
    return items


def converting(text):
    return int(
        text,
        base=10)


def largest(items):
    number = 1
    number += 1
    return max(items,
               key=abs), number


def fails(*, text):
    raise ValueError(text)


partial = functools.partial(fails)


def through(text):
    return [text, partial(
        text=text)]


def unexpected(items):
    return (sorted
            (items,
             reversed=True))


def run(call, good, bad):
    seen = {}
    for turn in range(200 * SCALE):
        try:
            result = call(good() if turn % 10 else bad())
        except Exception as error:
            result = type(error).__name__, places(error)
        text = repr(result)
        seen[text] = seen.get(text, 0) + 1
    for text, count in seen.items():
        print(call.__name__, count, text)


for _ in range(2):
    run(sorting, lambda: [2, 1], lambda: [None, 1])
    run(converting, lambda: '12', lambda: 'x')
    run(largest, lambda: [1, -2], lambda: [1, 'x'])
    run(through, lambda: 'a', lambda: 'b')
    run(unexpected, lambda: [2, 1], lambda: [1])
