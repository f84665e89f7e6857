"""doctor: what is missing or broken, how to get it, and that it says so in 80 columns.

Usage: doctor_test.py PROOFGAUGE. Missing files: src/app/doctor_test.cc.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()


class Doctor(unittest.TestCase):
    def setUp(self):
        self.dir = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.dir)

    def doctor(self, *args, code=0, **environment):
        done = subprocess.run([PROGRAM, "doctor", *args], cwd=self.dir, capture_output=True, text=True, timeout=60,
                              env={**os.environ, **environment})
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout

    def test_an_empty_path_hides_every_program(self):
        found = {f["name"]: f for f in json.loads(self.doctor("--format", "json", code=3, PATH=""))}
        for name, package in (("gnuplot", "gnuplot-nox"), ("graphviz", "graphviz"), ("pdflatex", "texlive-latex-recommended"),
                              ("chromium", "chromium"), ("coqc", "coq"), ("sollya", "sollya")):
            self.assertFalse(found[name]["found"], name)
            self.assertEqual(found[name]["remedy"], f"apt-get install {package}")
        self.assertFalse(found["MPI"]["found"])  # the library may be there, what starts the processes is not
        self.assertIn("apt-get install", found["MPI"]["remedy"])
        self.assertTrue(found["proofgauge-check"]["found"])  # beside the program
        text = self.doctor(code=3, PATH="")
        self.assertIn("MISSING gnuplot", text)
        self.assertIn("absent  sollya", text)
        self.assertIn("At once: apt-get install gnuplot-nox graphviz\n", text)
        self.assertIn("Optional: apt-get install", text)

    def test_a_program_alone_is_found_again(self):
        (self.dir / "gnuplot").write_text("#!/bin/sh\n")
        (self.dir / "gnuplot").chmod(0o755)
        self.assertIn("ok      gnuplot", self.doctor(code=3, PATH=str(self.dir)))

    def test_a_broken_store_and_an_unwritable_folder_fail(self):
        self.doctor()
        (self.dir / "reports").mkdir()
        (self.dir / "reports/proofgauge.db").write_text("no database")
        text = self.doctor(code=3)
        self.assertIn("BROKEN  results store", text)
        self.assertIn("get it: move it away", text)
        shutil.rmtree(self.dir / "reports")
        (self.dir / "reports").write_text("a file")
        self.assertIn("BROKEN  reports folder", self.doctor(code=3))

    def test_completion_is_found_where_bash_looks(self):
        hidden = dict(HOME=str(self.dir), XDG_DATA_HOME="", BASH_COMPLETION_USER_DIR="")
        self.assertIn("absent  completion", self.doctor(**hidden))
        there = self.dir / ".local/share/bash-completion/completions"
        there.mkdir(parents=True)
        (there / "proofgauge").write_text("")
        self.assertIn("ok      completion", self.doctor(**hidden))

    def test_it_leaves_nothing_and_80_columns_hold(self):
        for environment in ({}, {"PATH": ""}):
            text = self.doctor(code=3 if environment else 0, **environment)
            self.assertEqual([line for line in text.splitlines() if len(line) > 80], [])
        self.assertEqual(list(self.dir.iterdir()), [])


if __name__ == "__main__":
    unittest.main()
