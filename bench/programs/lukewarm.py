"""Calls n generated functions a few hundred times each, ten thousand of them in turn: none of them is worth compiling."""
from harness import run

SIZES = {"small": 500, "one_second": 10000, "ten_seconds": 100000}

BATCH = 10_000
CALLS = 500

TEMPLATES = (
    "def f{0}(x):\n    y = x * {0} + {1}\n    if y % 3:\n        return y\n    return y // 3\n",
    "def f{0}(x):\n    items = [x, {0}, {1}]\n    items.append(x + {1})\n    return sum(items) % 1009\n",
    "def f{0}(x):\n    total = 0\n    for i in range({1}):\n        total += i * x\n    return total - {0}\n",
    "def f{0}(x):\n    name = 'item %d' % (x + {0})\n    return len(name) * {1}\n",
    "def f{0}(x, scale={1}):\n    pair = (x, scale)\n    a, b = pair\n    return a * b - {0}\n",
)


def make_functions(first, count):
    namespace = {}
    for start in range(first, first + count, 500):
        stop = min(start + 500, first + count)
        source = "\n".join(TEMPLATES[index % 5].format(index, 3 + index % 7) for index in range(start, stop))
        exec(compile(source, f"<batch {start}>", "exec"), namespace)
    return [namespace[f"f{index}"] for index in range(first, first + count)]


def main(n):
    total = 0
    for first in range(0, n, BATCH):
        functions = make_functions(first, min(BATCH, n - first))
        for call in range(CALLS):
            for function in functions:
                total += function(call)
    return total


if __name__ == "__main__":
    run(main, SIZES)
