# Multiplication, powers, shifts and bit operations of ints at the edges of digits and registers.
from common import check_all

EDGES = [0, 1, -1, 2, -2, 7, -7]
for bits in (15, 29, 30, 31, 32, 45, 60, 62, 63, 64, 100):
    for delta in (-1, 0, 1):
        EDGES += [(1 << bits) + delta, -(1 << bits) + delta]


def multiply(a, b):
    return a * b


def bits(a, b):
    return a & b, a | b, a ^ b, ~a


def shift_left(a, count):
    return a << count


def shift_right(a, count):
    return a >> count


def power(a, b):
    return a**b


def factorial(n):
    result = 1
    for i in range(2, n + 1):
        result *= i
    return result


def squares(x, count):
    for _ in range(count):
        x = x * x
    return x


def wrap(x, count):
    for _ in range(count):
        x = (x * 6364136223846793005 + 1442695040888963407) & (2**64 - 1)
    return x


def wrap_signed(x, count):
    for _ in range(count):
        x = (x * 1103515245 + 12345) & 0xFFFFFFFF
        if x & 0x80000000:
            x -= 1 << 32
    return x


def checksum(values):
    total = 0
    for value in values:
        total = (total * 31 + value) % (2**61 - 1)
    return total


for _ in range(3):
    print(checksum([multiply(a, b) for a in EDGES for b in EDGES]))
    print(checksum([part for a in EDGES for b in EDGES for part in bits(a, b)]))
check_all("shift_left", shift_left, [(a, n) for a in (0, 1, -1, 3, 2**30 - 1, -(2**31)) for n in (0, 1, 29, 30, 31, 32, 33, 61, 62, 63, 64, 65, -1)])
check_all("shift_right", shift_right, [(a, n) for a in (0, 1, -1, -7, 2**62, -(2**62) - 1, 2**64, -(2**70)) for n in (0, 1, 30, 62, 63, 64, 65, 1000, -1)])
check_all("power", power, [(2, 62), (2, 63), (-2, 63), (2, 64), (3, 40), (0, 0), (-1, 10**6), (2, -1), (0, -1), (10, 18), (10, 19), (-3, 3), (7, 1)])
check_all("factorial", factorial, [(12,), (13,), (20,), (21,), (25,)])
check_all("squares", squares, [(3, 5), (2, 5), (2, 6), (-2, 6), (2**15, 2), (2**16, 2)])
check_all("wrap", wrap, [(1, 100), (2**63, 100), (0, 3)])
check_all("wrap_signed", wrap_signed, [(1, 100), (-1, 100)])
