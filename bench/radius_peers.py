#!/usr/bin/env python3
"""The radius program as a user would solve it with SciPy: a tensor grid of 100 x 100 cells, a dense grid of k, HiGHS.
No certificate: the value of the finite program. One JSON line.
  radius_peers.py DELTA RATIO EPS1 [CELLS] [POINTS]"""
import json
import sys
import time

import numpy as np
from scipy.optimize import linprog
from scipy.special import ndtr

delta, ratio, eps1 = map(float, sys.argv[1:4])
cells = int(sys.argv[4]) if len(sys.argv) > 4 else 100
points = int(sys.argv[5]) if len(sys.argv) > 5 else 60
start = time.time()
rho = ratio * delta
k_of = lambda u: np.sqrt((1 - u) / (1 + u))
k_right, k_left = k_of(1 - rho**2 / 2), k_of(1 - (delta - rho)**2 / 2)
right = np.concatenate([[0], np.geomspace(0.003 * k_right, k_right, points)])
left = np.geomspace(k_left, np.sqrt(3), points)
side = np.geomspace(0.02 * k_right, 5, (cells - 2) // 2)
s = np.concatenate([[-np.inf], -side[::-1], [0], side, [np.inf]])
t = np.concatenate([[-np.inf], np.linspace(-3.5, 3.5, cells - 1), [np.inf]])
ps, pt = np.diff(ndtr(s)), np.diff(ndtr(t))
node, weight = np.polynomial.legendre.leggauss(4)


def inner(cut, p):
    """Gauss points of each cell in the normal law."""
    low, high = ndtr(cut[:-1]), ndtr(cut[1:])
    q = low[:, None] + (high - low)[:, None] * (node + 1) / 2
    from scipy.special import ndtri
    return ndtri(np.clip(q, 1e-300, 1 - 1e-16))


xs, xt = inner(s, ps), inner(t, pt)


def row(k):
    if k == 0:
        f = (xs >= 0).astype(float)[:, :, None, None] * np.ones(xt.shape)
    else:
        f = ndtr((xs[:, :, None, None] / k - k * xt) / np.sqrt(2))
    mean = np.einsum("iajb,a,b->ij", f, weight / 2, weight / 2)
    return (mean * ps[:, None] * pt[None, :]).ravel()


rows, low, high = [], [], []
for k in right:
    rows.append(row(k))
    low.append(1 - eps1)
    high.append(1 + eps1)
for k in left:
    rows.append(row(k))
    low.append(-eps1)
    high.append(eps1)
rows, low, high = np.array(rows), np.array(low), np.array(high)
built = time.time() - start
# max tau: low tau <= rows g <= high tau.
matrix = np.vstack([np.hstack([-rows, low[:, None]]), np.hstack([rows, -high[:, None]])])
cost = np.zeros(matrix.shape[1])
cost[-1] = -1
answer = linprog(cost, A_ub=matrix, b_ub=np.zeros(len(matrix)), bounds=[(-1, 1)] * (matrix.shape[1] - 1) + [(0, None)],
                 method="highs", options={"time_limit": 300})
print(json.dumps({"lib": "scipy HiGHS", "delta": delta, "ratio": ratio, "eps1": eps1, "cells": cells * cells,
                  "rows": len(rows), "status": int(answer.status),
                  "value": 1 / answer.x[-1] if answer.x is not None and answer.x[-1] > 0 else None,
                  "build_s": round(built, 2), "wall_s": round(time.time() - start, 2)}))
