# Lists of lists and of tuples, comparisons of sequences, and recursion over them.
from common import check, check_all


def transpose(matrix):
    rows, columns = len(matrix), len(matrix[0])
    result = [[None] * rows for _ in range(columns)]
    for i in range(rows):
        for j in range(columns):
            result[j][i] = matrix[i][j]
    return result


def life(grid, steps):
    n = len(grid)
    for _ in range(steps):
        following = [[0] * n for _ in range(n)]
        for y in range(n):
            for x in range(n):
                around = 0
                for dy in (-1, 0, 1):
                    for dx in (-1, 0, 1):
                        if dx or dy:
                            around += grid[(y + dy) % n][(x + dx) % n]
                following[y][x] = 1 if around == 3 or (grid[y][x] and around == 2) else 0
        grid = following
    return grid


def flood(grid, y, x):
    if not (0 <= y < len(grid) and 0 <= x < len(grid[y])) or grid[y][x] != ".":
        return 0
    grid[y][x] = "#"
    return 1 + flood(grid, y - 1, x) + flood(grid, y + 1, x) + flood(grid, y, x - 1) + flood(grid, y, x + 1)


def flatten(thing):
    result = []
    for item in thing:
        if isinstance(item, (list, tuple)):
            result += flatten(item)
        else:
            result.append(item)
    return result


def ragged(rows):
    total = 0
    for i in range(len(rows)):
        for j in range(len(rows[i])):
            total += rows[i][j] * (i + 1)
    return total


def compare(a, b):
    return a < b, a == b, a >= b, a != b, a is b


def sort_tuples(n):
    items = [(i * 7 % 5, -i, str(i)) for i in range(n)]
    items.sort()
    best = items[0]
    for item in items:
        if item[1:] < best[1:]:
            best = item
    return items[:3], best


def permutations(items):
    if len(items) <= 1:
        return [items]
    result = []
    for i in range(len(items)):
        for rest in permutations(items[:i] + items[i + 1:]):
            result.append([items[i]] + rest)
    return result


def merge_sort(items):
    if len(items) < 2:
        return items
    middle = len(items) // 2
    left, right = merge_sort(items[:middle]), merge_sort(items[middle:])
    merged = []
    i = j = 0
    while i < len(left) and j < len(right):
        if left[i] <= right[j]:
            merged.append(left[i])
            i += 1
        else:
            merged.append(right[j])
            j += 1
    return merged + left[i:] + right[j:]


def pascal(n):
    rows = [[1]]
    for _ in range(n):
        last = rows[-1]
        rows.append([1] + [last[i] + last[i + 1] for i in range(len(last) - 1)] + [1])
    return rows[-1]


def queens(n, row=0, columns=0, left=0, right=0):
    if row == n:
        return 1
    count = 0
    free = ~(columns | left | right) & ((1 << n) - 1)
    while free:
        bit = free & -free
        free ^= bit
        count += queens(n, row + 1, columns | bit, (left | bit) << 1, (right | bit) >> 1)
    return count


def edit_distance(a, b):
    rows = [[i + j if i * j == 0 else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (a[i - 1] != b[j - 1]))
    return rows[-1][-1]


glider = [[0, 1, 0, 0, 0], [0, 0, 1, 0, 0], [1, 1, 1, 0, 0], [0] * 5, [0] * 5]
check_all("transpose", transpose, [([[1, 2, 3], [4.5, None, "x"]],), ([[1]],), ([[1, 2], [3]],)])
check("life", life, glider, 4, times=60)
check("flood", lambda: flood([list("..#."), list(".#.."), list("...#")], 0, 0), times=400)
check("flatten", flatten, [1, [2, (3.5, [4, "five"]), []], (6,)])
check_all("ragged", ragged, [([[1], [], [2, 3]],), ([[1.5], [2]],), ([(1, 2), [3]],), ([],), ([[1], 5],)])
check_all("compare", compare, [((1, 2), (1, 3)), ((1,), (1, 0)), ([1, [2]], [1, [2]]), ((1.0,), (1,)), ((1, "a"), (1, 2)), ((1, "a"), (2, 2)), ((), [])])
check("sort_tuples", sort_tuples, 12)
check("permutations", lambda: len(permutations(list(range(5)))), times=60)
check("merge_sort", merge_sort, [(i * 37) % 53 for i in range(53)], times=100)
check("pascal", pascal, 70, times=30)
check("queens", queens, 6, times=60)
check_all("edit_distance", edit_distance, [("kitten", "sitting"), ("", "abc"), ("日本", "日木")], rounds=150)
