"""Every gate passes on this tree and fires on a planted violation.

Usage: gates_test.py SOURCE_DIR
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(sys.argv.pop(1)).resolve()


def run(tool, tree):
    return subprocess.run([sys.executable, ROOT / "tools" / tool, tree], capture_output=True, text=True, timeout=60)


class Gates(unittest.TestCase):
    def setUp(self):
        self.tree = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.tree)

    def plant(self, path, text):
        file = self.tree / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def fires(self, tool, needle):
        result = run(tool, self.tree)
        self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
        self.assertIn(needle, result.stdout)

    def test_this_tree_passes(self):
        for tool in ("check_layers.py", "check_constants.py", "check_statements.py", "check_checker.py"):
            result = run(tool, ROOT)
            self.assertEqual(result.returncode, 0, f"{tool}:\n{result.stdout}{result.stderr}")

    def test_layering_fires(self):
        for path, include in (("src/claim/a.h", "numeric/interval.h"), ("src/report/a.cc", "numeric/rational.h"),
                              ("src/app/a.cc", "demo/claim.h"), ("src/numeric/a.cc", "stats/stream.h"),
                              ("src/stats/a.cc", "network/network.h"), ("src/odd/a.cc", "claim/claim.h")):
            with self.subTest(path=path):
                shutil.rmtree(self.tree)
                self.plant("lemmas/demo/claim.h", "")
                self.plant(path, f'#include "{include}"\n')
                self.fires("check_layers.py", path.split("/")[1])

    def test_lemma_includes_of_another_lemma_or_of_the_app_fire(self):
        self.plant("lemmas/two/claim.h", "")
        for bound in ("two/claim.h", "two/fit_claim.h"):
            self.plant("lemmas/one/a.cc", f'#include "{bound}"\n')
            self.assertEqual(run("check_layers.py", self.tree).returncode, 0, bound)
        for other in ("two/check.h", "two/info.h", "two/declaim.h", "two/claim.hpp", "two/sub/claim.h"):
            self.plant("lemmas/one/a.cc", f'#include "{other}"\n')
            self.fires("check_layers.py", f"one must not include {other}")
        self.plant("lemmas/one/a.cc", "")
        self.plant("src/app/a.cc", '#include "two/claim.h"\n')
        self.fires("check_layers.py", "app must not include two/claim.h")
        self.plant("src/app/a.cc", "")
        for include in ('"app/run.h"', "<app/run.h>"):
            self.plant("lemmas/one/a.cc", f"#include {include}\n")
            self.fires("check_layers.py", "one must not include app/run.h")
        self.plant("lemmas/one/a.cc", '#include "../two/claim.h"\n')
        self.fires("check_layers.py", "relative include")

    def test_reference_value_fires_outside_tests_only(self):
        self.plant("lemmas/demo/check_test.cc", "const double t = 8.4015;\n")
        self.assertEqual(run("check_constants.py", self.tree).returncode, 0)
        self.plant("lemmas/demo/check.cc", "const double t = 8.4015;\n")
        self.fires("check_constants.py", "8.4015")

    def test_inexact_literal_in_a_bound_fires(self):
        self.plant("lemmas/demo/claim.h", "// 0.25 in a comment is fine\nauto c = ratio(1, 4);\n")
        self.assertEqual(run("check_constants.py", self.tree).returncode, 0)
        for literal in ("0.25", "1e-3", "2.", ".5", "0.25f", "1e-3L", "0x1p-2"):
            with self.subTest(literal=literal):
                self.plant("lemmas/demo/claim.h", f"double c = {literal};\n")
                self.fires("check_constants.py", "inexact literal")

    def test_checker_that_does_not_stand_alone_fires(self):
        good = '#include <vector>\n#include <boost/multiprecision/gmp.hpp>\n#include "check.h"\nstd::string s = "a double 0.5";  // double\n'
        for bad in ('#include "numeric/rational.h"', '#include <numeric/rational.h>', '#include "../numeric/rational.h"',
                    "#include <boost/multiprecision/mpfr.hpp>", "#include <Eigen/Dense>", "#include HEADER", "double x = 1;",
                    "auto x = 0.5;", "x.convert_to<double>();", "float f(float x);"):
            with self.subTest(bad=bad):
                self.plant("src/check/check.h", "")
                self.plant("src/check/a.cc", good)
                self.assertEqual(run("check_checker.py", self.tree).returncode, 0)
                self.plant("src/check/a.cc", good + bad + "\n")
                self.fires("check_checker.py", "src/check/a.cc:5")
        self.plant("src/check/a.cc", good)
        for bad in ("target_link_libraries(proofgauge-check PRIVATE Boost::headers pg_numeric)", "proofgauge_defaults(proofgauge-check)"):
            self.plant("src/check/CMakeLists.txt", bad)
            self.fires("check_checker.py", "the checker must not")

    def test_statement_gaps_fire(self):
        self.plant("lemmas/demo/lemma.cc", "")
        self.fires("check_statements.py", "no statement.md")
        self.plant("lemmas/demo/statement.md", "## Inequality\n\n## Proof\n")
        self.fires("check_statements.py", "headings are")
        text = (ROOT / "lemmas/real_vs_pseudo/statement.md").read_text()
        self.plant("lemmas/demo/statement.md", text)
        self.plant("lemmas/demo/info.cc", 'c.twins = {{"unheard_of", "", ""}};')
        self.fires("check_statements.py", "unheard_of")


if __name__ == "__main__":
    unittest.main()
