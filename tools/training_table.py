#!/usr/bin/env python3
"""Training over seeds beside what no pseudo-network in B(R) can do, as a table.

Per seed: the least robust loss of a run of the real net (PGD-5, the paper's T and eta, ended once it is at most eps), and for
each smaller radius the dual certificate's lower bound for g beside the losses of trained g on the same points.
Exits with 1 if a lower bound exceeds a loss, or a run misses eps (the seed is named).
  tools/training_table.py PROOFGAUGE [--seeds 1-10] [--m 4096] [--R 30] [--below 3,10] [--n 10] [--d 8] [--delta 0.78] [--eps 1/10]
"""
import argparse
import json
import subprocess
import sys
from fractions import Fraction

parser = argparse.ArgumentParser()
parser.add_argument("program")
parser.add_argument("--seeds", default="1-10")
for name, value in (("m", "4096"), ("R", "30"), ("below", "3,10"), ("n", "10"), ("d", "8"), ("delta", "0.78"), ("eps", "1/10")):
    parser.add_argument("--" + name, default=value)
parser.add_argument("-j", default="2")
args = parser.parse_args()


def records(verb, *more):
    command = [args.program, *verb, "--n", args.n, "--d", args.d, "--delta", args.delta, "--m", args.m, "--eps", args.eps,
               "-j", args.j, "-q", "--format", "json", *more]
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)}\n{run.stderr}")
    return json.loads(run.stdout)["records"]


first, last = (int(s) for s in (args.seeds + "-" + args.seeds).split("-")[:2])
below = args.below.split(",")
eps = float(Fraction(args.eps))
wrong = []
print(f"{'seed':>4}{'rounds':>8}{'f, R=' + args.R:>12}" + "".join(f"{'R=' + R + ': bound':>16}{'g, game':>10}{'g, trained':>12}" for R in below))
for seed in range(first, last + 1):
    run = records(["train"], "--synthetic", "--R", args.R, "--seed", str(seed), "--stop-at", args.eps, "--judges", "identity")[0]["result"]
    line = f"{seed:4}{run['rounds_run']['upper']:8.0f}{run['robust_loss']['upper']:12.4f}"
    if run["robust_loss"]["upper"] > eps:
        wrong.append(f"seed {seed}: no round reaches eps")
    for record in records(["verify", "adversarial_training/dual_certificate"], "--R", args.below, "--seed", str(seed)):
        r = record["result"]
        bound, game, trained = r["lower_bound"]["lower"], r["robust_loss"]["upper"], r["trained_loss"]["upper"]
        line += f"{bound:16.4f}{game:10.4f}{trained:12.4f}"
        if bound > min(game, trained):
            wrong.append(f"seed {seed}, R {record['parameters']['R']}: the lower bound exceeds a loss")
    print(line, flush=True)
for what in wrong:
    print(what)
sys.exit(1 if wrong else 0)
