"""Settings that are exchanged for others, which lie where the last but one lay: while the compiler works on what reads them."""
import time

SOURCE = '''
PLACE = (0, 0)
NAME = 'n'

def move(i):
    global PLACE, NAME
    PLACE = (i, i + 1000)
    NAME = 'x' * (1 + i % 7)
    step.__defaults__ = (i,)

def places(count):
    total = 0
    for _ in range(count):
        total += PLACE[0] + PLACE[1]
    return total

def lengths(count):
    total = 0
    for _ in range(count):
        total += len(NAME)
    return total

def step(a, b=0):
    return a + b

def steps(count):
    total = 0
    for j in range(count):
        total += step(j)
    return total
'''

wrong = {'places': 0, 'lengths': 0, 'steps': 0}
for turn in range(10):
    names = {}
    exec(compile(SOURCE, f'<turn {turn}>', 'exec'), names)
    move, places, lengths, steps = (names[name] for name in ('move', 'places', 'lengths', 'steps'))
    end = time.monotonic() + 0.25
    i = 0
    while time.monotonic() < end:
        i += 1
        move(i)
        for _ in range(6):
            wrong['places'] += places(200) != 200 * (2 * i + 1000)
            wrong['lengths'] += lengths(200) != 200 * (1 + i % 7)
            wrong['steps'] += steps(200) != 200 * i + 19900
print(wrong)
