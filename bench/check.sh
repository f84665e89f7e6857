#!/bin/sh
# proofgauge-check on certificates of rising degree, and on the cells of a step network: user seconds, least of the rounds.
#   bench/check.sh [build folder] [rounds]
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
build=${1:-$root/build/release}
rounds=${2:-3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for tool in proofgauge proofgauge-check; do
  [ -x "$build/bin/$tool" ] || { echo "check.sh: build the target $tool in $build first" >&2; exit 3; }
done
measure() {
  name=$1
  shift
  rm -f "$work/c.json"
  "$build/bin/proofgauge" certify "$@" -q -o "$work/c.json" > "$work/record" 2>&1 || true
  [ -f "$work/c.json" ] || { echo "$name: certify wrote no certificate" >&2; exit 1; }
  /usr/bin/env python3 - "$build/bin/proofgauge-check" "$work/c.json" "$rounds" "$name" <<'PY'
import json, resource, subprocess, sys
check, file, rounds, name = sys.argv[1:]
used = []
for _ in range(int(rounds)):
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    code = subprocess.run([check, file], stdout=subprocess.DEVNULL).returncode
    used.append(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before)
degree = json.load(open(file)).get("upper", {}).get("degree", "")
print(f"check {name}: degree {degree}, exit {code}, {min(used):.3f} s" if degree else f"check {name}: exit {code}, {min(used):.3f} s")
PY
}
measure "delta 1 n/eps 100" step_polynomial --delta 1 --rho 1/4 --n 100 --eps 1
measure "delta 1/4 n/eps 1e4" step_polynomial --delta 1/4 --rho 1/16 --n 10000 --eps 1
measure "delta 1/5 n/eps 1e4" step_polynomial --delta 1/5 --rho 1/20 --n 10000 --eps 1
measure "delta 1/5 rho 2/25 n/eps 1e4 lo -1" step_polynomial --delta 1/5 --rho 2/25 --n 10000 --eps 1 --lo -1
measure "radius 1 1/4 1/10" step_network --delta 1 --rho 1/4 --eps1 1/10
