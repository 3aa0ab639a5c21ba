"""mpmath: special functions, quadrature, roots and matrices at several precisions."""

from mpmath import besselj, cos, eig, erf, exp, findroot, gamma, hyp2f1, identify, log, matrix, mp, mpf, nsum, pi, polyroots, quad, sin, taylor, workdps, zeta
from workload import rounds, show

for turn in rounds():
    for digits in (15, 50, 120):
        with workdps(digits + turn):
            show("pi", +pi)
            show("zeta", [zeta(mpf(3) / 2), zeta(mpf(1) / 2 + 14.134725j)])
            show("gamma", [gamma(mpf(k) / 7) for k in range(1, 12)])
            show("bessel", [besselj(k, mpf(5) / 3) for k in range(6)])
            show("hyper", hyp2f1(mpf(1) / 3, mpf(2) / 3, 2, mpf(1) / 5))
            show("quad", quad(lambda x: exp(-x * x) * cos(x), [0, 1, 3]))
            show("sum", nsum(lambda k: 1 / k ** 4, [1, mp.inf]))
            show("root", findroot(lambda x: sin(x) - x / 2, 2))
            show("polynomial", polyroots([1, -3, 1, 5, -2], maxsteps=200, extraprec=200))
            show("erf", [erf(mpf(k) / 5) for k in range(8)])
            show("log", [log(mpf(k)) for k in range(2, 40)])
    show("taylor", taylor(lambda x: exp(sin(x)), 0, 8))
    show("eigenvalues", sorted(map(str, eig(matrix(6, 6) + matrix([[1 / mpf(i + j + 1) for j in range(6)] for i in range(6)]))[0])))
