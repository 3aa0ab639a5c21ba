"""What the workloads share: how often they repeat, how results are shown, and what CPU time they took.

A workload takes one argument, the number of rounds, and prints the same text whenever it runs. Results too long to print are
printed as digests. The CPU seconds of the process and its children go to the file that the variable WORKLOAD_TIMES names."""

import atexit
import hashlib
import os
import sys
import time

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdigit() else 1


def rounds():
    return range(ROUNDS)


def show(name, value):
    """Prints a result, or a digest of it if it is long."""
    text = value if isinstance(value, str) else repr(value)
    if len(text) > 200:
        text = f"{len(text)} characters, {hashlib.sha256(text.encode('utf-8', 'backslashreplace')).hexdigest()[:16]}"
    print(f"{name}: {text}", flush=True)


def sources(*names):
    """Source texts of modules of the standard library: real input that is everywhere."""
    folder = os.path.dirname(os.__file__)
    texts = []
    for name in names:
        with open(os.path.join(folder, *name.split("/")), encoding="utf-8") as file:
            texts.append(file.read())
    return texts


@atexit.register
def _write_times():
    target = os.environ.get("WORKLOAD_TIMES")
    if target and os.getpid() == _PID:
        children = os.times()
        with open(target, "w") as file:
            file.write(str(time.process_time() + children.children_user + children.children_system))


_PID = os.getpid()
