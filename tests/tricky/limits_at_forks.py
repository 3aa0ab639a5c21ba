"""Programs that limit themselves, and fork: the size of files, with a signal that ends who exceeds it, memory, open files. Children work, and files get the numbers that they always get."""
import os
import resource
import signal
import sys
import time


def hot(count):
    total = 0
    for number in range(count):
        total += number * number % 7
    return total


class Number:
    def __init__(self, value):
        self.value = value

    def plus(self, other):
        return Number(self.value + other)


def objects(count):
    number = Number(0)
    for step in range(count):
        number = number.plus(step & 3)
    return number.value


def texts(count):
    return len([str(number) + 'x' for number in range(count)])


def work(seconds):
    end = time.monotonic() + seconds
    while True:
        results = hot(20_000), objects(5000), texts(2000)
        if time.monotonic() >= end:
            return results


def regions():
    """What the compiler writes to: a child shares it with nobody."""
    with open('/proc/self/maps') as maps:
        return {line.split()[4] for line in maps if 'psyco-data' in line}


def limited(name, value):
    """In children of a process that limits itself for a while, and in that, while new functions become hot."""
    before = resource.getrlimit(name)
    resource.setrlimit(name, (value(), before[1]))
    children, shared = [], regions()
    for _ in range(3):
        child = os.fork()
        if child == 0:
            os._exit(0 if work(0.3) == (39998, 7500, 2000) and not shared & regions() else 1)
        children.append(child)
    resource.setrlimit(name, before)
    work(0.5)
    return [os.waitpid(child, 0)[1] for child in children]


def used(field):
    with open('/proc/self/status') as status:
        return next(int(line.split()[1]) for line in status if line.startswith(field)) << 10


def files():
    child = os.fork()
    if child == 0:
        print('in a child', os.open(os.devnull, os.O_RDWR), flush=True)
        output = os.dup(1)
        os.closerange(0, 3)
        daemon = os.fork()
        if daemon == 0:
            os.write(output, f'in a daemon {[os.open(os.devnull, os.O_RDWR) for _ in range(3)]}\n'.encode())
        else:
            os.waitpid(daemon, 0)
        os._exit(0)
    return os.waitpid(child, 0)[1]


signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
print(hot(1_000_000))
print(limited(resource.RLIMIT_FSIZE, lambda: 1 << 20))
print(limited(resource.RLIMIT_AS, lambda: used('VmSize') + (4 << 20)))
print(limited(resource.RLIMIT_DATA, lambda: used('VmData') + (4 << 20)), flush=True)
print(files())
resource.setrlimit(resource.RLIMIT_NOFILE, (200, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
print(files())
