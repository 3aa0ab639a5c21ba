# Sub-interpreters: the same hot source in each, and back in the main one.
import _xxsubinterpreters as interpreters
import sys
from common import SCALE

SOURCE = """
def hot(n):
    total = 0
    for i in range(n):
        total = (total * 3 + i) % 1000003
    return total

class Point:
    def __init__(self, x):
        self.x = x
    def moved(self, by):
        return Point(self.x + by)

def points(n):
    point = Point(0)
    for i in range(n):
        point = point.moved(i)
    return point.x

for _ in range(ROUNDS):
    result = hot(700), points(50)
import os
os.write(WRITE, repr((NAME, result)).encode() + b"\\n")
"""


def main():
    import os
    read, write = os.pipe()
    for turn in range(4):
        interpreter = interpreters.create()
        interpreters.run_string(interpreter, f"ROUNDS, WRITE, NAME = {300 * SCALE}, {write}, {turn}\n{SOURCE}")
        print(os.read(read, 1000))
        here = {"ROUNDS": 300 * SCALE, "WRITE": write, "NAME": "main"}
        exec(SOURCE, here)
        print(os.read(read, 1000))
        if turn % 2:
            interpreters.run_string(interpreter, f"x = [hot(i) for i in range(200)]\nimport os\nos.write({write}, repr(x[-1]).encode())")
            print(os.read(read, 1000))
            try:
                interpreters.run_string(interpreter, "def f(n):\n    for i in range(n):\n        1 // (n - 1 - i)\nf(5000)")
            except interpreters.RunFailedError as error:
                print(error)
        interpreters.destroy(interpreter)


def begins():
    """A sub-interpreter begins as it would without psyco: with the path and the modules of the user."""
    interpreter = interpreters.create()
    interpreters.run_string(interpreter, "import os, sys\nprint(sys.path, sorted(sys.modules), sorted(sys.path_importer_cache), os.environ.get('PYTHONPATH'), flush=True)")
    interpreters.destroy(interpreter)


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    begins()
    print("end")
