#!/usr/bin/env bash
# scaling.sh BUILD_DIR [RANKS...]: strong scaling (one task, more ranks) and weak scaling (as much per rank) of sweep and
# train, one thread per rank. Default ranks: 1 2. With more ranks than cores the figures say nothing.
set -euo pipefail
program=$(cd "$1" && pwd)/bin/proofgauge
shift
ranks=("${@:-1}")
[ $# -gt 0 ] || ranks=(1 2)
rounds=${ROUNDS:-3}
command -v mpirun > /dev/null || { echo "scaling.sh: mpirun is missing (tools/setup mpi)" >&2; exit 3; }
[ "$(id -u)" -ne 0 ] || export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# seconds P COMMAND...: elapsed, of one run from nothing.
seconds() {
  local p=$1 begin end
  shift
  rm -rf ./*
  begin=$(date +%s.%N)
  mpirun -n "$p" --bind-to none --oversubscribe "$program" "$@" -j 1 -q > /dev/null 2> errors || { cat errors >&2; exit 1; }
  end=$(date +%s.%N)
  awk -v a="$begin" -v b="$end" 'BEGIN { printf "%.3f\n", b - a }'
}

# row NAME KIND P VALUES...: median, and efficiency beside the first number of ranks.
row() {
  local name=$1 kind=$2 p=$3
  shift 3
  printf '%s\n' "$@" | sort -n | awk -v n="$name" -v k="$kind" -v p="$p" -v first="$FIRST" -v p0="${ranks[0]}" '
    { t[NR] = $1 }
    END { m = t[int((NR + 1) / 2)]; if (first == 0) first = m
          e = k == "strong" ? first * p0 / (m * p) : first / m
          printf "%-6s %-7s %5d ranks %9.2f s  efficiency %4.2f\n", n, k, p, m, e; print m > "median" }'
  [ "$FIRST" != 0 ] || FIRST=$(cat median)
}

measure() {
  local name=$1 kind=$2 p times
  FIRST=0
  for p in "${ranks[@]}"; do
    times=()
    for _ in $(seq "$rounds"); do
      # shellcheck disable=SC2046
      times+=("$(seconds "$p" $("${name}_$kind" "$p"))")
    done
    row "$name" "$kind" "$p" "${times[@]}"
  done
}

grid="real_vs_pseudo/mean_main_term --m 2^14..2^15 --R 0.5,1 --d 16 --draws 16 --points 16 --store s.db"
net="train --synthetic --n 64 --d 32 --delta 0.5 --R 1 --eps 0.1 --T 3 --adversary pgd-10 --judges pgd-10 --checkpoint-seconds 1000"
sweep_strong() { echo "sweep $grid --seeds 60"; }
sweep_weak() { echo "sweep $grid --seeds $((60 * $1))"; }
train_strong() { echo "$net --m $((1 << 18))"; }
train_weak() { echo "$net --m $(((1 << 18) * $1))"; }

echo "$(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg), medians of $rounds"
for kind in strong weak; do
  for name in sweep train; do measure "$name" "$kind"; done
done
echo "load at the end $(cut -d' ' -f1 /proc/loadavg)"
