"""Zeros that are not the interpreter's own object: what they have for a digit is whatever was there (marshal, extensions)."""
import marshal


def total(zero, turns):
    result = 0
    for _ in range(turns):
        result += zero
    return result


def product(zero, number):
    return zero * number, zero + number, zero - number, zero < number, -zero, zero or number


wrong = 0
for turn in range(300):
    numbers = [12345678 + number for number in range(1000)]
    del numbers
    zero = marshal.loads(b'l\0\0\0\0')
    results = total(zero, 10), product(zero, 7)
    if results != (0, (0, 7, -7, True, 0, 7)):
        wrong += 1
print(wrong)
