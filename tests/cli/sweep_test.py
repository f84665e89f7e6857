#!/usr/bin/env python3
"""Sweeps and the store, from outside: kills, shards, queries, foreign files, a full disk. Usage: sweep_test.py PROOFGAUGE"""
import json
import os
import pathlib
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

PROOFGAUGE = pathlib.Path(sys.argv[1]).resolve()
# About 120 cells of a few milliseconds to tens of milliseconds.
GRID = ["real_vs_pseudo/mean_main_term", "--m", "2^8..2^11", "--R", "0.2,0.5,1", "--d", "4", "--draws", "16", "--points", "8",
        "--seeds", "10"]


def rows(store):
    """Every record by its key, without the fields that may differ between runs."""
    with sqlite3.connect(store) as db:
        found = {}
        for key, text in db.execute("SELECT replay || constants, json FROM record"):
            record = json.loads(text)
            for name in ("wall_s", "certificate"):
                record.pop(name)
            assert key not in found
            found[key] = record
    return found


class Sweep(unittest.TestCase):
    def setUp(self):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="proofgauge-sweep-"))
        self.addCleanup(shutil.rmtree, self.dir)

    def run_cli(self, *args, code=0, **more):
        done = subprocess.run([PROOFGAUGE, *map(str, args)], cwd=self.dir, capture_output=True, text=True, timeout=300, **more)
        self.assertEqual(done.returncode, code, f"{args}\n{done.stdout}\n{done.stderr}")
        return done

    def sweep(self, store, *more, code=0, **kwargs):
        return self.run_cli("sweep", *GRID, "--store", store, "-q", *more, code=code, **kwargs)

    def test_killed_at_random_moments_and_resumed(self):
        began = time.monotonic()
        self.sweep("whole.db")
        took = time.monotonic() - began
        whole = rows(self.dir / "whole.db")
        self.assertEqual(len(whole), 120)
        # Shares of the time that the whole takes on this machine, chosen before looking.
        moments = [took * share / 1000 for share in random.Random(20).sample(range(20, 900), 20)]
        killed, part = 0, {}
        for moment in moments:
            run = subprocess.Popen([PROOFGAUGE, "sweep", *GRID, "--store", "killed.db", "--resume", "-q"], cwd=self.dir,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(moment)
            if run.poll() is None:
                killed += 1
                run.kill()
            run.wait()
            if (self.dir / "killed.db").exists():  # what is there is whole, and none of it is wrong
                for file in self.dir.glob("killed.db*"):  # a copy: the store's own log stays as the kill left it
                    shutil.copy(file, self.dir / ("seen" + file.name[6:]))
                part = rows(self.dir / "seen.db")
                for file in self.dir.glob("seen.db*"):
                    file.unlink()
                self.assertTrue(all(whole[key] == record for key, record in part.items()))
            if len(part) > 80:  # later kills would find nothing left to do: start again
                for file in self.dir.glob("killed.db*"):
                    file.unlink()
        self.assertGreater(killed, 5, "most kills came too late to mean anything")
        self.sweep("killed.db", "--resume")
        self.assertEqual(rows(self.dir / "killed.db"), whole)

    def test_resume_runs_nothing_again(self):
        self.sweep("a.db")
        with sqlite3.connect(self.dir / "a.db") as db:
            before = db.execute("SELECT id, wall_s FROM record ORDER BY id").fetchall()
        self.sweep("a.db", "--resume")
        with sqlite3.connect(self.dir / "a.db") as db:
            self.assertEqual(db.execute("SELECT id, wall_s FROM record ORDER BY id").fetchall(), before)

    def test_shards_merge_to_the_whole(self):
        self.sweep("whole.db")
        for i in (1, 2, 3):
            self.sweep(f"part{i}.db", "--shard", f"{i}/3")
        parts = [rows(self.dir / f"part{i}.db") for i in (1, 2, 3)]
        self.assertEqual(sum(map(len, parts)), 120)
        self.run_cli("sweep", "--merge", "part1.db", "part2.db", "part3.db", "--store", "merged.db")
        self.assertEqual(rows(self.dir / "merged.db"), rows(self.dir / "whole.db"))
        again = self.run_cli("sweep", "--merge", "part1.db", "--store", "merged.db").stdout
        self.assertIn("0 records added, 40 were there", again)

    def test_a_conflict_is_reported_and_nothing_overwritten(self):
        self.sweep("a.db")
        shutil.copy(self.dir / "a.db", self.dir / "b.db")
        with sqlite3.connect(self.dir / "b.db") as db:
            db.execute("UPDATE record SET json = replace(json, '\"seed\":1,', '\"seed\":7,') WHERE id = 1")
        before = rows(self.dir / "a.db")
        self.assertIn("differs", self.run_cli("sweep", "--merge", "b.db", "--store", "a.db", code=1).stdout)
        self.assertEqual(rows(self.dir / "a.db"), before)

    def test_two_processes_on_one_store(self):
        runs = [subprocess.Popen([PROOFGAUGE, "sweep", *GRID, "--store", "both.db", "--shard", f"{i}/2", "-q"], cwd=self.dir,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) for i in (1, 2)]
        for run in runs:
            _, err = run.communicate(timeout=300)
            self.assertEqual(run.returncode, 0, err)
        self.assertEqual(len(rows(self.dir / "both.db")), 120)
        with sqlite3.connect(self.dir / "both.db") as db:
            self.assertEqual(db.execute("PRAGMA integrity_check").fetchone()[0], "ok")

    def test_ctrl_c_keeps_what_is_done(self):
        run = subprocess.Popen([PROOFGAUGE, "sweep", "real_vs_pseudo/mean_main_term", "--m", "2^12..2^18", "--R", "1", "--d",
                                "16", "--seeds", "20", "--store", "c.db", "-q"], cwd=self.dir, stdout=subprocess.DEVNULL)
        for _ in range(600):
            time.sleep(0.05)
            if (self.dir / "c.db").exists() and len(rows(self.dir / "c.db")) > 0:
                break
        run.send_signal(signal.SIGINT)
        self.assertEqual(run.wait(timeout=120), 4)
        self.assertGreater(len(rows(self.dir / "c.db")), 0)

    def test_foreign_files_are_refused_and_left_alone(self):
        with sqlite3.connect(self.dir / "foreign.db") as db:
            db.execute("CREATE TABLE t(x)")
        (self.dir / "text.db").write_text("not a database\n" * 100)
        (self.dir / "empty.db").write_text("")
        for name in ("foreign.db", "text.db", "empty.db"):
            before = (self.dir / name).read_bytes()
            err = self.sweep(name, code=2).stderr
            self.assertIn(name, err)
            self.assertIn("--store", err)
            self.assertEqual((self.dir / name).read_bytes(), before)

    def test_a_full_disk_is_reported_and_nothing_lost(self):
        def small_files():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))

        err = self.sweep("full.db", code=4, preexec_fn=small_files)
        self.assertIn("cannot grow", err.stderr + err.stdout)
        part = rows(self.dir / "full.db")
        self.assertGreater(len(part), 0)
        self.sweep("full.db", "--resume")
        done = rows(self.dir / "full.db")
        self.assertEqual(len(done), 120)
        self.assertTrue(all(done[key] == record for key, record in part.items()))

    def test_queries(self):
        self.sweep("a.db")
        table = self.run_cli("table", "--store", "a.db", "--where", "m >= 2^10 and R = 1/2 and seed <= 2", "--format", "csv").stdout
        self.assertEqual(len(table.splitlines()), 1 + 4)
        self.assertIn("character 6", self.run_cli("table", "--store", "a.db", "--where", "m >= x", code=2).stderr)
        self.run_cli("table", "--store", "a.db", "--where", "m = 3", code=2)
        self.run_cli("table", "--store", "none.db", code=3)
        self.assertFalse((self.dir / "none.db").exists())
        said = self.run_cli("report", "--store", "a.db", "--where", "seed = 1", "-o", "report", "--format", "json").stdout
        self.assertEqual(json.loads(said)["records"], json.loads((self.dir / "report/results.json").read_text())["records"])
        stored = json.loads((self.dir / "report/results.json").read_text())["records"]
        self.assertEqual({r["seed"] for r in stored}, {1})

    def test_verify_stores_too(self):
        self.run_cli("verify", "online_regret/worst_case", "-q")
        self.assertGreater(len(rows(self.dir / "reports/proofgauge.db")), 0)

    def test_bad_options(self):
        for option, value in (("--shard", "0/3"), ("--shard", "4/3"), ("--shard", "x"), ("--seeds", "0")):
            self.assertIn(option, self.run_cli("sweep", *GRID[:1], option, value, "--store", "a.db", code=2).stderr)
        self.run_cli("sweep", code=2)
        self.assertFalse((self.dir / "a.db").exists())

    def test_dry_run_runs_nothing(self):
        text = self.run_cli("sweep", *GRID, "--store", "a.db", "--dry-run").stdout
        self.assertIn("120", text)
        self.assertTrue(all(len(line) <= 80 for line in text.splitlines()), text)
        plan = json.loads(self.run_cli("verify", "separability", "--dry-run", "--format", "json").stdout)
        self.assertEqual({p["claim"].split("/")[0] for p in plan}, {"separability"})
        train = self.run_cli("train", "--synthetic", "--n", "10", "--d", "8", "--delta", "0.78", "--m", "2^24", "--R", "30",
                             "--eps", "0.1", "--dry-run").stdout
        self.assertIn("adversarial_training/convergence", train)
        self.assertIn("GiB", train)
        self.assertEqual(list(self.dir.iterdir()), [])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
