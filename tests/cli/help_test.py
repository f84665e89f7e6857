"""--help: every example of every verb runs as it stands, in an empty directory, and 80 columns hold.

Usage: help_test.py PROOFGAUGE PROOFGAUGE_CHECK.
"""
import json
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


def examples_of(text):
    """(command, exit code it announces) pairs of a help text; a remark `# exit N` stands behind its command or above it."""
    found, announced = [], 0
    block = re.search(r"^Examples?:\n((?:  .*\n?)+)", text, re.M)
    for line in re.sub(r"\\\n *", "", block.group(1)).splitlines() if block else []:
        command, _, remark = line.strip().partition("# ")
        code = re.match(r"exit (\d+)", remark)
        announced = int(code.group(1)) if code else announced
        if command.strip():
            found.append((command.strip(), announced))
            announced = 0
    return found


def failures_of(examples):
    """What goes wrong when they run one after the other in a fresh directory."""
    failed = []
    with tempfile.TemporaryDirectory() as where:
        for command, code in examples:
            done = subprocess.run(["bash", "-c", command], cwd=where, capture_output=True, text=True, timeout=300, env=ENVIRONMENT)
            if done.returncode != code:
                failed.append(f"{command}: exit {done.returncode}, not {code}\n{done.stdout[-500:]}{done.stderr[-500:]}")
    return failed


class Help(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        said = lambda *args: subprocess.run([PROGRAM, *args], capture_output=True, text=True, check=True).stdout
        cls.help = {verb: said(verb, "--help") for verb in json.loads(said("schema", "--cli"))}
        cls.help[""] = said("--help")

    def test_every_verb_has_an_example_that_runs(self):
        for verb, text in self.help.items():
            with self.subTest(verb=verb):
                examples = examples_of(text)
                self.assertTrue(any(c.startswith(f"proofgauge {verb}") for c, _ in examples), text)
                self.assertEqual(failures_of(examples), [])

    def test_a_broken_example_would_be_seen(self):
        planted = self.help["falsify"].replace("constant_0.9", "nine_tenths")
        self.assertNotEqual(planted, self.help["falsify"])
        self.assertEqual(len(failures_of(examples_of(planted))), 1)
        self.assertEqual(len(failures_of(examples_of("Example:\n  proofgauge schema missing.json\n"))), 1)
        self.assertEqual(len(failures_of(examples_of("Examples:\n  # exit 1: it is not\n  proofgauge list \\\n    -q\n"))), 1)
        self.assertEqual(examples_of("Examples:\n  # exit 1: so\n  a \\\n    b\n  c  # exit 3: so\n  d\n"), [("a b", 1), ("c", 3), ("d", 0)])

    def test_80_columns_hold(self):
        for verb, text in self.help.items():
            self.assertEqual([line for line in text.splitlines() if len(line) > 80], [], verb)

    def test_choices_are_shown_as_they_are_typed(self):
        self.assertIn("--format text|json|csv", self.help["verify"])
        self.assertNotIn("{", re.sub(r"\{d, m.*?\}|_\{2,inf\}", "", "".join(self.help.values()), flags=re.S))


if __name__ == "__main__":
    unittest.main()
