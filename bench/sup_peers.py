#!/usr/bin/env python3
"""The supremum over W at N points as a user would compute it with NumPy or PyTorch: W^0 drawn and kept, then blocks of
neurons through a matrix product, relu and h_T. One JSON line per run.
  sup_peers.py --lib numpy|torch [--m --N --d --R --threads --reps --chunk]   the supremum and the drawing, both timed
  sup_peers.py --lib gemm                                                     square single-precision rate, 4096^3"""
import argparse
import json
import os
import resource
import statistics
import sys
import time

parser = argparse.ArgumentParser()
parser.add_argument("--lib", choices=["numpy", "torch", "gemm"], required=True)
parser.add_argument("--m", type=int, default=2**20)
parser.add_argument("--N", type=int, default=256)
parser.add_argument("--d", type=int, default=32)
parser.add_argument("--R", type=float, default=10.0)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--reps", type=int, default=5)
parser.add_argument("--chunk", type=int, default=0, help="neurons per block; 0 tries several and keeps the fastest")
args = parser.parse_args()

# The libraries read these when they are loaded.
os.environ.update(OMP_NUM_THREADS=str(args.threads), OPENBLAS_NUM_THREADS=str(args.threads))
import numpy as np  # noqa: E402


def timed(body, reps):
    body()
    seconds = []
    for _ in range(reps):
        start = time.perf_counter()
        body()
        seconds.append(time.perf_counter() - start)
    return dict(median=statistics.median(seconds), min=min(seconds), max=max(seconds), k=reps)


def report(**fields):
    fields["peak_rss_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(fields))


m, N, d = args.m, args.N, args.d
if args.lib == "gemm":
    a = np.random.default_rng(1).standard_normal((4096, 4096), dtype=np.float32)
    b, out = a.T.copy(), np.empty_like(a)
    seconds = timed(lambda: np.matmul(a, b, out=out), args.reps)
    report(lib="gemm", threads=args.threads, total_s=seconds, gflops=2 * 4096**3 / seconds["median"] * 1e-9)
    sys.exit()

rng = np.random.default_rng(1)
threshold = np.float32(args.R * m ** (-1 / 6))
x = rng.standard_normal((N, d - 1))
x *= np.sqrt(0.75) / np.linalg.norm(x, axis=1, keepdims=True)
x = np.concatenate([x, np.full((N, 1), 0.5)], axis=1).astype(np.float32)
eps = np.where(rng.random(m) < 0.5, -1, 1).astype(np.float32)
sides = np.stack([np.maximum(eps, 0), np.maximum(-eps, 0)], axis=1)

if args.lib == "numpy":
    draw = lambda: (rng.standard_normal((m, d), dtype=np.float32), rng.standard_normal(m, dtype=np.float32))
    alpha, beta = draw()

    def supremum(chunk):
        f0, h = np.zeros(N), np.zeros((N, 2))
        for i in range(0, m, chunk):
            z = x @ alpha[i : i + chunk].T
            z += beta[i : i + chunk]
            f0 += np.maximum(z, 0) @ eps[i : i + chunk]
            np.abs(z, out=z)
            np.subtract(threshold, z, out=z)
            np.maximum(z, 0, out=z)
            h += z @ sides[i : i + chunk]
        return f0, h
else:
    import torch

    torch.set_num_threads(args.threads)
    torch.set_grad_enabled(False)
    torch.manual_seed(1)
    tx, teps, tsides, limit = torch.from_numpy(x), torch.from_numpy(eps), torch.from_numpy(sides), float(threshold)
    draw = lambda: (torch.randn(m, d), torch.randn(m))
    alpha, beta = draw()

    def supremum(chunk):
        f0, h = torch.zeros(N), torch.zeros(N, 2)
        for i in range(0, m, chunk):
            z = torch.addmm(beta[i : i + chunk], tx, alpha[i : i + chunk].t())
            f0 += torch.relu(z) @ teps[i : i + chunk]
            z.abs_().neg_().add_(limit).clamp_(min=0)
            h += z @ tsides[i : i + chunk]
        return f0.numpy(), h.numpy()


chunks = [args.chunk] if args.chunk else [512, 1024, 2048, 4096, 8192]
best = min(chunks, key=lambda c: timed(lambda: supremum(c), 2)["min"]) if len(chunks) > 1 else chunks[0]
drawing = timed(draw, args.reps)
total = timed(lambda: supremum(best), args.reps)
f0, h = supremum(best)
report(lib=args.lib, m=m, N=N, d=d, threads=args.threads, chunk=best, generation_s=drawing,
       ns_per_normal=drawing["median"] * 1e9 / (m * (d + 1)), supremum_s=total,
       total_s=drawing["median"] + total["median"], main=float(h.sum(axis=1).mean() / 2 * m ** (-5 / 6)))
