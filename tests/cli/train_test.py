"""train: what it records, kill and resume, interruption, divergence, replay, bad input.

Usage: train_test.py PROOFGAUGE
"""
import csv
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()
DATA = ["--synthetic", "--n", "6", "--d", "4", "--delta", "0.6"]
SMALL = [*DATA, "--m", "300", "--R", "5", "--eps", "1/4", "--judges", "pgd-10x2"]  # T = 400


class Train(unittest.TestCase):
    def setUp(self):
        self.dir = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.dir)

    def run_it(self, *args, code=0):
        result = subprocess.run([PROGRAM, *args], cwd=self.dir, capture_output=True, text=True, timeout=600)
        self.assertEqual(result.returncode, code, f"{args}\n{result.stdout}\n{result.stderr}")
        return result

    def record(self, *args, code=0):
        document = json.loads(self.run_it("train", *args, "--format", "json", code=code).stdout)
        self.assertEqual(len(document["records"]), 1)
        record = document["records"][0]
        record.pop("wall_s")
        return record

    def test_a_run_is_an_observation_and_never_a_pass(self):
        record = self.record(*SMALL)
        self.assertEqual(record["claim"], "adversarial_training/convergence")
        self.assertEqual(record["verdict"], "outside-assumptions")
        met = {a["name"]: a["met"] for a in record["assumptions"]}
        self.assertEqual(met, {"H1": True, "H2": True, "H3": False})
        result = record["result"]
        self.assertEqual(result["T"]["lower"], 400)
        self.assertEqual(result["R"]["lower"], 5)
        self.assertAlmostEqual(result["eta"]["lower"], 0.25 * 300 ** (-1 / 3), places=15)
        self.assertLessEqual(result["radius_used"]["upper"], 5)
        self.assertLess(result["robust_loss"]["upper"], record["trivial"]["value"])
        self.assertLessEqual(result["robust_loss"]["lower"], result["robust_loss_last"]["upper"])
        for suffix in ("", "_last"):  # d = 4: no attack exceeds the certified worst case
            certified = result["robust_loss_certified" + suffix]
            self.assertLessEqual(certified["lower"], certified["upper"])
            self.assertLessEqual(result["robust_loss_pgd-10x2" + suffix]["lower"], certified["upper"])
        self.assertLessEqual(result["robust_loss"]["lower"], result["robust_loss_certified"]["upper"])
        self.assertEqual(record["falsified_twins"], {"n": 1, "caught": 1})

    def test_threads_change_nothing(self):
        wide = [*DATA, "--m", "2^17", "--R", "1", "--eps", "1/2", "--judges", "identity"]
        self.assertEqual(self.record(*wide, "-j", "1"), self.record(*wide, "-j", "2"))

    def test_log_has_a_line_per_round(self):
        record = self.record(*SMALL, "--log", "log.csv")
        with open(self.dir / "log.csv") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual([int(r["t"]) for r in rows], list(range(1, 401)))
        best = min(float(r["robust_loss"]) for r in rows)
        # the record takes the best net again in extended precision
        self.assertAlmostEqual(record["result"]["robust_loss"]["upper"], best, delta=1e-4)
        self.assertTrue(all(r["coupling"] for r in rows if int(r["t"]) % 2 == 0))
        # W_1 = W^0: no regret yet; afterwards W^0 does worse than the learner, and no loss is below 0.
        self.assertEqual(float(rows[0]["regret_to_start"]), 0)
        self.assertLess(float(rows[-1]["regret_to_start"]), 0)
        self.assertTrue(all(float(r["regret_to_start"]) <= float(r["mean_loss"]) for r in rows))

    def test_killed_and_resumed_is_the_unbroken_run(self):
        run = [*DATA, "--m", "4096", "--R", "20", "--eps", "1/5", "--judges", "pgd-10x2"]  # T = 10,000
        whole = self.record(*run, "--log", "whole.csv", "--checkpoint", "whole.json")
        files = ["--log", "log.csv", "--checkpoint", "net.json", "--checkpoint-seconds", "0"]
        killed = False
        for _ in range(3):
            resumed = [] if not killed else ["--resume"]
            process = subprocess.Popen([PROGRAM, "train", *run, *files, *resumed], cwd=self.dir,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            before = self.stamp()
            while process.poll() is None and self.stamp() == before:
                time.sleep(0.02)
            time.sleep(0.1)
            process.send_signal(signal.SIGKILL)
            killed = process.wait() == -signal.SIGKILL or killed
        self.assertTrue(killed, "the run ended before it could be killed")
        checkpoint = json.loads((self.dir / "net.json").read_text())
        self.assertLess(checkpoint["training"]["state"]["next_round"], 10000)
        self.assertEqual(self.record(*run, *files, "--resume"), whole)
        self.assertEqual((self.dir / "log.csv").read_bytes(), (self.dir / "whole.csv").read_bytes())

    def stamp(self):
        path = self.dir / "net.json"
        return path.stat().st_mtime_ns if path.exists() else None

    def test_interrupted_keeps_its_state_and_resumes_by_default(self):
        run = [*DATA, "--m", "4096", "--R", "20", "--eps", "1/5", "--judges", "identity"]
        process = subprocess.Popen([PROGRAM, "train", *run], cwd=self.dir, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True)
        while process.poll() is None and not list(self.dir.glob("reports/training/*.csv")):
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 4, errors)
        self.assertIn("--resume goes on from", errors)
        resumed = self.record(*run, "--resume")
        shutil.rmtree(self.dir / "reports")
        self.assertEqual(self.record(*run), resumed)

    def test_a_time_limit_stops_in_good_order(self):
        run = [*DATA, "--m", "2^16", "--R", "30", "--eps", "1/50"]
        errors = self.run_it("train", *run, "--timeout", "1", code=4).stderr
        self.assertIn("training stopped after", errors)

    def test_divergence_has_a_message_and_keeps_the_log(self):
        run = [*DATA, "--m", "300", "--R", "1e38", "--eps", "1/4", "--T", "50", "--eta", "1e36"]
        errors = self.run_it("train", *run, "--log", "log.csv", code=4).stderr
        self.assertIn("diverged in round", errors)
        self.assertIn("log.csv", errors)
        self.assertIn("\n1,", (self.dir / "log.csv").read_text())

    def test_rho_beyond_half_delta_is_outside_and_gives_no_number(self):
        record = self.record(*SMALL, "--rho", "0.31")
        self.assertEqual(record["verdict"], "outside-assumptions")
        self.assertIsNone(record["measured"])
        self.assertEqual(record["result"], {})

    def test_pseudo_network_and_losses(self):
        for net in ("real", "pseudo"):
            for loss in ("absolute", "pseudo-huber", "hinge"):
                record = self.record(*SMALL, "--net", net, "--loss", loss, "--adversary", "one-step")
                self.assertEqual(record["verdict"], "outside-assumptions")
                self.assertLess(record["result"]["robust_loss"]["lower"], record["trivial"]["value"])

    def test_regret_of_the_pseudo_network_is_enclosed_and_below_the_bound(self):
        record = self.record(*SMALL, "--net", "pseudo", "--T", "40")
        result = record["result"]
        self.assertLessEqual(result["comparator_loss"]["lower"], result["comparator_loss"]["upper"])
        self.assertLess(result["comparator_loss"]["upper"] - result["comparator_loss"]["lower"], 0.01)
        self.assertLessEqual(result["regret"]["upper"], result["convex_regret_bound"]["upper"])

    def test_an_oblivious_sequence_from_a_file(self):
        rows = [[0.75 ** 0.5, 0, 0, 0.5], [0, 0.75 ** 0.5, 0, 0.5], [0, 0, 0.75 ** 0.5, 0.5]]
        (self.dir / "points.csv").write_text("1,0,0\n0,1,0\n0,0,1\n")
        (self.dir / "x.csv").write_text("\n".join(",".join(map(repr, r)) for r in rows * 2) + "\n")
        run = ["--data", "points.csv", "--m", "300", "--R", "5", "--eps", "1/2", "--judges", "identity"]
        given = self.record(*run, "--sequence", "x.csv")["result"]["robust_loss"]
        self.assertEqual(given, self.record(*run, "--adversary", "identity")["result"]["robust_loss"])

    def test_stop_at_ends_early(self):
        record = self.record(*SMALL, "--stop-at", "1/2")
        self.assertLessEqual(record["result"]["robust_loss"]["upper"], 0.5)
        self.assertLess(record["result"]["rounds_run"]["upper"], 400)

    def test_data_from_a_file(self):
        (self.dir / "points.csv").write_text("1,0,0\n0,1,0\n0,0,1\n-1,0,0\n")
        record = self.record("--data", "points.csv", "--m", "300", "--R", "5", "--eps", "1/2", "--judges", "identity")
        self.assertEqual(record["verdict"], "outside-assumptions")

    def test_attack_reads_a_checkpoint_of_any_size(self):
        for m in ("300", "2^17"):  # JSON and binary
            record = self.record("--synthetic", "--n", "3", "--d", "3", "--delta", "0.6", "--m", m, "--R", "3",
                                 "--eps", "1/4", "--T", "4", "--judges", "identity", "--checkpoint", "net")
            document = json.loads(self.run_it("attack", "net", "--attacks", "identity", "--format", "json").stdout)
            balls = [r["result"] for r in document["records"] if r["claim"] == "worst_case/ball"]
            self.assertEqual(len(balls), 3)
            for end in ("lower", "upper"):
                mean = sum(r["robust_loss"][end] for r in balls) / 3
                self.assertAlmostEqual(mean, record["result"]["robust_loss_certified_last"][end], delta=1e-6)
        whole = (self.dir / "net").read_bytes()
        (self.dir / "net").write_bytes(whole[: len(whole) // 4])
        self.assertIn("net", self.run_it("attack", "net", code=2).stderr)

    def test_a_checkpoint_that_asks_for_much_is_refused(self):
        good = {"m": 1, "d": 3, "seed": 1, "R": 1, "rho": 0, "x": [0.75**0.5, 0, 0.5], "y": [1]}
        for changes, word in (({"d": 2**18, "x": [], "y": []}, "y: got no number"), ({"d": 2**27}, "2^28/192"), ({"m": 2**40}, "2^28"),
                              ({"m": 2**20}, "after the header"), ({"R": -1}, "R"), ({"x": [9, 0, 0.5]}, "a point on X")):
            header = json.dumps(good | changes).encode()
            with open(self.dir / "net", "wb") as file:
                file.write(b"pgtrain1" + len(header).to_bytes(8, "little") + header)
                file.truncate(2**20 + 400)  # room for the numbers of the first
            self.assertIn(word, self.run_it("attack", "net", "--memory", "64M", code=2).stderr)

    def test_images_are_judged_by_stronger_adversaries(self):
        if not pathlib.Path("/usr/share/datasets/fashion-mnist").is_dir():
            self.skipTest("SKIPPED: dataset-fashion-mnist is not installed")
        images = ["--data", "fashion-mnist", "--classes", "0,1", "--count", "64", "--pca", "32", "--m", "512", "--R", "30",
                  "--eps", "1/2", "--T", "60", "--judges", "pgd-10,pgd-100x20"]
        record = self.record(*images)
        result = record["result"]
        for judge in ("pgd-10", "pgd-100x20"):
            loss = result["robust_loss_" + judge]
            self.assertLess(loss["upper"], record["trivial"]["value"])
        claim = json.loads(self.run_it("verify", "adversarial_training/stronger_adversaries", *images, "--format",
                                       "json").stdout)["records"][0]
        self.assertEqual(claim["verdict"], "not-refuted")
        for judge in ("pgd-10", "pgd-100x20"):
            self.assertEqual(claim["result"]["robust_loss_" + judge], result["robust_loss_" + judge])
        self.assertEqual(self.run_it("verify", "adversarial_training/stronger_adversaries!untrained", *images,
                                     "--format", "json", code=1).returncode, 1)

    def test_a_record_replays(self):
        self.run_it("train", *SMALL, "--format", "json", "-o", "record.json")
        self.assertIn("reproduced in every field", self.run_it("replay", "record.json").stdout)

    def test_files_that_cannot_be_written_are_named_before_the_run(self):
        (self.dir / "file").write_text("")
        for option in ("--log", "--checkpoint", "-o"):
            for place in ("file/x", "/proc/x", "/proc/none/x"):
                errors = self.run_it("train", *SMALL, option, place, code=2).stderr
                self.assertIn(option, errors)
                self.assertIn(place, errors)
        self.assertFalse((self.dir / "reports").exists(), "a run was begun")

    def test_bad_input_is_named(self):
        def bad(word, *args):
            self.assertIn(word, self.run_it("train", *args, code=2).stderr)

        rest = ["--m", "300", "--R", "5", "--eps", "1/4"]
        bad("--data", *rest)
        bad("--m", *DATA, "--R", "5", "--eps", "1/4")
        bad("--R", *DATA, "--m", "300", "--eps", "1/4")
        bad("--m", *DATA, "--m", "2^8..2^10", "--R", "5", "--eps", "1/4")
        bad("--eta", *SMALL, "--eta", "0")
        bad("--T", *SMALL, "--T", "0")
        bad("--rho", *SMALL, "--rho", "-1")
        bad("--adversary", *SMALL, "--adversary", "pgd")
        bad("--judges", *DATA, *rest, "--judges", "pgd-0")
        bad("--loss", *SMALL, "--loss", "square")
        bad("--net", *SMALL, "--net", "both")
        bad("--stop-at", *SMALL, "--stop-at", "0")
        bad("--n", "--data", "x.csv", "--n", "5", *rest)
        bad("--eps1", *SMALL, "--eps1", "0.1")
        bad("--filter", *SMALL, "--filter", "x")
        bad("--profile", *SMALL, "--profile", "quick")
        bad("--constants", *SMALL, "--constants", "x.toml")
        self.run_it("train", *SMALL, "--log", "a.csv", "--checkpoint", "a.json")
        bad("--resume", *SMALL, "--seed", "2", "--log", "a.csv", "--checkpoint", "a.json", "--resume")


if __name__ == "__main__":
    os.environ.pop("PROOFGAUGE_ISA", None)
    unittest.main(verbosity=1)
