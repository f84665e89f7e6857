#!/usr/bin/env python3
"""Two lints over src/ and lemmas/, tests left out.

1. No reference value of the theory stands in the code that is judged by it.
2. A bound (claim.h, *_claim.h, *_bound.h) holds no inexact decimal literal: constants are exact rationals.
Usage: check_constants.py [ROOT]. Prints file:line and exits with 1 if anything is found.
"""
import pathlib
import re
import sys

# Values that theory and issues state as results; a program that contains one may be reciting it.
REFERENCE = """
0.14105 0.141047 0.9974 0.9772 0.8028 0.01398793763 0.1254802395 1.344680149
8.4015 8.4038 4.7470 4.7479 116.69 116.87 116.8 55.9 0.72105 0.6950
0.0997356 0.5641896 0.70711 3.16228 0.1597 0.0316 5.05 8.48 32.3 24.35
""".split()
LITERAL = re.compile(r"(?<![\w.])(0[xX][\da-fA-F.]+[pP][-+]?\d+|\d+\.\d*(?:[eE][-+]?\d+)?|\.\d+|\d+[eE][-+]?\d+)[fFlL]?(?![\w.])")
COMMENT = re.compile(r"//.*$")


def judged(root):
    for path in sorted(list(root.glob("src/**/*")) + list(root.glob("lemmas/**/*"))):
        if path.suffix in {".h", ".cc", ".inc"} and "_test" not in path.name:
            yield path


def violations(root):
    numbers = re.compile(r"(?<![\d.])(" + "|".join(map(re.escape, REFERENCE)) + r")(?!\d)")
    for path in judged(root):
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            match = numbers.search(line)
            if match:
                yield path, number, f"reference value {match.group(1)}"
            if path.name.endswith(("claim.h", "_bound.h")):
                code = COMMENT.sub("", line)
                inexact = LITERAL.search(code)
                if inexact:
                    yield path, number, f"inexact literal {inexact.group(1)}: write an exact rational"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent.parent)
    found = list(violations(root))
    for path, number, what in found:
        print(f"{path.relative_to(root)}:{number}: {what}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
