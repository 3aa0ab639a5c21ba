"""What watches a program is told of nothing else at its forks, and at its end: hooks for audit events, which may also forbid what they are told of, tracers, profilers."""
import os
import sys


def hot(count):
    total = 0
    for number in range(count):
        total += number * number % 7
    return total


def halves(count):
    total = 0.5
    for number in range(count):
        total += number % 3
    return total


def fork(text):
    child = os.fork()
    if child == 0:
        results = hot(1000), halves(1000)
        print(text, *results, told, flush=True)
        os._exit(0)
    return os.waitpid(child, 0)[1]


# What was told, in this process: two that print as they go would do so in any order.
told = []


def tracer(frame, event, arg):
    if event != 'line' and frame.f_code.co_name not in ('hot', 'halves'):
        tell(event, frame.f_code.co_name)
    return tracer


def profiler(frame, event, arg):
    tell(event, frame.f_code.co_name, getattr(arg, '__name__', None))


tell = lambda *words: told.append(words)
print(hot(2_000_000), flush=True)
for begin, watcher in ((sys.settrace, tracer), (sys.setprofile, profiler)):
    begin(watcher)
    fork('watched')
    begin(None)
    print(told, flush=True)
    told.clear()

events = []
state = 'note'


def hook(event, arguments):
    if state == 'note':
        events.append(event)
    elif state == 'forbid' and (event.startswith('ctypes') or event in ('builtins.id', 'open', 'os.truncate')):
        raise RuntimeError(f'forbidden: {event}')
    elif state == 'print':
        print('event', event, flush=True)


sys.addaudithook(hook)
child = os.fork()
if child == 0:
    state = 'none'
    print('child', events, flush=True)
    os._exit(0)
os.waitpid(child, 0)
state = 'forbid'
for turn in range(3):
    print(fork(f'forbidden {turn}'), hot(300_000), halves(300_000), flush=True)
state = 'none'
print('parent', [event for event in events if not event.startswith('os.wait')], flush=True)
state = 'print'
tell = lambda *words: print(*words, flush=True)
sys.settrace(tracer)
