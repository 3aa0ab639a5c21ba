"""What to pack into n knapsacks so that the value is highest, by dynamic programming."""
from harness import run

SIZES = {"small": 41, "one_second": 570, "ten_seconds": 5400}

CAPACITY = 1000
ITEMS = 50


def make_items(count, seed):
    items = []
    state = seed
    for _ in range(count):
        state = (state * 1103515245 + 12345) % 2147483648
        weight = 5 + state // 65536 % 120
        state = (state * 1103515245 + 12345) % 2147483648
        value = 10 + state // 65536 % 500
        items.append((weight, value))
    return items


def best_values(items, capacity):
    table = [[0] * (capacity + 1)]
    for weight, value in items:
        previous = table[-1]
        row = previous[:]
        for room in range(weight, capacity + 1):
            candidate = previous[room - weight] + value
            if candidate > row[room]:
                row[room] = candidate
        table.append(row)
    return table


def choice(items, table, capacity):
    chosen = []
    room = capacity
    for index in range(len(items), 0, -1):
        if table[index][room] != table[index - 1][room]:
            chosen.append(index - 1)
            room -= items[index - 1][0]
    chosen.reverse()
    return chosen


def main(n):
    value = 0
    packed = 0
    for seed in range(n):
        items = make_items(ITEMS, seed)
        table = best_values(items, CAPACITY)
        value += table[-1][CAPACITY]
        packed += sum(choice(items, table, CAPACITY))
    return value, packed


if __name__ == "__main__":
    run(main, SIZES)
