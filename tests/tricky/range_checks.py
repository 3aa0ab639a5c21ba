# Indices that count up to a limit: one test before the loop does for all turns, and nothing may happen too early or too late.
from common import check_all


def total(xs, n):
    s = 0
    for i in range(n):
        s += xs[i]
    return s


def total_from(xs, start, n):
    s = 0
    for i in range(start, n):
        s += xs[i]
    return s


def total_by(xs, start, n, step):
    s = 0
    for i in range(start, n, step):
        s = s * 3 + xs[i]
    return s


def behind(xs, start, n, less):
    s = 0
    for i in range(start, n):
        s = s * 3 + xs[i - less]
    return s


def ahead(xs, start, n, more):
    s = 0
    for i in range(start, n):
        s = s * 3 + xs[i + more]
    return s


def seen_before(xs, log, n):
    for i in range(n):
        log.append(i)
        xs[i] = i
    return log


def until(xs, n, stop):
    for i in range(n):
        if i == stop:
            break
        xs[i] += 1
    return xs[:]


def rarely(xs, n, when):
    s = 0
    for i in range(n):
        if i == when:
            s += xs[i]
    return s


def shrinks(xs, n, at):
    s = 0
    for i in range(n):
        if i == at:
            xs.pop()
        s += xs[i]
    return s


def grows(xs, n):
    for i in range(n):
        xs.append(xs[i])
    return len(xs)


def product(a, b, n):
    result = []
    for i in range(n):
        row = []
        for j in range(n):
            s = 0
            for k in range(n):
                s += a[i][k] * b[k][j]
            row.append(s)
        result.append(row)
    return result


def two(xs, ys, n):
    s = 0
    for i in range(n):
        s += xs[i] - ys[i]
    return s


def letters(text, n):
    count = 0
    for i in range(n):
        if text[i] == 'a':
            count += 1
    return count


def knapsack(previous, weight, value, capacity):
    row = previous[:]
    for room in range(weight, capacity + 1):
        candidate = previous[room - weight] + value
        if candidate > row[room]:
            row[room] = candidate
    return row


def numbers(n):
    return list(range(5, 5 + n))


def logged(xs, n):
    log = []
    try:
        seen_before(xs, log, n)
    except IndexError:
        log.append('IndexError')
    return log, xs


top = 2 ** 63 - 1
square = [[i * j % 7 for j in range(6)] for i in range(6)]
ragged = [[1, 2, 3, 4, 5, 6]] * 3 + [[1, 2], [3, 4, 5, 6, 7, 8], [1] * 6]
check_all('total', total, [(numbers(20), 20), (numbers(20), 7), (numbers(5), 0), ([], 0), (numbers(5), -3), (numbers(5), 6), ([], 1)])
check_all('total_from', total_from, [(numbers(9), 0, 9), (numbers(9), -2, 9), (numbers(9), -9, 3), (numbers(9), -10, 3), (numbers(9), 5, 2), (numbers(3), 9, 9), (numbers(3), 9, 8)])
check_all('total_by', total_by, [(numbers(9), 0, 9, 2), (numbers(9), 1, 10, 2), (numbers(9), 1, 11, 2), (numbers(9), 8, -1, -1), (numbers(9), 8, -12, -1), (numbers(9), 0, top, top), (numbers(9), 2, top, top - 2), (numbers(1), 0, top, 2 ** 62)])
check_all('behind', behind, [(numbers(9), 3, 9, 3), (numbers(9), 3, 12, 3), (numbers(9), 2, 9, 3), (numbers(9), 0, 9, 9), (numbers(9), 0, 9, 10), (numbers(9), 3, 9, -1), (numbers(9), 0, 5, -2 ** 63), (numbers(9), -3, 5, top), (numbers(9), 3, 13, 3)])
check_all('ahead', ahead, [(numbers(9), 0, 6, 3), (numbers(9), 0, 7, 3), (numbers(9), -3, 6, 3), (numbers(9), 0, 6, -6), (numbers(9), 0, 5, top)])
check_all('seen_before', lambda n: logged(numbers(5), n), [(5,), (3,), (7,), (0,)])
check_all('until', lambda n, stop: until(numbers(5), n, stop), [(5, 9), (100, 5), (100, 3), (100, 6), (3, 1)])
check_all('rarely', rarely, [(numbers(5), 5, 3), (numbers(5), 50, 3), (numbers(5), 50, 7), (numbers(5), 50, 49)])
check_all('shrinks', lambda n, at: shrinks(numbers(9), n, at), [(9, 99), (9, 3), (8, 3), (9, 8)])
check_all('grows', lambda n: grows(numbers(4), n), [(4,), (100,)])
check_all('product', product, [(square, square, 6), (square, square, 4), (square, ragged, 6), (ragged, square, 6), (square, square, 7), (square, ragged, 2)])
check_all('two', two, [(numbers(9), numbers(9), 9), (numbers(9), numbers(8), 9), (numbers(8), numbers(9), 9)])
check_all('letters', letters, [('banana', 6), ('banana', 4), ('banana', 7), ('', 0), ('', 1)])
check_all('knapsack', knapsack, [(numbers(30), 3, 4, 29), ([0] * 31, 5, 700, 30), ([0] * 31, 5, -7, 30), ([0] * 31, 40, 7, 30), ([0] * 31, 5, 7, 31), ([0] * 31, -1, 7, 29), ([0] * 31, 0, 2 ** 40, 30), ([-3] * 31, 2, -1, 30)])
