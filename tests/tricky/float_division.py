# // and % and divmod of floats: signs of zero, infinities, tiny remainders, mixed operands.
from common import check_all

VALUES = [0.0, -0.0, 1.0, -1.0, 0.1, -0.1, 2.5, -2.5, 1e-320, 1e308, -1e308, float("inf"), float("-inf"), float("nan"), 3, -3, 2**53]


def floor_divide(a, b):
    return a // b


def modulo(a, b):
    return a % b


def both(a, b):
    return divmod(a, b)


def power(a, b):
    return a**b


def wrap_angle(x, n):
    for _ in range(n):
        x = (x + 1.1) % 6.283185307179586
    return x


def step_down(x, n):
    total = 0.0
    for _ in range(n):
        x -= 0.37
        total += x // 1.5 + x % 1.5
    return total


check_all("floor_divide", floor_divide, [(a, b) for a in VALUES for b in VALUES[::2]], rounds=30)
check_all("modulo", modulo, [(a, b) for a in VALUES for b in VALUES[::2]], rounds=30)
check_all("both", both, [(a, b) for a in VALUES[::2] for b in VALUES[1::2]], rounds=30)
check_all("power", power, [(2.0, 0.5), (-8.0, 1 / 3), (0.0, 0), (0.0, -1.0), (float("nan"), 0.0), (1.0, float("nan")), (-1.0, float("inf")), (10.0, 400), (2.0, -1074), (-2.0, 3), (-2.0, 3.0), (2, -2), (4, 0.5), (-4, 0.5)])
check_all("wrap_angle", wrap_angle, [(0.0, 500), (-50.0, 500), (1e10, 500)], rounds=20)
check_all("step_down", step_down, [(100.0, 600), (0.0, 600)], rounds=20)
