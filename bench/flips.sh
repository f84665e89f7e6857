#!/bin/sh
# Flip counts and coupling sums beside NumPy, alternately, in one run.   bench/flips.sh [build folder]
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
build=${1:-$root/build/release}
here=$root/bench
. "$here/openblas.sh"
openblas_fastest
bench=$(find "$build" -name flips_bench -type f -perm -u+x | head -n 1)
[ -n "$bench" ] || { echo "flips.sh: build the target flips_bench in $build first" >&2; exit 3; }
for round in 1 2; do
  "$bench"
  /usr/bin/python3 "$root/bench/flips_peer.py"
done
