#!/usr/bin/env bash
# store.sh BUILD_DIR: 10,000 records into a store and out of it as a table; the store's share of a sweep of 1,000 cheap cells.
set -euo pipefail
program=$(cd "$1" && pwd)/bin/proofgauge
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
grid=(real_vs_pseudo/mean_main_term --m 16,32,64,128,256 --R 0.2,1 --d 4 --draws 4 --points 4)
echo "load $(cut -d' ' -f1 /proc/loadavg)"
"$program" sweep "${grid[@]}" --seeds 100 --store cheap.db 2>&1 > /dev/null | grep 'the store' || true
/usr/bin/env time -f 'sweep of 10,000 cells: %e s, %M KiB' "$program" sweep "${grid[@]}" --seeds 1000 --store many.db -q > /dev/null
for round in 1 2 3; do
  /usr/bin/env time -f "table of 10,000 records: %e s (%U s of processor), %M KiB" "$program" table --store many.db --where 'm > 0' --format csv > table.csv
done
wc -l < table.csv
