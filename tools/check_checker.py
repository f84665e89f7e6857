#!/usr/bin/env python3
"""The certificate checker stands alone: src/check includes the C++ library, Boost.Multiprecision over GMP, the JSON reader
and files of its own folder, links nothing else, and holds no floating point.
Usage: check_checker.py [ROOT]. Prints each violation as file:line and exits with 1 if there is any.
"""
import pathlib
import re
import sys

LIBRARIES = {"boost/multiprecision/gmp.hpp", "nlohmann/json.hpp"}
INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>|(.*))')
FLOATING = re.compile(r"\b(?:double|float|long double|sqrt|mpfr\w*|cpp_(?:bin|dec)_float\w*)\s*[(\w&*>,;{]|(?<![\w.\"])\d+\.\d")
LINKED = re.compile(r"target_link_libraries\(\s*proofgauge-check\s+PRIVATE\s+([^)]*)\)")
MAY_LINK = {"Boost::headers", "nlohmann_json::nlohmann_json", "${GMP_LIBRARY}"}


def violations(root):
    folder = root / "src" / "check"
    if not folder.is_dir():
        return
    own = {p.name for p in folder.iterdir()}
    for path in sorted(folder.glob("**/*")):
        if path.suffix not in {".h", ".cc", ".cpp", ".inc", ".hpp"}:
            continue
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            include = INCLUDE.match(line)
            if include:
                quoted, angled, odd = include.groups()
                if odd or (quoted and quoted not in own) or (angled and not re.fullmatch(r"[a-z_0-9]+", angled) and angled not in LIBRARIES):
                    yield path, number, f"the checker must not include {quoted or angled or odd}"
            code = re.sub(r'"(?:[^"\\]|\\.)*"', '""', line).split("//")[0]
            if FLOATING.search(code):
                yield path, number, "floating point in the checker"
    build = folder / "CMakeLists.txt"
    text = build.read_text() if build.exists() else ""
    for match in LINKED.finditer(text):
        for library in match.group(1).split():
            if library not in MAY_LINK:
                yield build, text[:match.start()].count("\n") + 1, f"the checker must not link {library}"
    if re.search(r"proofgauge_defaults|include_directories", text):
        yield build, 0, "the checker must not have the tree on its include path"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent.parent)
    found = list(violations(root))
    for path, number, what in found:
        print(f"{path.relative_to(root)}:{number}: {what}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
