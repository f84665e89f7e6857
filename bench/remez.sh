#!/bin/sh
# The exchange and the certified sup norm beside Sollya, least degrees and the grid: one run, one machine.
#   bench/remez.sh BUILD_DIR [ROUNDS [SUPNORM_LIMIT_S]]     default: 3 rounds, 300 s for one supnorm of Sollya
# Needs the target remez_bench; without sollya only our side is timed.
set -eu
build=${1:?usage: bench/remez.sh BUILD_DIR [ROUNDS [SUPNORM_LIMIT_S]]}
rounds=${2:-3} limit=${3:-300}
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-/usr/bin/python3}
lines=$(mktemp)
trap 'rm -f "$lines"' EXIT
peer=yes
command -v sollya >/dev/null || { echo "without sollya: not installed" >&2; peer=no; }
round=1
while [ "$round" -le "$rounds" ]; do
  for degree in 20 40 60; do
    "$build/bench/remez_bench" remez "$degree" 50 >>"$lines"
    if [ "$peer" = yes ]; then "$python" "$here/remez_peers.py" remez "$degree" >>"$lines"; fi
    "$build/bench/remez_bench" supnorm "$degree" >>"$lines"
    "$build/bench/remez_bench" step "$degree" >>"$lines"
  done
  for degree in 120 400; do "$build/bench/remez_bench" step "$degree" >>"$lines"; done
  "$build/bench/remez_bench" least 0.25 0.0625 1e4 >>"$lines"
  echo "round $round of $rounds done, load $(cut -d' ' -f1 /proc/loadavg)" >&2
  round=$((round + 1))
done
if [ "$peer" = yes ]; then "$python" "$here/remez_peers.py" supnorm 20 --seconds "$limit" >>"$lines"; fi
"$build/bench/remez_bench" grid 2 >>"$lines"
"$python" - "$lines" <<'TABLE'
import json, statistics, sys
runs, grid = {}, None
for line in open(sys.argv[1]):
    run = json.loads(line)
    if run["mode"] == "grid":
        grid = run
        continue
    key = (run["mode"], run.get("degree", run.get("at_most")))
    runs.setdefault(key, {}).setdefault(run.get("side", "proofgauge"), []).append(run)
names = {"remez": "exchange, smooth step", "supnorm": "sup norm, smooth step", "step": "sup norm, step", "least": "least degree, proved"}
print(f'{"":<24}{"degree":>7}{"runs":>6}{"min s":>10}{"median s":>10}{"sollya s":>10}{"ratio":>8}')
for (mode, degree), sides in sorted(runs.items()):
    ours = [r["seconds"] for r in sides["proofgauge"]]
    theirs = [r["seconds"] for r in sides.get("sollya", []) if r["seconds"] is not None]
    other = f"{statistics.median(theirs):10.3f}{statistics.median(theirs) / statistics.median(ours):8.0f}" if theirs else ""
    if not theirs and "sollya" in sides:
        other = f'{">%g" % sides["sollya"][0]["over"]:>10}'
    print(f"{names[mode]:<24}{degree:>7}{len(ours):>6}{min(ours):10.4f}{statistics.median(ours):10.4f}{other}")
if grid:
    print(f'grid: {grid["cells"]} cells, {grid["decided"]} decided with both proofs, {grid["seconds"]:.1f} s on {grid["threads"]} threads, '
          f'{grid["cpu_seconds"]:.1f} s of processor, slowest cell {grid["slowest_s"]:.2f} s, largest degree {grid["largest_degree"]}')
TABLE
