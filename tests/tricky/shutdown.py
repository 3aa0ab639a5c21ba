# The end of a program while compiled code is on the stack, and after: exit handlers, daemon threads, destructors of modules, exits
# from the middle of hot loops.
import atexit
import os
import subprocess
import sys
import textwrap
from common import SCALE

HOT = """
import atexit, os, sys, threading, time
SCALE = %d
def hot(n):
    total = 0
    for i in range(n):
        total = (total * 3 + i) %% 1000003
    return total
for _ in range(200 * SCALE):
    hot(500)
""" % SCALE

ENDINGS = {
    "atexit": """
        def last(turns):
            print("last", [hot(700) for _ in range(turns)][-1])
        atexit.register(last, 2000)
    """,
    "exit in a loop": """
        def leave(n):
            total = 0
            for i in range(n):
                total += hot(i % 7)
                if i == n - 1:
                    sys.exit(3)
        atexit.register(lambda: print(hot(400)))
        leave(20000)
    """,
    "os._exit in a loop": """
        def leave(n):
            for i in range(n):
                if i == n - 1:
                    sys.stdout.flush()
                    os._exit(4)
        print("before")
        leave(30000)
    """,
    "daemon threads in hot loops": """
        def forever():
            total = 0
            while True:
                total = (total + hot(50)) % 1000
        for _ in range(3):
            threading.Thread(target=forever, daemon=True).start()
        time.sleep(0.2)
        print("main ends", hot(300))
    """,
    "other threads outlive the main program": """
        def long():
            time.sleep(0.05)
            print("thread", [hot(900) for _ in range(1000)][-1])
        threading.Thread(target=long).start()
        atexit.register(lambda: print("atexit", hot(200)))
    """,
    "destructors": """
        class Owner:
            def __init__(self, number):
                self.number = number
            def __del__(self):
                print("gone", self.number, hot(100 + self.number))
        keep = [Owner(n) for n in range(3)]
        cycle = Owner(9)
        cycle.self = cycle
        del keep[1]
    """,
    "a generator that is never finished": """
        def numbers():
            try:
                for i in range(10 ** 9):
                    yield hot(i % 10)
            finally:
                print("closed", hot(100))
        generator = numbers()
        print(sum(next(generator) for _ in range(5000)))
    """,
    "an exception at the end": """
        def fail(n):
            for i in range(n):
                if i == n - 1:
                    raise ValueError(hot(i % 100))
        def at_end():
            try:
                fail(2000)
            except ValueError as error:
                print("at the end", error)
        atexit.register(at_end)
        fail(20000)
    """,
    "a signal ends it in a hot loop": """
        import signal
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        while True:
            hot(1000)
    """,
}

# The endings run in children that are forked and compiled like this program itself.
if __name__ == "__main__":
    for name, text in ENDINGS.items():
        sys.stdout.flush()
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.dup2(write, 1)
            os.dup2(write, 2)
            namespace = {"__name__": "__main__"}
            exec(compile(HOT + textwrap.dedent(text), f"<{name}>", "exec"), namespace)
            del namespace
            sys.exit()
        os.close(write)
        output = b""
        while chunk := os.read(read, 4096):
            output += chunk
        os.close(read)
        print(f"{name}: {os.waitpid(child, 0)[1]}\n{output.decode()}")
