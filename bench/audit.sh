#!/bin/sh
# Our audit against the peers, in one run and alternately, because machines are noisy: what counts is the ratio.
#   bench/audit.sh BUILD_DIR [REPEATS [ROWS [THREADS]]]      default: 3 repeats, 60000 rows, 2 threads
# Needs the target audit_bench and python3 with numpy; faiss and sklearn are left out where they are not installed.
set -eu
build=${1:?usage: bench/audit.sh BUILD_DIR [REPEATS [ROWS [THREADS]]]}
repeats=${2:-3} rows=${3:-60000} threads=${4:-2}
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-/usr/bin/python3}
. "$here/openblas.sh"
openblas_fastest

peers=numpy
for library in faiss sklearn; do
  if "$python" -c "import $library" 2>/dev/null; then peers="$peers $library"; else echo "without $library: not installed" >&2; fi
done
lines=$(mktemp)
trap 'rm -f "$lines"' EXIT
round=1
while [ "$round" -le "$repeats" ]; do
  "$build/bench/audit_bench" fashion-mnist "$rows" "$threads" >>"$lines"
  for library in $peers; do
    "$python" "$here/audit_peers.py" "$library" --rows "$rows" --threads "$threads" >>"$lines"
    "$build/bench/audit_bench" fashion-mnist "$rows" "$threads" >>"$lines"
  done
  echo "round $round of $repeats done" >&2
  round=$((round + 1))
done
"$python" - "$lines" <<'TABLE'
import json, statistics, sys
runs = {}
for line in open(sys.argv[1]):
    run = json.loads(line)
    runs.setdefault(run["side"], []).append(run)
ours = statistics.median(r["seconds"] for r in runs["proofgauge"])
print(f'{"side":<12}{"runs":>5}{"median s":>10}{"min s":>9}{"max s":>9}{"peak MiB":>10}{"ratio":>8}  delta')
for side, some in sorted(runs.items(), key=lambda item: item[0] != "proofgauge"):
    s = [r["seconds"] for r in some]
    delta = some[0]["delta"]
    text = "[%.17g, %.17g]" % tuple(delta) if isinstance(delta, list) else "%.9g" % delta
    print(f'{side:<12}{len(s):>5}{statistics.median(s):>10.2f}{min(s):>9.2f}{max(s):>9.2f}'
          f'{max(r["peak_rss_mib"] for r in some):>10.0f}{statistics.median(s) / ours:>8.2f}  {text}')
TABLE
