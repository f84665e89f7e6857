#!/usr/bin/env python3
"""Files of strangers through the command: what is too deep, too large or no file ends with a named error, whatever memory there is.

Usage: readers_test.py PROOFGAUGE
"""
import json
import os
import pathlib
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest

PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()
SANITIZED = "PROOFGAUGE_SANITIZED" in os.environ  # needs more memory than any limit here leaves
TRAIN = ["train", "--synthetic", "--n", "4", "--d", "3", "--delta", "0.6", "--R", "2", "--T", "5", "--eps", "0.1", "--judges", "identity"]


class Readers(unittest.TestCase):
    def setUp(self):
        self.dir = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.dir)

    def run_it(self, *args, codes=(0,), addresses=None, **more):
        limit = (lambda: resource.setrlimit(resource.RLIMIT_AS, (addresses, addresses))) if addresses and not SANITIZED else None
        result = subprocess.run([PROGRAM, *args], cwd=self.dir, capture_output=True, text=True, timeout=300, preexec_fn=limit, **more)
        self.assertIn(result.returncode, codes, f"{args}\n{result.stdout[-500:]}\n{result.stderr[-500:]}")
        return result

    def refused(self, *args, says, **more):
        self.assertIn(says, self.run_it(*args, codes=(2,), **more).stderr)

    def network(self, m=8, columns=None):
        """Of d = 3 with W = W0; the text alone, as wide as asked."""
        row = [0.5] * (columns or m)
        file = {"d": 3, "m": m, "R": 1, "rho": 0.1, "W0": [row] * 3, "b": row, "a": row, "W": [row] * 3,
                "points": [{"x": [0.75 ** 0.5, 0, 0.5], "y": 1}, {"x": [-(0.75 ** 0.5), 0, 0.5], "y": -1}]}
        return json.dumps(file)

    def test_deep_toml(self):
        for name, text in (("key", "a." * 50_000 + "b = 1\n"), ("header", "[" + "a." * 50_000 + "b]\nc = 1\n")):
            (self.dir / f"{name}.toml").write_text(text)
            for option in ("--config", "--constants"):
                self.refused("verify", "separability/geometry", option, f"{name}.toml", says=f"{name}.toml, line 1: got tables or values nested deeper than 64")

    @unittest.skipIf(SANITIZED, "SKIPPED: a sanitizer")
    def test_memory_is_refused_before_json_takes_it(self):
        (self.dir / "array.json").write_text("[" + "[1,2,3]," * 1_000_000 + "0]")
        (self.dir / "net.json").write_text(self.network(m=300_000))
        for limit in ("64M", "100M", "200M"):
            result = self.run_it("table", "--from", "array.json", "--memory", limit, codes=(4,))
            self.assertIn("memory limit reached: reading array.json may need", result.stderr)
            self.run_it("verify", "separability/geometry", "--resume", "--format", "json", "-o", "array.json", "--memory", limit, codes=(4,))
        self.run_it("attack", "net.json", "--memory", "64M", codes=(4,))
        self.run_it("table", "--from", "array.json", addresses=400 << 20, codes=(4,))
        for limit in ("64M", "80M", "120M"):
            self.run_it(*TRAIN, "--m", "65536", "-j", "8", "--memory", limit, codes=(0, 4))

    def test_what_is_no_file_is_refused_at_once(self):
        self.run_it(*TRAIN, "--m", "64", "--checkpoint", "net.json")
        for path, kind in (("/dev/zero", "a device or socket"), (str(self.dir), "a directory")):
            for args in (["schema", path], ["table", "--from", path], ["replay", path], ["attack", path]):
                with self.subTest(args=args):
                    self.refused(*args, says=f"{path}: got {kind}, expected a file", addresses=1 << 30)
        self.refused("regress", "--baseline", "/dev/zero", says="a device", addresses=1 << 30)
        (self.dir / "zeros").write_bytes(bytes(100))
        self.refused("schema", "zeros", says="got a byte 0 at 0, expected text")
        (self.dir / "deep.json").write_text("[" * 5_000_000)
        self.refused("attack", "deep.json", says="nested deeper than 64")

    def test_pipes_are_read(self):
        self.run_it("verify", "separability/geometry", "--profile", "quick", "--format", "json", "-o", "run.json")
        table = self.run_it("table", "--from", "run.json").stdout
        with open(self.dir / "run.json", encoding="utf-8") as run:
            self.assertEqual(self.run_it("table", "--from", "/dev/stdin", stdin=run).stdout, table)
        self.assertEqual(self.run_it("table", "--from", "/dev/stdin", input=(self.dir / "run.json").read_text()).stdout, table)

    def test_damaged_files_are_told_by_field_and_value(self):
        (self.dir / "bad.json").write_text('{"d": 3, "m": x}')
        self.refused("attack", "bad.json", says="bad.json: got text that is no JSON (at line 1, column 15: ")
        run = [*TRAIN, "--m", "64", "--checkpoint", "c.json"]
        self.run_it(*run)
        whole = json.loads((self.dir / "c.json").read_text())
        for change, says in ((lambda t: t.pop("state"), "c.json: state: got nothing, expected this member"),
                             (lambda t: t.update(run=5), "c.json: run: got 5, expected a string"),
                             (lambda t: t["state"].update(next_round="x"), 'c.json: next_round: got "x", expected an integer'),
                             (lambda t: t["state"].pop("flips"), "c.json: flips: got nothing, expected this member"),
                             (lambda t: t.update(has_best=[1]), "c.json: has_best: got an array of 1, expected true or false"),
                             (lambda t: t.update(displacement={"a": 1}), "c.json: displacement: got an object of 1, expected a list of numbers")):
            training = json.loads(json.dumps(whole["training"]))
            change(training)
            (self.dir / "c.json").write_text(json.dumps({**whole, "training": training}))
            self.refused(*run, "--resume", says=says)

    def test_a_store_with_another_schema_is_not_run(self):
        self.run_it("sweep", "separability/geometry", "--profile", "quick", "--store", "good.db")
        shutil.copy(self.dir / "good.db", self.dir / "bad.db")
        with sqlite3.connect(self.dir / "bad.db") as db:
            db.executescript("DROP TABLE record; CREATE VIEW record AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x AS id FROM c;")
        for args in (["table", "--store", "bad.db"], ["sweep", "--merge", "bad.db", "--store", "good.db"]):
            self.refused(*args, says="a results store as this program makes it")

    def test_replay_says_what_it_runs_and_has_limits(self):
        self.run_it("verify", "separability/geometry", "--profile", "quick", "--format", "json", "-o", "run.json")
        run = json.loads((self.dir / "run.json").read_text())
        result = self.run_it("replay", "run.json#0")
        self.assertIn("replaying: " + run["records"][0]["replay"], " ".join(result.stderr.replace("\\\n", "").split()))
        self.assertNotIn("replaying", self.run_it("replay", "run.json#0", "-q").stderr)
        run["records"][0]["replay"] = "proofgauge verify real_vs_pseudo/uniform_bound --m 2^60 --R 1 --n 3 --d 8 --delta 1/2 --synthetic"
        (self.dir / "huge.json").write_text(json.dumps(run))
        result = self.run_it("replay", "huge.json#0", "--timeout", "1", codes=(4,))
        self.assertIn("replay stopped after 0 records", result.stderr)
        run["records"][0]["replay"] = "proofgauge " + " ".join([*TRAIN, "--m", "2^24"])
        (self.dir / "wide.json").write_text(json.dumps(run))
        result = self.run_it("replay", "wide.json#0", "--memory", "64M", codes=(4,))
        self.assertIn("memory", result.stderr)

    def test_data_of_any_name_replay(self):
        for name in ("-points.csv", "true", "it's here.csv"):
            (self.dir / name).write_text("1,2,1\n2,1,-1\n-1,3,1\n")
            self.run_it("verify", "separability/separation", f"--data={name}", "--format", "json", "-o", "run.json")
            self.assertTrue(json.loads(self.run_it("replay", "run.json#0", "--format", "json", "-q").stdout)[0]["reproduced"], name)


if __name__ == "__main__":
    unittest.main()
