"""What `proofgauge certify` writes, judged by proofgauge-check.

Usage: program_test.py PROOFGAUGE PROOFGAUGE_CHECK
"""
import copy
from fractions import Fraction as F
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import remez
from remez import text

PROGRAM, CHECK = (pathlib.Path(p).resolve() for p in (sys.argv.pop(1), sys.argv.pop(1)))


class Program(unittest.TestCase):
    def setUp(self):
        self.dir = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.dir)

    def certify(self, lemma, *args):
        result = subprocess.run([PROGRAM, "certify", lemma, *args, "-q", "-o", "certificate.json"], cwd=self.dir,
                                capture_output=True, text=True, timeout=300)
        self.assertEqual(result.returncode, 0, result.stderr)
        return json.loads((self.dir / "certificate.json").read_text())

    def judge(self, certificate, code):
        file = self.dir / "judged.json"
        file.write_text(json.dumps(certificate))
        result = subprocess.run([CHECK, file], capture_output=True, text=True, timeout=300)
        self.assertEqual(result.returncode, code, result.stdout[:600] + result.stderr)
        return result.stdout

    def test_least_degrees(self):
        for args, degree in ((("--delta", "1", "--rho", "1/4", "--n", "100", "--lo", "-1"), 13),
                             (("--delta", "1/2", "--rho", "1/8", "--n", "100", "--lo", "-1"), 27),
                             (("--delta", "1", "--rho", "1/4", "--n", "100"), 11)):
            c = self.certify("step_polynomial", *args, "--eps", "1")
            said = self.judge(c, 0)
            self.assertEqual((c["upper"]["degree"], c["lower"]["degree"]), (degree, degree - 1))
            self.assertIn("upper: proved", said)
            self.assertIn("lower: proved", said)
            # 0.9 of the achieved error, and a coefficient off by a hundredth of eps1 more than the margin.
            q, a, b = [F(x) for x in c["upper"]["coefficients"]], F(c["upper"]["A"]), F(c["upper"]["B"])
            error, where = remez.largest_error(q, F(c["lo"]), a, b)
            tight = copy.deepcopy(c)
            tight["eps1"] = text(error * F(9, 10))
            self.assertIn("is false at z = ", self.judge(tight, 1))
            above = remez.evaluate(q, where) > remez.target(where, b)
            moved = copy.deepcopy(c)
            moved["upper"]["coefficients"][0] = text(q[0] + (F(c["eps1"]) * F(101, 100) - error) * (1 if above else -1))
            self.assertIn("upper: rejected", self.judge(moved, 1))

    def test_geometry_and_construction(self):
        args = ("--delta", "1", "--rho", "1/4", "--n", "100", "--eps", "1")
        self.assertIn("lower: proved", self.judge(self.certify("step_polynomial", *args, "--geometry", "exact"), 0))
        self.assertIn("upper: proved", self.judge(self.certify("step_polynomial", *args, "--construction", "explicit"), 0))

    def test_radius(self):
        for rho, eps1, geometry in (("1/4", "1/10", "chord"), ("1/10", "1/10", "chord"), ("1/4", "1/10", "exact")):
            c = self.certify("step_network", "--delta", "1", "--rho", rho, "--eps1", eps1, "--geometry", geometry)
            said = self.judge(c, 0)
            self.assertIn("two_atoms: proved", said)
            self.assertIn("lower: proved", said)
            self.assertGreaterEqual(F(c["lower"]["t"]), F(95, 100) * F(c["lower"]["t_enclosed"]))
            c["lower"]["t"] = text(F(c["lower"]["t_enclosed"]) * F(102, 100))  # beyond the dual value
            self.assertIn("lower: rejected", self.judge(c, 1))
        # Outside the range that cells serve: the closed form alone.
        said = self.judge(self.certify("step_network", "--delta", "1", "--rho", "2/5", "--eps1", "1/10"), 0)
        self.assertIn("two_atoms: proved", said)
        self.assertIn("lower: not checked", said)


if __name__ == "__main__":
    unittest.main()
