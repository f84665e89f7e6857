"""Large widths: memory does not grow with m, one draw above 2^24, and what a verdict says of it.

Usage: wide_test.py PROOFGAUGE
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()
MEAN = ["--R", "1", "--points", "8"]
SEARCH = ["--R", "1", "--starts", "4", "--steps", "1", "--draws", "2"]
STEP = ["--synthetic", "--n", "1", "--delta", "1", "--rho", "1/4", "--eps1", "1/10", "--draws", "1", "--points", "32", "--steps", "1"]
# Every claim of sections 3.3, 4, 5 and 6.2 whose left side is a sum over neurons at single points.
STREAMED = {
    "real_vs_pseudo/mean_main_term": MEAN,
    "real_vs_pseudo/uniform_bound": ["--data", "random", *SEARCH],
    "real_vs_pseudo/published_gap": ["--data", "random", *SEARCH],
    "real_vs_pseudo/init_output": ["--data", "random", *SEARCH[2:]],
    "gradient_coupling/mean_flips": MEAN,
    "gradient_coupling/mean_gradient": MEAN,
    "gradient_coupling/uniform_flips": ["--data", "random", *SEARCH],
    "online_regret/coupling_constant": MEAN,
    "online_regret/coupling_uniform": SEARCH,
    "step_network/expectation": [*STEP[:9], "--draws", "1"],
    "step_network/finite_width": STEP,
    "step_network/real_net_fit": STEP,
}
GROWTH_MIB = 4  # of 2^16 against 2^20 neurons: W^0 alone would take 20 MiB more in floats


def peak_mib(*args):
    """Peak memory of one run, which must end well (or undecided, which is 0 too)."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as output:
        process = subprocess.Popen([PROGRAM, *args, "-j", "2"], cwd=folder, stdout=output, stderr=output)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        assert process.returncode == 0, (args, output.read().decode())
        return usage.ru_maxrss / 1024


def records(*args):
    result = subprocess.run([PROGRAM, "verify", *args, "--format", "json"], capture_output=True, text=True, timeout=600)
    assert result.returncode == 0, (args, result.stderr)
    return json.loads(result.stdout)["records"]


class Width(unittest.TestCase):
    @unittest.skipIf("PROOFGAUGE_SANITIZED" in os.environ, "a sanitizer keeps freed memory for a while")
    def test_memory_does_not_grow_with_the_width(self):
        for claim, options in STREAMED.items():
            with self.subTest(claim):
                small, large = (peak_mib("verify", claim, "--d", "4", "--m", m, *options) for m in ("2^16", "2^20"))
                self.assertLess(large, small + GROWTH_MIB)

    def test_the_same_measure_sees_a_run_that_keeps_its_weights(self):
        options = ["--synthetic", "--n", "2", "--d", "4", "--delta", "1", "--R", "1", "--eps", "1/4", "--T", "1", "--judges", "pgd-1x1"]
        small, large = (peak_mib("train", "--m", m, *options) for m in ("2^16", "2^20"))
        self.assertGreater(large, small + GROWTH_MIB)

    def test_above_2_to_24_there_is_one_draw_at_256_points(self):
        for claim in ("real_vs_pseudo/mean_main_term", "gradient_coupling/mean_flips", "online_regret/coupling_constant"):
            with self.subTest(claim):
                (record,) = records(claim, "--m", str(2**24 + 1), "--d", "2", "--R", "1")
                self.assertEqual((record["parameters"]["draws"], record["parameters"]["points"]), (1, 256))
                self.assertEqual(record["verdict"], "supported")

    def test_a_uniform_claim_is_inconclusive_on_one_draw(self):
        search = ["--starts", "2", "--steps", "1"]
        cells = {
            "real_vs_pseudo/uniform_bound": ["--data", "random", "--R", "1", *search],
            "real_vs_pseudo/init_output": ["--data", "random", *search],
            "gradient_coupling/uniform_flips": ["--data", "random", "--R", "1", *search],
            "online_regret/coupling_uniform": ["--R", "1", *search],
        }
        # At this alpha two of two draws would exclude the allowed share; one never does.
        for claim, options in cells.items():
            for extra in (["--m", str(2**24 + 1)], ["--m", "2^10", "--draws", "1", "--alpha", "0.2"]):
                with self.subTest(claim, extra=extra):
                    (record,) = records(claim, "--d", "2", *options, *extra)
                    self.assertEqual(record["parameters"]["draws"], 1)
                    self.assertEqual(record["verdict"], "inconclusive")
                    self.assertIn("one draw", record["reason"])
            (record,) = records(claim, "--d", "2", *options, "--m", "2^10", "--draws", "2", "--alpha", "0.2")
            self.assertEqual(record["verdict"], "not-refuted")


if __name__ == "__main__":
    unittest.main()
