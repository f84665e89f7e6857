#!/usr/bin/env python3
"""The network W* at N points as a user would compute it with NumPy: W^0 drawn and used in blocks of neurons, h looked up in
its cells, g and f through matrix products. One JSON line.
  stepnet_peers.py --h FILE [--m --N --n --d --threads --reps --chunk]     FILE: written by stepnet_bench --h"""
import argparse
import json
import os
import resource
import statistics
import time

parser = argparse.ArgumentParser()
parser.add_argument("--h", required=True)
parser.add_argument("--m", type=int, default=2**22)
parser.add_argument("--N", type=int, default=1000)
parser.add_argument("--n", type=int, default=10)
parser.add_argument("--d", type=int, default=32)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--reps", type=int, default=3)
parser.add_argument("--chunk", type=int, default=0, help="neurons per block; 0 tries several and keeps the fastest")
args = parser.parse_args()

# The libraries read these when they are loaded.
os.environ.update(OMP_NUM_THREADS=str(args.threads), OPENBLAS_NUM_THREADS=str(args.threads))
import numpy as np  # noqa: E402

m, N, n, d = args.m, args.N, args.n, args.d
rng = np.random.default_rng(1)


def sphere(count):
    x = rng.standard_normal((count, d - 1))
    x *= np.sqrt(0.75) / np.linalg.norm(x, axis=1, keepdims=True)
    return np.concatenate([x, np.full((count, 1), 0.5)], axis=1).astype(np.float32)


x, data, y = sphere(N), sphere(n), np.where(rng.random(n) < 0.5, -1, 1).astype(np.float32)
h = json.load(open(args.h))
edge = np.array(h["edge"], dtype=np.float32)
# One sorted table for all strips: strip j's cuts lie in (100 j - 50, 100 j + 50).
cuts = np.concatenate([np.clip(s["cut"], -49, 49) + 100.0 * j for j, s in enumerate(h["strips"])])
values = np.concatenate([np.array(s["value"], dtype=np.float32) for s in h["strips"]])
root = np.float32(np.sqrt(0.5))


def evaluate(alpha, beta):
    s, t = (alpha + beta) * root, (alpha - beta) * root
    strip = np.searchsorted(edge, t, side="right")
    return values[np.searchsorted(cuts, np.clip(s, -49, 49) + 100.0 * strip, side="right") + strip]


def network(width, chunk):
    g, f = np.zeros(N), np.zeros(N)
    for i in range(0, width, chunk):
        here = min(chunk, width - i)
        w, b = rng.standard_normal((here, d), dtype=np.float32), rng.standard_normal(here, dtype=np.float32)
        eps = np.where(rng.random(here, dtype=np.float32) < 0.5, np.float32(-1), np.float32(1))
        heights = evaluate(w @ data.T, b[:, None]) @ y
        z = x @ w.T
        z += b
        g += (z >= 0) @ heights
        z += eps * heights * np.float32(m ** (-1 / 6))
        np.maximum(z, 0, out=z)
        f += z @ eps
    return g / m, f * m ** (-5 / 6)


def timed(body, reps):
    seconds = []
    for _ in range(reps):
        start = time.perf_counter()
        body()
        seconds.append(time.perf_counter() - start)
    return dict(median=statistics.median(seconds), min=min(seconds), max=max(seconds), k=reps)


chunks = [args.chunk] if args.chunk else [512, 2048, 8192]
part = min(m, 2**18)
best = min(chunks, key=lambda c: timed(lambda: network(part, c), 2)["min"]) if len(chunks) > 1 else chunks[0]
total = timed(lambda: network(m, best), args.reps)
print(json.dumps(dict(lib="numpy", m=m, N=N, n=n, d=d, threads=args.threads, chunk=best, total_s=total,
                      peak_rss_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)))
