# Large numbers shifted by much, and compared with what a shifted number of 64 bits cannot be.
from common import check_all


def far(x):
    if (x >> 112) != 0x2002:
        return None
    return (x >> 80) & 0xFFFFFFFF


def near(x):
    return (x >> 62) == 5, (x >> 32) > 2**40, (x >> 1) < -2**62, x <= 2**63 - 1


def sums(x, y):
    return (x + y) >> 60 == 17, ((x + y) >> 2) > 2**62, (x - y) // 4 < 2**62, (x * y) >> 63 != -1


def negated(x):
    return -(x >> 60) < 100


def shifted_back(x):
    return ((x >> 60) << 1) < 1000


def masked(x):
    if x < 0:
        return None
    return ((x >> 58) & 0xFFFFFF) < 64


def remainder(x):
    if x < 0:
        return None
    return (x >> 58) % 1000 < 64


def with_bits(x):
    if x < 0:
        return None
    return ((x >> 58) | 3) < 64


def without_bits(x):
    if x < 0:
        return None
    return ((x >> 58) ^ 3) < 64


def joined(x, way):
    y = x >> 60
    if way > 3:
        y = -y
    return y < 100


def two_ways(x, way):
    if way > 3:
        y = x >> 60
    else:
        y = x >> 61
    return y < 100


numbers = [0, 5, -5, 2**62, 2**63 - 1, -(2**63), 2**63, 5 * 2**62, 2**72, -(2**90), 0x2002AC1D2D64 << 80, 2**120]
check_all("far", far, [(n,) for n in numbers])
check_all("near", near, [(n,) for n in numbers])
check_all("sums", sums, [(a, b) for a in numbers for b in (1, -3, 2**63 - 1)])
check_all("far of large ones", lambda n: far(n), [(n,) for n in numbers[-4:]])
for function in (negated, shifted_back, masked, remainder, with_bits, without_bits):
    check_all(function.__name__, function, [(n,) for n in numbers])
for function in (joined, two_ways):
    check_all(function.__name__, function, [(n, way) for n in numbers[:5] for way in (1, 5)] * 10 + [(n, way) for n in numbers for way in (1, 5)])
