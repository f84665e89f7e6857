#!/usr/bin/env python3
"""Sollya on the smooth step (1 + erf(20 (x - 0.8)))/2 on [-1, 1]: one JSON line.

remez_peers.py remez|supnorm DEGREE [--precision BITS] [--seconds LIMIT]
"""
import argparse
import json
import re
import subprocess

parser = argparse.ArgumentParser()
parser.add_argument("what", choices=["remez", "supnorm"])
parser.add_argument("degree", type=int)
parser.add_argument("--precision", type=int, default=165)
parser.add_argument("--seconds", type=float, default=300)
options = parser.parse_args()

script = f"""prec={options.precision}!; f=(1+erf(20*(x-0.8)))/2;
t=time(p=remez(f,{options.degree},[-1;1])); print("REMEZ",evaluate(t,0));
"""
if options.what == "supnorm":
    script += """t=time(r=supnorm(p,f,[-1;1],absolute,2^(-20))); print("SUPNORM",evaluate(t,0)); print("RESULT",r);
"""
script += "quit;\n"
record = {"side": "sollya", "mode": options.what, "degree": options.degree}
try:
    run = subprocess.run(["sollya", "--warnonstderr"], input=script, capture_output=True, text=True, timeout=options.seconds)
    found = re.search(r"^%s\s+(\S+)" % options.what.upper(), run.stdout, re.M)
    record["seconds"] = float(found[1]) if found else None
    result = re.search(r"^RESULT\s+(.*)$", run.stdout, re.M)
    if result:
        record["result"] = result[1][:120]
except subprocess.TimeoutExpired:
    record["seconds"] = None
    record["over"] = options.seconds
print(json.dumps(record))
