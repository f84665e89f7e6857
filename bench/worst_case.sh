#!/bin/sh
# The exact worst case on the circle against a grid search that reaches 1e-6, on one core each, in one run; processor time.
#   bench/worst_case.sh [BUILD_DIR [M [POINTS [REPEATS]]]]      default: build/release, 2^20, 3, 3
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
build=${1:-$root/build/release}
m=${2:-1048576} points=${3:-3} repeats=${4:-3}
here=$root/bench
. "$here/openblas.sh"
openblas_fastest
bench=$(find "$build" -name worst_case_bench -type f -perm -u+x | head -n 1)
[ -n "$bench" ] || { echo "worst_case.sh: build the target worst_case_bench in $build first" >&2; exit 3; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$bench" "$m" "$points" "$repeats" "$work/net.bin" >"$work/lines"
grep '"max"' "$work/lines" >"$work/wanted"
while read -r line; do
  OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 /usr/bin/python3 "$root/bench/worst_case_peers.py" "$work/net.bin" "$m" "$line" >>"$work/lines"
done <"$work/wanted"
/usr/bin/python3 - "$work/lines" <<'PY'
import json, sys
rows = [json.loads(line) for line in open(sys.argv[1])]
ours = {(r["rho"], r["angle"]): r for r in rows if "max" in r}
print(f"{'rho':>5}{'angle':>7}{'ours s':>10}{'width':>10}{'grid s':>10}{'points':>8}{'error':>10}{'ratio':>8}{'certified grid s':>18}{'ratio':>12}")
for r in rows:
    if r["side"] == "numpy grid":
        o = ours[r["rho"], r["angle"]]
        sure = r["seconds_to_guarantee_1e-6"]
        print(f"{r['rho']:5g}{r['angle']:7.2f}{o['seconds']:10.4f}{o['width']:10.1e}{r['seconds']:10.2f}{r['points']:8d}{r['error']:10.1e}"
              f"{r['seconds'] / o['seconds']:8.0f}{sure:18.3g}{sure / o['seconds']:12.3g}")
for r in rows:
    if "what" in r:
        print(f"{r['what']}: {r['seconds']:.3f} s, width {r['width']:.1e}")
PY
