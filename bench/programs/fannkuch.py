"""Pancake flipping over the first n permutations of eleven numbers."""
from harness import run

SIZES = {"small": 82000, "one_second": 910000, "ten_seconds": 8600000}


def flips_of(permutation):
    stack = permutation[:]
    flips = 0
    top = stack[0]
    while top:
        stack[:top + 1] = stack[top::-1]
        flips += 1
        top = stack[0]
    return flips


def fannkuch(size, limit):
    permutation = list(range(size))
    counts = [0] * size
    most = 0
    checksum = 0
    rotate = size
    for index in range(limit):
        while rotate > 1:
            counts[rotate - 1] = rotate
            rotate -= 1
        flips = flips_of(permutation)
        if flips > most:
            most = flips
        if index % 2 == 0:
            checksum += flips
        else:
            checksum -= flips
        while True:
            if rotate == size:
                return checksum, most
            permutation.insert(rotate, permutation.pop(0))
            counts[rotate] -= 1
            if counts[rotate] > 0:
                break
            rotate += 1
    return checksum, most


def main(n):
    return fannkuch(11, n)


if __name__ == "__main__":
    run(main, SIZES)
