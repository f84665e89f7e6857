"""The contract of the command line: verbs, exit codes, errors, JSON, replay, interruption.

Usage: contract_test.py PROOFGAUGE SOURCE_DIR
"""
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM, ROOT = (pathlib.Path(p).resolve() for p in (sys.argv.pop(1), sys.argv.pop(1)))
WAIT = 3000 if "PROOFGAUGE_SANITIZED" in os.environ else 300  # seconds for one run
SMALL = ["--m", "2^12,2^13", "--R", "1", "--d", "8"]
GAME = ["--m", "256", "--d", "3", "--n", "4", "--delta", "0.6", "--eps", "0.1"]
# Cells that refute a false twin in seconds, by the start of its name; the longest start counts.
GRIDS = {
    "gradient_coupling/": SMALL,
    "gradient_coupling/flip_bound": [],
    "gradient_coupling/flips_leading_order": [],
    "gradient_coupling/flip_rate": ["--m", "2^12..2^16", "--R", "0.2,0.3,0.4,0.5,0.7", "--d", "4"],
    "gradient_coupling/uniform_flips": [*SMALL, "--steps", "2"],
    "gram_stability/flip_probability": [],
    "gram_stability/gram_drift": [*SMALL, "--n", "4"],
    "online_regret/": [],
    "online_regret/convex_regret": ["--T", "400"],
    "online_regret/tight_instance": ["--T", "10"],
    "online_regret/worst_case": ["--T", "10"],
    "online_regret/coupling_constant": [*SMALL, "--draws", "200"],
    "online_regret/coupling_uniform": [*SMALL, "--steps", "2"],
    "online_regret/real_network": ["--m", "512", "--R", "1", "--d", "6", "--n", "6", "--delta", "0.5", "--eps", "0.1"],
    "adversarial_training/": [*GAME, "--R", "2", "--T", "100"],
    "adversarial_training/convergence": [*GAME, "--R", "2", "--synthetic"],
    "adversarial_training/critical_radius": [*GAME, "--R", "5", "--steps", "1"],
    "adversarial_training/critical_width": ["--m", "4,64,1024", "--d", "4", "--n", "6", "--delta", "0.5", "--eps", "0.3", "--R", "30",
                                            "--T", "2000", "--draws", "4"],
    "adversarial_training/stronger_adversaries": [*GAME, "--R", "2", "--T", "100", "--synthetic"],
    "dimension_scaling/": ["--d", "4,5,6,8,10,12,16", "--m", "2^2..2^8", "--n", "6", "--R", "10", "--delta", "0.7", "--eps", "0.5",
                           "--draws", "10"],
    "step_network/delta_scaling": ["--delta", "1,0.5,0.25", "--ratio", "0.25", "--eps1", "0.1"],
    "step_network/exponent": ["--delta", "1,0.5,0.25", "--ratio", "0.25", "--eps1", "0.1,0.03"],
    "step_network/real_net_fit": ["--synthetic", "--n", "1", "--d", "8", "--m", "2^14", "--delta", "1", "--eps1", "0.1"],
    "step_network/finite_width": ["--synthetic", "--n", "1", "--d", "8", "--m", "2^12", "--delta", "1", "--eps1", "0.1"],
    "step_network/expectation": ["--synthetic", "--n", "1", "--d", "8", "--m", "2^20", "--delta", "1", "--ratio", "0.25", "--eps1", "0.1"],
    "step_network/finite_width_rate": ["--synthetic", "--n", "4", "--d", "8", "--m", "2^10..2^16", "--delta", "1", "--eps1", "0.1"],
    "step_polynomial/scaling": ["--delta", "0.25,0.35,0.5,0.7,1", "--ratio", "0.1,0.2,0.3", "--eps1", "0.1,0.01"],
}


