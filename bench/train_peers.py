#!/usr/bin/env python3
"""One outer step of adversarial training as a user would write it with NumPy or PyTorch: K normalised ascent steps on
the ball and sphere, a judging pass, one gradient step of all weights with the projection of every neuron. One JSON line.
  --impl autograd          PyTorch, gradients by autograd (what most people write)
  --impl blocked --lib L   hand-written gradients, blocks of neurons, WORKERS threads with one BLAS thread each"""
import argparse
import json
import os
import resource
import statistics
import time
from concurrent.futures import ThreadPoolExecutor

parser = argparse.ArgumentParser()
parser.add_argument("--lib", choices=["numpy", "torch"], default="torch")
parser.add_argument("--impl", choices=["autograd", "blocked"], default="blocked")
for name, default in (("m", 2**20), ("n", 64), ("d", 32), ("pgd", 10), ("workers", 2), ("chunk", 4096), ("reps", 5)):
    parser.add_argument("--" + name, type=int, default=default)
args = parser.parse_args()
blas = args.workers if args.impl == "autograd" else 1
os.environ.update(OMP_NUM_THREADS=str(blas), OPENBLAS_NUM_THREADS=str(blas))
import numpy as np  # noqa: E402

m, n, d = args.m, args.n, args.d
RHO, R, LR = np.float32(0.1), 10.0, np.float32(0.1)
tau, ascent = np.float32(R * m ** (-2 / 3)), np.float32(2.5 * 0.1 / args.pgd)
rng = np.random.default_rng(1)
W0 = rng.standard_normal((m, d), dtype=np.float32) / np.float32(m**0.5)
b = rng.standard_normal(m, dtype=np.float32) / np.float32(m**0.5)
a = np.where(rng.random(m) < 0.5, -1, 1).astype(np.float32) * np.float32(m ** (-1 / 3))
X = rng.standard_normal((n, d), dtype=np.float32)
X[:, :-1] *= 0.75**0.5 / np.linalg.norm(X[:, :-1], axis=1, keepdims=True)
X[:, -1] = 0.5
y = np.where(rng.random(n) < 0.5, -1, 1).astype(np.float32)


def climb(x, direction):
    """A step of ascent, back into the ball around X, back onto the sphere."""
    x = x + ascent * direction / np.maximum(np.linalg.norm(direction, axis=1, keepdims=True), 1e-20)
    move = x - X
    x = X + move * np.minimum(RHO / np.maximum(np.linalg.norm(move, axis=1, keepdims=True), 1e-20), 1)
    x[:, :-1] *= np.float32(0.75**0.5) / np.linalg.norm(x[:, :-1], axis=1, keepdims=True)
    x[:, -1] = 0.5
    return x.astype(np.float32)


def blocked_step():
    """Workers take blocks of neurons in turn; only n values and an n x d gradient leave a block."""
    if args.lib == "torch":
        import torch

        torch.set_num_threads(1)
        w0, beta, signs, w = map(torch.from_numpy, (W0, b, a, W0.copy()))
        buffers = [torch.empty(n, args.chunk) for _ in range(args.workers)]
        to, back = torch.from_numpy, lambda t: t.numpy()

        def mask(x, s, buffer):
            return torch.addmm(beta[s], x, w[s].t(), out=buffer[:, : s.stop - s.start]).gt_(0).mul_(signs[s])

        def move(s, on, xs):
            step = (w[s] - w0[s]).addmm_(on.t(), xs, alpha=-float(LR))
            step *= (float(tau) / step.norm(dim=1, keepdim=True).clamp_min(1e-20)).clamp_max(1)
            torch.add(w0[s], step, out=w[s])
    else:
        w = W0.copy()
        buffers = [np.empty((n, args.chunk), np.float32) for _ in range(args.workers)]
        to = back = lambda t: t

        def mask(x, s, buffer):
            z = np.matmul(x, w[s].T, out=buffer[:, : s.stop - s.start])
            z += b[s]
            np.greater(z, 0, out=z)
            z *= a[s]
            return z

        def move(s, on, xs):
            step = w[s] - W0[s]
            step -= LR * (on.T @ xs)
            step *= np.minimum(tau / np.maximum(np.linalg.norm(step, axis=1, keepdims=True), 1e-20), 1)
            np.add(W0[s], step, out=w[s])

    bias = b if args.lib == "numpy" else torch.from_numpy(b)
    pool = ThreadPoolExecutor(args.workers)
    slices = [slice(i, min(i + args.chunk, m)) for i in range(0, m, args.chunk)]

    def share(worker, x):
        values, gradient = np.zeros(n, np.float32), np.zeros((n, d), np.float32)
        for s in slices[worker :: args.workers]:
            on = mask(x, s, buffers[worker])
            gradient += back(on @ w[s])
            values += back(on @ bias[s])
        return values, gradient

    def evaluate(x):
        parts = list(pool.map(lambda k: share(k, to(x)), range(args.workers)))
        values, gradient = sum(p[0] for p in parts), sum(p[1] for p in parts)
        return values + (gradient * x).sum(1), gradient

    def update(worker, x, xs):
        for s in slices[worker :: args.workers]:
            move(s, mask(x, s, buffers[worker]), xs)

    def step():
        x = X.copy()
        for _ in range(args.pgd):
            f, gradient = evaluate(x)
            x = climb(x, gradient * np.sign(f - y)[:, None])
        f, _ = evaluate(x)
        xs = (x * (np.sign(f - y) / n)[:, None]).astype(np.float32)
        list(pool.map(lambda k: update(k, to(x), to(xs)), range(args.workers)))
        return float(np.abs(f - y).mean())

    return step


def autograd_step():
    import torch

    torch.set_num_threads(args.workers)
    w0, beta, signs, target = map(torch.from_numpy, (W0, b, a, y))
    state = [w0.clone()]

    def step():
        x = X.copy()
        for _ in range(args.pgd):
            point = torch.from_numpy(x).requires_grad_(True)
            f = torch.relu(torch.addmm(beta, point, state[0].t())) @ signs
            (gradient,) = torch.autograd.grad((f - target).abs().sum(), point)
            x = climb(x, gradient.numpy())
        weights = state[0].detach().requires_grad_(True)
        f = torch.relu(torch.addmm(beta, torch.from_numpy(x), weights.t())) @ signs
        loss = (f - target).abs().mean()
        loss.backward()
        with torch.no_grad():
            move = weights - float(LR) * weights.grad - w0
            move *= (float(tau) / move.norm(dim=1, keepdim=True).clamp_min(1e-20)).clamp_max(1)
            state[0] = w0 + move
        return float(loss)

    return step


step = autograd_step() if args.impl == "autograd" else blocked_step()
losses, times, cpus = [step()], [], []
for _ in range(args.reps):
    wall, cpu = time.perf_counter(), time.process_time()
    losses.append(step())
    times.append(time.perf_counter() - wall)
    cpus.append(time.process_time() - cpu)
summary = lambda v: dict(median=statistics.median(v), min=min(v), max=max(v), k=len(v))  # noqa: E731
print(json.dumps(dict(lib=args.lib, impl=args.impl, m=m, n=n, d=d, workers=args.workers, chunk=args.chunk, sec=summary(times),
                      cpu_s=summary(cpus), losses=losses[:3],
                      peak_rss_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)))
