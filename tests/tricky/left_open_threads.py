"""Files that are never closed, and objects with finalizers, held by compiled functions: all is written and finalized in the end,
although a thread goes on."""
import os
import sys
import threading
import time
import weakref


def open_output():
    return open(os.dup(1), "w")


plain = open_output()


def write_plain(text):
    plain.write(text)


def make_writer():
    file = open_output()

    def write(text):
        file.write(text)

    return write


write_inner = make_writer()


class Log:
    def __init__(self):
        self.file = open_output()
        self.lines = 0

    def write(self, text):
        self.lines += 1
        self.file.write(text)

    def __del__(self):
        print("end of a log with", self.lines, "lines")


log = Log()


def everything(n):
    total = 0
    for i in range(n):
        total += i & 3
    write_plain(f"plain {total}\n")
    write_inner(f"inner {total}\n")
    log.write(f"log {total}\n")


# Sleeps on when the program ends.
threading.Thread(target=time.sleep, args=(100,), daemon=True).start()
for n in (10, 100, 1000, 200000, 200000):
    everything(n)
weakref.finalize(log, print, "finalized")
print("end of the program")
sys.stdout.flush()
