#!/bin/sh
# run.sh SECONDS [TARGET...]: every fuzz target for so long, after each has found its planted bug.
# run.sh --short: 5 s each without the search for planted bugs, as `make test` does; exits with 77 (skipped) where there is
# no clang with libFuzzer or nobody has built the targets yet. FUZZ_INPUT_SECONDS: most seconds for one input (default 5).
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
targets=${*:-csv idx npy network record constants config numbers certificate checkpoint}

probe=$(mktemp -d)
trap 'rm -rf "$probe"' EXIT
trap 'exit 130' INT TERM
echo 'extern "C" int LLVMFuzzerTestOneInput(const unsigned char*, unsigned long) { return 0; }' > "$probe/probe.cc"
if ! clang++ -fsanitize=fuzzer,address,undefined "$probe/probe.cc" -o "$probe/probe" 2> "$probe/why"; then
  echo "SKIPPED: fuzzing needs clang and its libFuzzer (packages clang, libclang-rt-14-dev): $(head -1 "$probe/why")"
  $short && exit 77
  exit 3
fi
if $short && [ ! -x "$build/tests/fuzz/fuzz_checkpoint" ]; then
  echo "SKIPPED: the fuzz targets are not built (cmake --preset fuzz && cmake --build --preset fuzz)"
  exit 77
fi
(cd "$root" && cmake --preset fuzz > "$probe/log" && cmake --build --preset fuzz >> "$probe/log") || { tail -20 "$probe/log"; exit 3; }
if [ -w /dev/shm ]; then TMPDIR=/dev/shm/proofgauge-fuzz-$$; else TMPDIR=$probe/files; fi  # targets write a file per input
export TMPDIR
trap 'rm -rf "$probe" "$TMPDIR"' EXIT
mkdir -p "$TMPDIR" "$build/found" "$build/findings"

# fuzz TARGET SECONDS: libFuzzer's limits make too much memory or time per input a finding too.
fuzz() {
  dictionary=$root/tests/fuzz/dictionaries/$1
  [ -f "$dictionary" ] && set -- "$@" "-dict=$dictionary"
  name=$1 time=$2
  shift 2
  "$build/tests/fuzz/fuzz_$name" "$@" -max_total_time="$time" -timeout="${FUZZ_INPUT_SECONDS:-5}" -rss_limit_mb=1024 -malloc_limit_mb=256 -max_len=4096 \
    -print_final_stats=1 -artifact_prefix="$artifacts/" "$found" "$root/tests/fuzz/corpus/$name" > "$log" 2>&1
}

status=0
for target in $targets; do
  log=$probe/$target.log
  # The planted bug first: a fuzzer that cannot find it says nothing by finding nothing. It stands within reach of the
  # corpus, and the search stops when it is hit.
  artifacts=$probe/planted found=$probe/found-$target
  mkdir -p "$artifacts" "$found"
  if ! $short && { PROOFGAUGE_FUZZ_PLANTED=1 fuzz "$target" 300 || ! grep -q 'planted bug reached' "$log"; }; then
    echo "$target: the planted bug was NOT found"
    tail -5 "$log"
    status=1
    continue
  fi
  planted="no search for the planted bug"
  $short || planted="planted bug found after $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs"
  artifacts=$build/findings found=$build/found/$target
  mkdir -p "$found"
  if fuzz "$target" "$seconds"; then
    echo "$target: $planted; $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs in $seconds s," \
      "$(grep -o 'cov: [0-9]*' "$log" | tail -1 | tr -d :) edges, no finding"
  else
    echo "$target: FINDING"
    grep -m1 -A12 'ERROR\|broken promise\|runtime error' "$log" || tail -20 "$log"
    status=1
  fi
done
exit $status
