"""80 columns hold, in what every verb prints for readers on either stream.

Usage: width_test.py PROOFGAUGE PROOFGAUGE_CHECK. Help: help_test.py; doctor: doctor_test.py; what a verb says last: next_test.py.
"""
import json
import os
import pathlib
import pty
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

PROGRAM, CHECKER = (pathlib.Path(sys.argv.pop(1)).resolve() for _ in range(2))
NARROW = {**os.environ, "COLUMNS": "80"}
TWIN = "real_vs_pseudo/mean_main_term!constant_0.9"


def too_wide(text):
    """Lines of more than 80 columns; one that is a single word, a name that cannot be broken, is not to blame."""
    return [line for line in text.splitlines() if len(line) > 80 and " " in line.strip()]


class Width(unittest.TestCase):
    def setUp(self):
        self.dir = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.dir)

    def run_it(self, *args, codes=(0,), **more):
        done = subprocess.run([PROGRAM, *args], cwd=self.dir, capture_output=True, text=True, timeout=300, env={**NARROW, **more})
        self.assertIn(done.returncode, codes, f"{args}\n{done.stdout}\n{done.stderr}")
        return done

    def holds(self, *args, codes=(0,)):
        with self.subTest(args=args):
            done = self.run_it(*args, codes=codes)
            self.assertEqual(too_wide(done.stdout + done.stderr), [])

    def on_terminal(self, *args, code):
        """What it says on a terminal that tells no size, as COLUMNS does."""
        terminal, end = pty.openpty()
        process = subprocess.Popen([PROGRAM, *args], cwd=self.dir, stdout=subprocess.DEVNULL, stderr=end, env=NARROW)
        os.close(end)
        said = b""
        try:
            while piece := os.read(terminal, 4096):
                said += piece
        except OSError:  # how a terminal ends
            pass
        os.close(terminal)
        self.assertEqual(process.wait(timeout=300), code, said)
        return said.decode().replace("\r\n", "\n")

    def test_failures_fit_a_terminal_and_are_one_line_elsewhere(self):
        (self.dir / "a longer name of a folder").mkdir()
        for args, code in ((["bogus"], 2), (["verify", "separability/geometry", "--m", "2"], 2), (["--verison"], 2),
                           (["verify", "--no-such-option-of-this-verb-or-of-any-other", "--and-another-one-of-these"], 2),
                           (["audit", "missing.csv"], 3), (["list", "-o", "a longer name of a folder"], 2)):
            with self.subTest(args=args):
                self.assertEqual(too_wide(self.on_terminal(*args, code=code)), [])
                first = self.run_it(*args, codes=(code,)).stderr.splitlines()[0]
                self.assertIn(args[-1] if args[0] != "verify" else args[2], first)
        whole = self.run_it("bogus", codes=(2,)).stderr
        self.assertEqual((whole.count("\n"), len(whole) > 80), (1, True))

    def test_the_checker_fits(self):
        for args, code in ((["--help"], 0), (["--foo"], 2), ([], 2)):
            done = subprocess.run([CHECKER, *args], capture_output=True, text=True)
            self.assertEqual((done.returncode, too_wide(done.stdout + done.stderr)), (code, []))

    def test_a_wide_line_would_be_seen(self):
        self.assertEqual(len(too_wide(self.run_it("list", COLUMNS="140").stdout)) > 0, True)
        self.assertEqual(too_wide("x" * 90), [])
        self.assertEqual(len(too_wide("x " * 45)), 1)

    def test_what_there_is(self):
        self.holds("list")
        for claim in json.loads(self.run_it("list", "--format", "json").stdout):
            self.holds("explain", claim["claim"])
        self.holds("verify", "--profile", "quick", "--dry-run")

    def test_runs(self):
        self.holds("verify", "separability", "--synthetic", "--n", "20", "--d", "5", "--delta", "0.5")
        self.holds("verify", "separability/geometry", "--delta", "1", "--rho", "0.25,0.51")
        self.holds("verify", TWIN, "--m", "2^12", "--R", "1", "--d", "8", codes=(1,))
        self.holds("replay", "reports/records/last.json", codes=(1,))
        self.holds("table", "--from", "reports/records/last.json", codes=(1,))
        self.holds("sweep", "online_regret/tight_instance", "--T", "2..32", "--seeds", "2")
        self.holds("falsify", "online_regret/worst_case!constant_0.9", "--T", "2..100", "--budget", "60", codes=(1,))
        self.holds("falsify", "separability/geometry", "--budget", "20")
        self.holds("audit", "--synthetic", "--n", "20", "--d", "5", "--delta", "0.5", "--prune", "0.6")
        self.holds("report", "--filter", "separability/geometry")
        self.holds("verify", "--profile", "quick", "--timeout", "1", codes=(4,))

    def test_certificates_ledger_and_premises(self):
        for lemma in ("step_polynomial", "step_network"):
            self.holds("certify", lemma, "--delta", "1", "--rho", "0.25", "--eps1", "0.1")
        letters = ["--n", "10", "--d", "8", "--delta", "0.78", "--rho", "0.195", "--eps", "0.1"]
        self.holds("ledger", *letters)
        self.holds("premises", *letters, "--m", "2^20")

    def test_training_and_attacks(self):
        cell = ["--n", "4", "--d", "3", "--delta", "0.6", "--m", "64", "--R", "2", "--T", "20", "--eps", "0.1"]
        self.holds("train", "--synthetic", *cell, "--checkpoint", "net.json")
        self.holds("attack", "net.json", "--attacks", "identity,pgd-10,pgd-100x20")
        self.holds("attack", "net.json", "--attacks", "identity,one-step,random-10,random-200,pgd-10,pgd-10x2,pgd-10x3,pgd-10x4")

    def test_many_attacks_leave_none_out(self):
        cell = ["--n", "4", "--d", "3", "--delta", "0.6", "--m", "64", "--R", "2", "--T", "20", "--eps", "0.1"]
        self.run_it("train", "--synthetic", *cell, "--checkpoint", "net.json")
        attacks = ["identity", "one-step", "random-10", "random-200", "pgd-10", "pgd-10x2", "pgd-10x3", "pgd-10x4"]
        text = self.run_it("attack", "net.json", "--attacks", ",".join(attacks)).stdout
        heads = " ".join(line for line in text.splitlines() if line.startswith("point")).split()
        for attack in attacks:
            self.assertEqual(heads.count(attack), 1, text)

    def test_baselines(self):
        self.holds("verify", "online_regret/worst_case", "--T", "10", "--format", "json", "-o", "mine.json")
        self.holds("regress", "--baseline", "mine.json")
        edited = re.sub(r'("statement": ")', r"\1edited, with a few more words than a line of a terminal has room for: ",
                        (self.dir / "mine.json").read_text())
        (self.dir / "mine.json").write_text(edited)
        self.holds("regress", "--baseline", "mine.json", "--strict", codes=(1,))
        self.holds("new-lemma", "my_lemma", "-o", ".")


if __name__ == "__main__":
    unittest.main()
