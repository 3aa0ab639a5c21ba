"""Forked children go on by themselves: with functions that ran before, and with functions that are new."""
import os
import sys
import threading
import time


def double(n):
    return n * 2


def in_child(n):
    def new(values):
        return sum(double(value) for value in values)

    return new(range(n)) % 100


def later(n):
    return [double(i) for i in range(n)][-1] % 100


def fork_and_wait(function, *arguments):
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        status = 99
        try:
            status = function(*arguments)
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def grandchild(n):
    return fork_and_wait(in_child, n) + fork_and_wait(later, n)


def in_thread(results):
    results.append(fork_and_wait(later, 40))


begun = time.monotonic()
print(double(21))
for i in range(3):
    print(fork_and_wait(in_child, 10 + i), fork_and_wait(grandchild, 5 + i))
results = []
threads = [threading.Thread(target=in_thread, args=(results,)) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(results, later(7))
print('in time' if time.monotonic() - begun < 30 else 'slow')
