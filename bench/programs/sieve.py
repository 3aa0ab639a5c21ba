"""The primes below a million by the sieve of Eratosthenes, n times."""
from harness import run

SIZES = {"small": 1, "one_second": 20, "ten_seconds": 200}

LIMIT = 1_000_000


def primes_below(limit):
    is_prime = [True] * limit
    is_prime[0] = is_prime[1] = False
    number = 2
    while number * number < limit:
        if is_prime[number]:
            for multiple in range(number * number, limit, number):
                is_prime[multiple] = False
        number += 1
    primes = []
    for number in range(limit):
        if is_prime[number]:
            primes.append(number)
    return primes


def main(n):
    total = 0
    for index in range(n):
        primes = primes_below(LIMIT + index % 10)
        total += len(primes)
    return total, primes[-1], sum(primes)


if __name__ == "__main__":
    run(main, SIZES)
