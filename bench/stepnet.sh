#!/bin/sh
# Both sides of the W* benchmark, alternately, in one run on one machine; then medians and the ratio.
#   bench/stepnet.sh [build folder] [rounds]      environment: M N POINTS D THREADS REPS
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
build=${1:-$root/build/release}
rounds=${2:-2}
M=${M:-4194304} N=${N:-10} POINTS=${POINTS:-1000} D=${D:-32} THREADS=${THREADS:-2} REPS=${REPS:-3}
here=$root/bench
. "$here/openblas.sh"
openblas_fastest
bench=$(find "$build" -name stepnet_bench -type f -perm -u+x | head -n 1)
[ -n "$bench" ] || { echo "stepnet.sh: build the target stepnet_bench in $build first" >&2; exit 3; }
out=$(mktemp) step=$(mktemp)
trap 'rm -f "$out" "$step"' EXIT
shape="--m $M --N $POINTS --n $N --d $D --threads $THREADS --reps $REPS"
for round in $(seq "$rounds"); do
  # shellcheck disable=SC2086
  {
    "$bench" $shape --h "$step"
    /usr/bin/python3 "$root/bench/stepnet_peers.py" --h "$step" $shape
  } >>"$out"
  echo "round $round of $rounds, load $(cut -d' ' -f1 /proc/loadavg)" >&2
done
/usr/bin/python3 - "$out" <<'PY'
import json, statistics, sys

rows = [json.loads(line) for line in open(sys.argv[1])]
median = lambda lib: statistics.median([r["total_s"]["median"] for r in rows if r["lib"] == lib])
ours = [r for r in rows if r["lib"] == "proofgauge"]
print(f"{'':12}{'total s':>10}{'min s':>10}{'peak MiB':>10}{'ratio':>8}")
for lib in ("proofgauge", "numpy"):
    rs = [r for r in rows if r["lib"] == lib]
    print(f"{lib:12}{median(lib):10.3f}{min(r['total_s']['min'] for r in rs):10.3f}"
          f"{max(r['peak_rss_mib'] for r in rs):10.0f}{median(lib) / median('proofgauge'):8.2f}")
print(f"h: {ours[0]['cells']} cells, solved in {statistics.median([r['step_s'] for r in ours]):.2f} s, not part of the pass"
      f" ({ours[0]['isa']}, {ours[0]['threads']} threads, m = {ours[0]['m']}, {ours[0]['N']} points, n = {ours[0]['n']})")
PY
