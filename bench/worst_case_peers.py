#!/usr/bin/env python3
"""Grid search for max f_W over a ball in d = 3, the way one would write it with NumPy: blocked products, on one core; processor time.

Usage: worst_case_peers.py NET.bin M '{"rho": .., "angle": .., "max": ..}'
The grid is doubled from 64 points until its maximum is within 1e-6 of the exact one; only the last grid is timed (which favours
the grid). Prints one JSON line, with
the time of the grid that a guarantee of 1e-6 would need (half a step times the Lipschitz constant) at the same rate.
"""
import json
import sys
import time

import numpy as np

path, m, want = sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3])
raw = np.fromfile(path)
W, b, a = raw[:3 * m].reshape(m, 3), raw[3 * m:4 * m], raw[4 * m:]
s = np.sqrt(0.75)
BLOCK = 1 << 12


def f(angles):
    x = np.stack([s * np.cos(angles), s * np.sin(angles), np.full_like(angles, 0.5)])
    total = np.zeros(len(angles))
    for r in range(0, m, BLOCK):
        z = W[r:r + BLOCK] @ x
        z += b[r:r + BLOCK, None]
        np.maximum(z, 0, out=z)
        total += a[r:r + BLOCK] @ z
    return total


half = 2 * np.arcsin(min(1, want["rho"] / np.sqrt(3)))
n = 64
while True:
    angles = want["angle"] + np.linspace(-half, half, n + 1)
    start = time.process_time()
    values = f(angles)
    seconds = time.process_time() - start
    if want["max"] - values.max() <= 1e-6 or n >= 1 << 15:
        break
    n *= 2
lipschitz = float(np.abs(a) @ np.hypot(W[:, 0], W[:, 1])) * s
certified = half * lipschitz / 1e-6
print(json.dumps({"side": "numpy grid", "m": m, "rho": want["rho"], "angle": want["angle"], "points": n + 1, "seconds": seconds,
                  "error": want["max"] - float(values.max()), "seconds_to_guarantee_1e-6": seconds / n * certified}))
