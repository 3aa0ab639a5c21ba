"""Signals and other threads get their turn in functions without loops that C code, or they themselves, call again and again."""
import ctypes
import signal
import threading
import time
import weakref


def add(x):
    return x + 1


class Ordered:
    def __init__(self, value):
        self.value = value

    def __lt__(self, other):
        return self.value < other.value


def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


def handler(number, frame):
    raise KeyboardInterrupt('signal')


def interrupted(call):
    """Long calls: whether the signal ended this one soon."""
    start = time.time()
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    try:
        call()
        return 'not interrupted'
    except KeyboardInterrupt:
        return time.time() - start < 2


class Kept(list):
    pass


send = ctypes.CDLL(None)['raise']


def largest(values):
    return max(values, key=send)


def arguments_end():
    """The handler runs behind the call, which has its arguments in a tuple: they end with the exception."""
    seen = []
    for _ in range(20):
        values = Kept([signal.SIGUSR1])
        seen.append(weakref.ref(values))
        try:
            largest(values)
        except KeyboardInterrupt:
            pass
        del values
    return [reference() is None for reference in seen].count(True)


def main():
    signal.signal(signal.SIGALRM, handler)
    signal.signal(signal.SIGUSR1, handler)
    print('arguments', arguments_end())
    for _ in range(300):
        sum(map(add, range(10)))
    values = [Ordered(i * 7919 % 100003) for i in range(200)]
    for _ in range(30):
        sorted(values)
    start = time.time()
    while time.time() - start < 0.5:
        fibonacci(12)
    print('map', interrupted(lambda: sum(map(add, range(150_000_000)))))
    many = [Ordered(i * 7919 % 1000003) for i in range(200_000)] * 20
    print('sort', interrupted(lambda: sorted(many)))
    print('recursion', interrupted(lambda: fibonacci(45)))
    turns, stop = [], []

    def other():
        while not stop:
            time.sleep(0.001)
            turns.append(1)
    thread = threading.Thread(target=other)
    thread.start()
    before = len(turns)
    sum(map(add, range(2_000_000)))
    print('threads', len(turns) - before > 3)
    stop.append(1)
    thread.join()


if __name__ == '__main__':
    main()
