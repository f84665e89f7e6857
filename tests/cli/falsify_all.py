"""falsify against every planted false twin of every claim that one cell can refute: found, and after how many
evaluations? Prints a table. Usage: falsify_all.py PROOFGAUGE [--fast] [CLAIM-SUBSTRING...]

--fast leaves out the twins in SLOW (what does not fit into a minute of tests on two cores).
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time

# Boxes other than the quick profile's span.
BOXES = {
    # Points planted at a known distance: the twin needs no data set, and Fashion-MNIST takes 13 s per cell.
    "separability/separation": ["--synthetic", "--n", "16..64", "--d", "4..16", "--delta", "0.1..0.5"],
    # Four seeds cannot show at confidence 0.99 that a tenth of all seeds need more.
    "adversarial_training/critical_width": ["--draws", "8"],
}
SLOW = set()


def claims(program):
    listed = json.loads(subprocess.run([program, "list", "--format", "json"], check=True, capture_output=True).stdout)
    for claim in listed:
        text = subprocess.run([program, "explain", claim["claim"], "--format", "json"], check=True,
                              capture_output=True).stdout
        found = json.loads(text)
        for twin in (found[0] if isinstance(found, list) else found)["twins"]:
            yield twin["id"], claim["kind"]


def falsify(program, twin, folder):
    claim = twin.split("!")[0]
    box = BOXES.get(twin, BOXES.get(claim, []))
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
    words = [a for a in sys.argv[2:] if not a.startswith("--")]
    fast = "--fast" in sys.argv
    missed = []
    with tempfile.TemporaryDirectory() as folder:
        for twin, kind in claims(program):
            if words and not any(w in twin for w in words):
                continue
            if kind == "rate" or (fast and twin in SLOW):
                print(f"{twin:52} {kind:12} {'outside falsify' if kind == 'rate' else 'SKIPPED: slow, run falsify_all.py'}")
                continue
            result = falsify(program, twin, folder)
            caught = result["exit"] == 1
            print(f"{twin:52} {kind:12} {'found' if caught else 'MISSED'} after {result['nearest']} evaluations, "
                  f"{result['seconds']:.1f} s", flush=True)
            if not caught:
                missed.append(twin)
                print(result["text"])
    print(f"missed: {', '.join(missed) or 'none'}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
