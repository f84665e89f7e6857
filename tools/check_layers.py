#!/usr/bin/env python3
"""Checks the direction of includes: claim <- numeric <- stats, network, data <- adversary, online <- lemmas.

report sees claim only; app sees report, sweep and the registry, never a lemma; nothing in src includes lemmas.
Of another lemma, a lemma may include the bounds alone: OTHER/claim.h and OTHER/*_claim.h.
Usage: check_layers.py [ROOT]. Prints each violation as file:line and exits with 1 if there is any.
"""
import pathlib
import re
import sys

BASE = {"claim", "numeric"}
ALLOWED = {
    "claim": {"claim"},
    "numeric": BASE,
    "ranks": BASE | {"ranks"},
    "stats": BASE | {"stats"},
    "radius": BASE | {"stats", "radius"},
    "network": BASE | {"stats", "network"},
    "data": BASE | {"stats", "data"},
    "adversary": BASE | {"stats", "network", "data", "adversary"},
    "online": BASE | {"stats", "network", "data", "adversary", "online"},
    "sweep": BASE | {"stats", "ranks", "sweep"},
    "report": {"claim", "report"},
    "check": {"check"},
    "app": BASE | {"stats", "ranks", "data", "network", "adversary", "online", "report", "sweep", "app"},
}
LEMMA = BASE | {"stats", "radius", "network", "data", "adversary", "online"}
BOUND = re.compile(r"(\w+_)?claim\.h")
INCLUDE = re.compile(r'^\s*#\s*include\s*["<]([^">]+)[">]')


def violations(root):
    lemmas = {p.name for p in (root / "lemmas").iterdir() if p.is_dir()} if (root / "lemmas").is_dir() else set()
    for path in sorted(list(root.glob("src/**/*")) + list(root.glob("lemmas/**/*"))):
        if path.suffix not in {".h", ".cc", ".cpp", ".inc"}:
            continue
        parts = path.relative_to(root).parts
        folder = parts[1]
        allowed = ALLOWED.get(folder) if parts[0] == "src" else LEMMA | {folder}
        if allowed is None:
            yield path, 0, f"folder src/{folder} has no place in the layering"
            continue
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            match = INCLUDE.match(line)
            if not match or "/" not in match.group(1):
                continue
            steps = [s for s in match.group(1).split("/") if s not in {"..", "."}]
            target = steps[0]
            if ".." in match.group(1):
                yield path, number, f"relative include {match.group(1)}"
            if parts[0] == "lemmas" and target in lemmas and BOUND.fullmatch("/".join(steps[1:])):
                continue
            if target in lemmas | set(ALLOWED) and target not in allowed:
                yield path, number, f"{folder} must not include {match.group(1)}"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent.parent)
    found = list(violations(root))
    for path, number, what in found:
        print(f"{path.relative_to(root)}:{number}: {what}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
