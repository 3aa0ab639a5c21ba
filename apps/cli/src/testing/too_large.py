"""A function that is larger than the whole code region, then ordinary ones."""
import time

large = {}
lines = "".join(f"    x = (x * {i} + y) % 1000003 ^ y\n" for i in range(3, 900))
exec(f"def huge(x, y):\n{lines}    return x\n", large)
huge = large["huge"]


def ordinary(number):
    return sum(i * number for i in range(10))


for turn in range(60):
    value = huge(turn, turn + 1)
print(value)


def later(number):
    total = 0
    for i in range(number):
        total += i ^ number
    return total


# Room is made beside the program: on a busy machine that may take a while.
end = time.monotonic() + 1
while time.monotonic() < end:
    value = later(59) + ordinary(59)
print(value)
