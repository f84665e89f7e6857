"""certify from outside: records, certificates, the checker's answer, exports, bad input.

What a certificate claims is checked by proofgauge-check and, independently, by evaluating the polynomial with Python's
Fractions on a fine rational grid.

Usage: certify_test.py PROOFGAUGE PROOFGAUGE_CHECK SOURCE_DIR
"""
from fractions import Fraction as F
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM, CHECK, ROOT = (pathlib.Path(sys.argv.pop(1)).resolve() for _ in range(3))
UNIT = ["--delta", "1", "--rho", "0.25", "--n", "10", "--eps", "0.1"]


def chebyshev(c, z):
    b, b1 = F(0), F(0)
    for x in reversed(c[1:]):
        b, b1 = 2 * z * b - b1 + x, b
    return z * b - b1 + c[0]


def largest_error(certificate, points=400):
    upper = certificate["upper"]
    c = [F(x) for x in upper["coefficients"]]
    worst = F(0)
    for a, b, y in ((F(certificate["lo"]), F(upper["A"]), 0), (F(upper["B"]), F(1), 1)):
        worst = max([worst] + [abs(chebyshev(c, a + (b - a) * F(i, points)) - y) for i in range(points + 1)])
    return worst


class Certify(unittest.TestCase):
    def setUp(self):
        self.dir = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.dir)

    def run_it(self, *args, code=0, program=PROGRAM):
        result = subprocess.run([program, *args], cwd=self.dir, capture_output=True, text=True, timeout=600)
        self.assertEqual(result.returncode, code, f"{args}\n{result.stdout}\n{result.stderr}")
        return result

    def certify(self, *args, code=0):
        record = json.loads(self.run_it("certify", "step_polynomial", *args, "--format", "json", code=code).stdout)["records"][0]
        file = record["certificate"]
        return record, json.loads((self.dir / file).read_text()) if file else None

    def check(self, file, code=0):
        return self.run_it(str(self.dir / file), code=code, program=CHECK)

    def test_network_of_reduced_images_is_built_and_measured(self):
        if not pathlib.Path("/usr/share/datasets/fashion-mnist").exists():
            print("SKIPPED: dataset-fashion-mnist is not installed")
            self.skipTest("dataset-fashion-mnist is not installed")
        args = ["step_network/finite_width", "--data", "fashion-mnist", "--count", "256", "--n", "4", "--pca", "15", "--m", "2^13",
                "--eps1", "0.1", "--ratio", "0.25", "--steps", "1", "--format", "json"]
        record = json.loads(self.run_it("verify", *args).stdout)["records"][0]
        self.assertEqual(record["parameters"]["data"], "fashion-mnist")
        self.assertEqual(record["verdict"], "not-refuted")
        self.assertGreater(record["measured"]["lower"], 0)
        twin = json.loads(self.run_it("verify", args[0] + "!one_over_m", *args[1:], code=1).stdout)["records"][0]
        self.assertEqual(twin["verdict"], "refuted")
        bad = self.run_it("verify", "step_network/finite_width", "--data", "fashion-mnist", "--count", "32", "--n", "33", "--pca", "15",
                          "--m", "2^13", "--eps1", "0.1", code=2)
        self.assertIn("--n", bad.stderr)

    def test_radius_that_cannot_be_resolved_names_its_option(self):
        bad = self.run_it("verify", "step_network/radius", "--delta", "1", "--rho", "1e-40", "--eps1", "0.1", code=2)
        self.assertIn("--rho", bad.stderr)

    def test_time_limit_ends_a_hard_radius_soon(self):
        start = time.monotonic()
        self.run_it("verify", "step_network/radius", "--delta", "1", "--ratio", "0.05,0.4", "--eps1", "0.003", "--timeout", "6", code=4)
        self.assertLess(time.monotonic() - start, 60)  # unstopped: minutes

    def test_the_three_least_degrees_have_certificates_that_the_checker_accepts(self):
        for args, degree in ((UNIT + ["--lo", "-1"], 13), (UNIT, 11),
                             (["--delta", "0.5", "--rho", "0.125", "--n", "10", "--eps", "0.1", "--lo", "-1"], 27)):
            record, certificate = self.certify(*args)
            self.assertEqual(record["verdict"], "verified")
            self.assertEqual(record["result"]["D"], {"lower": degree, "upper": degree})
            self.assertEqual((certificate["upper"]["degree"], certificate["lower"]["degree"]), (degree, degree - 1))
            self.assertEqual(F(certificate["eps1"]), F(1, 100))
            self.assertLessEqual(largest_error(certificate), F(1, 100))
            said = self.check(record["certificate"]).stdout
            self.assertIn("upper: proved", said)
            self.assertIn("lower: proved", said)
            self.assertEqual(sum(line.startswith("theorem:") for line in said.splitlines()), 1)

    def test_a_tighter_bound_is_rejected(self):
        record, certificate = self.certify(*UNIT)
        certificate["eps1"] = str(F(9, 10) * F(record["result"]["error"]["lower"]))
        (self.dir / "tight.json").write_text(json.dumps(certificate))
        self.assertIn("upper: rejected", self.check("tight.json", code=1).stdout)

    def test_output_goes_where_it_was_asked_to(self):
        record, _ = self.certify(*UNIT, "-o", "here/c.json")
        self.assertEqual(record["certificate"], "here/c.json")
        self.check("here/c.json")
        default, _ = self.certify(*UNIT)
        self.assertEqual((self.dir / default["certificate"]).read_text(), (self.dir / "here/c.json").read_text())

    def test_options(self):
        explicit, certificate = self.certify(*UNIT, "--construction", "explicit")
        self.assertEqual(explicit["result"]["D"]["lower"], 40)
        self.assertNotIn("lower", certificate)
        self.check(explicit["certificate"])
        exact, certificate = self.certify(*UNIT, "--geometry", "exact")
        self.assertLess(F(certificate["lower"]["A"]), F(certificate["upper"]["A"]))
        self.check(exact["certificate"])
        fixed, certificate = self.certify("--delta", "1", "--rho", "0.25", "--degree", "16")
        self.assertEqual(certificate["upper"]["degree"], 16)
        self.check(fixed["certificate"])
        low, certificate = self.certify(*UNIT, "--degree", "10", code=1)
        self.assertEqual(low["verdict"], "refuted")
        self.assertNotIn("upper", certificate)
        self.check(low["certificate"])

    def test_the_record_replays(self):
        self.certify(*UNIT)
        self.assertIn("reproduced in every field", self.run_it("replay", "reports/records/last.json").stdout)

    def test_exports_are_written(self):
        self.run_it("certify", "step_polynomial", *UNIT, "--export", "coq=p.v", "--export", "sollya=p.sollya")
        self.assertIn("Theorem", (self.dir / "p.v").read_text())
        self.assertIn("verdict", (self.dir / "p.sollya").read_text())

    def test_a_premise_is_a_verdict(self):
        record, _ = self.certify("--delta", "1", "--rho", "0.5", "--n", "10", "--eps", "0.1")
        self.assertEqual(record["verdict"], "outside-assumptions")
        self.assertIsNone(record["certificate"])

    def test_bad_input_names_the_option_and_the_value(self):
        for args, words in (
                (["--delta", "1", "--rho", "0.25", "--n", "10"], ["--eps"]),
                (["--delta", "2", "--n", "10", "--eps", "0.1"], ["--delta", "2"]),
                (UNIT + ["--degree", "100000"], ["--degree", "100000"]),
                (UNIT + ["--degree", "0"], ["--degree", "0"]),
                (UNIT + ["--degree", "nan"], ["--degree", "nan"]),
                (UNIT + ["--lo", "0.9"], ["--lo", "0.9"]),
                (UNIT + ["--lo", "-2"], ["--lo", "-2"]),
                (UNIT + ["--eps1", "0.02"], ["--eps1", "0.02"]),
                (["--delta", "1", "--eps1", "0.5"], ["--eps1", "0.5"]),
                (["--delta", "1", "--n", "1", "--eps", "0.7"], ["--eps", "0.7"]),
                (UNIT + ["--construction", "best"], ["--construction", "best"]),
                (UNIT + ["--geometry", "round"], ["--geometry", "round"]),
                (UNIT + ["--export", "lean=x"], ["--export", "lean=x"]),
                (UNIT + ["--export", "coq"], ["--export", "coq"]),
                (UNIT + ["--export", "coq=p", "--export", "sollya=p"], ["--export sollya", "another file"]),
                (UNIT + ["-o", "p", "--export", "coq=./p"], ["--export coq", "another file"]),
                (UNIT + ["--format", "csv"], ["--format", "csv"]),
                (["--delta", "1,0.5", "--n", "10", "--eps", "0.1"], ["2 cells"])):
            said = self.run_it("certify", "step_polynomial", *args, code=2).stderr
            for word in words:
                self.assertIn(word, said, args)
            self.assertFalse((self.dir / "reports" / "certificates").exists(), args)
        self.assertIn("step_polynomial", self.run_it("certify", "separability", code=2).stderr)

    def test_absurdly_small_gaps_are_inconclusive(self):
        record, _ = self.certify("--delta", "0.01", "--rho", "0.004", "--eps1", "1e-6")
        self.assertEqual(record["verdict"], "inconclusive")
        self.assertIn("over 400", record["reason"])


if __name__ == "__main__":
    unittest.main()
