#!/usr/bin/env python3
"""Derives the polynomial coefficients of normal_block_math.h: least squares of the relative error on Chebyshev nodes
(close to minimax), rounded to float one at a time from the lowest power, the higher ones refitted after each rounding.
Prints hexadecimal floats and the relative error reached. Needs python3-mpmath and python3-numpy.
Usage: python3 src/stats/normal_block_coefficients.py"""
import mpmath as mp
import numpy as np

mp.mp.dps = 40


def fit(name, f, n, lo, hi, fixed=None):
    fixed = dict(fixed or {})
    nodes = [(lo + hi) / 2 + (hi - lo) / 2 * mp.cos(mp.pi * (i + mp.mpf(1) / 2) / 200) for i in range(200)]
    for k in range(n + 1):
        if k in fixed:
            continue
        left = [j for j in range(k, n + 1) if j not in fixed]
        a = mp.matrix(len(nodes), len(left))
        b = mp.matrix(len(nodes), 1)
        for i, x in enumerate(nodes):
            v = f(x)
            for j, p in enumerate(left):
                a[i, j] = x**p / v
            b[i] = 1 - sum(c * x**p for p, c in fixed.items()) / v
        fixed[k] = mp.mpf(float(np.float32(float(mp.lu_solve(a, b)[0]))))
    grid = [lo + (hi - lo) * i / mp.mpf(3000) for i in range(3001)]
    worst = max(abs(sum(c * x**p for p, c in fixed.items()) / f(x) - 1) for x in grid)
    print(f"{name}: relative error {mp.nstr(worst, 4)} = 2^{mp.nstr(mp.log(worst, 2), 4)}")
    for p in sorted(fixed):
        print(f"  x^{p}: {float(fixed[p]).hex()}F")


eps = mp.mpf(2) ** -60
log_ratio = lambda x: -2 * mp.log1p(x) / x if abs(x) > eps else -2 + x
sine_ratio = lambda z: mp.sin(mp.pi / 4 * mp.sqrt(z)) / mp.sqrt(z) if z > eps else mp.pi / 4
cosine = lambda z: mp.cos(mp.pi / 4 * mp.sqrt(z))
fit("-2 ln(1+f)/f", log_ratio, 8, mp.sqrt(mp.mpf(1) / 2) - 1, mp.sqrt(2) - 1, {0: mp.mpf(-2)})
fit("sin(pi x/4)/x in x^2", sine_ratio, 3, mp.mpf(0), mp.mpf(1))
fit("cos(pi x/4) in x^2", cosine, 3, mp.mpf(0), mp.mpf(1), {0: mp.mpf(1)})
