"""attack NETWORK: the certified worst case beside every attack, from files written here.

Usage: attack_test.py PROOFGAUGE SOURCE_DIR
"""
import json
import math
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

PROGRAM, ROOT = (pathlib.Path(p).resolve() for p in (sys.argv.pop(1), sys.argv.pop(1)))
S = math.sqrt(0.75)


def random_network(d, m=24, n=3, R=3.0, rho=0.2, seed=1):
    rng = random.Random(seed)
    tau = R * m ** (-2 / 3)
    gauss = lambda count: [rng.gauss(0, m ** -0.5) for _ in range(count)]
    W0 = [gauss(m) for _ in range(d)]
    W = [row[:] for row in W0]
    for r in range(m):
        W[rng.randrange(d)][r] += rng.uniform(-1, 1) * tau
    points = []
    for _ in range(n):
        v = [rng.gauss(0, 1) for _ in range(d - 1)]
        size = math.sqrt(sum(c * c for c in v))
        points.append({"x": [S * c / size for c in v] + [0.5], "y": rng.choice([-1, 1])})
    return {"d": d, "m": m, "R": R, "rho": rho, "W0": W0, "b": gauss(m),
            "a": [rng.choice([-1, 1]) * m ** (-1 / 3) for _ in range(m)], "W": W, "points": points}


def f(net, x):
    total = 0.0
    for r in range(net["m"]):
        u = net["b"][r] + sum(net["W"][k][r] * x[k] for k in range(net["d"]))
        total += net["a"][r] * max(0.0, u)
    return total


def gap(net, x):
    """The larger side of 4.1 at x."""
    tau = net["R"] * net["m"] ** (-2 / 3)
    f0, plus, minus = 0.0, 0.0, 0.0
    for r in range(net["m"]):
        z = net["b"][r] + sum(net["W0"][k][r] * x[k] for k in range(net["d"]))
        h = max(0.0, tau - abs(z))
        f0 += net["a"][r] * max(0.0, z)
        if net["a"][r] > 0:
            plus += net["a"][r] * h
        else:
            minus -= net["a"][r] * h
    return max(f0 + plus, minus - f0)


def on_circle(angle):
    return [S * math.cos(angle), S * math.sin(angle), 0.5]


