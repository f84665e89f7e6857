"""falsify: what it finds, that it does not find what is not there, witnesses, limits, bad input.

Usage: falsify_test.py PROOFGAUGE. Every planted twin: falsify_all.py.
"""
import json
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()


class Falsify(unittest.TestCase):
    def setUp(self):
        self.dir = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.dir)

    def run_it(self, *args, code=0):
        result = subprocess.run([PROGRAM, *args], cwd=self.dir, capture_output=True, text=True, timeout=300)
        self.assertEqual(result.returncode, code, f"{args}\n{result.stdout}\n{result.stderr}")
        return result

    def falsify(self, *args, code=0):
        result = self.run_it("falsify", *args, "--profile", "quick", "-q", "--format", "json", "-o", "found.json",
                             code=code)
        self.assertEqual(result.stdout, "")
        records = json.loads((self.dir / "found.json").read_text())["records"]
        self.assertEqual(len(records), 1)
        self.run_it("schema", "found.json")
        return records[0]

    def test_a_needle_in_a_wide_box_is_found_shrunk_and_replayed(self):
        # The twin is false only where m is large enough for the width's share of the bound to fade.
        record = self.falsify("real_vs_pseudo/uniform_bound!no_complexity_term", "--m", "2^6..2^16", "--R", "0.01..30",
                              "--data", "random", "--d", "2..64", "--starts", "4", "--steps", "4", code=1)
        self.assertEqual(record["verdict"], "refuted")
        self.assertGreater(record["ratio"]["lower"], 1)
        self.assertIn("reproduced in every field", self.run_it("replay", "found.json#0", code=1).stdout)

    def test_a_sampled_refutation_stands_on_new_data(self):
        claim = "gradient_coupling/mean_flips!half_radius"
        record = self.falsify(claim, "--m", "2^10..2^14", "--R", "0.1..1", "--d", "4", code=1)
        self.assertEqual(record["verdict"], "refuted")
        self.assertEqual(record["evidence"], "statistical")
        self.assertNotEqual(record["seed"], 1)
        self.assertGreaterEqual(record["confidence"], 0.99)
        self.assertIn(f"--seed {record['seed']}", record["replay"])
        self.assertLess(record["measured"]["lower"], record["measured"]["upper"])
        self.assertIn("reproduced in every field", self.run_it("replay", "found.json#0", code=1).stdout)

    def test_the_witness_is_simple(self):
        record = self.falsify("online_regret/worst_case!constant_0.9", "--T", "3..1000", "--R", "0.37..9.13", code=1)
        self.assertEqual(record["parameters"]["T"], 3)
        self.assertEqual(record["seed"], 1)

    def test_what_holds_is_not_refuted_and_says_what_was_searched(self):
        for claim, box in (("online_regret/worst_case", ["--T", "2..40", "--R", "0.1..10"]),
                           ("gradient_coupling/mean_flips", ["--m", "2^8..2^12", "--R", "0.1..1", "--d", "4"]),
                           ("step_polynomial/published_degree", ["--delta", "0.4..1", "--ratio", "0.1..0.3"])):
            record = self.falsify(claim, *box, "--budget", "24")
            self.assertEqual(record["verdict"], "not-refuted", claim)
            self.assertEqual(record["evidence"], "search")
            self.assertEqual(record["scope"], "finite-set")
            self.assertIn("24 evaluations", record["notes"][-1])
            self.assertTrue(record["replay"].startswith("proofgauge falsify " + claim))
            self.assertIn("reproduced in every field", self.run_it("replay", "found.json#0").stdout)

    def test_threads_change_nothing(self):
        box = ["real_vs_pseudo/uniform_bound", "--m", "2^8..2^12", "--R", "0.2..10", "--data", "random", "--starts", "4",
               "--steps", "2", "--budget", "20"]
        one, two = self.falsify(*box, "-j", "1"), self.falsify(*box, "-j", "2")
        for record in one, two:
            record.pop("wall_s")
        self.assertEqual(one, two)

    def test_cells_outside_the_premises_have_no_value(self):
        text = self.run_it("falsify", "step_polynomial/kernel", "--profile", "quick", "--delta", "0.5", "--eps1", "0.01",
                           "--rho", "0.1..0.4", "--budget", "16", "-q").stdout
        self.assertRegex(text, r"16 evaluations, [1-9]\d* without a value")
        self.assertIn("not-refuted", text)
        record = self.falsify("step_polynomial/kernel", "--delta", "0.5", "--eps1", "0.01", "--rho", "0.3..0.4", "--budget",
                              "8")
        self.assertEqual(record["verdict"], "outside-assumptions")

    def test_limits_keep_the_best_so_far(self):
        box = ["falsify", "real_vs_pseudo/mean_main_term", "--m", "2^10..2^14", "--R", "0.1..1", "--profile", "quick",
               "--budget", "100000"]
        result = self.run_it(*box, "--timeout", "2", code=4)
        self.assertIn("not-refuted", result.stdout)
        self.assertIn("time limit reached", result.stderr)
        process = subprocess.Popen([PROGRAM, *box], cwd=self.dir, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        time.sleep(2)
        process.send_signal(signal.SIGINT)
        out, errors = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 4, errors)
        self.assertIn("interrupted", errors)
        self.assertIn("not-refuted", out)

    def test_bad_input(self):
        rate = self.run_it("falsify", "real_vs_pseudo/main_term_rate", code=2).stderr
        self.assertIn("outside falsify", rate)
        for args in (["real_vs_pseudo"], [], ["a/b"], ["online_regret/worst_case", "--T", "2..x"],
                     ["online_regret/worst_case", "--T", "0..4"], ["online_regret/worst_case", "--prune", "1"],
                     ["online_regret/worst_case", "--budget", "0"],
                     ["real_vs_pseudo/uniform_bound", "--data", "random,fashion-mnist"]):
            self.run_it("falsify", *args, "--profile", "quick", "-q", code=2)


if __name__ == "__main__":
    unittest.main()
