# Signals that a call has sent, or that came while it waited: their handlers have run, and raised, when the next instruction begins, without any
# loop in between.
import ctypes
import signal
import time
from common import SCALE


# Unlike os.kill it does not look for signals before it returns.
send = getattr(ctypes.CDLL(None), 'raise')


class Problem(Exception):
    pass


seen = []


class Watcher:
    def __init__(self):
        self.called = False
        signal.signal(signal.SIGUSR1, self.handle)
        signal.signal(signal.SIGALRM, self.handle)

    def handle(self, number, frame):
        self.called = True
        seen.append((number, frame.f_code.co_name, frame.f_lineno))


def sent(watcher):
    send(signal.SIGUSR1)
    return watcher.called


def sent_unpacked(watcher, arguments):
    send(*arguments)
    return watcher.called


def slept(watcher):
    signal.setitimer(signal.ITIMER_REAL, 0.001)
    time.sleep(0.02)
    return watcher.called


def inlined(watcher):
    return sent(watcher), len(seen)


def raises(number, frame):
    raise Problem(number)


def raised():
    value = [1, 2]
    try:
        send(signal.SIGUSR1)
        value.append(3)
    except Problem as error:
        value.append(error.args[0] == signal.SIGUSR1)
        value.append(error.__traceback__.tb_lineno)
    return value


def result(make):
    held = make(send)
    return held


def make(call):
    call(signal.SIGUSR1)
    return ['result']


def not_caught():
    send(signal.SIGUSR1)
    return 'returned'


def show(call, *arguments):
    seen.clear()
    try:
        value = call(*arguments)
    except Problem as error:
        value = repr(error), error.__traceback__.tb_next.tb_lineno
    return value, list(seen)


def run(turns, pause):
    found = {}
    for _ in range(turns):
        values = [
            show(sent, Watcher()), show(sent_unpacked, Watcher(), (signal.SIGUSR1,)), show(inlined, Watcher()), show(result, make),
        ]
        if pause:
            values.append(show(slept, Watcher()))
        signal.signal(signal.SIGUSR1, raises)
        values += [show(raised), show(not_caught)]
        signal.signal(signal.SIGUSR1, signal.SIG_IGN)
        values.append(show(not_caught))
        text = repr(values)
        found[text] = found.get(text, 0) + 1
    for text, count in found.items():
        print(count, text)


run(10, True)
run(2000 * SCALE, False)
run(10, True)
