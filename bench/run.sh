#!/usr/bin/env bash
# Everything that has a peer, one after the other. Usage: run.sh BUILD_DIR
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
for bench in audit sup remez check radius stepnet worst_case train flips; do
  "$here/$bench.sh" "$1"
done
