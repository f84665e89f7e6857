#!/usr/bin/env python3
"""The fuzz targets link from the sources that CMakeLists.txt lists: what these call of the project, they define.

Judged on the objects of the ordinary build, so that a source that is missing from the list shows without clang.
Usage: sources_test.py SOURCE BUILD
"""
import pathlib
import re
import subprocess
import sys
import unittest

SOURCE, BUILD = (pathlib.Path(a).resolve() for a in sys.argv[1:3])
# Made by proofgauge_embed; kernels that the fuzz build does without.
ELSEWHERE = re.compile(r"proofgauge::(embedded|stats::avx2|stats::avx512)::")


def listed():
    library = re.search(r"add_library\(fuzz_code .*?\)\n", (SOURCE / "tests/fuzz/CMakeLists.txt").read_text(), re.DOTALL).group(0)
    return re.findall(r"\$\{src\}/([\w/]+)\.cc", library)


def object_of(name):
    folder, file = name.rsplit("/", 1)
    return next((BUILD / "src" / folder).glob(f"CMakeFiles/*.dir/{file}.cc.o"))


def missing(names):
    """What the targets and these sources call and nobody of them defines."""
    objects = [*(BUILD / "tests/fuzz/CMakeFiles/fuzz_replay.dir").rglob("*.o"), *map(object_of, names)]
    table = subprocess.run(["nm", "-C", *objects], capture_output=True, text=True, check=True).stdout
    symbols = re.findall(r"^[0-9a-f ]{16} (\w) (.*)$", table, re.MULTILINE)
    defined = {name for kind, name in symbols if kind != "U"}
    return sorted(name for kind, name in symbols
                  if kind == "U" and name not in defined and name.startswith("proofgauge::") and not ELSEWHERE.match(name))


class Sources(unittest.TestCase):
    def test_the_list_is_complete(self):
        self.assertGreater(len(listed()), 30)
        self.assertEqual(missing(listed()), [])

    def test_a_missing_source_is_seen(self):
        for name in ("online/wide_net_state", "app/memory_limit", "claim/failure"):
            self.assertNotEqual(missing([n for n in listed() if n != name]), [], name)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
