#!/bin/sh
# Every hot kernel against the limits of the machine, measured in the same run on one thread: a table, roofline.json and,
# with gnuplot, roofline.svg in BUILD/bench.
#   bench/roofline.sh [build folder] [rounds]      the instruction set follows PROOFGAUGE_ISA
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
build=${1:-$root/build/release}
rounds=${2:-3}
here=$root/bench
. "$here/openblas.sh"
bench=$(find "$build" -name roofline_bench -type f -perm -u+x | head -n 1)
[ -n "$bench" ] || { echo "roofline.sh: build the target roofline_bench in $build first" >&2; exit 3; }
mkdir -p "$build/bench"
out=$(mktemp)
trap 'rm -f "$out"' EXIT
for round in $(seq "$rounds"); do
  echo "{\"round\": $round, \"load\": $(cut -d' ' -f1 /proc/loadavg)}" >>"$out"
  "$bench" >>"$out"
  for core in $cores; do openblas_with "$core" /usr/bin/python3 "$here/roofline_gemm.py" >>"$out"; done
  echo "round $round of $rounds, load $(cut -d' ' -f1 /proc/loadavg)" >&2
done
/usr/bin/python3 "$root/bench/roofline_table.py" "$out" "$build/bench"
