"""`proofgauge new-lemma`: what it writes builds and passes at once, and what it refuses leaves nothing behind.

The lemma is built against the installed package, so that only its own three sources are compiled.
Usage: new_lemma_test.py PROOFGAUGE BUILD SOURCE_DIR CMAKE
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

PROGRAM, BUILD, ROOT = (pathlib.Path(sys.argv.pop(1)).resolve() for _ in range(3))
CMAKE = sys.argv.pop(1)
PROJECT = """cmake_minimum_required(VERSION 3.25)
project(outside LANGUAGES C CXX)
find_package(proofgauge CONFIG REQUIRED)
find_package(Boost REQUIRED COMPONENTS unit_test_framework)
include({root}/cmake/defaults.cmake)
set(PROOFGAUGE_TESTS ON)
set(PROOFGAUGE_WERROR ON)
enable_testing()
add_subdirectory(lemmas/{name})
proofgauge_add_command(with_lemma LEMMAS {name})
"""
FILES = ["CMakeLists.txt", "statement.md", "claim.h", "check.h", "check.cc", "lemma.cc", "check_test.cc"]


class Scaffold(unittest.TestCase):
    def setUp(self):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="proofgauge-new-lemma-"))
        self.addCleanup(shutil.rmtree, self.dir)
        (self.dir / "lemmas").mkdir()

    def run_it(self, *command, code=0, cwd=None):
        done = subprocess.run([str(c) for c in command], cwd=cwd or self.dir, capture_output=True, text=True, timeout=900)
        self.assertEqual(done.returncode, code, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
        return done

    def refused(self, *args, needle):
        before = sorted(self.dir.rglob("*"))
        error = self.run_it(PROGRAM, "new-lemma", *args, code=2).stderr
        self.assertIn(needle, error)
        self.assertEqual(sorted(self.dir.rglob("*")), before, args)

    def test_bad_names_are_refused_and_nothing_is_written(self):
        for name in ("", "Gap", "1st", "small-gap", "a__b", "_a", "a_", "../x", "a/b", "a b", "é", "x" * 65, ".", "a\n"):
            with self.subTest(name=name):
                self.refused(name, needle="NAME")
        for name in ("class", "xor", "claim", "numeric", "std", "linux"):
            with self.subTest(name=name):
                self.refused(name, needle=f"NAME: got '{name}'")
        self.refused("real_vs_pseudo", needle="no lemma has yet")
        self.refused(needle="NAME: got 0 names")
        self.refused("one", "two", needle="NAME: got 2 names")

    def test_what_is_there_is_left_alone(self):
        (self.dir / "lemmas/taken").mkdir()
        self.refused("taken", needle="lemmas/taken exists")
        (self.dir / "lemmas/link").symlink_to("nowhere")
        self.refused("link", needle="lemmas/link exists")
        (self.dir / "lemmas/half.unfinished").mkdir()
        self.refused("half", needle="half.unfinished left over")
        self.refused("small_gap", "--output", "nowhere", needle="--output: got 'nowhere'")
        (self.dir / "file").write_text("")
        self.refused("small_gap", "-o", "file", needle="--output: got 'file'")

    def test_json_names_the_files(self):
        (self.dir / "elsewhere").mkdir()
        out = json.loads(self.run_it(PROGRAM, "new-lemma", "small_gap", "-o", "elsewhere", "--format", "json").stdout)
        self.assertEqual(out, {"lemma": "small_gap", "files": [f"elsewhere/small_gap/{f}" for f in FILES]})
        self.assertEqual(sorted(p.name for p in (self.dir / "elsewhere/small_gap").iterdir()), sorted(FILES))
        self.assertEqual(list((self.dir / "lemmas").iterdir()), [])

    def test_new_lemma_builds_passes_and_can_fail(self):
        text = self.run_it(PROGRAM, "new-lemma", "small_gap").stdout
        folder = self.dir / "lemmas/small_gap"
        self.assertEqual(sorted(p.name for p in folder.iterdir()), sorted(FILES))
        self.assertIn("proofgauge verify small_gap", text)
        for file in folder.iterdir():
            self.assertNotIn("template", file.read_text().lower().replace("template <", ""), file.name)
        for lint in ("check_statements.py", "check_constants.py", "check_layers.py"):
            self.run_it(sys.executable, ROOT / "tools" / lint, self.dir)

        prefix = self.dir / "installed"
        self.run_it(CMAKE, "--install", BUILD, "--prefix", prefix)
        (self.dir / "CMakeLists.txt").write_text(PROJECT.format(root=ROOT, name="small_gap"))
        launcher = os.environ.get("CMAKE_CXX_COMPILER_LAUNCHER")
        more = [f"-DCMAKE_CXX_COMPILER_LAUNCHER={launcher}"] if launcher else []
        self.run_it(CMAKE, "-S", ".", "-B", "build", "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={prefix}", "-DCMAKE_CXX_FLAGS=-O1", *more)
        self.run_it(CMAKE, "--build", "build")
        program, test = self.dir / "build/with_lemma", self.dir / "build/lemmas/small_gap/lemma_small_gap_test"
        self.run_it(test)
        self.look_at(program)

        # The scaffold's own test must notice a constant that is too small.
        claim = folder / "claim.h"
        claim.write_text(claim.read_text().replace("ratio(3, 4)", "ratio(7, 10)"))
        self.run_it(CMAKE, "--build", "build", "--target", "lemma_small_gap_test")
        self.assertIn("holds_and_sees_its_twin", self.run_it(test, code=201).stdout)

    def look_at(self, program):
        self.assertIn("small_gap/quadratic", self.run_it(program, "list").stdout)
        records = json.loads(self.run_it(program, "verify", "small_gap", "--format", "json").stdout)["records"]
        self.assertEqual([(r["verdict"], r["evidence"], r["scope"], r["vacuous"]) for r in records],
                         3 * [("verified", "enclosure", "box", False)])
        for r in records:
            self.assertEqual(r["falsified_twins"], {"n": 1, "caught": 1})
            self.assertEqual([a["met"] for a in r["assumptions"]], [True])
        self.assertIn("reproduced", self.run_it(program, "replay", "reports/records/last.json").stdout)
        (outside,) = json.loads(self.run_it(program, "verify", "small_gap", "--t", "2", "--format", "json").stdout)["records"]
        self.assertEqual(outside["verdict"], "outside-assumptions")
        twin = self.run_it(program, "verify", "small_gap/quadratic!taylor", "--format", "json", code=1).stdout
        self.assertEqual({r["verdict"] for r in json.loads(twin)["records"]}, {"refuted"})
        explained = json.loads(self.run_it(program, "explain", "small_gap/quadratic", "--format", "json").stdout)[0]
        for field in ("statement", "latex", "source", "derivation", "measured", "trivial", "not_checked"):
            self.assertTrue(explained[field], field)


if __name__ == "__main__":
    unittest.main(verbosity=2)
