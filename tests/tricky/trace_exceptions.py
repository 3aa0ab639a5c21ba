"""Tracers and profilers that are set while functions run: which events they see when exceptions go through those functions."""
import sys

events = []


def listener(frame, event, argument):
    if frame.f_code.co_name not in ('main', 'run'):
        events.append((frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno, event))
    return listener


def begin_and_raise(begin):
    begin(listener)
    raise ValueError('begun')


def through(begin):
    try:
        begin_and_raise(begin)
    finally:
        events.append('finally')


def catching(begin):
    try:
        through(begin)
    except ValueError as error:
        events.append(str(error))
    return len('abc')


def with_frames(begin):
    frame = sys._getframe()
    while frame is not None:
        frame.f_trace = listener
        frame = frame.f_back
    begin_and_raise(begin)


def outer(begin):
    try:
        with_frames(begin)
    except ValueError:
        return 'handled'
    finally:
        begin(None)


def run(function, begin):
    del events[:]
    try:
        function(begin)
    finally:
        sys.settrace(None)
        sys.setprofile(None)
    for event in events:
        print(function.__name__, begin.__name__, event)


for _ in range(3):
    for begin in (sys.settrace, sys.setprofile):
        run(catching, begin)
        run(outer, begin)
