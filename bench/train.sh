#!/bin/sh
# Both sides of the training benchmark, alternately, in one run on one machine; then medians and ratios.
#   bench/train.sh [build folder] [rounds]      environment: M N D PGD THREADS REPS
# Peers get their best configuration: the fastest OpenBLAS kernel, one BLAS thread per worker, the OpenMP OpenBLAS for torch.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
build=${1:-$root/build/release}
rounds=${2:-3}
M=${M:-1048576} N=${N:-64} D=${D:-32} PGD=${PGD:-10} THREADS=${THREADS:-2} REPS=${REPS:-5}
here=$root/bench
. "$here/openblas.sh"
openblas_fastest
bench=$(find "$build" -name train_bench -type f -perm -u+x | head -n 1)
[ -n "$bench" ] || { echo "train.sh: build the target train_bench in $build first" >&2; exit 3; }
openmp=$(ls -d /usr/lib/*/openblas-openmp 2>/dev/null | head -n 1 || true)
out=$(mktemp)
trap 'rm -f "$out"' EXIT
shape="--m $M --n $N --d $D --pgd $PGD --reps $REPS"
peer() { /usr/bin/python3 "$root/bench/train_peers.py" $shape --workers "$THREADS" "$@"; }
for round in $(seq "$rounds"); do
  # shellcheck disable=SC2086
  {
    "$bench" --mode step $shape --threads "$THREADS"
    LD_LIBRARY_PATH=$openmp peer --lib torch --impl blocked
    "$bench" --mode step $shape --threads "$THREADS"
    peer --lib numpy --impl blocked
    LD_LIBRARY_PATH=$openmp peer --lib torch --impl autograd --reps 2
    "$bench" --mode run --m 4096 --n 10 --d 8 --pgd 5 --threads "$THREADS"
  } >>"$out"
  echo "round $round of $rounds, load $(cut -d' ' -f1 /proc/loadavg)" >&2
done
/usr/bin/python3 - "$out" <<'PY'
import json, statistics, sys

rows = [json.loads(line) for line in open(sys.argv[1])]
median = statistics.median
ours = [r for r in rows if r.get("mode") == "step"]
best = {"wall": median([r["sec"]["median"] for r in ours]), "cpu": median([r["cpu_s"]["median"] for r in ours])}
print(f"{'':16}{'step s':>9}{'least s':>9}{'cpu s':>9}{'peak MiB':>10}{'ratio':>8}{'cpu ratio':>11}")


def line(name, rs):
    wall, cpu = (median([r[k]["median"] for r in rs]) for k in ("sec", "cpu_s"))
    print(f"{name:16}{wall:9.3f}{min(r['sec']['min'] for r in rs):9.3f}{cpu:9.3f}{max(r['peak_rss_mib'] for r in rs):10.0f}"
          f"{wall / best['wall']:8.2f}{cpu / best['cpu']:11.2f}")


line("proofgauge", ours)
for lib, impl in (("torch", "blocked"), ("numpy", "blocked"), ("torch", "autograd")):
    line(f"{lib} {impl}", [r for r in rows if r.get("impl") == impl and r.get("lib") == lib])
runs = [r for r in rows if r.get("mode") == "run"]
print(f"{runs[0]['rounds']} rounds, PGD-5, n 10, d 8, m 4096: {median([r['total_s'] for r in runs]):.1f} s"
      f" ({median([r['cpu_s'] for r in runs]):.1f} s of processor), {ours[0]['isa']}")
PY
