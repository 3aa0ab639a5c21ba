"""The largest singular value of an infinite matrix, cut off at n by n, by the power method."""
from math import sqrt

from harness import run

SIZES = {"small": 140, "one_second": 480, "ten_seconds": 1500}


def element(i, j):
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def times(vector):
    result = []
    for i in range(len(vector)):
        total = 0.0
        for j, value in enumerate(vector):
            total += element(i, j) * value
        result.append(total)
    return result


def times_transposed(vector):
    result = []
    for i in range(len(vector)):
        total = 0.0
        for j, value in enumerate(vector):
            total += element(j, i) * value
        result.append(total)
    return result


def main(n):
    u = [1.0] * n
    v = u
    for _ in range(10):
        v = times_transposed(times(u))
        u = times_transposed(times(v))
    numerator = 0.0
    denominator = 0.0
    for a, b in zip(u, v):
        numerator += a * b
        denominator += b * b
    return f"{sqrt(numerator / denominator):.9f}"


if __name__ == "__main__":
    run(main, SIZES)
