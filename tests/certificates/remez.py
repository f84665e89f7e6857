"""Certificates for the tests, made without any code of the tree: a small exchange in exact rationals.

certificate(delta, rho, eps1, lo) finds the least degree D at which a polynomial is within eps1 of the step and returns
the certificate of both halves. Meant for small degrees: everything is a Fraction, solved by elimination.
"""
from fractions import Fraction as F
import math

POINT_BITS = 40  # reference points are dyadic
COEFFICIENT_BITS = 80


def chebyshev(n, z):
    values = [F(1), z]
    while len(values) <= n:
        values.append(2 * z * values[-1] - values[-2])
    return values[:n + 1]


def evaluate(coefficients, z):
    """Clenshaw; exact for a Fraction z, double precision for a float."""
    b1 = b2 = 0 * z
    for c in reversed(coefficients[1:]):
        b1, b2 = c + 2 * z * b1 - b2, b1
    return coefficients[0] + z * b1 - b2


def dyadic(x, bits):
    return F(math.floor(x * 2**bits), 2**bits)


def solve(rows, right):
    """Gaussian elimination with Fractions."""
    n = len(rows)
    m = [row + [b] for row, b in zip(rows, right)]
    for i in range(n):
        pivot = next(k for k in range(i, n) if m[k][i] != 0)
        m[i], m[pivot] = m[pivot], m[i]
        for k in range(i + 1, n):
            if m[k][i] != 0:
                f = m[k][i] / m[i][i]
                m[k] = [a - f * b for a, b in zip(m[k], m[i])]
    x = [F(0)] * n
    for i in reversed(range(n)):
        x[i] = (m[i][n] - sum(m[i][j] * x[j] for j in range(i + 1, n))) / m[i][i]
    return x


def grid(lo, a, b, count):
    """Points of [lo, a] and [b, 1], dense at the ends, as dyadic Fractions inside."""
    points = []
    for left, right in ((lo, a), (b, F(1))):
        for i in range(count + 1):
            t = F(1 - math.cos(math.pi * i / count)) / 2 if 0 < i < count else F(i == count)
            points.append(left + dyadic(t, POINT_BITS) * (right - left))
    return points


def target(z, b):
    return 1 if z >= b else 0


def levelled(points, degree, b):
    """Coefficients and level of the polynomial whose residuals on the points alternate with one size."""
    rows = [chebyshev(degree, z) + [F((-1)**i)] for i, z in enumerate(points)]
    *coefficients, level = solve(rows, [F(target(z, b)) for z in points])
    return coefficients, level


def reference(degree, lo, a, b, rounds=40):
    """Points, coefficients and level after exchanges on a grid."""
    points_all = grid(lo, a, b, 40 * (degree + 4))
    size = degree + 2
    left = max(1, min(size - 1, round(size * 0.75)))
    points = grid(lo, a, b, left - 1)[:left] if left > 1 else [a]
    right = size - left
    points += grid(lo, a, b, right - 1)[-right:] if right > 1 else [b]
    best = None
    for _ in range(rounds):
        coefficients, level = levelled(points, degree, b)
        floats = [float(c) for c in coefficients]
        errors = [target(z, b) - evaluate(floats, float(z)) for z in points_all]
        largest = max(map(abs, errors))
        if best is None or abs(level) > abs(best[2]):
            best = (points, coefficients, level)
        if largest <= abs(float(level)) * 1.0001:
            break
        runs = []  # the largest error of each run of one sign
        for z, e in zip(points_all, errors):
            if runs and (runs[-1][1] > 0) == (e > 0):
                if abs(e) > abs(runs[-1][1]):
                    runs[-1] = (z, e)
            else:
                runs.append((z, e))
        while len(runs) > size:
            if len(runs) - size == 1:
                runs.pop(0 if abs(runs[0][1]) < abs(runs[-1][1]) else -1)
            else:
                k = min(range(len(runs) - 1), key=lambda i: max(abs(runs[i][1]), abs(runs[i + 1][1])))
                del runs[k:k + 2]
        if len(runs) < size:
            break
        points = [z for z, _ in runs]
    return best


def level(points, b):
    """|sum lambda_i y_i| / sum |lambda_i|, exactly."""
    weights = []
    for i, z in enumerate(points):
        p = F(1)
        for j, other in enumerate(points):
            if j != i:
                p *= z - other
        weights.append(1 / p)
    return abs(sum(w for w, z in zip(weights, points) if target(z, b))) / sum(map(abs, weights))


def largest_error(coefficients, lo, a, b):
    """The largest |q - step| seen on a fine grid and after local refinement, exactly evaluated: (error, point)."""
    floats = [float(c) for c in coefficients]
    points = grid(lo, a, b, 30 * len(coefficients))
    sizes = [abs(evaluate(floats, float(z)) - target(z, b)) for z in points]
    best = (F(0), points[0])
    for i in sorted(range(len(points)), key=lambda k: -sizes[k])[:6]:
        left = points[i - 1] if i > 0 and target(points[i - 1], b) == target(points[i], b) else points[i]
        right = points[i + 1] if i + 1 < len(points) and target(points[i + 1], b) == target(points[i], b) else points[i]
        for k in range(65):
            z = left + (right - left) * F(k, 64)
            best = max(best, (abs(evaluate(coefficients, z) - target(z, b)), z))
    return best


def text(x):
    return str(x.numerator) if x.denominator == 1 else f"{x.numerator}/{x.denominator}"


def ends(delta, rho):
    return 1 - (delta - rho)**2 / 2, 1 - rho**2 / 2


def certificate(delta, rho, eps1, lo, start=1):
    delta, rho, eps1, lo = map(F, (delta, rho, eps1, lo))
    a, b = ends(delta, rho)
    degree, below = start, None
    while True:
        found = reference(degree, lo, a, b)
        if found and largest_error(found[1], lo, a, b)[0] < eps1 * F(999, 1000):
            break
        degree, below = degree + 1, found
    # The next degree down must be impossible, or this was a near-tie that this small code does not decide.
    if below is None or level(below[0], b) <= eps1:
        raise ValueError(f"degree {degree} is not shown to be least")
    size = dyadic(level(below[0], b), 60)
    signs = [1 if i % 2 == 0 else -1 for i in range(degree + 1)]
    return {
        "format": "proofgauge-certificate", "version": 1, "claim": "step_polynomial/least_degree",
        "delta": text(delta), "rho": text(rho), "geometry": "chord", "lo": text(lo), "eps1": text(eps1),
        "upper": {"degree": degree, "A": text(a), "B": text(b),
                  "coefficients": [text(dyadic(c, COEFFICIENT_BITS)) for c in found[1]]},
        "lower": {"degree": degree - 1, "A": text(a), "B": text(b), "points": [text(z) for z in below[0]],
                  "residuals": [text(s * size) for s in signs]},
    }