class Attack(unittest.TestCase):
    def setUp(self):
        self.dir = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.dir)

    def run_it(self, *args, code=0):
        result = subprocess.run([PROGRAM, *args], cwd=self.dir, capture_output=True, text=True, timeout=300)
        self.assertEqual(result.returncode, code, f"{args}\n{result.stdout}\n{result.stderr}")
        return result

    def written(self, net, name="net.json"):
        (self.dir / name).write_text(net if isinstance(net, str) else json.dumps(net))
        return name

    def records(self, *args, code=0):
        return json.loads(self.run_it(*args, "--format", "json", code=code).stdout)["records"]

    def test_circle_matches_a_dense_grid(self):
        net = random_network(3)
        records = self.records("attack", self.written(net))
        losses = [r["result"]["robust_loss"] for r in records if "robust_loss" in r["result"]]
        self.assertEqual(len(losses), 3)
        half = 2 * math.asin(net["rho"] / math.sqrt(3))
        for point, loss in zip(net["points"], losses):
            centre = math.atan2(point["x"][1], point["x"][0])
            grid = max(abs(f(net, on_circle(centre + half * (i / 1000 - 1))) - point["y"]) for i in range(2001))
            self.assertLess(loss["upper"] - loss["lower"], 1e-11)
            self.assertLess(grid, loss["upper"] + 1e-12)
            # A grid step is half/1000; f has the Lipschitz constant sum |a| |W|.
            lipschitz = sum(abs(net["a"][r]) * math.hypot(*(net["W"][k][r] for k in range(3))) for r in range(net["m"]))
            self.assertGreater(grid, loss["lower"] - lipschitz * half / 1000)
        found = next(r["result"]["gap"] for r in records if "gap" in r["result"])
        grid = max(gap(net, on_circle(2 * math.pi * i / 5000)) for i in range(5000))
        self.assertLess(grid, found["upper"] + 1e-12)
        self.assertGreater(grid, found["lower"] - 1e-3)
        self.assertEqual({r["verdict"] for r in records}, {"verified"})

    def test_every_attack_stands_beside_the_certificate(self):
        name = self.written(random_network(4))
        for record in self.records("attack", name, "--attacks", "identity,one-step,random-20,pgd-10,pgd-20x3"):
            if "robust_loss" not in record["result"]:
                self.assertEqual(record["verdict"], "outside-assumptions")
                continue
            result = record["result"]
            self.assertLessEqual(result["robust_loss"]["upper"] - result["robust_loss"]["lower"], 1.1e-6)
            for attack in ("identity", "one-step", "random-20", "pgd-10", "pgd-20x3"):
                self.assertLessEqual(result[f"loss_{attack}"]["lower"], result["robust_loss"]["upper"])

    def test_text_is_a_table_with_one_line_per_point(self):
        lines = self.run_it("attack", self.written(random_network(3)), "-q").stdout.splitlines()
        self.assertTrue(lines[0].startswith("point"))
        self.assertIn("pgd-10", lines[0])
        self.assertEqual([line.split()[0] for line in lines[1:4]], ["0", "1", "2"])
        self.assertIn("worst_case/gap_supremum", "\n".join(lines))

    def test_records_validate_replay_and_do_not_depend_on_threads(self):
        name = self.written(random_network(3))
        args = ["attack", name, "--attacks", "pgd-5x2", "--point", "1"]
        one, two = self.records(*args, "-j", "1"), self.records(*args, "-j", "2")
        for record in one + two:
            record.pop("wall_s")
        self.assertEqual(one, two)
        self.run_it(*args, "--format", "json", "-o", "out.json")
        self.assertEqual(self.run_it("schema", "out.json").stdout, "valid\n")
        self.assertIn("reproduced in every field", self.run_it("replay", "out.json").stdout)
        self.run_it("verify", "worst_case/ball!no_gain", "--network", name, code=1)

    def test_loss_and_rho_options(self):
        name = self.written(random_network(3))
        small, large = ([r["result"]["robust_loss"] for r in self.records("attack", name, "--rho", rho) if "robust_loss" in r["result"]]
                        for rho in ("0.05", "1"))
        for a, b in zip(small, large):
            self.assertLessEqual(a["lower"], b["upper"])
        for loss in ("pseudo-huber", "hinge"):
            self.records("attack", name, "--loss", loss)

    def test_malformed_networks_exit_2_and_name_the_field(self):
        def broken(change):
            net = random_network(3)
            change(net)
            return net

        cases = [
            (broken(lambda n: n.pop("W0")), "W0"),
            (broken(lambda n: n.pop("rho")), "rho"),
            (broken(lambda n: n["W"][1].pop()), "W[1]"),
            (broken(lambda n: n["W"].pop()), "W"),
            (broken(lambda n: n["b"].append(1)), "b"),
            (broken(lambda n: n["a"].__setitem__(3, "x")), "a[3]"),
            (broken(lambda n: n["points"][2]["x"].__setitem__(2, 0.6)), "points[2].x"),
            (broken(lambda n: n["points"][1].update(y=2)), "points[1].y"),
            (broken(lambda n: n["W"][0].__setitem__(7, 99)), "column 7"),
            (broken(lambda n: n.update(d=2)), "W0"),
            (broken(lambda n: n.update(m=10**18)), "m"),
            (broken(lambda n: n.update(points=[])), "points"),
            ("{", "text that is no JSON"),
            ("", "text that is no JSON"),
            ("[]", "JSON object"),
        ]
        for net, field in cases:
            with self.subTest(field=field):
                result = self.run_it("attack", self.written(net), code=2)
                self.assertEqual(result.stdout, "")
                self.assertIn(field, result.stderr)
        half = broken(lambda n: n["points"][0].update(y=0.5))
        self.assertIn("points[0].y", self.run_it("attack", self.written(half), "--loss", "hinge", code=2).stderr)

    def test_bad_options_exit_2_and_missing_files_3(self):
        name = self.written(random_network(3))
        for args, needle in ((["attack"], "NETWORK"), (["attack", name, name], "NETWORK"),
                             (["attack", name, "--attacks", "pgd"], "--attacks"), (["attack", name, "--loss", "l2"], "--loss"),
                             (["attack", name, "--point", "3"], "--point"), (["attack", name, "--m", "64"], "--m"),
                             (["attack", name, "--gap", "0"], "--gap"), (["attack", name, "--network", name], "--network"),
                             (["attack", name, "--format", "csv"], "--format"), (["attack", str(self.dir)], "directory")):
            with self.subTest(args=args):
                self.assertIn(needle, self.run_it(*args, code=2).stderr)
        self.assertIn("not found", self.run_it("attack", "none.json", code=3).stderr)

    def test_points_a_hair_off_X_are_accepted(self):
        net = random_network(3)
        net["points"][0]["x"][0] += 5e-10
        net["points"][0]["x"][2] -= 5e-10
        self.assertEqual(self.records("attack", self.written(net), "--point", "0")[0]["verdict"], "verified")

    def test_cli_schema_lists_attack(self):
        described = json.loads(self.run_it("schema", "--cli", "--format", "json").stdout)
        names = " ".join(o["name"] for o in described["attack"]["options"])
        for option in ("--attacks", "--loss", "--rho", "--point", "--gap", "--cells"):
            self.assertTrue(re.search(rf"{option}\b", names), names)


if __name__ == "__main__":
    unittest.main()
