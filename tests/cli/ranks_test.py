#!/usr/bin/env python3
"""Several processes (mpirun) give the records of one: sweep. Usage: ranks_test.py PROOFGAUGE

SKIPPED where mpirun is missing or the build has no MPI; a failure there with CI=true.
"""
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

PROOFGAUGE = pathlib.Path(sys.argv[1]).resolve()
ENV = os.environ | {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
if "PROOFGAUGE_SANITIZED" in os.environ:
    ENV["ASAN_OPTIONS"] = os.environ.get("ASAN_OPTIONS", "") + ":fast_unwind_on_malloc=0"  # mpi_leaks.supp
# 120 cells of a few milliseconds, of tens of milliseconds, and of a quarter of a second: an interrupted mpirun takes two
# seconds to end its ranks.
GRID = ["real_vs_pseudo/mean_main_term", "--m", "2^8..2^11", "--R", "0.2,0.5,1", "--d", "4", "--draws", "16", "--points", "8",
        "--seeds", "10"]
WIDE = ["real_vs_pseudo/mean_main_term", "--R", "0.5,1", "--d", "16", "--draws", "16", "--points", "16", "--seeds", "30"]
LONG = [*WIDE, "--m", "2^15..2^16"]
SLOW = [*WIDE, "--m", "2^18..2^19"]


def missing():
    """Why nothing can be run here, if so."""
    if shutil.which("mpirun") is None:
        return "mpirun is missing (apt-get install openmpi-bin)"
    doctor = json.loads(subprocess.run([PROOFGAUGE, "doctor", "--format", "json"], capture_output=True, text=True).stdout)
    if not next(need["found"] for need in doctor if need["name"] == "MPI"):
        return "proofgauge was built without MPI (apt-get install libopenmpi-dev)"
    return None


def mpirun(ranks, *args):
    # Tests share the machine: more ranks than cores, bound to none of them.
    return ["mpirun", "-n", str(ranks), "--oversubscribe", "--bind-to", "none", str(PROOFGAUGE), *map(str, args)]


def without_time(document):
    for name in ("machine", "started", "wall_s"):
        del document[name]
    for record in document["records"]:
        del record["wall_s"]
    return document


def rows(store):
    """Every row by its key, without what may differ between runs."""
    with sqlite3.connect(store) as db:
        db.row_factory = sqlite3.Row
        found = {}
        for row in map(dict, db.execute("SELECT * FROM record")):
            for name in ("id", "wall_s", "started"):
                row.pop(name, None)
            row["json"] = json.loads(row["json"])
            row["json"].pop("wall_s")
            key = row["replay"], row["constants"]
            assert key not in found
            found[key] = row
    return found


class Ranks(unittest.TestCase):
    def setUp(self):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="proofgauge-ranks-"))
        self.addCleanup(shutil.rmtree, self.dir)

    def run_in(self, where, command, code=0):
        (self.dir / where).mkdir(exist_ok=True)
        done = subprocess.run(command, cwd=self.dir / where, capture_output=True, text=True, timeout=300, env=ENV)
        self.assertEqual(done.returncode, code, f"{command}\n{done.stdout}\n{done.stderr}")
        return done

    def start(self, ranks, store, *args):
        return subprocess.Popen(mpirun(ranks, "sweep", *args, "--store", store, "-q"), cwd=self.dir, env=ENV,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def workers(self, run):
        """Process ids by rank."""
        found = {}
        for pid in pathlib.Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text().split():
            env = pathlib.Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
            ranks = [int(e.split(b"=")[1]) for e in env if e.startswith(b"OMPI_COMM_WORLD_RANK=")]
            if ranks:
                found[ranks[0]] = int(pid)
        return found

    def wait_for_records(self, store, least):
        for _ in range(1200):
            time.sleep(0.05)
            if (self.dir / store).exists():
                try:
                    if len(rows(self.dir / store)) >= least:
                        return
                except sqlite3.OperationalError:  # not yet a database
                    pass
        self.fail("no records came")

    def compare(self, *args, code=0, ranks=(2, 3)):
        """One process and several: the same JSON byte for byte but for time, the same store, the same files."""
        def outcome(where, prefix):
            self.run_in(where, [*prefix, "sweep", *args, "--store", "s.db", "--format", "json", "-o", "out.json", "-q"], code)
            folder = self.dir / where
            certificates = {f.name: f.read_bytes() for f in folder.glob("reports/certificates/*")}
            return json.dumps(without_time(json.loads((folder / "out.json").read_text()))), rows(folder / "s.db"), certificates

        one = outcome("one", [PROOFGAUGE])
        for n in ranks:
            several = outcome(f"ranks{n}", mpirun(n)[:-1] + [PROOFGAUGE])
            self.assertEqual(several[0], one[0], f"{n} ranks")
            self.assertEqual(several[1], one[1], f"{n} ranks")
            self.assertEqual(several[2], one[2], f"{n} ranks")
        return one

    def test_records_and_stores_are_those_of_one_process(self):
        text, store, _ = self.compare(*GRID, ranks=(1, 2, 3))
        self.assertEqual(len(store), 120)
        self.assertNotIn("mpirun", text)

    def test_certificates_too(self):
        _, _, certificates = self.compare("step_polynomial/least_degree", "--delta", "1", "--rho", "0.25", "--n", "2,3,5,8",
                                          "--eps", "0.1")
        self.assertGreater(len(certificates), 0)

    def test_leaves_too(self):
        _, store, _ = self.compare("main_theorem/composition", "--profile", "quick")
        self.assertTrue(any(key[0].startswith("proofgauge verify main_theorem/radius") for key in store))

    def test_cells_that_are_computed_ahead_too(self):
        self.compare("step_network/radius", "--profile", "quick", "-j", "2")

    def test_twins_end_with_1(self):
        self.compare("online_regret/worst_case!constant_0.9", "--T", "2,3,5,8,13", "--R", "1", code=1)

    def test_tables_too(self):
        one = self.run_in("one", [PROOFGAUGE, "sweep", *GRID, "--store", "s.db", "-q"]).stdout
        self.assertEqual(self.run_in("two", mpirun(2, "sweep", *GRID, "--store", "s.db", "-q")).stdout, one)

    def test_shards_and_resumption(self):
        self.run_in("one", [PROOFGAUGE, "sweep", *GRID, "--store", "s.db", "-q"])
        self.run_in("two", mpirun(2, "sweep", *GRID, "--store", "s.db", "-q", "--shard", "1/3"))
        err = self.run_in("two", mpirun(3, "sweep", *GRID, "--store", "s.db", "--resume")).stderr
        self.assertIn("80 records stored, 40 were there", err)
        self.assertEqual(rows(self.dir / "two/s.db"), rows(self.dir / "one/s.db"))
        err = self.run_in("two", mpirun(2, "sweep", *GRID, "--store", "s.db", "--resume")).stderr
        self.assertIn("0 records stored, 120 were there", err)

    def resumed_equals_whole(self, store):
        """What is in the store is right, and --resume makes it the whole."""
        self.run_in(".", [PROOFGAUGE, "sweep", *LONG, "--store", "whole.db", "-q"])
        whole = rows(self.dir / "whole.db")
        part = rows(self.dir / store)
        self.assertTrue(all(whole[key] == row for key, row in part.items()))
        err = self.run_in(".", mpirun(2, "sweep", *LONG, "--store", store, "--resume")).stderr
        self.assertIn(f"{120 - len(part)} records stored, {len(part)} were there", err)
        self.assertEqual(rows(self.dir / store), whole)

    def test_a_killed_rank_loses_no_finished_cell(self):
        run = self.start(3, "killed.db", *LONG)
        self.wait_for_records("killed.db", 5)
        seen = rows(self.dir / "killed.db")
        os.kill(self.workers(run)[1], signal.SIGKILL)
        run.communicate(timeout=120)
        self.assertNotEqual(run.returncode, 0)
        part = rows(self.dir / "killed.db")
        self.assertTrue(all(part[key] == row for key, row in seen.items()))
        self.assertLess(len(part), 120, "the kill came too late to mean anything")
        self.resumed_equals_whole("killed.db")

    def test_ctrl_c_keeps_what_is_finished(self):
        run = self.start(3, "c.db", *SLOW)
        self.wait_for_records("c.db", 5)
        seen = rows(self.dir / "c.db")
        run.send_signal(signal.SIGINT)
        run.communicate(timeout=120)
        self.assertNotEqual(run.returncode, 0)
        part = rows(self.dir / "c.db")
        self.assertTrue(all(part[key] == row for key, row in seen.items()))
        self.assertLess(len(part), 120, "the signal came too late to mean anything")

    def test_usr1_finishes_the_records_in_hand_and_ends_with_4(self):
        run = self.start(3, "u.db", *LONG)
        self.wait_for_records("u.db", 5)
        run.send_signal(signal.SIGUSR1)
        out, err = run.communicate(timeout=120)
        self.assertEqual(run.returncode, 4, out + err)
        self.assertIn("stopped early (interrupted); --resume goes on from there", err)
        shown = next(line for line in out.splitlines() if "cells of 120" in line)
        self.assertIn(f"{len(rows(self.dir / 'u.db'))} cells of 120", shown)

    def test_a_time_limit_ends_with_4(self):
        (self.dir / "t").mkdir()
        done = self.run_in("t", mpirun(2, "sweep", *LONG, "--store", "s.db", "-q", "--timeout", "0.5"), code=4)
        self.assertIn("time limit reached", done.stderr)
        self.assertLess(len(rows(self.dir / "t/s.db")), 120)

    def test_only_rank_0_speaks(self):
        for args in (["sweep", "real_vs_pseudo", "--m", "0"], ["sweep"], ["sweep", "no_such"], ["sweep", *GRID, "--bad"],
                     ["nonsense"]):
            err = self.run_in(".", mpirun(3, *args), code=2).stderr
            self.assertEqual(err.count("proofgauge: "), 1, err)
        out = self.run_in(".", mpirun(3, "--version")).stdout
        self.assertEqual(out.count("proofgauge"), 1)
        plan = self.run_in(".", mpirun(3, "sweep", *GRID, "--dry-run")).stdout
        self.assertEqual(plan, self.run_in(".", [PROOFGAUGE, "sweep", *GRID, "--dry-run"]).stdout)

    def test_a_store_that_is_none_ends_all_ranks(self):
        (self.dir / "text.db").write_text("not a database\n" * 100)
        err = self.run_in(".", mpirun(3, "sweep", *GRID, "--store", "text.db"), code=2).stderr
        self.assertEqual(err.count("proofgauge: "), 1, err)
        self.assertIn("text.db", err)

    def test_stores_merge_once(self):
        self.run_in(".", mpirun(2, "sweep", *GRID, "--store", "a.db", "-q"))
        out = self.run_in(".", mpirun(2, "sweep", "--merge", "a.db", "--store", "b.db")).stdout
        self.assertEqual(out, "a.db: 120 records added, 0 were there\n")

    def test_other_verbs_are_one_process(self):
        for verb in ("list", "verify", "doctor", "report"):
            err = self.run_in(".", mpirun(2, verb), code=2).stderr
            self.assertIn(f"2 ranks for `{verb}`", err)
            self.assertEqual(err.count("proofgauge: "), 1, err)
        self.run_in(".", mpirun(1, "list"))


if __name__ == "__main__":
    why = missing()
    if why:
        print(f"SKIPPED: {why}")
        sys.exit(1 if os.environ.get("CI") == "true" else 0)
    unittest.main(argv=sys.argv[:1], verbosity=2)
