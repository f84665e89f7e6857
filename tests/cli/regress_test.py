"""regress: classes, exit codes, planted shifts, --update, bad input; the project's own baselines.

Usage: regress_test.py PROOFGAUGE SOURCE
"""
import copy
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()
SOURCE = pathlib.Path(sys.argv.pop(1)).resolve()
CLAIMS = ["online_regret/worst_case", "gradient_coupling/mean_flips", "real_vs_pseudo/uniform_bound"]
GRID = ["--m", "2^14", "--R", "1", "--d", "4", "--steps", "2", "--starts", "4", "--data", "random",
        "--profile", "quick", "--alpha", "0.001"]


class Regress(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.home = pathlib.Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.home)
        for seed in "1", "2":
            command = [PROGRAM, "verify", *CLAIMS, *GRID, "--seed", seed, "--format", "json", "-o", f"seed{seed}.json",
                       "-q"]
            subprocess.run(command, cwd=cls.home, check=True, timeout=120)

    def setUp(self):
        self.dir = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.dir)
        for name in "seed1.json", "seed2.json":
            shutil.copy(self.home / name, self.dir / name)

    def run_it(self, *args, code=0):
        result = subprocess.run([PROGRAM, "regress", *args], cwd=self.dir, capture_output=True, text=True, timeout=300)
        self.assertEqual(result.returncode, code, f"{args}\n{result.stdout}\n{result.stderr}")
        return result

    def compare(self, *args, code=0, baseline="seed1.json"):
        return json.loads(self.run_it("--baseline", baseline, *args, "--format", "json", "-q", code=code).stdout)

    def edited(self, name, edit, to="edited.json"):
        document = json.loads((self.dir / name).read_text())
        edit(document)
        (self.dir / to).write_text(json.dumps(document))
        return to

    def record_of(self, document, claim):
        return next(r for r in document["records"] if r["claim"] == claim)

    def test_the_same_program_is_not_distinguishable_from_its_baseline(self):
        result = self.compare("--strict")
        self.assertEqual(result["counts"]["not distinguishable"], len(result["records"]))
        self.assertGreater(len(result["records"]), 3)
        self.assertGreater(result["tests"], 0)

    def test_another_seed_is_not_distinguishable(self):
        for args in (["--seed", "2"], ["--from", "seed2.json"]):
            result = self.compare("--strict", *args)
            self.assertEqual(result["counts"]["not distinguishable"], len(result["records"]))
            self.assertAlmostEqual(result["level"], 0.049)

    def shift(self, document, factor=1.05, claim="gradient_coupling/mean_flips"):
        for record in document["records"]:
            if record["claim"] != claim:
                continue
            for field in "measured", "critical_constant", "ratio":
                for end in record[field] or {}:
                    if record[field][end] is not None:
                        record[field][end] *= factor

    def test_a_sampled_constant_shifted_by_five_percent_under_another_seed_is_caught(self):
        moved = self.edited("seed2.json", self.shift)
        result = self.compare("--from", moved, code=1)
        self.assertEqual(result["counts"]["regressed"], 1)
        found = self.record_of(result, "gradient_coupling/mean_flips")
        self.assertEqual(found["change"], "regressed")
        self.assertIn("measured", [d["quantity"] for d in found["differences"] if d["told_apart"]])

    def test_an_exact_value_and_a_search_shifted_by_five_percent_are_caught(self):
        for claim in "online_regret/worst_case", "real_vs_pseudo/uniform_bound":
            moved = self.edited("seed1.json", lambda d, c=claim: self.shift(d, 0.95, c))
            result = self.compare("--from", moved, code=1)
            self.assertGreater(result["counts"]["regressed"], 0, claim)

    def test_an_edited_constant_is_a_structural_change_said_first(self):
        (self.dir / "constants.toml").write_text(
            'profile = "derived"\n[real_vs_pseudo.c_dev]\nexpression = "11/10"\norigin = "edited"\nconfirmed = false\n')
        text = self.run_it("--baseline", "seed1.json", "real_vs_pseudo", "--constants", "constants.toml").stdout
        self.assertTrue(text.startswith("! structural change: real_vs_pseudo/uniform_bound"), text)
        self.assertIn("constants edited", text)
        self.run_it("--baseline", "seed1.json", "real_vs_pseudo", "--constants", "constants.toml", "--strict", code=1)

    def test_statement_missing_and_new(self):
        def edit(document):
            self.record_of(document, "gradient_coupling/mean_flips")["statement"] += " or so"
            document["records"].remove(self.record_of(document, "online_regret/worst_case"))
            extra = copy.deepcopy(self.record_of(document, "online_regret/worst_case"))
            extra["parameters"]["T"] = 77
            document["records"].append(extra)

        changed = self.edited("seed1.json", edit)
        result = self.compare("--from", changed)
        self.assertEqual(result["counts"]["structural change"], 1)
        self.assertEqual(result["counts"]["missing"], 1)
        self.assertEqual(result["counts"]["new"], 1)
        self.compare("--from", changed, "--strict", code=1)

    def test_a_fallen_verdict_is_regressed_and_the_other_way_improved(self):
        def fall(document):
            record = self.record_of(document, "online_regret/worst_case")
            record["verdict"], record["reason"] = "inconclusive", "planted"

        fallen = self.edited("seed1.json", fall)
        self.assertEqual(self.compare("--from", fallen, code=1)["counts"]["regressed"], 1)
        self.assertEqual(self.compare("--from", "seed1.json", baseline=fallen)["counts"]["improved"], 1)

    def test_update_is_small_stable_and_touches_only_what_ran(self):
        shutil.copy(self.dir / "seed1.json", self.dir / "b.json")
        self.run_it("--baseline", "b.json", "--update", "-q")
        whole = (self.dir / "b.json").read_bytes()
        self.assertLess(len(whole), (self.dir / "seed1.json").stat().st_size + 1)
        self.run_it("--baseline", "b.json", "--update", "-q")
        self.assertEqual((self.dir / "b.json").read_bytes(), whole)
        document = json.loads(whole)
        self.assertTrue(all(r["wall_s"] == 0 and not r["series"] for r in document["records"]))
        for record in document["records"]:
            record["notes"] = ["old"]
        (self.dir / "b.json").write_text(json.dumps(document))
        self.run_it("online_regret", "--baseline", "b.json", "--update", "-q")
        for record in json.loads((self.dir / "b.json").read_text())["records"]:
            self.assertEqual(record["notes"] == ["old"], not record["claim"].startswith("online_regret"))
        self.assertEqual([p.name for p in self.dir.glob("*.part*")], [])

    def test_a_time_limit_compares_what_ran(self):
        result = self.run_it("--baseline", "seed1.json", "--timeout", "1/1000000", code=4)
        self.assertIn("stopped early", result.stderr)

    def test_bad_input(self):
        self.assertIn("reports/baselines", self.run_it(code=3).stderr)
        self.run_it("--baseline", "nowhere.json", code=3)
        (self.dir / "text.json").write_text("no json")
        self.run_it("--baseline", "text.json", code=2)
        self.run_it("--baseline", "seed1.json", "--alpha", "1", code=2)
        self.run_it("no_such/claim", "--baseline", "seed1.json", code=2)
        self.run_it("--baseline", "seed1.json", "--update", "--seed", "3", code=2)
        self.run_it("--baseline", "seed1.json", "--update", "--from", "seed2.json", code=2)
        foreign = self.edited("seed1.json", lambda d: d.update(command="proofgauge train --synthetic"))
        self.assertIn("command", self.run_it("--baseline", foreign, code=2).stderr)
        # A rate that the new run's verdicts spend alone cannot be declared.
        text = self.run_it("--baseline", "seed1.json", "--from", "seed2.json", "--alpha", "0.001", code=2).stderr
        self.assertIn("--alpha", text)

    def test_the_projects_baselines_meet_the_schema_and_cover_every_claim(self):
        claims = set()
        files = sorted((SOURCE / "reports/baselines").glob("*.json"))
        self.assertTrue(files)
        for file in files:
            subprocess.run([PROGRAM, "schema", file], check=True, stdout=subprocess.DEVNULL, timeout=60)
            document = json.loads(file.read_text())
            claims |= {r["claim"] for r in document["records"]}
            self.assertTrue(document["machine"].endswith("generic"), f"{file}: record it with PROOFGAUGE_ISA=generic")
        listed = json.loads(subprocess.run([PROGRAM, "list", "--format", "json"], check=True, capture_output=True,
                                           text=True, timeout=60).stdout)
        known = {c["claim"] if "claim" in c else c["id"] for c in listed}
        self.assertEqual(known - claims, set(), "claims without a baseline")


if __name__ == "__main__":
    unittest.main()
