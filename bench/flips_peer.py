#!/usr/bin/env python3
"""The peer of flips_bench: blocked NumPy in double precision, counts and coupling sums, weights drawn too.
flips_peer.py [m] [d] [points] [reps]. One JSON line."""
import json
import sys
import time

import numpy as np


def once(m, d, points, radius=1.0, block=1 << 14):
    generator = np.random.default_rng(1)
    x = generator.standard_normal((points, d))
    x[:, : d - 1] *= np.sqrt(0.75) / np.linalg.norm(x[:, : d - 1], axis=1, keepdims=True)
    x[:, d - 1] = 0.5
    threshold = radius * m ** (-1 / 6)
    count, sums = np.zeros(points), np.zeros((2, points))
    for _ in range(0, m, block):
        size = np.abs(generator.standard_normal((block, d)) @ x.T + generator.standard_normal((block, 1)))
        sign = generator.integers(0, 2, block).astype(bool)
        inside = size <= threshold
        count += inside.sum(axis=0)
        cost = np.where(inside, threshold + size, 0.0)
        sums[0] += cost[sign].sum(axis=0)
        sums[1] += cost[~sign].sum(axis=0)
    return count


def main():
    m, d, points, reps = (int(v) for v in (sys.argv[1:] + ["1048576", "16", "16", "3"][len(sys.argv) - 1:]))
    best = 1e300
    for _ in range(reps):
        start = time.perf_counter()
        once(m, d, points)
        best = min(best, time.perf_counter() - start)
    print(json.dumps({"numpy_seconds": best, "m": m, "d": d, "points": points}))


main()
