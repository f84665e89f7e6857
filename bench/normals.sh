#!/bin/sh
# Standard normals, single precision, one thread: ours on each instruction set and NumPy's, alternately, in one run.
#   bench/normals.sh [build folder] [rounds]
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
build=${1:-$root/build/release}
rounds=${2:-3}
bench=$(find "$build" -name normals_bench -type f -perm -u+x | head -n 1)
[ -n "$bench" ] || { echo "normals.sh: build the target normals_bench in $build first" >&2; exit 3; }
out=$(mktemp)
trap 'rm -f "$out"' EXIT
for round in $(seq "$rounds"); do
  for isa in avx512 avx2 generic; do PROOFGAUGE_ISA=$isa "$bench"; done >>"$out"
  /usr/bin/python3 "$root/bench/normals_peer.py" >>"$out"
  echo "round $round of $rounds, load $(cut -d' ' -f1 /proc/loadavg)" >&2
done
/usr/bin/python3 - "$out" <<'PY'
import json, statistics, sys

rows = [json.loads(line) for line in open(sys.argv[1])]
names = {}
for r in rows:
    names.setdefault(r["isa"] if r["lib"] == "proofgauge" else r["lib"], []).append(r)


def best(name, what):
    return min(r[what]["min"] for r in names[name]), statistics.median(r[what]["median"] for r in names[name])


peers = [n for n in names if n.startswith("numpy")]
print("ns of processor time per number, minimum (median); ratios of minima to the faster NumPy generator")
for what in ("block_ns", "array_ns"):
    fastest = min(best(n, what)[0] for n in peers)
    for name in names:
        low, mid = best(name, what)
        print(f"{what[:-3]:6}{name:24}{low:8.3f} ({mid:6.3f}){fastest / low:8.2f}")
PY
