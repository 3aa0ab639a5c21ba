# KeyboardInterrupt in the middle of hot loops: caught, cleaned up after, and at last not caught.
import os
import signal
import sys
import threading
import time


def spin(state):
    i = 0
    try:
        while True:
            i += 1
            state[0] = i
    except KeyboardInterrupt:
        return i - state[0] in (0, 1)
    finally:
        state.append("finally")


def nested(state):
    total = 0.0
    for i in range(10**12):
        for j in range(10**6):
            total += j * 0.5
            state[0] = total
    return total


def endless_calls(n):
    while True:
        n = one_more(n)


def one_more(n):
    return (n + 1) & 0xFFFF


def nothing():
    while True:
        pass


def interrupt_soon(seconds):
    """Interrupts when the process has worked for so long: time spent waiting does not count."""

    def send():
        end = time.process_time() + seconds
        while time.process_time() < end:
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=send, daemon=True).start()


for _ in range(4):
    state = [0]
    interrupt_soon(0.05)
    print(spin(state), state[1], state[0] > 0)
for function, argument in ((nested, [0]), (endless_calls, 0), (lambda _: nothing(), 0)):
    interrupt_soon(0.1)
    try:
        function(argument)
    except KeyboardInterrupt as error:
        entry = error.__traceback__
        while entry.tb_next and entry.tb_next.tb_frame.f_code is not one_more.__code__:
            entry = entry.tb_next
        print("interrupted in", entry.tb_frame.f_code.co_name, sorted(entry.tb_frame.f_locals))

sys.stdout.flush()
sys.excepthook = lambda kind, value, trace: print("not caught:", kind.__name__)
interrupt_soon(0.1)
nothing()
