# Structural pattern matching in hot functions.
from common import check_all
from dataclasses import dataclass


@dataclass
class Point:
    x: float
    y: float


@dataclass
class Add:
    left: object
    right: object


@dataclass
class Mul:
    left: object
    right: object


def kind(thing):
    match thing:
        case 0 | 0.5:
            return "nothing much"
        case True:
            return "true"
        case int(n) if n > 100:
            return f"big {n}"
        case int() | float():
            return "number"
        case str(text):
            return text.upper()
        case []:
            return "empty"
        case [x]:
            return f"one {x}"
        case [first, *rest] if len(rest) > 2:
            return f"many {first} {rest}"
        case (a, b):
            return f"pair {a} {b}"
        case {"key": value, **others}:
            return f"mapping {value} {sorted(others)}"
        case Point(x=0, y=y):
            return f"on the axis at {y}"
        case Point(x, y) if x == y:
            return f"diagonal {x}"
        case None:
            return "none"
        case _:
            return type(thing).__name__


def evaluate(tree):
    match tree:
        case Add(left, right):
            return evaluate(left) + evaluate(right)
        case Mul(0, _) | Mul(_, 0):
            return 0
        case Mul(left, right):
            return evaluate(left) * evaluate(right)
        case int(n) | float(n):
            return n
    raise TypeError(f"cannot evaluate {tree!r}")


check_all("kind", kind, [(thing,) for thing in (0, 0.5, True, 7, 1000, 2**70, 2.5, "abc", [], [1], (1, 2), [1, 2, 3], [1, 2, 3, 4], {"key": 1, "b": 2}, {}, Point(0, 5), Point(2, 2), Point(1, 2), None, {1}, b"x")])
check_all("evaluate", evaluate, [(Add(1, Mul(2.5, 4)),), (Mul(Add(1, "x"), 0),), (Mul(Add(1, 2), Add(3, 2**62)),), (Add(1, "x"),), ("x",)])
