#!/usr/bin/env python3
"""Nearest neighbour of every row of Fashion-MNIST (training images) with a peer library: one JSON line per run.

    audit_peers.py numpy|faiss|sklearn [--rows N] [--threads T] [--block B]

All three work on unit vectors in single precision and return the least distance they see, scaled to X
(|x - x'| = sqrt(3)/2 |u - u'|). Reading and normalising the data is not timed, on either side.
"""
import argparse
import gzip
import json
import os
import resource
import struct
import time

parser = argparse.ArgumentParser()
parser.add_argument("library", choices=["numpy", "faiss", "sklearn"])
parser.add_argument("--rows", type=int, default=60000)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--block", type=int, default=2048)
parser.add_argument("--data", default="/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz")
args = parser.parse_args()
# Read by the libraries when they are loaded.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = str(args.threads)

import numpy as np  # noqa: E402


def unit_rows(path, rows):
    with gzip.open(path) as file:
        magic, n, height, width = struct.unpack(">IIII", file.read(16))
        if magic != 0x803:
            raise SystemExit(f"{path}: magic {magic:#x}, expected 0x803")
        raw = np.frombuffer(file.read(), np.uint8).reshape(n, height * width)[:rows].astype(np.float64)
    raw /= np.linalg.norm(raw, axis=1, keepdims=True)
    return np.ascontiguousarray(raw, np.float32)


def blocked_numpy(x):
    """The largest inner product per row, one square block of the Gram matrix at a time."""
    n, b = len(x), args.block
    best, at = np.full(n, -2, np.float32), np.zeros(n, np.int64)
    for i in range(0, n, b):
        for j in range(0, n, b):
            gram = x[i:i + b] @ x[j:j + b].T
            if i == j:
                np.fill_diagonal(gram, -2)
            k = gram.argmax(1)
            value = gram[np.arange(len(k)), k]
            better = value > best[i:i + b]
            best[i:i + b][better] = value[better]
            at[i:i + b][better] = k[better] + j
    return np.sqrt(np.maximum(2 - 2 * best, 0)), at


def flat_faiss(x):
    import faiss
    faiss.omp_set_num_threads(args.threads)
    index = faiss.IndexFlatL2(x.shape[1])
    index.add(x)
    squares, found = index.search(x, 2)
    row = np.arange(len(x))
    column = np.where(found[:, 0] == row, 1, 0)
    return np.sqrt(np.maximum(squares[row, column], 0)), found[row, column]


def brute_sklearn(x):
    from sklearn.neighbors import NearestNeighbors
    distances, found = NearestNeighbors(n_neighbors=1, algorithm="brute", n_jobs=args.threads).fit(x).kneighbors()
    return distances[:, 0], found[:, 0]


points = unit_rows(args.data, args.rows)
run = {"numpy": blocked_numpy, "faiss": flat_faiss, "sklearn": brute_sklearn}[args.library]
run(points[:256])  # imports and thread pools are not part of the comparison
start = time.perf_counter()
distance, neighbour = run(points)
seconds = time.perf_counter() - start
closest = int(np.argmin(distance))
print(json.dumps({
    "side": args.library, "n": len(points), "p": points.shape[1], "threads": args.threads, "seconds": round(seconds, 4),
    "peak_rss_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    "delta": float(np.sqrt(0.75) * distance[closest]), "pair": sorted([closest, int(neighbour[closest])])}))
