"""The exception of a signal's handler is seen wherever the signal comes, also where a fork begins: a program of which one is lost forks for ever."""
import os
import signal
import sys


class Tick(Exception):
    pass


def handler(number, frame):
    raise Tick


signal.signal(signal.SIGALRM, handler)
sys.unraisablehook = lambda lost: print('lost', lost.exc_type, flush=True)


def reap(*which):
    while True:
        try:
            os.waitpid(*which)
        except Tick:
            continue
        except ChildProcessError:
            return


def until_a_signal():
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.0007)
        while True:
            child = os.fork()
            if child == 0:
                os._exit(0)
            os.waitpid(child, 0)
    except Tick:
        reap(-1, 0)
        return 1


print(sum(until_a_signal() for _ in range(1500)))
