"""The mutation check reports what it should: on a toy tree with known killed, surviving and endless mutants, and on a
sample of a real bound with a planted mutant that nothing can kill.

Usage: mutation_test.py SOURCE_DIR BUILD_DIR CMAKE
"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT, BUILD = (pathlib.Path(sys.argv.pop(1)).resolve() for _ in range(2))
CMAKE = sys.argv.pop(1)
sys.path.insert(0, str(ROOT / "tools/mutation"))
import sites  # noqa: E402

CMAKELISTS = """cmake_minimum_required(VERSION 3.25)
project(toy LANGUAGES CXX)
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
include_directories(lemmas)
add_subdirectory(lemmas/toy)
"""
LEMMA = """add_executable(toy_test check_test.cc)
target_compile_definitions(toy_test PRIVATE BOOST_TEST_DYN_LINK)
target_link_libraries(toy_test PRIVATE boost_unit_test_framework)
"""
CLAIM = """// 7 in a comment, and "a + b" too
#pragma once
#include <cmath>
namespace toy {
template <class S>
[[nodiscard]] S bound(const S& x) {
  using std::sqrt;
  return 3 * sqrt(x) - x / 2;
}
inline bool small(int x) { return x < 5; }
inline int untested() { return 8; }
inline int steps(int n) {
  int k = 0;
  for (int i = n; i > 0; i -= 1) ++k;
  return k;
}
namespace twin {
inline int wrong() { return 41; }
}  // namespace twin
}  // namespace toy
"""
TEST = """#define BOOST_TEST_MODULE toy
#include "toy/claim.h"
#include <boost/test/unit_test.hpp>
BOOST_AUTO_TEST_SUITE(bounds)
BOOST_AUTO_TEST_CASE(values) {
  BOOST_CHECK_EQUAL(toy::bound(4.0), 4.0);
  BOOST_CHECK_EQUAL(toy::bound(16.0), 4.0);
  BOOST_CHECK(toy::small(4) && !toy::small(6));
  BOOST_CHECK(toy::untested() > 0);
}
BOOST_AUTO_TEST_CASE(counts) { BOOST_CHECK_EQUAL(toy::steps(3), 3); }
BOOST_AUTO_TEST_SUITE_END()
"""
FILE = "lemmas/toy/claim.h"


def mutate(*args, source=ROOT, build=BUILD, seconds=1500):
    return subprocess.run([sys.executable, ROOT / "tools/mutate.py", "--source", source, "--build", build, *map(str, args)],
                          capture_output=True, text=True, timeout=seconds)


class Sites(unittest.TestCase):
    def changes(self, code):
        return [m.change for m in sites.instrument(code, "f", 1)[1]]

    def test_what_is_changed(self):
        self.assertEqual(self.changes("  return 2 * x;\n"), ["2 -> 3", "2 -> 1", "* -> /"])
        self.assertEqual(self.changes("  return power(m, -1, 6) <= y;\n"),
                         ["- -> +", "1 -> 2", "6 -> 7", "6 -> 5", "<= -> >=", "<= -> <"])
        self.assertEqual(self.changes("  return std::sqrt(x) -\n         y;\n"), ["std::sqrt -> its argument", "- -> +"])
        self.assertEqual(self.changes("  sum += x;\n"), ["+= -> += -"])

    def test_what_is_left_alone(self):
        for code in ("// 2 * x\n", "#include <a2>\n", "template <int N = 3>\n", "std::array<S, 6> f();\n", "p->x2;\n", "++k;\n",
                     'throw E("2 * x - 3");\n', 'name + " is 3";\n', "  using std::sqrt;\n", "const S& a, S&& b\n",
                     "namespace twin {\nint f() { return 3 * x; }\n}  // namespace twin\n"):
            self.assertEqual(self.changes(code), [], code)


class Toy(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tree = pathlib.Path(tempfile.mkdtemp(prefix="proofgauge-mutation-"))
        cls.addClassCleanup(shutil.rmtree, cls.tree)
        for path, text in (("CMakeLists.txt", CMAKELISTS), ("lemmas/toy/CMakeLists.txt", LEMMA), (FILE, CLAIM),
                           ("lemmas/toy/check_test.cc", TEST), ("tools/mutation/mutant.h", (ROOT / "tools/mutation/mutant.h").read_text())):
            (cls.tree / path).parent.mkdir(parents=True, exist_ok=True)
            (cls.tree / path).write_text(text)
        for command in ([CMAKE, "-S", cls.tree, "-B", cls.tree / "build", "-G", "Ninja"], [CMAKE, "--build", cls.tree / "build"]):
            subprocess.run(command, check=True, capture_output=True, timeout=600)

    def mutate(self, *args):
        return mutate("--patience", 1, *args, source=self.tree, build=self.tree / "build")

    def reasons(self, *entries):
        path = self.tree / "reasons.toml"
        path.write_text("".join(f'[[survivor]]\nfile = "{FILE}"\ncode = "{code}"\nchanges = ["{change}"]\nkind = "{kind}"\nreason = "known"\n'
                                for code, change, kind in entries))
        return "--survivors", path

    def test_reports(self):
        unseen = "inline int untested() { return 8; }"
        edge = "inline bool small(int x) { return x < 5; }"
        done = self.mutate()
        found = {(m["code"], m["change"]): m["status"] for m in json.loads((self.tree / "build/mutation/mutants.json").read_text())["mutants"]}
        alive = {key for key, status in found.items() if status == "survived"}
        self.assertEqual(alive, {(unseen, "8 -> 9"), (unseen, "8 -> 7"), (edge, "< -> <="), (edge, "5 -> 6")}, done.stdout + done.stderr)
        self.assertEqual({k[1] for k, status in found.items() if status == "timeout"}, {"-= -> -= -"})
        self.assertNotIn("41", " ".join(c for _, c in found))
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stdout.count("survived: "), 4)
        self.assertIn("8 -> 9 (1) in `inline int untested() { return 8; }`", done.stdout)

        every = [(unseen, "8 -> 9"), (unseen, "8 -> 7"), (edge, "< -> <="), (edge, "5 -> 6")]
        done = self.mutate("--resume", *self.reasons(*((*e, "equivalent") for e in every)))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        done = self.mutate("--resume", *self.reasons(*((*e, "accepted") for e in every)))
        self.assertEqual(done.returncode, 1, "below 95 %")
        dead = ("return 3 * sqrt(x) - x / 2;", "3 -> 4", "equivalent")
        done = self.mutate("--resume", *self.reasons(*((*e, "equivalent") for e in every), dead, ("gone", "1 -> 2", "equivalent")))
        self.assertEqual(done.returncode, 1)
        self.assertIn("`3 -> 4` has a reason and died", done.stdout)
        self.assertIn("no mutant `1 -> 2`", done.stdout)

    def test_bad_use(self):
        self.assertEqual(self.mutate("--only", "nothing").returncode, 2)
        self.assertEqual(mutate(source=self.tree, build=self.tree / "nowhere").returncode, 2)
        bad = self.tree / "bad.toml"
        bad.write_text(f'[[survivor]]\nfile = "{FILE}"\ncode = ""\nchanges = []\nkind = "equivalent"\n')
        self.assertIn("a reason", self.mutate("--survivors", bad).stderr)

    def test_tests_that_fail_anyway_are_no_evidence(self):
        test = self.tree / "lemmas/toy/check_test.cc"
        self.addCleanup(test.write_text, TEST)
        test.write_text(TEST.replace("steps(3), 3", "steps(3), 4"))
        subprocess.run([CMAKE, "--build", self.tree / "build"], check=True, capture_output=True, timeout=600)
        done = self.mutate("--scratch", self.tree / "other")
        self.assertEqual(done.returncode, 2, done.stdout)
        self.assertIn("fails without a mutant", done.stderr)


class Sample(unittest.TestCase):
    def test_real_bound(self):
        scratch = pathlib.Path(tempfile.mkdtemp(prefix="proofgauge-mutation-"))
        self.addCleanup(shutil.rmtree, scratch)
        file = "lemmas/worst_case/claim.h"
        done = mutate("--only", file, "--sample", 3, "--seed", 1, "--plant", file, "--scratch", scratch)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        status = [(m["change"], m["status"]) for m in json.loads((scratch / "mutants.json").read_text())["mutants"]]
        self.assertEqual([s for c, s in status if c != "nothing -> nothing"], 3 * ["killed"], done.stdout)
        self.assertEqual([s for c, s in status if c == "nothing -> nothing"], ["survived"])
        self.assertIn("nothing -> nothing", done.stdout)


if __name__ == "__main__":
    if not (BUILD / "build.ninja").exists():
        print(f"SKIPPED: {BUILD} is no Ninja build, whose record of what each object read is needed")
        sys.exit(0)
    unittest.main(verbosity=2)
