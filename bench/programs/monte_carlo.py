"""Pi from n random points in a square, with a linear congruential generator of our own."""
from harness import run

SIZES = {"small": 220000, "one_second": 3200000, "ten_seconds": 31000000}


class Random:
    MULTIPLIER = 1103515245
    INCREMENT = 12345
    MASK = 0x7FFFFFFF

    def __init__(self, seed):
        self.state = seed & self.MASK
        self.drawn = 0

    def next_float(self):
        self.state = (self.state * self.MULTIPLIER + self.INCREMENT) & self.MASK
        self.drawn += 1
        return self.state / 2147483648.0


def estimate_pi(samples, random):
    under_curve = 0
    for _ in range(samples):
        x = random.next_float()
        y = random.next_float()
        if x * x + y * y <= 1.0:
            under_curve += 1
    return 4.0 * under_curve / samples


def main(n):
    random = Random(113)
    return estimate_pi(n, random), random.drawn


if __name__ == "__main__":
    run(main, SIZES)
