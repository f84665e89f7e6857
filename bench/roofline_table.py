#!/usr/bin/env python3
"""Table and figure of roofline.sh: roofline_table.py LINES FOLDER. A share is a kernel's rate over its roof of the same
round: the multiply-add rate, or intensity times triad bandwidth where that is less and the arrays are in memory. Rounds are
combined by the median of shares."""
import json
import pathlib
import shutil
import statistics
import subprocess
import sys

# Vector instructions of the compiled loop of normal_block_avx512 on the two ports that have 512 bits, per 128 numbers; a
# multiply-add is one such instruction. Other sets have other ports and no count here.
NORMAL_INSTRUCTIONS = {"avx512": 482 / 128}

rounds = []
for text in open(sys.argv[1]):
    line = json.loads(text)
    if "round" in line:
        rounds.append({"load": line["load"], "limits": {}, "kernels": {}})
    elif "limit" in line:
        limits = rounds[-1]["limits"]
        key = "gbytes" if line["limit"] == "triad" else "gflops"
        limits[line["limit"]] = max(line[key], limits.get(line["limit"], 0))
        if "isa" in line:
            isa, lanes = line["isa"], line["lanes"]
    else:
        rounds[-1]["kernels"][line["kernel"]] = line

median = statistics.median
of = lambda name: [r["limits"][name] for r in rounds]
peak, triad, gemm = (median(of(n)) for n in ("multiply_add", "triad", "gemm"))


def roof(r, kernel):
    limits = r["limits"]
    if kernel["kernel"] == "normals" and isa in NORMAL_INSTRUCTIONS:  # in numbers: no multiply-add occurs
        numbers = limits["multiply_add"] / (2 * lanes) / NORMAL_INSTRUCTIONS[isa]
        return numbers * kernel["gflops"] / kernel["gitems"]
    if kernel["kernel"].startswith("wide_block"):  # the only arrays that do not stay in the caches
        return min(limits["multiply_add"], kernel["flops_per_byte"] * limits["triad"])
    return limits["multiply_add"]


print(f"{isa}, one thread, {len(rounds)} rounds, loads {', '.join(str(r['load']) for r in rounds)}")
print(f"limits: multiply-adds {peak:.0f} GFLOP/s, GEMM {gemm:.0f} GFLOP/s, triad {triad:.1f} GB/s")
print(f"{'kernel':24}{'flop/byte':>10}{'GFLOP/s':>9}{'GB/s':>7}{'of roof':>9}")
table = []
for name in rounds[0]["kernels"]:
    ks = [(r, r["kernels"][name]) for r in rounds]
    row = {"kernel": name, "flops_per_byte": ks[0][1]["flops_per_byte"], "gflops": median([k["gflops"] for _, k in ks]),
           "gbytes": median([k["gbytes"] for _, k in ks]), "of_roof": median([k["gflops"] / roof(r, k) for r, k in ks])}
    rate = f"   {median([k['gitems'] for _, k in ks]):.2f} numbers/ns" if "gitems" in ks[0][1] else ""
    print(f"{name:24}{row['flops_per_byte']:10.1f}{row['gflops']:9.1f}{row['gbytes']:7.1f}{100 * row['of_roof']:8.0f}%{rate}")
    table.append(row)

folder = pathlib.Path(sys.argv[2])
limits = {"isa": isa, "multiply_add": peak, "gemm": gemm, "triad": triad}
(folder / "roofline.json").write_text(json.dumps({"limits": limits, "kernels": table}, indent=1) + "\n")
points = "\n".join(f"{k['flops_per_byte']} {k['gflops']}" for k in table)
series = ", \\\n  ".join(f"$points every ::{i}::{i} title '{k['kernel']}' with points pt {i + 4} ps 1.3" for i, k in enumerate(table))
script = f"""set terminal svg noenhanced size 900,560 font 'sans-serif,13'
set output '{folder / "roofline.svg"}'
set logscale xy
set xrange [1:400]
set yrange [{min(k['gflops'] for k in table) / 2}:{2 * peak}]
set xlabel 'operations per byte'
set ylabel 'GFLOP/s of one thread, {isa}'
set key outside right
roof(x) = x * {triad} < {peak} ? x * {triad} : {peak}
$points << EOD
{points}
EOD
plot roof(x) title 'multiply-adds, triad' with lines lw 2, {gemm} title 'GEMM' with lines dt 2, \\
  {series}
"""
if shutil.which("gnuplot") is None:
    print("no gnuplot: no figure", file=sys.stderr)
else:
    subprocess.run(["gnuplot"], input=script, text=True, check=True)
    print(f"figure: {folder / 'roofline.svg'}", file=sys.stderr)
