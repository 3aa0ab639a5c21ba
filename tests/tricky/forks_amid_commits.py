"""A process forks again and again while the compiler puts code in place: what is meant for it must not be run by a child."""
import os
from common import SCALE

# Many pages: forking takes some time.
ballast = bytearray(16 << 20)
for page in range(0, len(ballast), 4096):
    ballast[page] = 1


class Held:
    def __init__(self, x):
        self.x = x


def forks():
    child = os.fork()
    if child == 0:
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def make(number):
    names = {'Held': type(f'Held{number}', (Held,), {}), 'RATE': 3}
    exec(f'''
def helper(x):
    return x + {number}

def hot(n):
    total = 0
    for i in range(n):
        total += helper(i) * RATE + Held(i).x
    return total
''', names)
    return names


made, results, status = [], [], 0
for turn in range(6 * SCALE):
    names = make(turn)
    made.append(names)
    for again in range(8):
        total = names['hot'](1000)
        status += forks()
    results.append(total)
print(status, sum(results) if SCALE == 1 else 'scaled', all(names['hot'](10) == sum((i + turn) * 3 + i for i in range(10)) for turn, names in enumerate(made)))
# What the code held is given back at the end: no more often than this process took it, or its end is a crash.
