"""falsify against every planted false twin of every claim that one cell can refute: found, and after how many
evaluations? Prints a table; exits with 1 if one is missed. Usage: falsify_all.py PROOFGAUGE [CLAIM-SUBSTRING...]
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time

# Boxes other than the quick profile's span, by claim.
BOXES = {
    # Points planted at a known distance: the twin needs no data set, and Fashion-MNIST takes 13 s per cell.
    "separability/separation": ["--synthetic", "--n", "16..64", "--d", "4..16", "--delta", "0.1..0.5"],
    # Four seeds cannot show at confidence 0.99 that a tenth of all seeds need more than the least width.
    "adversarial_training/critical_width": ["--draws", "12", "--m", "1,1024", "--eps", "0.4"],
    # A tenth of the time, and as false.
    "step_network/real_net_fit": ["--points", "32", "--steps", "1", "--draws", "2"],
}

# Boxes so wide that not every cell refutes the twin: the least number of evaluations that finding it must take (corners
# come first, so more than 2^axes of them says that DIRECT found it inside).
WIDE = [
    ("real_vs_pseudo/published_gap!half_of_main", 9,
     ["--m", "2^6..2^14", "--R", "0.1..100", "--data", "random", "--d", "2..64"]),
    ("step_network/finite_width!one_over_m", 2, ["--m", "2^4..2^14", "--d", "2..16"]),
    ("online_regret/convex_regret!ten_eta", 2, ["--T", "1..100", "--R", "0.1..10"]),
    ("worst_case/gap_supremum!initial_only", 2, ["--R", "1e-6..10", "--m", "2^2..2^10"]),
]


def claims(program):
    listed = json.loads(subprocess.run([program, "list", "--format", "json"], check=True, capture_output=True).stdout)
    for claim in listed:
        text = subprocess.run([program, "explain", claim["claim"], "--format", "json"], check=True,
                              capture_output=True).stdout
        found = json.loads(text)
        for twin in (found[0] if isinstance(found, list) else found)["twins"]:
            yield twin["id"], claim["kind"]


def falsify(program, twin, folder, box=None):
    box = BOXES.get(twin.split("!")[0], []) if box is None else box
    start = time.monotonic()
    run = subprocess.run([program, "falsify", twin, "--profile", "quick", "-q", *box], cwd=folder, capture_output=True,
                         text=True, timeout=500)
    found = re.search(r"(\d+) evaluations", run.stdout)
    nearest = re.search(r"nearest at evaluation (\d+)", run.stdout)
    return {"twin": twin, "exit": run.returncode, "evaluations": int(found.group(1)) if found else None,
            "nearest": int(nearest.group(1)) if nearest else None, "seconds": time.monotonic() - start,
            "text": run.stdout + run.stderr}


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    words = sys.argv[2:]
    missed = []
    with tempfile.TemporaryDirectory() as folder:
        for twin, kind in claims(program):
            if words and not any(w in twin for w in words):
                continue
            result = falsify(program, twin, folder)
            if kind == "rate":
                print(f"{twin:56} {kind:12} outside falsify", flush=True)
                if result["exit"] != 2:
                    missed.append(twin)
                continue
            caught = result["exit"] == 1
            print(f"{twin:56} {kind:12} {'found' if caught else 'MISSED'} after {result['nearest']} evaluations, "
                  f"{result['seconds']:.1f} s", flush=True)
            if not caught:
                missed.append(twin)
                print(result["text"])
        print("wide boxes")
        for twin, least, box in WIDE:
            if words and not any(w in twin for w in words):
                continue
            result = falsify(program, twin, folder, box)
            found = result["exit"] == 1
            print(f"{twin:56} {'found' if found else 'MISSED'} after {result['nearest']} evaluations, "
                  f"{result['seconds']:.1f} s: {' '.join(box)}", flush=True)
            if not found or result["nearest"] < least:
                missed.append(twin + " in a wide box")
                print(result["text"])
    print(f"missed: {', '.join(missed) or 'none'}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
