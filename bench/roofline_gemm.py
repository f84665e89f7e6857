#!/usr/bin/env python3
"""Single-precision GEMM of the BLAS behind NumPy on one thread, 2048^3, processor time. One JSON line."""
import json
import time

import numpy as np

SIZE, REPS = 2048, 5
a = np.random.default_rng(1).standard_normal((SIZE, SIZE), dtype=np.float32)
b, out = a.T.copy(), np.empty_like(a)
seconds = []
for _ in range(REPS + 1):
    start = time.process_time()
    np.matmul(a, b, out=out)
    seconds.append(time.process_time() - start)
print(json.dumps({"limit": "gemm", "gflops": 2 * SIZE**3 / min(seconds[1:]) * 1e-9}))
