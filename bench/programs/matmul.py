"""The product of two n by n matrices that are lists of lists."""
from harness import run

SIZES = {"small": 130, "one_second": 290, "ten_seconds": 510}


def make_matrix(n, scale):
    return [[scale * (i - j) * (i + j) for j in range(n)] for i in range(n)]


def multiply(a, b):
    rows = len(a)
    columns = len(b[0])
    inner = len(b)
    product = []
    for i in range(rows):
        row = []
        for j in range(columns):
            total = 0.0
            for k in range(inner):
                total += a[i][k] * b[k][j]
            row.append(total)
        product.append(row)
    return product


def main(n):
    a = make_matrix(n, 1.0 / n / n)
    b = make_matrix(n, 2.0 / n / n)
    product = multiply(a, b)
    trace = 0.0
    for i in range(n):
        trace += product[i][i]
    return f"{trace:.6f} {product[n // 2][n // 3]:.6f}"


if __name__ == "__main__":
    run(main, SIZES)
