#!/bin/sh
# t* with both certificates beside the plain linear program in SciPy (no certificate), in one run on one machine.
#   bench/radius.sh [build folder] [rounds]      GRID=1: the 125 cells of the deep profile too
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
build=${1:-$root/build/release}
rounds=${2:-3}
here=$root/bench
. "$here/openblas.sh"
openblas_fastest
bench=$(find "$build" -name radius_bench -type f -perm -u+x | head -n 1)
[ -n "$bench" ] || { echo "radius.sh: build the target radius_bench in $build first" >&2; exit 3; }
for round in $(seq "$rounds"); do
  "$bench" 1 1 0.25 0.01 1 0.25 0.1 1 0.4 0.03
  /usr/bin/python3 "$root/bench/radius_peers.py" 1 0.25 0.1
  /usr/bin/python3 "$root/bench/radius_peers.py" 1 0.25 0.01
  echo "round $round of $rounds, load $(cut -d' ' -f1 /proc/loadavg)" >&2
done
[ -z "${GRID:-}" ] || "$bench" 2 grid
