"""train under mpirun: the bytes of one process, resumption across rank counts, interruption, a killed rank, bad input.

Usage: train_ranks_test.py PROOFGAUGE. SKIPPED where mpirun is missing or the build has no MPI; a failure there with CI=true.
"""
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
# 20,000 neurons are seven chunks: three ranks hold three, two and two of them.
NET = ["--synthetic", "--n", "6", "--delta", "0.6", "--R", "5", "--eps", "1/4"]
RUN = [*NET, "--d", "4", "--m", "20000", "--T", "25", "--judges", "pgd-10x2"]
# Some seconds, as an interrupted mpirun takes one to tell its ranks; a binary checkpoint, as d m exceeds 2^18; beyond
# the dimensions in which a worst case is certified, which would take longer than the run.
LONG = [*NET, "--d", "7", "--m", "200000", "--T", "1000", "--adversary", "identity", "--judges", "identity"]
VOLATILE = ('"machine"', '"started"', '"wall_s"')
# Ranks that wait leave their core to others.
ENV = {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
       "OMPI_MCA_mpi_yield_when_idle": "1"}
if "PROOFGAUGE_SANITIZED" in os.environ:
    ENV["ASAN_OPTIONS"] = os.environ.get("ASAN_OPTIONS", "") + ":fast_unwind_on_malloc=0"  # mpi_leaks.supp


def mpirun(ranks):
    return [] if ranks == 0 else ["mpirun", "-n", str(ranks), "--oversubscribe", "--bind-to", "none"]


def usable():
    """Why ranks cannot be tested here; empty if they can."""
    if shutil.which("mpirun") is None:
        return "mpirun (openmpi-bin) is not installed"
    needs = json.loads(subprocess.run([PROGRAM, "doctor", "--format", "json"], capture_output=True, text=True).stdout)
    if not any(need["name"] == "MPI" and need["found"] for need in needs):
        return "this build has no MPI"
    return ""


