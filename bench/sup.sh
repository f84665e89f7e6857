#!/bin/sh
# Both sides of the supremum benchmark, alternately, in one run on one machine; then medians and ratios.
#   bench/sup.sh [build folder] [rounds]      environment: M N D THREADS REPS
# Peers get their best configuration: the fastest OpenBLAS kernel, the OpenMP OpenBLAS for torch (the pthread one clashes
# with torch's own threads), the fastest of several block sizes.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
build=${1:-$root/build/release}
rounds=${2:-3}
M=${M:-1048576} N=${N:-256} D=${D:-32} THREADS=${THREADS:-2} REPS=${REPS:-5}
here=$root/bench
. "$here/openblas.sh"
openblas_fastest
bench=$(find "$build" -name sup_bench -type f -perm -u+x | head -n 1)
[ -n "$bench" ] || { echo "sup.sh: build the target sup_bench in $build first" >&2; exit 3; }
openmp=$(ls -d /usr/lib/*/openblas-openmp 2>/dev/null | head -n 1 || true)
out=$(mktemp)
trap 'rm -f "$out"' EXIT
shape="--m $M --N $N --d $D --threads $THREADS --reps $REPS"
for round in $(seq "$rounds"); do
  # shellcheck disable=SC2086
  {
    "$bench" --mode sup $shape
    LD_LIBRARY_PATH=$openmp /usr/bin/python3 "$root/bench/sup_peers.py" --lib torch $shape
    "$bench" --mode sup $shape
    /usr/bin/python3 "$root/bench/sup_peers.py" --lib numpy $shape
    /usr/bin/python3 "$root/bench/sup_peers.py" --lib gemm --threads "$THREADS" --reps "$REPS"
  } >>"$out"
  echo "round $round of $rounds, load $(cut -d' ' -f1 /proc/loadavg)" >&2
done
/usr/bin/python3 - "$out" <<'PY'
import json, statistics, sys

rows = [json.loads(line) for line in open(sys.argv[1])]
median = statistics.median
ours = [r for r in rows if r.get("mode") == "sup"]
total = median([r["total_s"]["median"] for r in ours])
gemm = median([r["gflops"] for r in rows if r.get("lib") == "gemm"])
print(f"{'':12}{'total s':>10}{'draw s':>10}{'ns/normal':>11}{'peak MiB':>10}{'ratio':>8}")


def line(name, total_s, rs):
    print(f"{name:12}{total_s:10.4f}{median([r['generation_s']['median'] for r in rs]):10.4f}"
          f"{median([r['ns_per_normal'] for r in rs]):11.3f}{max(r['peak_rss_mib'] for r in rs):10.0f}{total_s / total:8.2f}")


line("proofgauge", total, ours)
for lib in ("torch", "numpy"):
    rs = [r for r in rows if r.get("lib") == lib]
    line(lib, median([r["total_s"] for r in rs]), rs)
product = median([r["product_gflops"] for r in ours])
print(f"product part {product:.0f} GFLOP/s = {100 * product / gemm:.0f} % of the square single-precision rate {gemm:.0f} GFLOP/s"
      f" ({ours[0]['isa']}, {ours[0]['threads']} threads, {len(ours)} runs)")
PY
