# A program that gives itself less machine stack than it was started with (RLIMIT_STACK), and recurses: calls of interpreted functions take none
# of it, compiled ones must make do with what there is.
import resource


def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


def deep(n):
    return 0 if n == 0 else 1 + deep(n - 1)


def total(items, n):
    return n if not items else total(items[1], n + items[0])


def main():
    import os
    import sys
    for _ in range(3):
        print(fibonacci(20), deep(300))
    sys.setrecursionlimit(30000)
    resource.setrlimit(resource.RLIMIT_STACK, (128 << 10, resource.getrlimit(resource.RLIMIT_STACK)[1]))
    items = ()
    for number in range(15000):
        items = number, items
    for round_number in range(40):
        results = deep(300), deep(1500), deep(20000), total(items, 0)
    print(results, fibonacci(20))
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        print('child', deep(20000), total(items, 0), flush=True)
        os._exit(0)
    os.waitpid(child, 0)
    # Chains of tuples end one in the other: C code that takes stack.
    while items:
        items = items[1]


main()
