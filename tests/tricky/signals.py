# Signal handlers that run in the middle of hot loops, see the frames there, and change what the loop reads.
import signal
import time
from common import SCALE

ticks = 0
names = set()
stop = False


def on_tick(number, frame):
    global ticks, stop
    ticks += 1
    names.add(frame.f_code.co_name)
    if ticks >= 8 * SCALE:
        stop = True


def until_stopped():
    x = 0
    while not stop:
        x = (x + 1) & 1023
    return 0 <= x < 1024


def float_loop(seconds):
    total = 0.0
    turns = 0
    limit = time.monotonic() + seconds
    while True:
        for i in range(20_000):
            total += i * 0.5
        turns += 1
        if time.monotonic() > limit:
            break
    return total == turns * 99_995_000.0


class Alarm(Exception):
    pass


def on_alarm(number, frame):
    raise Alarm(frame.f_code.co_name)


def interrupted():
    i = 0
    try:
        while True:
            i += 1
    except Alarm as error:
        return error.args[0], i > 0
    finally:
        i = -1


def by_hand(n):
    seen = []
    signal.signal(signal.SIGUSR1, lambda number, frame: seen.append(frame.f_locals["i"]))
    for i in range(n):
        if i % 1000 == 7:
            signal.raise_signal(signal.SIGUSR1)
    return seen


signal.signal(signal.SIGALRM, on_tick)
signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
print(until_stopped(), ticks >= 8)
before = ticks
print(float_loop(0.2), ticks > before + 3)
signal.setitimer(signal.ITIMER_REAL, 0)
print(names <= {"until_stopped", "float_loop", "<module>", "on_tick"}, "until_stopped" in names)
# Counts the time that the process works, so that the loop is surely running.
signal.signal(signal.SIGVTALRM, on_alarm)
for _ in range(5):
    signal.setitimer(signal.ITIMER_VIRTUAL, 0.05)
    print(interrupted())
print(by_hand(5000), by_hand(5000) == by_hand(5000))
