# Sourced, with `here` the folder bench: gives the peers the fastest OpenBLAS. The environment of one machine must not decide
# what they do, and OpenBLAS 0.3.21 takes a processor that it does not know for its slowest one: whatever it is set to is
# cleared, and a kernel is forced only where it multiplies matrices a tenth faster than OpenBLAS' own choice, on one thread.
for name in $(env | sed -n 's/^\(OPENBLAS_[A-Z0-9_]*\)=.*/\1/p'); do unset "$name"; done
cores=own
if grep -q avx2 /proc/cpuinfo; then cores="$cores Haswell"; fi
if grep -q avx512bw /proc/cpuinfo; then cores="$cores SkylakeX"; fi

# openblas_with CORE COMMAND...: the command with that kernel on one thread.
openblas_with() (
  [ "$1" = own ] || export OPENBLAS_CORETYPE="$1"
  shift
  OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 exec "$@"
)

# Forces the fastest kernel for what follows.
openblas_fastest() {
  core=$(for core in $cores; do
    echo "$core $(openblas_with "$core" /usr/bin/python3 "$here/roofline_gemm.py" | tr -dc '0-9.: ')"
  done | awk '{ g = $NF + 0 } NR == 1 { most = 1.1 * g; best = $1 } g > most { most = g; best = $1 } END { print best }')
  if [ "$core" != own ]; then
    export OPENBLAS_CORETYPE="$core"
    echo "OpenBLAS takes this processor for another: its kernel for $core is forced" >&2
  fi
}
