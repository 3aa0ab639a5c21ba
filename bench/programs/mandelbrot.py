"""How long the points of an n by n picture take to leave the Mandelbrot set."""
from harness import run

SIZES = {"small": 240, "one_second": 890, "ten_seconds": 2800}

LIMIT = 50


def iterations(cx, cy):
    x = 0.0
    y = 0.0
    for count in range(LIMIT):
        xx = x * x
        yy = y * y
        if xx + yy > 4.0:
            return count
        y = 2.0 * x * y + cy
        x = xx - yy + cx
    return LIMIT


def main(n):
    total = 0
    inside = 0
    for row in range(n):
        cy = 2.0 * row / n - 1.0
        for column in range(n):
            count = iterations(3.0 * column / n - 2.0, cy)
            total += count
            if count == LIMIT:
                inside += 1
    return total, inside


if __name__ == "__main__":
    run(main, SIZES)
