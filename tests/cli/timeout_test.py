"""--timeout ends a run inside its longest steps, with exit 4 and no verdict of what was cut.

Usage: timeout_test.py PROOFGAUGE
"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()
LATE = 60  # seconds after the limit that are failure; a busy machine is given room


class Timeout(unittest.TestCase):
    def setUp(self):
        self.dir = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.dir)

    def run_it(self, *args, code):
        start = time.monotonic()
        result = subprocess.run([PROGRAM, *args], cwd=self.dir, capture_output=True, text=True, timeout=300)
        self.assertEqual(result.returncode, code, " ".join(args) + "\n" + result.stdout[-2000:] + result.stderr[-2000:])
        self.assertLess(time.monotonic() - start, LATE, " ".join(args))
        return result

    def assert_cut(self, *args):
        """Exit 4, and no record of what was not finished."""
        result = self.run_it(*args, "--timeout", "1", "--format", "json", code=4)
        if result.stdout:
            self.assertEqual(json.loads(result.stdout)["records"], [], args)
        return result

    def network(self):
        net = {"d": 4, "m": 256, "R": 1, "rho": 0.2, "b": [0.01] * 256, "a": [0.1, -0.1] * 128,
               "W0": [[0.01 * ((7 * r + 3 * k) % 11 - 5) for r in range(256)] for k in range(4)],
               "points": [{"x": [0.75 ** 0.5, 0, 0, 0.5], "y": 1}]}
        net["W"] = net["W0"]
        (self.dir / "net.json").write_text(json.dumps(net))
        return "net.json"

    def test_an_attack_is_cut(self):
        net = self.network()
        self.assert_cut("attack", net, "--attacks", "pgd-1000x1000,random-1000000,pgd-1000000")

    def test_an_attack_has_a_largest_size(self):
        error = self.run_it("attack", self.network(), "--attacks", "pgd-1000000x1000", code=2).stderr
        self.assertIn("--attacks", error)
        self.assertIn("K S at most 10^6", error)

    def test_the_worst_case_of_a_wide_net_is_cut(self):
        wide = ["--m", "10000000", "--R", "1", "--rho", "0.2", "--points", "1"]
        self.assert_cut("verify", "worst_case/gap_supremum", "--d", "3", *wide)
        self.assert_cut("verify", "worst_case/ball", "--d", "4", *wide)

    def test_a_proof_about_a_polynomial_is_cut(self):
        step = ["--delta", "1", "--rho", "0.25", "--eps1", "1e-30"]
        result = self.run_it("certify", "step_polynomial", *step, "--timeout", "1", "-o", "c.json", code=4)
        self.assertEqual(result.stdout, "")
        self.assertFalse((self.dir / "c.json").exists())
        self.assert_cut("verify", "step_polynomial/least_degree", *step)

    def test_points_that_keep_their_distance_are_cut(self):
        self.assert_cut("audit", "--synthetic", "--n", "20000", "--d", "50", "--delta", "0.1")

    def test_a_ledger_is_cut(self):
        result = self.run_it("ledger", "--timeout", "0.2", code=4)
        self.assertEqual(result.stdout, "")
        self.assertIn("time limit", result.stderr)

    def test_a_grid_is_refused_before_it_is_built(self):
        grid = ["sweep", "real_vs_pseudo", "--dry-run", "--R", "0.1..1:3000", "--m", "2^10..2^40:3000"]
        error = self.run_it(*grid, code=2).stderr
        for words in ("--R", "--m", "3000 x 3000", "at most 1000000 combinations"):
            self.assertIn(words, error)
        seeds = ["sweep", "real_vs_pseudo/mean_main_term", "--dry-run", "--R", "1,2", "--m", "16", "--d", "8", "--seeds"]
        error = self.run_it(*seeds, "1000000", code=2).stderr
        for words in ("--seeds", "at most 1000000 cells", "each seed has 2"):
            self.assertIn(words, error)
        self.run_it(*seeds, "100", code=0)

    def test_the_points_of_a_range_have_one_limit(self):
        for count in ("1", "100001", "1e3"):
            error = self.run_it("verify", "real_vs_pseudo", "--R", f"0.1..1:{count}", code=2).stderr
            self.assertIn("an integer k from 2 to 100000", error)


unittest.main()
