#!/usr/bin/env python3
"""Bash completion and the suggestions for misspelt words. Usage: completion_test.py PROOFGAUGE SOURCE"""
import json
import os
import pathlib
import subprocess
import sys
import unittest

PROOFGAUGE, SOURCE = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])


def completions(*words):
    """What Tab offers after these words; the last one is being typed."""
    script = (f"source {SOURCE}/tools/completion/proofgauge.bash; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); "
              "_proofgauge; printf '%s\\n' \"${COMPREPLY[@]}\"")
    env = os.environ | {"PATH": f"{PROOFGAUGE.parent}:{os.environ['PATH']}"}
    done = subprocess.run(["bash", "-c", script, "bash", "proofgauge", *words], capture_output=True, text=True, env=env)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def told(*words):
    done = subprocess.run([PROOFGAUGE, *words], capture_output=True, text=True)
    assert done.returncode == 2, (words, done.returncode, done.stderr)
    return done.stderr


class Completion(unittest.TestCase):
    def test_verbs(self):
        cli = json.loads(subprocess.run([PROOFGAUGE, "schema", "--cli"], capture_output=True, text=True).stdout)
        self.assertEqual(set(completions("")) - {"--help", "--version"}, set(cli))
        self.assertEqual(completions("ver"), ["verify"])

    def test_options_are_those_of_the_verb(self):
        self.assertIn("--delta", completions("verify", "--de"))
        self.assertEqual(completions("doctor", "--de"), [])
        self.assertEqual(completions("verify", "--profile", "st"), ["standard"])

    def test_claims(self):
        self.assertIn("real_vs_pseudo/uniform_bound", completions("verify", "real_vs_pseudo/u"))
        self.assertEqual(completions("verify", "zz"), [])
        self.assertEqual(completions("certify", "step_"), ["step_polynomial", "step_network"])

    def test_files(self):
        for words in (("regress", "--baseline"), ("sweep", "--merge"), ("verify", "--config")):
            self.assertEqual(completions(*words, f"{SOURCE}/CHANGE"), [f"{SOURCE}/CHANGELOG.md"])


class Suggestions(unittest.TestCase):
    def test_misspelt_words_are_recognised(self):
        self.assertIn("did you mean verify?", told("verfy"))
        self.assertIn("did you mean real_vs_pseudo?", told("verify", "real_vs_psuedo"))
        self.assertIn("Did you mean --synthetic", told("verify", "--sythetic"))
        self.assertIn("Did you mean --delta", told("verify", "--detla=0.3"))

    def test_nothing_is_suggested_for_what_resembles_nothing(self):
        self.assertNotIn("mean", told("verify", "zzzzzzzzzzzzzzzz"))
        self.assertNotIn("mean", told("verify", "--qqqqqqqqqqqqqqqq"))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