class TrainRanks(unittest.TestCase):
    def setUp(self):
        self.dir = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.dir)

    def start(self, ranks, *args):
        return subprocess.Popen([*mpirun(ranks), PROGRAM, "train", *args], cwd=self.dir, env=ENV, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def run_it(self, ranks, *args, code=0):
        process = self.start(ranks, *args)
        out, errors = process.communicate(timeout=300)
        self.assertEqual(process.returncode, code, f"{ranks} ranks, {args}\n{out}\n{errors}")
        return out, errors

    def traces(self, ranks, *args, name="run"):
        """What a run leaves: its JSON but for three fields, its log, its checkpoint."""
        files = ["--log", name + ".csv", "--checkpoint", name + ".net"]
        out, _ = self.run_it(ranks, *args, *files, "-j", "1", "--format", "json")
        lines = [line for line in out.splitlines() if not line.strip().startswith(VOLATILE)]
        return lines, (self.dir / (name + ".csv")).read_bytes(), (self.dir / (name + ".net")).read_bytes()

    def lines_of_log(self, name="run"):
        path = self.dir / (name + ".csv")
        return path.read_bytes().count(b"\n") if path.exists() else 0

    def started(self, ranks, *args):
        """A run of which a checkpoint is on the disk."""
        process = self.start(ranks, *args, "--log", "run.csv", "--checkpoint", "run.net", "--checkpoint-seconds", "0",
                             "-j", "1", "--format", "json")
        deadline = time.monotonic() + 120
        while process.poll() is None and not (self.dir / "run.net").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        self.assertIsNone(process.poll(), "the run ended too early")
        return process

    def workers(self, process):
        """The ranks that this mpirun started, in the order of their rank."""
        ranks = {}
        for status in pathlib.Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = int(status.read_text().rsplit(")", 1)[1].split()[1])
                environment = (status.parent / "environ").read_bytes().split(b"\0")
            except (OSError, ValueError):
                continue
            if parent == process.pid:
                ranks |= {int(e.split(b"=")[1]): int(status.parent.name) for e in environment
                          if e.startswith(b"OMPI_COMM_WORLD_RANK=")}
        return [ranks[i] for i in sorted(ranks)]

    def test_the_bytes_are_those_of_one_process(self):
        for extra, counts in (([], (1, 2, 3)), (["--net", "pseudo"], (3,)), (["--stop-at", "1/2"], (2,))):
            one = self.traces(0, *RUN, *extra)
            for ranks in counts:
                for mine, theirs, what in zip(one, self.traces(ranks, *RUN, *extra), ("record", "log", "checkpoint")):
                    self.assertEqual(mine, theirs, f"{what} of {ranks} ranks, {extra}")
        other = self.traces(0, *RUN, "--seed", "2")
        self.assertNotEqual(one[0], other[0])  # the comparison can tell runs apart

    def test_interrupted_and_resumed_on_another_number_of_ranks(self):
        whole = self.traces(0, *LONG, name="whole")
        for target, number in (("a rank", signal.SIGINT), ("mpirun", signal.SIGUSR1), ("mpirun", signal.SIGINT)):
            process = self.started(2, *LONG)
            os.kill(self.workers(process)[1] if target == "a rank" else process.pid, number)  # one is told, all stop
            _, errors = process.communicate(timeout=120)
            killing = target == "mpirun" and number == signal.SIGINT
            if killing:  # its exit code is its own, and ranks that it finds too slow it kills
                self.assertNotEqual(process.returncode, 0, errors)
            else:
                self.assertEqual(process.returncode, 4, errors)
                self.assertEqual(errors.count("--resume goes on from"), 1, errors)
            done = self.lines_of_log() - 1
            self.assertLess(done, 1000)
            self.run_it(3, *LONG, "--log", "run.csv", "--checkpoint", "run.net", "--resume", "--timeout", "0.3", code=4)
            if not killing:
                self.assertGreater(self.lines_of_log() - 1, done)
            resumed = self.traces(0, *LONG, "--resume")
            self.assertEqual(resumed, whole)
            for name in ("run.csv", "run.net"):
                (self.dir / name).unlink()

    def test_a_killed_rank_ends_the_run_and_loses_no_checkpoint(self):
        whole = self.traces(0, *LONG, name="whole")
        process = self.started(3, *LONG)
        os.kill(self.workers(process)[2], signal.SIGKILL)
        process.communicate(timeout=120)
        self.assertNotEqual(process.returncode, 0)
        self.assertEqual(self.traces(2, *LONG, "--resume"), whole)

    def test_errors_are_said_once_and_keep_their_code(self):
        def bad(code, word, *args):
            errors = self.run_it(2, *args, code=code)[1]
            self.assertEqual(errors.count("proofgauge: "), 1, errors)
            self.assertIn(word, errors)

        bad(2, "--data", "--m", "300")
        bad(2, "--rho", *RUN, "--rho", "-1")
        bad(2, "--log", *RUN, "--log", "/proc/none/x")
        (self.dir / "run.net").write_text("{}")
        bad(2, "--resume", *RUN, "--checkpoint", "run.net", "--resume")
        bad(4, "diverged", *NET[:-4], "--d", "4", "--m", "300", "--R", "1e38", "--eps", "1/4", "--T", "9", "--eta", "1e36")

    def test_one_rank_alone_with_bad_data_ends_all(self):
        """A program per rank: the second one finds other points under the same name."""
        for ranks in ("0", "1"):
            (self.dir / ranks).mkdir()
        (self.dir / "0" / "points.csv").write_text("1,0,0\n0,1,0\n0,0,1\n")
        run = ["train", "--data", "points.csv", "--m", "300", "--R", "5", "--eps", "1/2", "--T", "5"]
        for text, word in ((None, "points.csv"), ("1,0,0\n0,1,0\n0,0,-1\n", "run: got")):
            path = self.dir / "1" / "points.csv"
            if text is not None:
                path.write_text(text)
            command = ["mpirun", "--oversubscribe", "--bind-to", "none"]
            for i, rank in enumerate(("0", "1")):
                command += ([":"] if i > 0 else []) + ["-n", "1", "-wdir", str(self.dir / rank), str(PROGRAM), *run]
            result = subprocess.run(command, env=ENV, capture_output=True, text=True, timeout=120)
            self.assertIn(result.returncode, (2, 3), result.stderr)
            self.assertIn(word, result.stderr)
            self.assertEqual(result.stderr.count("proofgauge: "), 1, result.stderr)


if __name__ == "__main__":
    why = usable()
    if why:
        print("SKIPPED: " + why)
        sys.exit(1 if os.environ.get("CI") == "true" else 0)
    os.environ.pop("PROOFGAUGE_ISA", None)
    unittest.main(verbosity=1)
