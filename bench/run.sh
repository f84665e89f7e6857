#!/usr/bin/env bash
# run.sh BUILD_DIR: every benchmark with its peers in one run. Measure on an idle machine.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
"$here/audit.sh" "$1"
"$here/sup.sh" "$1"
"$here/remez.sh" "$1"
