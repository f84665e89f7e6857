#!/usr/bin/env python3
"""The corpus of the fuzz targets and inputs that once were findings, replayed without a fuzzer.

Usage: corpus_test.py FUZZ_REPLAY
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()
HERE = pathlib.Path(__file__).resolve().parent
TARGETS = sorted(p.name.removesuffix("_fuzz.cc") for p in HERE.glob("*_fuzz.cc"))


def replay(target, path, **environment):
    return subprocess.run([PROGRAM, target, path], capture_output=True, text=True, timeout=60, env={**os.environ, **environment})


class Corpus(unittest.TestCase):
    def test_no_input_is_a_finding(self):
        for target in TARGETS:
            for folder in ("corpus", "regressions"):
                if (HERE / folder / target).is_dir():
                    with self.subTest(target=target, folder=folder):
                        result = replay(target, HERE / folder / target)
                        self.assertEqual(result.returncode, 0, result.stderr[-2000:])

    def test_depth_is_no_finding(self):
        """Too long to be kept: values nested so deeply that a recursive reader or writer would overflow its stack."""
        deep = "[" * 200_000 + "]" * 200_000
        dots = "a." * 50_000
        record = (HERE / "corpus/record/verified").read_text()
        texts = {"record": [deep, f'{{"schema_version": {deep}, "records": []}}', record.replace('"seed": 1', f'"seed": {deep}'),
                            record.replace('"ratio": null', f'"ratio": {deep}')],
                 "network": [deep, f'{{"d": {deep}}}'], "certificate": [deep], "constants": [f"profile = {deep}", f"{dots}b = 1", f"[{dots}b]\nc = 1"],
                 "config": [f"[probe]\nm = {deep}", f"{dots}b = 1", f"[[{dots}b]]\nc = 1"], "checkpoint": [f'{{"training": {{"run": {deep}}}}}']}
        with tempfile.TemporaryDirectory() as folder:
            for target, inputs in texts.items():
                for k, text in enumerate(inputs):
                    with self.subTest(target=target, k=k):
                        path = pathlib.Path(folder) / "input"
                        path.write_text(text)
                        result = replay(target, path)
                        self.assertEqual(result.returncode, 0, result.stderr[-500:])

    def test_a_planted_bug_is_seen(self):
        """Each input in planted/ reaches the bug on purpose of its target, which only the variable arms."""
        for target in TARGETS:
            with self.subTest(target=target):
                self.assertEqual(replay(target, HERE / "planted" / target).returncode, 0)
                result = replay(target, HERE / "planted" / target, PROOFGAUGE_FUZZ_PLANTED="1")
                self.assertLess(result.returncode, 0)
                self.assertIn("planted bug reached", result.stderr)

    def test_every_target_has_a_corpus(self):
        self.assertEqual(len(TARGETS), 14)
        for target in TARGETS:
            self.assertGreaterEqual(len(list((HERE / "corpus" / target).iterdir())), 3, target)

    def test_the_corpus_is_small(self):
        self.assertLess(sum(p.stat().st_size for p in HERE.rglob("*") if p.is_file()), 200 * 1024)


if __name__ == "__main__":
    unittest.main()
