#!/usr/bin/env python3
"""The peer of normals_bench: NumPy's single-precision standard_normal, nanoseconds of processor time per number on one
thread, into an array that stays in the cache (`block_ns`) and into one of 2^24 numbers (`array_ns`).
normals_peer.py [reps 5]. One JSON line per bit generator: the default and Philox."""
import json
import statistics
import sys
import time

import numpy as np


def processor_ns(body, reps, numbers):
    body()
    seconds = []
    for _ in range(reps):
        start = time.thread_time()
        body()
        seconds.append(time.thread_time() - start)
    return {"median": statistics.median(seconds) * 1e9 / numbers, "min": min(seconds) * 1e9 / numbers, "k": reps}


reps = int(sys.argv[1]) if len(sys.argv) > 1 else 5
array = np.empty(1 << 24, dtype=np.float32)
block = np.empty(1 << 13, dtype=np.float32)
for name, bits in (("default", np.random.PCG64), ("Philox", np.random.Philox)):
    generator = np.random.Generator(bits(1))

    def blocks():
        for _ in range(1 << 10):
            generator.standard_normal(out=block, dtype=np.float32)

    print(json.dumps({
        "lib": f"numpy {np.__version__} {name}",
        "block_ns": processor_ns(blocks, reps, block.size << 10),
        "array_ns": processor_ns(lambda: generator.standard_normal(out=array, dtype=np.float32), reps, array.size),
    }))
