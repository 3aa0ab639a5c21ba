"""Fibonacci numbers the slow way, n of them."""
from harness import run

SIZES = {"small": 110, "one_second": 1500, "ten_seconds": 15000}


def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


def main(n):
    return sum([fib(19 + index % 3) for index in range(n)])


if __name__ == "__main__":
    run(main, SIZES)