class Contract(unittest.TestCase):
    def setUp(self):
        self.dir = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.dir)

    def run_it(self, *args, code=0, **env):
        result = subprocess.run([PROGRAM, *args], cwd=self.dir, capture_output=True, text=True, timeout=WAIT,
                                env={**os.environ, **env})
        self.assertEqual(result.returncode, code, f"{args}\n{result.stdout}\n{result.stderr}")
        return result

    def json_of(self, *args, code=0):
        return json.loads(self.run_it(*args, "--format", "json", code=code).stdout)

    def stable(self, document):
        for name in ("machine", "started", "wall_s"):
            document.pop(name)
        for record in document["records"]:
            record.pop("wall_s")
        return document

    def test_registry_and_folders_agree(self):
        listed = {c["claim"].split("/")[0] for c in self.json_of("list")}
        self.assertEqual(listed, {p.name for p in (ROOT / "lemmas").iterdir() if (p / "CMakeLists.txt").exists()})

    def test_constants_of_the_code_stand_in_the_statement(self):
        for claim in self.json_of("list"):
            lemma = claim["claim"].split("/")[0]
            table = set(re.findall(r"^\|\s*`([^`]+)`", (ROOT / "lemmas" / lemma / "statement.md").read_text(), re.M))
            for constant in self.json_of("explain", claim["claim"])[0]["constants"]:
                self.assertIn(constant["symbol"], table, claim["claim"])

    def test_every_claim_explains_itself(self):
        for claim in self.json_of("list"):
            one = self.json_of("explain", claim["claim"])[0]
            for field in ("statement", "latex", "source", "derivation", "measured", "trivial", "not_checked"):
                self.assertTrue(one[field], f"{claim['claim']}: {field} is empty")
            self.assertTrue(one["twins"])
            self.assertIn("False twins", self.run_it("explain", claim["claim"]).stdout)

    def test_every_twin_is_refuted_with_a_witness_that_replay_reproduces(self):
        names = [t["id"] for c in self.json_of("list") for t in self.json_of("explain", c["claim"])[0]["twins"]]
        self.assertGreaterEqual(len(names), 9)
        for name in names:
            grid = ["--m", "2^12..2^16", "--R", "0.1,0.2,0.3,0.4,0.6"] if "rate" in name else SMALL
            if name.startswith("real_vs_pseudo"):
                grid = [*grid, "--d", "8"] if "rate" in name else grid
                grid = [*grid, "--data", "random"]
                if "init_output" in name:
                    grid = ["--m", "2^12", "--d", "8", "--data", "random"]
                if "exact" in name or "leading" in name:
                    grid = []
            else:
                grid = ["--synthetic", "--n", "20", "--d", "5", "--delta", "0.5"] if "separation" in name else ["--delta", "0.5"]
            start = max((g for g in GRIDS if name.startswith(g)), key=len, default=None)
            grid = grid if start is None else GRIDS[start]
            with self.subTest(twin=name):
                document = self.json_of("verify", name, *grid, code=1)
                for record in document["records"]:
                    self.assertEqual((record["claim"], record["verdict"]), (name, "refuted"))
                    self.assertTrue(record["reason"])
                again = self.run_it("replay", "reports/records/last.json#0", code=1)
                self.assertIn("reproduced in every field", again.stdout)

    def test_normal_run_counts_twins_and_exits_0(self):
        document = self.json_of("verify", "real_vs_pseudo/mean_main_term", *SMALL)
        for record in document["records"]:
            self.assertEqual(record["verdict"], "supported")
            self.assertEqual(record["falsified_twins"], {"n": 1, "caught": 1})
        self.assertIn("reproduced", self.run_it("replay", "reports/records/last.json").stdout)
        claim, tampered = document["records"][0]["claim"], json.loads((self.dir / "reports/records/last.json").read_text())
        self.assertIn({"claim": claim, "verdict": "supported", "reproduced": True, "differences": []},
                      self.json_of("replay", "reports/records/last.json"))
        lower = tampered["records"][0]["measured"]["lower"] * 0.999
        tampered["records"][0]["measured"]["lower"] = lower
        (self.dir / "tampered.json").write_text(json.dumps(tampered))
        (other,) = self.json_of("replay", "tampered.json#0", code=1)
        self.assertEqual([(d["field"], d["was"]["lower"]) for d in other["differences"]], [("measured", lower)])

    def test_json_is_valid_and_does_not_depend_on_threads(self):
        args = ["verify", "real_vs_pseudo/mean_main_term", "real_vs_pseudo/uniform_bound", *SMALL, "--data", "random"]
        one, two = self.json_of(*args, "-j", "1"), self.json_of(*args, "-j", "2")
        self.assertEqual(json.dumps(self.stable(one)), json.dumps(self.stable(two)))
        self.assertNotEqual(json.dumps(one["records"]), json.dumps(self.json_of(*args, "--seed", "2")["records"]))

    def test_ledger_of_the_readme_is_what_the_quick_profile_gives(self):
        text = (ROOT / "README.md").read_text()
        block = re.search(r"<!-- ledger: proofgauge (.*?) -->\n```\n(.*?)```\n<!-- end of ledger -->", text, re.S)
        shown = {tuple(line.split()) for line in block.group(2).splitlines()[1:]}
        self.run_it(*block.group(1).split(), "--format", "json", "-o", "quick.json")
        order = ["verified", "supported", "not-refuted", "inconclusive", "assumed", "outside-assumptions", "refuted"]
        worst = {}
        for r in json.loads((self.dir / "quick.json").read_text())["records"]:
            row = (r["claim"], r["verdict"], r["evidence"], r["scope"])
            if r["claim"] not in worst or order.index(row[1]) > order.index(worst[r["claim"]][1]):
                worst[r["claim"]] = row
        self.assertEqual(set(worst.values()), shown)
        self.assertEqual(self.run_it("schema", "quick.json").stdout, "valid\n")
        (checked,) = self.json_of("schema", "quick.json")
        self.assertEqual((checked["file"], checked["valid"], checked["complaints"]), ("quick.json", True, []))

    def test_every_profile_can_be_planned(self):
        for profile in ("quick", "standard", "deep"):
            self.run_it("verify", "--profile", profile, "--timeout", "0.01", "-q", code=4)

    def test_bad_input_exits_2_and_names_option_and_value(self):
        for args, option, value in (
                (["verify", "real_vs_pseudo/mean_main_term", "--m", "0"], "--m", "0"),
                (["verify", "real_vs_pseudo", "--m", "1..3"], "--m", "1..3"),
                (["verify", "real_vs_pseudo", "--R", "nan"], "--R", "nan"),
                (["verify", "real_vs_pseudo", "--R", "-1"], "--R", "-1"),
                (["verify", "real_vs_pseudo", "--m", "2^63"], "--m", "9223372036854775808"),
                (["verify", "real_vs_pseudo", "--p", "1"], "--p", "1"),
                (["verify", "--alpha", "1.5"], "--alpha", "1.5"),
                (["verify", "--seed", "x"], "--seed", "x"),
                (["verify", "--timeout", "0"], "--timeout", "0"),
                (["verify", "--filter", "("], "--filter", "("),
                (["verify", "--filter", "nothing"], "--filter", "nothing"),
                (["verify", "real_vs_psuedo"], "claim", "did you mean real_vs_pseudo"),
                (["verify", "real_vs_pseudo", "--rho", "0.1"], "--rho", "separability"),
                (["verify", "separability/geometry", "--delta", "1.8"], "--delta", "1.8"),
                (["verify", "separability/geometry", "--rho", "-0.1"], "--rho", "-0.1"),
                (["audit"], "DATA", "nothing"),
                (["explain"], "CLAIM", "nothing"),
                (["list", "--format", "csv"], "--format", "csv"),
                (["frobnicate"], "frobnicate", ""),
                (["verify", "--no-such-option"], "--no-such-option", "")):
            with self.subTest(args=args):
                result = self.run_it(*args, code=2)
                self.assertEqual(result.stdout, "")
                self.assertIn(option, result.stderr)
                self.assertIn(value, result.stderr)

    def test_a_file_of_the_user_wins_over_the_profile_and_is_named_in_errors(self):
        config = self.dir / "own.toml"

        def deltas(*args):
            records = self.json_of("verify", "separability/geometry", "--config", str(config), *args)["records"]
            return [r["parameters"]["delta"] for r in records]

        # The profile speaks of this claim, the file of its lemma; then of the claim, then the command line.
        config.write_text("[separability]\ndelta = 0.3\n")
        self.assertEqual(deltas(), [0.3])
        config.write_text("[separability]\ndelta = 0.3\n['separability/geometry']\ndelta = '1/2,1'\n")
        self.assertEqual(deltas(), [0.5, 1])
        self.assertEqual(deltas("--delta", "0.7"), [0.7])
        # Another source of points takes the profile's with it, and its options.
        config.write_text("[real_vs_pseudo]\nsynthetic = true\nn = 5\ndelta = 0.5\nm = '2^12'\nR = 1\nd = 8\n")
        for record in self.json_of("verify", "real_vs_pseudo/init_output", "--config", str(config))["records"]:
            self.assertEqual((record["parameters"]["n"], record["parameters"].get("data", "synthetic")), (5, "synthetic"))
        for text, field, got in (("[foo]\n", "[foo]", "foo"), ("[separability]\ndelta = 'x'\n", "[separability] delta", "'x'"),
                                 ("[separability]\ndelt = 1\n", "[separability] delt", "did you mean delta"),
                                 ("[separability]\ndelta = [1]\n", "[separability] delta", "an array"), ("alpha = nan\n", "alpha", "nan"),
                                 ("sed = 2\n", "sed", "did you mean seed"), ("timeout = -1\n", "timeout", "-1")):
            with self.subTest(text=text):
                config.write_text(text)
                error = self.run_it("verify", "separability/geometry", "--config", str(config), code=2).stderr
                self.assertIn(f"own.toml: {field}", error)
                self.assertIn(got, error)

    def test_missing_files_exit_3(self):
        for args in (["audit", "no-such-file.csv"], ["replay", "no-such-file.json"], ["verify", "--config", "none.toml"],
                     ["table", "--from", "none.json"]):
            with self.subTest(args=args):
                self.assertIn("not found", self.run_it(*args, code=3).stderr)

    def test_radius_beyond_half_the_separation_is_outside_assumptions(self):
        document = self.json_of("verify", "separability/geometry", "--delta", "1", "--rho", "0.51")
        self.assertEqual([r["verdict"] for r in document["records"]], ["outside-assumptions"])

    def test_inconclusive_exits_5_only_under_strict(self):
        args = ["verify", "real_vs_pseudo/main_term_rate", "--m", "2^12,2^13", "--R", "1,3,10", "--d", "8"]
        self.assertIn("at least 5 widths", self.run_it(*args).stderr)
        self.run_it(*args, "--strict", code=5)

    def test_audit_of_a_csv_finds_pair_duplicates_and_bad_rows(self):
        data = self.dir / "data.csv"
        data.write_text("label,a,b,c\n0,10,0,0\n1,0,10,0\n0,0,0,10\n1,9,1,0\n")
        records = self.json_of("audit", str(data))["records"]
        separation = next(r for r in records if r["claim"] == "separability/separation")
        self.assertEqual(separation["verdict"], "verified")
        self.assertIn("0", separation["worst"]["index"])
        self.assertIn("3", separation["worst"]["index"])
        data.write_text("a,b\n1,2\n2,4\n5,1\n")
        duplicate = self.json_of("audit", str(data))["records"]
        self.assertTrue(all(r["verdict"] in ("outside-assumptions", "inconclusive") for r in duplicate), duplicate)
        for text, needle in (("1,2\n3\n", "row"), ("1,nan\n2,3\n", "row"), ("0,0\n1,2\n", "row 0"), ("1,2\n", "2 rows"), ("", "empty")):
            with self.subTest(text=text):
                data.write_text(text)
                self.assertIn(needle, self.run_it("audit", str(data), code=2).stderr)

    def test_table_formats_and_from(self):
        self.run_it("verify", "real_vs_pseudo/mean_main_term", *SMALL)
        for fmt, needle in (("text", "verdict"), ("csv", "claim,"), ("markdown", "| "), ("latex", "\\toprule"), ("html", "<table")):
            with self.subTest(format=fmt):
                self.assertIn(needle, self.run_it("table", "--from", "reports/records/last.json", "--format", fmt).stdout)

    def test_text_output_fits_its_width_and_stdout_is_data_only(self):
        result = self.run_it("verify", "real_vs_pseudo/mean_main_term", *SMALL, COLUMNS="80")
        self.assertTrue(all(len(line) <= 80 for line in result.stdout.splitlines()), result.stdout)
        self.assertNotIn("\x1b", result.stdout)
        self.assertNotIn("%", result.stdout.splitlines()[0])
        self.assertIn("\x1b", self.run_it("verify", "real_vs_pseudo/mean_main_term", *SMALL, "--color", "always").stdout)

    def test_interrupt_keeps_what_is_done_and_resume_completes_it(self):
        args = ["verify", "real_vs_pseudo/mean_main_term", "--m", "2^12..2^23", "--R", "0.2,1", "--d", "16", "--format", "json", "-o", "out.json"]
        process = subprocess.Popen([PROGRAM, *args, "-q"], cwd=self.dir, stderr=subprocess.PIPE)
        time.sleep(1.5)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=120)
        self.assertEqual(process.returncode, 4)
        partial = json.loads((self.dir / "out.json").read_text())["records"]
        self.assertLess(len(partial), 24)
        self.run_it(*args, "--resume", "-q")
        full = json.loads((self.dir / "out.json").read_text())["records"]
        self.assertEqual(len(full), 24)
        self.assertEqual(full[:len(partial)], partial)

    def test_time_limit_exits_4(self):
        self.run_it("verify", "real_vs_pseudo/mean_main_term", "--m", "2^26", "--R", "1", "--d", "64", "--timeout", "0.2", code=4)

    def test_memory_limit_exits_4_and_keeps_what_is_done(self):
        nets = ["worst_case/ball", "--m", "2^6,2^24", "--d", "3", "--R", "1", "--rho", "0.1", "--points", "1", "--attacks", "one-step"]
        result = self.run_it("verify", *nets, "--memory", "100M", "--format", "json", "-o", "out.json", code=4)
        self.assertIn("--memory allows 100 MiB", result.stderr)
        self.assertIn("m=16777216", result.stderr)
        self.assertEqual([r["parameters"]["m"] for r in json.loads((self.dir / "out.json").read_text())["records"]], [64])
        (self.dir / "small.toml").write_text("memory = '100M'\n")
        self.run_it("verify", *nets, "--config", "small.toml", code=4)
        self.run_it("sweep", *nets, "--memory", "0.1G", "--store", "cells.db", code=4)
        self.run_it("table", *nets, "--memory", "1e8KiB", "--filter", "nothing", code=2)
        train = ["train", "--synthetic", "--n", "4", "--d", "64", "--delta", "0.5", "--R", "1", "--eps", "0.5", "--m", "2^22"]
        self.assertIn("needs about", self.run_it(*train, "--memory", "1G", code=4).stderr)
        self.assertFalse((self.dir / "reports" / "training").exists())
        # The plan knows nothing of this file's size: the guard behind it does.
        with open(self.dir / "zeros.npy", "wb") as file:
            file.write(b"\x93NUMPY\x01\x00\x76\x00" + b"{'descr': '|u1', 'fortran_order': False, 'shape': (300000, 1000), }".ljust(117) + b"\n")
            file.truncate(128 + 300_000_000)
        if "PROOFGAUGE_SANITIZED" not in os.environ:  # its allocator would end the process
            self.assertIn("out of memory", self.run_it("audit", "zeros.npy", "--memory", "64M", code=4).stderr)
            self.run_it("verify", "real_vs_pseudo/mean_main_term", "--m", "2^12", "--R", "1", "--d", "4", "--draws", "64", "--points", "64", "--memory", "64M", "-j", "64")
        for text in ("12", "1M", "lots", "-4G", "1e300T", "nanG", "G"):
            self.assertIn("--memory", self.run_it("verify", f"--memory={text}", code=2).stderr)

    def test_memory_is_an_option_of_everything_that_runs(self):
        cli = self.json_of("schema", "--cli")
        having = {verb for verb, said in cli.items() if any("--memory" in o["name"] for o in said["options"])}
        self.assertEqual(having, {verb for verb, said in cli.items() if any("--timeout" in o["name"] for o in said["options"])})
        self.assertLessEqual({"verify", "sweep", "train", "report", "regress", "certify", "attack"}, having)

    def test_edited_constants_are_used_and_shown(self):
        constants = self.dir / "mine.toml"
        entry = "profile = 'mine'\n[real_vs_pseudo.c_main]\nexpression = '{}'\norigin = 'test'\nconfirmed = true\n"
        constants.write_text(entry.format("6/25"))
        document = self.json_of("verify", "real_vs_pseudo/leading_order", "--constants", "mine.toml", code=1)
        shown = document["records"][0]["constants"][0]
        self.assertEqual((shown["profile"], shown["value"]), ("mine", 0.24))
        constants.write_text(entry.format("x"))
        self.assertIn("c_main", self.run_it("verify", "--constants", "mine.toml", code=2).stderr)

    def test_help_examples_name_real_verbs(self):
        for verb in self.json_of("schema", "--cli"):
            text = self.run_it(verb, "--help").stdout
            self.assertIn(f"proofgauge {verb}", text)

    def test_doctor_and_schema(self):
        self.assertIn("gnuplot", self.run_it("doctor").stdout)
        self.assertEqual(json.loads(self.run_it("schema").stdout)["type"], "object")


if __name__ == "__main__":
    unittest.main()
