# Division by zero of every kind of number, from the middle of loops that went well for long.
from common import check


def last_is_zero(divisors):
    total = 0
    try:
        for divisor in divisors:
            total += 100 // divisor
    except ZeroDivisionError as error:
        return total, str(error)
    return total


def float_loop(divisors):
    total = 0.0
    for divisor in divisors:
        try:
            total += 1.0 / divisor
        except ZeroDivisionError as error:
            total -= 1000.0
            message = str(error)
    return total, message


ints = list(range(1, 200)) + [0, 5]
floats = [x / 2.0 for x in range(-50, 51)]
check("ints", last_is_zero, ints, times=100)
check("floats in an int loop", last_is_zero, [1.5, 2.5, 0.0], times=1000)
check("bools", last_is_zero, [True, True, False])
check("float loop", float_loop, floats, times=100)
check("negative zero", float_loop, [4.0, -0.0])
check("mixed", float_loop, [1, 2.0, 0, -0.0, True, False])
for expression in ("1 / 0", "1.0 / 0", "1 // 0", "1.0 // 0.0", "1 % 0", "1.0 % 0", "divmod(1, 0)", "divmod(1.0, 0)", "0 ** -1", "0.0 ** -1", "pow(0, -1)", "pow(2, -1, 0)", "0j ** -1", "1j / 0"):
    check(expression, eval(f"lambda: {expression}"), times=500)
