"""sympy: expanding, factoring, integrating, solving, simplifying."""

from sympy import Matrix, Poly, cos, diff, exp, expand, factor, groebner, integrate, limit, log, series, simplify, sin, solve, sqrt, symbols, together
from sympy.core.cache import clear_cache
from workload import rounds, show

x, y, z = symbols("x y z")

for turn in rounds():
    clear_cache()
    show("expand", expand((x + 2 * y - 3 * z + turn) ** 8))
    show("factor", factor(expand((x + y) ** 3 * (x - 2 * y + turn) ** 2 * (x ** 2 + 1))))
    show("integrate", [integrate(f, x) for f in (x ** 2 * exp(x), sin(x) ** 2 * x, log(x + 1), 1 / (x ** 3 + 1))])
    show("diff", diff(sin(x ** 2) * exp(cos(x)) / (1 + x ** 2), x, 4))
    show("simplify", simplify((sin(x) ** 2 + cos(x) ** 2) * (x ** 2 - 1) / (x + 1)))
    show("solve", [solve(x ** 3 - 3 * x + turn, x), solve([x + y - 3, x * y - 2], [x, y])])
    show("series", series(exp(sin(x)) * sqrt(1 + x), x, 0, 8))
    show("limit", [limit(sin(x) / x, x, 0), limit((1 + 1 / x) ** x, x, float("inf"))])
    show("matrix", Matrix(4, 4, lambda i, j: (x + i) ** j).det())
    show("groebner", groebner([x ** 2 + y * z - 2, y ** 2 + x * z - 3, z ** 2 + x * y - 5], order="grevlex"))
    show("polynomials", Poly((x + 1) ** 30 * (x - 2) ** 10, x).gcd(Poly((x + 1) ** 12 * (x + 3) ** 7, x)))
    show("together", together(sum(1 / (x + k) for k in range(1, 7))))
