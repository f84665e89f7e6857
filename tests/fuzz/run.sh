#!/bin/sh
# run.sh SECONDS [TARGET...]: every fuzz target for so long, after each has found its planted bug.
# run.sh --short: 5 s each, two targets at a time, as `make test` does; exits with 77 (skipped) where there is no clang with
# libFuzzer. FUZZ_INPUT_SECONDS: most seconds for one input (default 5).
# Inputs that the fuzzers thought of go to build/fuzz/found, findings to build/fuzz/findings; exit 1 if there is any.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
build=$root/build/fuzz
short=false
case "${1:-}" in
  --short) short=true seconds=5; shift ;;
  ''|*[!0-9]*) echo "run.sh SECONDS [TARGET...], or --short: got '${1:-}'" >&2; exit 2 ;;
  *) seconds=$1; shift ;;
esac
targets=${*:-csv idx npy network record constants config numbers certificate checkpoint where parcel store replay}

probe=$(mktemp -d)
trap 'rm -rf "$probe"' EXIT
trap 'exit 130' INT TERM
echo 'extern "C" int LLVMFuzzerTestOneInput(const unsigned char*, unsigned long) { return 0; }' > "$probe/probe.cc"
if ! clang++ -fsanitize=fuzzer,address,undefined "$probe/probe.cc" -o "$probe/probe" 2> "$probe/why"; then
  echo "SKIPPED: fuzzing needs clang and its libFuzzer (packages clang, libclang-rt-14-dev): $(head -1 "$probe/why")"
  $short && exit 77
  exit 3
fi
(cd "$root" && cmake --preset fuzz > "$probe/log" && cmake --build --preset fuzz >> "$probe/log") || { tail -20 "$probe/log"; exit 3; }
if [ -w /dev/shm ]; then TMPDIR=/dev/shm/proofgauge-fuzz-$$; else TMPDIR=$probe/files; fi  # targets write a file per input
export TMPDIR
trap 'rm -rf "$probe" "$TMPDIR"' EXIT
mkdir -p "$TMPDIR" "$build/found" "$build/findings"

# fuzz TARGET OPTION...: libFuzzer's limits make too much memory or time per input a finding too.
fuzz() {
  name=$1
  shift
  dictionary=$root/tests/fuzz/dictionaries/$name
  [ -f "$dictionary" ] && set -- "$@" "-dict=$dictionary"
  "$build/tests/fuzz/fuzz_$name" "$@" -timeout="${FUZZ_INPUT_SECONDS:-5}" -rss_limit_mb=1024 -malloc_limit_mb=256 -max_len=4096 \
    -print_final_stats=1 -artifact_prefix="$artifacts/" "$found" "$root/tests/fuzz/corpus/$name" > "$log" 2>&1
}

# The planted bug first: a fuzzer that cannot find it says nothing by finding nothing. It stands within reach of the corpus.
# In rounds that start from it again: what a long search collects is mostly text that the readers refuse.
find_planted() {
  artifacts=$probe/planted found=$probe/found-$1 log=$probe/$1.planted
  mkdir -p "$artifacts"
  for round in $(seq 1 50); do
    rm -rf "$found"
    mkdir -p "$found"
    PROOFGAUGE_FUZZ_PLANTED=1 fuzz "$1" -seed="$round" -runs=1000 -mutate_depth=1 && continue
    grep -q 'planted bug reached' "$log" && return
    break
  done
  echo "$1: the planted bug was NOT found"
  tail -5 "$log"
  return 1
}

one_target() {
  find_planted "$1" || return 1
  artifacts=$build/findings found=$build/found/$1 log=$probe/$1.log
  mkdir -p "$found"
  if fuzz "$1" -max_total_time="$seconds"; then
    echo "$1: planted bug found in round $round; $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs in $seconds s," \
      "$(grep -o 'cov: [0-9]*' "$log" | tail -1 | tr -d :) edges, no finding"
    return
  fi
  echo "$1: FINDING"
  grep -m1 -A12 'ERROR\|broken promise\|runtime error' "$log" || tail -20 "$log"
  return 1
}

status=0
if $short; then
  set -- $targets
  while [ $# -gt 0 ]; do
    one_target "$1" & first=$!
    shift
    if [ $# -gt 0 ]; then one_target "$1" || status=1; shift; fi
    wait $first || status=1
  done
else
  for target in $targets; do one_target "$target" || status=1; done
fi
exit $status
