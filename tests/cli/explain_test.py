"""explain walks the dependency graph, with statuses of the last run; doctor checks the graph.

Usage: explain_test.py PROOFGAUGE
"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()
TOP, MIDDLE, BASE = "step_network/real_net_fit", "real_vs_pseudo/uniform_bound", "real_vs_pseudo/leading_order"


class Explain(unittest.TestCase):
    def setUp(self):
        self.dir = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.dir)

    def run_it(self, *args):
        result = subprocess.run([PROGRAM, *args], cwd=self.dir, capture_output=True, text=True, timeout=300)
        self.assertEqual(result.returncode, 0, f"{args}\n{result.stdout}\n{result.stderr}")
        return result

    def test_tree_is_indented_and_nothing_was_run(self):
        text = self.run_it("explain", TOP).stdout
        for depth, claim in ((1, TOP), (2, MIDDLE), (3, BASE)):
            self.assertIn("\n" + 2 * depth * " " + claim + "  [not run]", text)

    def test_walk_lists_each_claim_after_what_it_rests_on(self):
        walk = json.loads(self.run_it("explain", TOP, "--format", "json").stdout)[0]["dependencies"]
        names = [one["claim"] for one in walk]
        self.assertEqual(len(names), len(set(names)))
        self.assertEqual(names[-1], TOP)
        for at, one in enumerate(walk):
            for below in one["rests_on"]:
                self.assertIn(below, names[:at])

    def test_status_is_that_of_the_last_run(self):
        self.run_it("verify", BASE, "--m", "2^12", "--R", "1", "-q")
        kept = json.loads((self.dir / "reports/records/last.json").read_text())["records"]
        walk = json.loads(self.run_it("explain", MIDDLE, "--format", "json").stdout)[0]["dependencies"]
        statuses = {one["claim"]: one["status"] for one in walk}
        self.assertEqual([r["claim"] for r in kept], [BASE])
        self.assertTrue(statuses[BASE].startswith(kept[0]["verdict"]), statuses)
        self.assertEqual(statuses[MIDDLE], "not run")

    def test_unreadable_records_are_a_note(self):
        (self.dir / "reports/records").mkdir(parents=True)
        (self.dir / "reports/records/last.json").write_text("{")
        result = self.run_it("explain", MIDDLE)
        self.assertIn("[not run]", result.stdout)
        self.assertIn("last.json", result.stderr)

    def test_doctor_checks_the_graph(self):
        result = subprocess.run([PROGRAM, "doctor", "--format", "json"], capture_output=True, text=True, timeout=60)
        claims = [n for n in json.loads(result.stdout) if n["name"] == "claims"]
        self.assertEqual([(n["found"], n["problems"]) for n in claims], [(True, [])])


if __name__ == "__main__":
    unittest.main()
