# Floor division and modulo of ints of all signs, divmod, and division by zero.
from common import check_all

VALUES = [0, 1, -1, 2, -2, 3, -3, 7, -7, 10, -10, 2**30, -(2**30), 2**31 - 1, -(2**31), 2**62, -(2**62), 2**63 - 1, -(2**63), 2**63, -(2**64), 2**64 + 1]


def floor_divide(a, b):
    return a // b


def modulo(a, b):
    return a % b


def both(a, b):
    return divmod(a, b)


def true_divide(a, b):
    return a / b


def identity(a, b):
    q, r = a // b, a % b
    return q * b + r == a and (0 <= r < b or b < r <= 0)


def by_constants(a):
    return a // 2, a % 2, a // -2, a % -2, a // 10, a % 10, a // 7, a % 7, a % -7, a // 1, a % 1, a // -1, a % -1, a // 1024, a % 1024


def digits(n):
    found = []
    while n:
        n, digit = divmod(n, 10)
        found.append(digit)
        if len(found) > 30:
            break
    return found


def in_loop(n):
    total = 0
    for i in range(-n, n):
        total += i // 3 * 5 + i % 3 * 7 + i // -4 + i % -4
    return total


checksum = 0
for _ in range(8):
    for a in VALUES:
        for b in VALUES:
            if b:
                assert identity(a, b)
                checksum = (checksum * 31 + floor_divide(a, b) * 7 + modulo(a, b) + sum(both(a, b))) % (2**61 - 1)
print(checksum)
check_all("floor_divide", floor_divide, [(7, -2), (-7, 2), (-7, -2), (0, -5), (-(2**63), -1), (5, 0), (2**70, 0), (True, 2), (5, 2.0), (5, "x")])
check_all("modulo", modulo, [(7, -2), (-7, 2), (-7, -2), (0, -5), (-(2**63), -1), (5, 0), (5, 0.0), (False, 3), ("%d!", 5)])
check_all("both", both, [(7, -2), (-(2**63), -1), (5, 0), (-1, 2**64)])
check_all("true_divide", true_divide, [(1, 3), (-1, 3), (2**53 + 1, 1), (2**64, 3), (10**400, 10**399), (10**400, 1), (1, 0), (0, -5), (1, 10**400)])
check_all("by_constants", by_constants, [(value,) for value in VALUES[:18]])
check_all("digits", digits, [(1234567890123456789012,), (2**63,), (0,), (-15,)], rounds=100)
check_all("in_loop", in_loop, [(100,), (101,)], rounds=50)
