"""Where output goes: streams that cannot be written, devices and links, folders that take no files.

Usage: output_test.py PROOFGAUGE PROOFGAUGE_CHECK. No device is ever written by -o here: FIFOs and links stand for them.
"""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

PROGRAM, CHECKER = (pathlib.Path(sys.argv.pop(1)).resolve() for _ in range(2))
GEOMETRY = ["verify", "separability/geometry", "--delta", "1", "--rho", "0.25"]
POLYNOMIAL = ["certify", "step_polynomial", "--delta", "1", "--rho", "0.25", "--eps1", "0.1"]
TRAIN = ["train", "--synthetic", "--n", "4", "--d", "3", "--delta", "0.6", "--m", "64", "--R", "2", "--eps", "0.1"]


class Output(unittest.TestCase):
    def setUp(self):
        self.dir = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.dir)

    def shell(self, program, args, redirect, code):
        """Under a shell, which can close a stream."""
        line = f'exec "$0" "$@" {redirect}'
        done = subprocess.run(["bash", "-c", line, program, *args], cwd=self.dir, capture_output=True, text=True, timeout=300)
        self.assertEqual(done.returncode, code, f"{args} {redirect}\n{done.stdout}\n{done.stderr}")
        return done

    def run_it(self, *args, code=0, program=PROGRAM):
        return self.shell(program, args, "", code)

    def block(self, name):
        """A file where a folder would be made: not even root writes under it."""
        (self.dir / name).write_text("")

    def test_exit_codes_survive_a_standard_error_that_takes_nothing(self):
        twin = ["verify", "online_regret/worst_case!constant_0.9", "--T", "10"]
        for redirect in ("2>&-", "2>/dev/full"):
            with self.subTest(redirect=redirect):
                self.assertIn("1 verified", self.shell(PROGRAM, GEOMETRY, redirect, 0).stdout)
                self.shell(PROGRAM, ["verify", "bogus"], redirect, 2)
                self.shell(PROGRAM, ["bogus"], redirect, 2)
                self.shell(PROGRAM, ["verify", "--no-such-option"], redirect, 2)
                self.shell(PROGRAM, ["audit", "missing.csv"], redirect, 3)
                self.shell(PROGRAM, twin, redirect, 1)
                self.shell(PROGRAM, [*TRAIN, "--T", "20"], redirect, 0)
                self.shell(PROGRAM, ["ledger", "--n", "10", "--d", "8", "--delta", "0.78", "--eps", "0.1", "--timeout", "0.01"], redirect, 4)
                self.shell(CHECKER, ["missing.json"], redirect, 3)
                self.shell(CHECKER, ["--no-such-option"], redirect, 2)

    def test_a_reader_of_the_notes_that_has_left_ends_nothing(self):
        for args, code in ((GEOMETRY, 0), (["verify", "bogus"], 2)):
            reading, writing = os.pipe()
            os.close(reading)
            done = subprocess.run([PROGRAM, *args], cwd=self.dir, stdout=subprocess.PIPE, stderr=writing, timeout=300)
            os.close(writing)
            self.assertEqual(done.returncode, code, args)

    def test_no_file_takes_the_place_of_a_closed_stream(self):
        self.shell(PROGRAM, [*GEOMETRY, "--format", "json", "-o", "out.json"], "<&- >&- 2>&-", 0)
        json.loads((self.dir / "out.json").read_text())

    def test_data_that_does_not_arrive_is_a_failure_everywhere(self):
        self.run_it(*POLYNOMIAL, "-o", "c.json")
        for redirect in (">&-", ">/dev/full"):
            for args in (["--help"], ["--version"], ["verify", "--help"], ["list"], ["schema"], ["schema", "--cli"], GEOMETRY):
                with self.subTest(args=args, redirect=redirect):
                    self.assertIn("could not be written", self.shell(PROGRAM, args, redirect, 3).stderr)
            for args in (["--help"], ["--version"], ["c.json"]):
                with self.subTest(args=args, redirect=redirect):
                    self.assertIn("cannot be written", self.shell(CHECKER, args, redirect, 3).stderr)
            wrong = json.loads((self.dir / "c.json").read_text())
            wrong["eps1"] = "1/100"
            (self.dir / "wrong.json").write_text(json.dumps(wrong))
            self.shell(CHECKER, ["wrong.json"], redirect, 1)

    def test_the_checker_names_an_option_it_has_not(self):
        said = self.run_it("--foo", code=2, program=CHECKER).stderr
        self.assertIn("option: got --foo, expected one certificate", said)
        self.assertIn("got 2 arguments", self.run_it("a", "b", code=2, program=CHECKER).stderr)

    def test_misspelt_options_are_named(self):
        for word, meant in (("--verison", "--version"), ("--hlep", "--help")):
            said = self.run_it(word, code=2).stderr
            self.assertIn(f"'{word}'", said)
            self.assertIn(f"did you mean {meant}?", said)
        said = self.run_it("-x", code=2).stderr
        self.assertIn("'-x'", said)
        self.assertNotIn("did you mean", said)
        self.assertIn("proofgauge VERB --format", self.run_it("--format=json", "list", code=2).stderr)
        self.assertNotIn("mean", self.run_it("replay", "--memory", "1G", code=2).stderr)
        self.assertIn("Did you mean --seed", self.run_it("verify", "--sede", "3", code=2).stderr)

    def test_every_verb_has_its_version(self):
        whole = self.run_it("--version").stdout
        for verb in json.loads(self.run_it("schema", "--cli").stdout):
            self.assertEqual(self.run_it(verb, "--version").stdout, whole)

    def test_a_fifo_gets_the_data_and_stays(self):
        fifo, got = self.dir / "fifo", []
        os.mkfifo(fifo)
        reader = threading.Thread(target=lambda: got.append(fifo.read_text()))
        reader.start()
        self.run_it(*GEOMETRY, "--format", "json", "-o", "fifo")
        reader.join(timeout=60)
        self.assertTrue(fifo.is_fifo())
        self.assertEqual(len(json.loads(got[0])["records"]), 1)
        self.assertEqual(sorted(p.name for p in self.dir.iterdir()), ["fifo", "reports"])

    def test_what_goes_to_standard_output_by_its_name_is_added_to_it(self):
        for path in ("/dev/stdout", "/proc/self/fd/1", "all.txt"):
            with self.subTest(path=path):
                (self.dir / "all.txt").write_text("before\n")
                self.shell(PROGRAM, ["list", "-o", path], ">> all.txt", 0)
                self.shell("echo", ["after"], ">> all.txt", 0)
                text = (self.dir / "all.txt").read_text()
                self.assertTrue(text.startswith("before\n"))
                self.assertIn("real_vs_pseudo/uniform_bound", text)
                self.assertTrue(text.endswith("after\n"))

    def test_two_outputs_that_one_link_joins_are_refused(self):
        (self.dir / "link.json").symlink_to("b.v")
        said = self.run_it("certify", "step_polynomial", "--delta", "1", "--rho", "0.25", "--eps1", "0.1", "-o", "link.json", "--export", "coq=b.v", code=2).stderr
        self.assertIn("another file", said)
        (self.dir / "far.json").symlink_to("new/folder/a.json")
        self.run_it("list", "--format", "json", "-o", "far.json")
        self.assertTrue((self.dir / "far.json").is_symlink() and (self.dir / "new/folder/a.json").is_file())

    def test_links_stay_and_what_they_lead_to_is_written(self):
        (self.dir / "there").mkdir()
        for name, args in (("results", [*GEOMETRY, "--format", "json", "-o"]), ("certificate", [*POLYNOMIAL, "-o"]),
                           ("proof.v", [*POLYNOMIAL, "-o", "c.json", "--export"]), ("net.json", [*TRAIN, "--T", "20", "--checkpoint"]),
                           ("log.csv", [*TRAIN, "--T", "20", "--log"])):
            with self.subTest(name=name):
                (self.dir / name).symlink_to(f"there/{name}")
                self.run_it(*args, f"coq={name}" if "--export" in args else name)
                self.assertTrue((self.dir / name).is_symlink())
                self.assertGreater((self.dir / "there" / name).stat().st_size, 0)

    def test_a_place_that_takes_no_report_is_refused_before_the_suite(self):
        self.block("taken")
        (self.dir / "full").mkdir()
        (self.dir / "full" / "mine.txt").write_text("")
        for where in ("taken", "taken/report", "full"):
            with self.subTest(where=where):
                said = self.run_it("report", "--profile", "quick", "-o", where, code=2).stderr
                self.assertIn(f"-o: got {where}", said)
                self.assertFalse((self.dir / "reports").exists())

    def test_a_folder_that_takes_no_certificate_is_bad_input(self):
        self.block("reports")
        said = self.run_it(*POLYNOMIAL, code=2).stderr
        self.assertIn("-o: got reports/certificates", said)
        self.assertNotIn("internal", said)
        self.run_it(*POLYNOMIAL, "-o", "c.json")
        self.assertIn("reports/certificates/", self.run_it("verify", "step_polynomial/least_degree", *POLYNOMIAL[2:], code=2).stderr)

    def test_nothing_is_said_to_be_kept_that_is_not(self):
        self.block("reports")
        for args, code in ((GEOMETRY, 0), (["verify", "online_regret/worst_case!constant_0.9", "--T", "10"], 1),
                           (["verify", "--profile", "quick", "--timeout", "0.01"], 4),
                           (["ledger", "--n", "10", "--d", "8", "--delta", "0.78", "--eps", "0.1", "--timeout", "0.01"], 4)):
            with self.subTest(args=args):
                said = self.run_it(*args, code=code).stderr
                self.assertIn("records do not go into the store", said)
                for promise in ("replay reports/", "records kept", "--resume", "kept in reports/proofgauge.db"):
                    self.assertNotIn(promise, said)
        said = self.run_it(*GEOMETRY, "--format", "json", "-o", "mine.json").stderr
        self.run_it("replay", "mine.json")

    @unittest.skipIf("PROOFGAUGE_SANITIZED" in os.environ, "its allocator would end the process")
    def test_a_training_without_memory_promises_no_checkpoint(self):
        big = ["train", "--synthetic", "--n", "200", "--d", "64", "--delta", "0.5", "--m", "2^14", "--R", "1", "--eps", "0.5"]
        said = self.run_it(*big, "-j", "64", "--memory", "64M", "--checkpoint", "t.json", code=4).stderr
        self.assertIn("out of memory; no checkpoint was written", said)
        self.assertFalse((self.dir / "t.json").exists())

    def test_an_interrupted_replay_of_a_training_promises_nothing(self):
        self.run_it(*TRAIN, "--T", "20", "--format", "json", "-o", "run.json")
        self.assertIn("reproduced in every field", self.run_it("replay", "run.json").stdout)
        long = (self.dir / "run.json").read_text().replace("--T 20", "--T 100000000")
        (self.dir / "run.json").write_text(long)
        process = subprocess.Popen([PROGRAM, "replay", "run.json", "-q"], cwd=self.dir, stderr=subprocess.PIPE, text=True)
        time.sleep(1.5)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=120)[1]
        self.assertEqual(process.returncode, 4, said)
        self.assertIn("training stopped after", said)
        for promise in ("--resume", tempfile.gettempdir()):
            self.assertNotIn(promise, said)


if __name__ == "__main__":
    unittest.main()
