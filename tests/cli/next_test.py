"""What a verb says last: commands that fit what happened and run as they stand; nothing for programs.

Usage: next_test.py PROOFGAUGE PROOFGAUGE_CHECK.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

PROGRAM, CHECKER = (pathlib.Path(sys.argv.pop(1)).resolve() for _ in range(2))
ENVIRONMENT = {**os.environ, "PATH": os.pathsep.join([str(PROGRAM.parent), str(CHECKER.parent), os.environ["PATH"]])}


def next_of(stderr):
    """The actions under the last `Next:`."""
    block = re.search(r"^Next:\n((?:  .*\n?)+)\Z", stderr, re.M)
    lines = re.sub(r"\\\n *", "", block.group(1)).splitlines() if block else []  # a long command is continued
    return [line.strip() for line in lines if not line.startswith("      ")]


class Next(unittest.TestCase):
    def setUp(self):
        self.dir = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.dir)

    def run_it(self, command, codes=(0,)):
        done = subprocess.run(["bash", "-c", command], cwd=self.dir, capture_output=True, text=True, timeout=300, env=ENVIRONMENT)
        self.assertIn(done.returncode, codes, f"{command}\n{done.stdout}\n{done.stderr}")
        return done

    def told(self, command, *expected, code=0):
        """Runs it; its last words start as expected, and every command among them runs."""
        done = self.run_it(command, (code,))
        actions = next_of(done.stderr)
        self.assertNotIn("Next:", done.stdout)
        self.assertEqual(len(actions), len(expected), f"{command}\n{done.stderr}")
        for action, start in zip(actions, expected):
            self.assertTrue(action.startswith(start), f"{command}\n{action}\nnot {start}")
            if action.startswith("proofgauge"):
                self.run_it(action, (0, 1))  # a witness that is reproduced exits with 1
        return actions

    def test_a_pass_leads_to_its_statement_and_to_its_replay(self):
        self.told("proofgauge verify separability/geometry", "proofgauge explain separability/geometry",
                  "proofgauge replay reports/records/last.json")

    def test_a_whole_suite_leads_to_the_report(self):
        # Stopped at once: the report of a suite is not for here.
        done = self.run_it("proofgauge verify --profile quick --timeout 0.01", (4,))
        self.assertEqual(next_of(done.stderr), ["proofgauge verify --profile quick --resume"])

    def test_a_refuted_claim_leads_to_its_witness_and_its_statement(self):
        (self.dir / "wrong.toml").write_text(
            "profile = 'wrong'\n[real_vs_pseudo.c_main]\nexpression = '6/25'\norigin = 'test'\nconfirmed = true\n")
        self.told("proofgauge verify real_vs_pseudo/leading_order --constants wrong.toml",
                  "proofgauge replay reports/records/last.json#0", "proofgauge explain real_vs_pseudo/leading_order", code=1)

    def test_a_refuted_twin_leads_to_the_claim(self):
        self.told("proofgauge verify 'online_regret/worst_case!constant_0.9' --T 10",
                  "proofgauge replay reports/records/last.json#0", "proofgauge verify online_regret/worst_case", code=1)

    def test_what_is_no_pass_leads_to_its_statement(self):
        self.told("proofgauge verify separability/geometry --delta 1 --rho 0.25,0.51", "proofgauge explain separability/geometry",
                  "proofgauge replay")

    def test_a_stopped_run_leads_to_the_rest(self):
        cells = "online_regret/tight_instance --T 2..32"
        done = self.run_it(f"proofgauge sweep {cells} --store 'my cells.db' --timeout 0.000001", (4,))
        self.assertEqual(next_of(done.stderr), [f"proofgauge sweep {cells} --resume --store 'my cells.db'"])
        self.run_it(next_of(done.stderr)[0])

    def test_a_sweep_leads_to_its_store(self):
        self.told("proofgauge sweep online_regret/tight_instance --T 2..32 --store 'my cells.db'",
                  "proofgauge explain online_regret/tight_instance",
                  "proofgauge table --store 'my cells.db' --where 'claim = online_regret/tight_instance'")
        self.told("proofgauge sweep 'online_regret/worst_case!constant_0.9' --T 10", "proofgauge verify 'online_regret/worst_case!constant",
                  "proofgauge verify online_regret/worst_case", code=1)

    def test_a_certificate_leads_to_its_checker(self):
        actions = self.told("proofgauge certify step_polynomial --delta 1 --rho 0.25 --n 10 --eps 0.1 -o 'my q.json'",
                            "proofgauge-check 'my q.json'", "proofgauge explain step_polynomial/")
        self.assertIn("proved", self.run_it(actions[0]).stdout + self.run_it(actions[0]).stderr)

    def test_training_leads_to_attacks(self):
        cell = "--synthetic --n 4 --d 3 --delta 0.6 --m 256 --R 2 --T 20 --eps 0.1"
        self.told(f"proofgauge train {cell}", "proofgauge attack reports/training/train-",
                  "proofgauge explain adversarial_training/convergence")
        self.told(f"proofgauge train {cell} --checkpoint 'my net.json'", "proofgauge attack 'my net.json'",
                  "proofgauge explain adversarial_training/convergence")
        outside = cell + " --rho 0.4"  # nothing is trained, so there is nothing to attack
        self.told(f"proofgauge train {outside} --checkpoint none.json", "proofgauge explain adversarial_training/convergence")

    def test_the_ledger_leads_to_its_premises(self):
        letters = "--n 10 --d 8 --delta 0.78 --rho 0.195 --eps 0.1"
        ledger = self.told(f"proofgauge ledger {letters}", "proofgauge premises --d 8", "proofgauge explain main_theorem/")
        for letter in letters.split("--")[1:]:
            self.assertIn("--" + letter.strip(), ledger[0])

    def test_the_report_leads_to_its_page(self):
        actions = self.told("proofgauge report --filter separability/geometry", "open reports/latest/index.html in a browser",
                            "proofgauge ledger")
        self.assertTrue((self.dir / actions[0].split()[1]).exists())

    def test_programs_and_the_quiet_are_told_nothing(self):
        for options in ("-q", "--format json", "--format csv"):
            self.assertNotIn("Next:", self.run_it(f"proofgauge verify separability/geometry {options}").stderr)
        self.assertEqual(next_of("Next:\n  a\n      because\nmore\n"), [])  # only last words count


if __name__ == "__main__":
    unittest.main()
