#!/usr/bin/env bash
# run.sh BUILD_DIR: every benchmark with its peers in one run. Measure on an idle machine.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
for bench in normals roofline audit sup remez check radius stepnet worst_case train flips; do
  "$here/$bench.sh" "$1"
done
