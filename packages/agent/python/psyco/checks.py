# Checks of arguments: what is wrong is said in terms of the function that the program called.

from math import isnan


def check_count(function, name, value, least=0):
    """`value` as an int, if it is one and not too small."""
    if not hasattr(type(value), '__index__'):
        raise TypeError(f'psyco.{function}(): {name} must be an integer, not {type(value).__name__}')
    number = value.__index__()
    if number < least:
        raise ValueError(f'psyco.{function}(): {name} must be {least} or more, not {number}')
    return number


def check_number(function, name, value, least, most, excludes=(), meaning='a number'):
    """`value` as a float, if it is a number within the bounds, which themselves may be excluded."""
    if isinstance(value, complex) or not (hasattr(type(value), '__float__') or hasattr(type(value), '__index__')):
        raise TypeError(f'psyco.{function}(): {name} must be {meaning}, not {type(value).__name__}')
    number = float(value)
    if isnan(number) or not least <= number <= most or number in excludes:
        raise ValueError(f'psyco.{function}(): {name} must be {meaning}, not {value!r}')
    return number
