"""Solves n by n linear equations by LU decomposition with partial pivoting."""
from harness import run

SIZES = {"small": 180, "one_second": 430, "ten_seconds": 920}


def make_matrix(n):
    state = 7
    matrix = []
    for _ in range(n):
        row = []
        for _ in range(n):
            state = (state * 3877 + 29573) % 139968
            row.append(state / 139968.0 - 0.5)
        matrix.append(row)
    return matrix


def factor(matrix):
    """Replaces the matrix by its factors; returns the order of the rows."""
    n = len(matrix)
    order = list(range(n))
    for column in range(n):
        pivot = column
        largest = abs(matrix[column][column])
        for row in range(column + 1, n):
            candidate = abs(matrix[row][column])
            if candidate > largest:
                pivot = row
                largest = candidate
        if largest == 0.0:
            raise ValueError("the matrix is singular")
        if pivot != column:
            matrix[pivot], matrix[column] = matrix[column], matrix[pivot]
            order[pivot], order[column] = order[column], order[pivot]
        pivot_row = matrix[column]
        reciprocal = 1.0 / pivot_row[column]
        for row in range(column + 1, n):
            current = matrix[row]
            factor = current[column] * reciprocal
            current[column] = factor
            for k in range(column + 1, n):
                current[k] -= factor * pivot_row[k]
    return order


def solve(factors, order, right):
    n = len(factors)
    solution = [right[index] for index in order]
    for i in range(n):
        total = solution[i]
        for j in range(i):
            total -= factors[i][j] * solution[j]
        solution[i] = total
    for i in range(n - 1, -1, -1):
        total = solution[i]
        for j in range(i + 1, n):
            total -= factors[i][j] * solution[j]
        solution[i] = total / factors[i][i]
    return solution


def main(n):
    matrix = make_matrix(n)
    right = [float(i % 5) for i in range(n)]
    factors = [row[:] for row in matrix]
    order = factor(factors)
    solution = solve(factors, order, right)
    worst = 0.0
    for i in range(n):
        total = 0.0
        for j in range(n):
            total += matrix[i][j] * solution[j]
        worst = max(worst, abs(total - right[i]))
    return worst < 1e-6, f"{sum(solution):.6f}"


if __name__ == "__main__":
    run(main, SIZES)
