"""Several threads run the same hot functions, which call each other; a thread's stack is not where the main thread's is."""
import os
import threading

SCALE = int(os.environ.get("TRICKY_SCALE", 1))


def mix(a, b):
    return (a * 31 + b) % 65521


def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


def work(seed, rounds):
    total = seed
    for i in range(rounds):
        total = mix(total, i)
    return total


def recurse(n):
    try:
        return recurse(n + 1)
    except RecursionError:
        return n


def run(name, results):
    answers = []
    for turn in range(30 * SCALE):
        answers.append((work(name + turn, 3000), fib(14)))
    answers.append(recurse(0) > 900)
    results[name] = answers


expected = {}
for name in range(4):
    run(name, expected)

for size in 0, 128 * 1024, 1 << 20:
    threading.stack_size(size)
    results = {}
    threads = [threading.Thread(target=run, args=(name, results)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(results == expected)
print([answers[-2:] for answers in expected.values()])

# Many short-lived threads, one after the other.
total = 0
for name in range(60):
    box = {}
    thread = threading.Thread(target=lambda: box.update(answer=work(name, 500)))
    thread.start()
    thread.join()
    total += box["answer"]
print(total)
