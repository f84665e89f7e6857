#!/usr/bin/env python3
"""Every lemma folder has a statement.md with these headings in this order, and every false twin of the code named in it.
(That the constants of the code are those of the statement's table is checked on the program, tests/cli.)
Usage: check_statements.py [ROOT]. Prints what is wrong and exits with 1 if anything is.
"""
import pathlib
import re
import sys

HEADINGS = ["Inequality", "Hypotheses", "Constants", "Normalisation", "Kind", "What is measured", "Proof", "False twins",
            "Uses", "Not checked"]


def twins(folder):
    text = "".join(p.read_text() for p in folder.glob("*.cc") if "_test" not in p.name)
    return set(re.findall(r'twins = \{\{\s*"([^"]+)"', text))


def problems(root):
    for folder in sorted(p for p in (root / "lemmas").iterdir() if p.is_dir()):
        statement = folder / "statement.md"
        if not statement.exists():
            yield f"{folder.name}: no statement.md"
            continue
        text = statement.read_text()
        headings = re.findall(r"^## (.+)$", text, re.M)
        if headings != HEADINGS:
            yield f"{folder.name}: headings are {headings}, expected {HEADINGS}"
        for twin in sorted(twins(folder)):
            if f"!{twin}" not in text:
                yield f"{folder.name}: twin {twin} is not named in statement.md"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent.parent)
    found = list(problems(root))
    for what in found:
        print(what)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
