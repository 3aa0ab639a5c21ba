"""Loops after a branch that is left in the middle of a call, with numbers that were made into objects for it."""


class Table:
    def __init__(self, items):
        self.items = items


def note(seen, n):
    seen[n] = n
    return n


def total(c, seen, table, n):
    m = n + 1000
    items = table.items
    k = 0
    if c:
        note(seen, m * 3)
    # One line: the branch goes to the head of the loop itself.
    while True: n = n + items[k]; k += 1


def main():
    seen = {}
    kinds = [1, 2, 3, 4], (1, 2, 3, 4), [1, 2.5, 3, 4], {0: 1, 1: 2, 2: 3, 3: 4}
    for k in range(120):
        note(seen, k)
    for k in range(160):
        table = Table(kinds[0 if k < 50 else k % 4])
        try:
            total(k % 3 == 0, seen, table, k)
        except LookupError as error:
            print(repr(error), len(seen))


if __name__ == '__main__':
    main()
