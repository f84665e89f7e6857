"""proofgauge-check against good and tampered certificates of step_network/radius.

Expected results come from this file alone: E|G| by a midpoint rule over the normal density, the closed form of two
atoms by math.acos, and the format of src/check/README.md. Nothing here knows the checker's code.

Usage: network_corpus_test.py PROOFGAUGE_CHECK
"""
import copy
from fractions import Fraction as F
import json
import math
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

from remez import dyadic, ends, text

CHECK = pathlib.Path(sys.argv.pop(1)).resolve()
# Near-optimal measures (k, mass); a mass is on the right where u = (1 - k^2)/(1 + k^2) >= B.
CASES = {
    ("1", "1/10", "1/10"): [("1/20", "38/100"), ("51/100", "-50/100"), ("117/100", "12/100")],
    ("1", "1/4", "1/10"): [("37/1000", "-10/100"), ("1259/10000", "357/1000"), ("405/1000", "-395/1000"),
                           ("69/100", "143/1000"), ("173/100", "-5/1000")],
    ("1", "1/4", "1/5"): [("0", "-3/100"), ("1/8", "36/100"), ("41/100", "-50/100"), ("3/4", "11/100")],
}


def u_of(k):
    return (1 - k * k) / (1 + k * k)


def cdf(x):
    return math.erfc(-x / math.sqrt(2)) / 2


def mean_of_size(atoms):
    """E|G| by midpoints, 500 x 90 of them, crowded at s = 0."""
    total, width_t = 0.0, 12 / 90
    edges = [math.copysign(0.02 * (math.exp(abs(j) / 250 * math.log(300)) - 1), j) for j in range(-250, 251)]
    floats = [(float(k), float(m)) for k, m in atoms]
    for a, b in zip(edges, edges[1:]):
        s, p = (a + b) / 2, cdf(b) - cdf(a)
        for j in range(90):
            t = -6 + (j + 0.5) * width_t
            g = sum(m * (cdf((s / k - k * t) / math.sqrt(2)) if k else s > 0) for k, m in floats)
            total += abs(g) * p * math.exp(-t * t / 2) / math.sqrt(2 * math.pi) * width_t
    return total


def closed_form(delta, rho, eps1):
    a, b = map(float, ends(F(delta), F(rho)))
    difference = math.acos(a) - math.acos(b)
    return (1 - 2 * float(F(eps1))) * math.pi / (2 * math.asin(math.sin(difference / 2) / math.sqrt(2)))


_made = {}


def good(case):
    """The certificate, and the value its measure proves with exact integration."""
    if case not in _made:
        delta, rho, eps1 = case
        atoms = [(F(k), F(m)) for k, m in CASES[case]]
        _, b = ends(F(delta), F(rho))
        gain = sum(m * (u_of(k) >= b) for k, m in atoms) - F(eps1) * sum(abs(m) for _, m in atoms)
        value = float(gain) / mean_of_size(atoms)
        half = [F(round(2**20 * 0.015 * (math.exp(j / 60 * math.log(400)) - 1)), 2**20) for j in range(61)]
        _made[case] = ({
            "format": "proofgauge-certificate", "version": 1, "claim": "step_network/radius", "delta": delta, "rho": rho,
            "geometry": "chord", "lo": "-1/2", "eps1": eps1,
            "two_atoms": {"t": text(dyadic(F(closed_form(*case) * (1 - 1e-12)), 60))},
            "lower": {"t": text(dyadic(F(value * 0.95), 60)), "atoms": [{"k": text(k), "mass": text(m)} for k, m in atoms],
                      "s_cuts": [text(-x) for x in reversed(half[1:])] + [text(x) for x in half],
                      "t_cuts": [text(F(j, 2)) for j in range(-12, 13)]},
        }, value)
    certificate, value = _made[case]
    return copy.deepcopy(certificate), value


class NetworkCorpus(unittest.TestCase):
    def setUp(self):
        self.dir = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.dir)

    def judge(self, content, code, needle=""):
        file = self.dir / "certificate.json"
        file.write_text(json.dumps(content))
        result = subprocess.run([CHECK, file], capture_output=True, text=True, timeout=120)
        said = result.stdout + result.stderr
        self.assertEqual(result.returncode, code, f"{said[:600]}\n{str(content)[:300]}")
        self.assertIn(needle, said)
        self.assertEqual("accepted" in said, code == 0, said)
        return result.stdout

    def test_measures_prove_95_percent_and_not_more_than_their_value(self):
        for case in CASES:
            c, value = good(case)
            said = self.judge(c, 0, "lower: proved")
            self.assertIn("two_atoms: proved", said)
            self.assertEqual(sum(line.startswith("theorem") for line in said.splitlines()), 1)
            c["lower"]["t"] = text(dyadic(F(value * 1.003), 60))  # midpoints are good to a part in 1000
            self.judge(c, 1, "lower: rejected")
            c["lower"]["t"] = "1000000"
            self.judge(c, 1, "lower: rejected")

    def test_closed_form_is_proved_to_twelve_digits(self):
        for delta in ("1", "1/2", "1/5", "17/10", "1/1000"):
            for ratio in (F(1, 20), F(1, 4), F(2, 5), F(499, 1000)):
                for eps1 in ("3/10", "1/100", "1/1000000"):
                    rho = text(F(delta) * ratio)
                    value = closed_form(delta, rho, eps1)
                    c = good(("1", "1/4", "1/10"))[0]
                    del c["lower"]
                    c.update({"delta": delta, "rho": rho, "eps1": eps1})
                    a, b = ends(F(delta), F(rho))
                    if a <= F(-1, 2):
                        self.judge(c, 2, "lo")
                        continue
                    # floating point loses digits where the two angles are close
                    digits = 1e-12 + 1e-15 / (math.acos(a) - math.acos(b))**2
                    c["two_atoms"]["t"] = text(F(value * (1 - 4 * digits)))
                    self.judge(c, 0, "two_atoms: proved")
                    c["two_atoms"]["t"] = text(F(value * (1 + 4 * digits)))
                    self.judge(c, 1, "two_atoms: rejected")

    def test_scaled_and_split_measures_prove_the_same(self):
        c, _ = good(("1", "1/4", "1/10"))
        for atom in c["lower"]["atoms"]:
            atom["mass"] = text(F(atom["mass"]) * F(7, 3))
        self.judge(c, 0)
        first = c["lower"]["atoms"][0]
        first["mass"] = text(F(first["mass"]) / 2)
        c["lower"]["atoms"].append(dict(first))
        self.judge(c, 0)

    def test_tampered_measures(self):
        for case in CASES:
            c, value = good(case)
            _, b = ends(F(case[0]), F(case[1]))
            a, _ = ends(F(case[0]), F(case[1]))

            def changed(code, needle="lower: rejected", **fields):
                bad = copy.deepcopy(c)
                bad["lower"].update(fields)
                self.judge(bad, code, needle)

            atoms = c["lower"]["atoms"]
            for i, atom in enumerate(atoms):
                for k, mass in ((atom["k"], text(-F(atom["mass"]))), (atom["k"], text(F(atom["mass"]) * 3)),
                                ("7/4", atom["mass"]), ("2", atom["mass"])):
                    new = atoms[:i] + [{"k": k, "mass": mass}] + atoms[i + 1:]
                    # by meaning: outside the set, or another value
                    exact = [(F(x["k"]), F(x["mass"])) for x in new]
                    gain = sum(m * (u_of(q) >= b) for q, m in exact) - F(case[2]) * sum(abs(m) for _, m in exact)
                    inside = all(u_of(q) >= b or F(-1, 2) <= u_of(q) <= a for q, _ in exact)
                    if not inside or gain <= 0 or float(gain) / mean_of_size(exact) < 0.94 * value:
                        changed(1, atoms=new)
            gap = next(F(i, 1000) for i in range(1, 1000) if a < u_of(F(i, 1000)) < b)
            changed(1, "outside [lo, A] and [B, 1]", atoms=atoms + [{"k": text(gap), "mass": "1/1000"}])
            changed(1, atoms=[{"k": x["k"], "mass": "0"} for x in atoms])
            inner = [x for x in c["lower"]["s_cuts"] if abs(F(x)) < 1]
            changed(1, s_cuts=inner)  # most of the plane is outside the cells
            changed(1, t_cuts=["-1", "0", "1"])
            changed(1, s_cuts=["-6", "0", "6"])
            changed(1, t_cuts=["-6", "6"])
            bad = copy.deepcopy(c)
            bad["lower"]["A"] = text(a + F(1, 10**20))
            self.judge(bad, 1, "lower: rejected")
            bad = copy.deepcopy(c)
            bad["two_atoms"]["B"] = text(b - F(1, 10**20))
            self.judge(bad, 1, "two_atoms: rejected")

    def test_what_is_not_re_proved_says_so(self):
        c, _ = good(("1", "1/4", "1/10"))
        del c["lower"]["s_cuts"], c["lower"]["t_cuts"]
        c["lower"]["t"] = "10000"
        c["upper"] = {"t": "9"}
        said = self.judge(c, 0, "lower: not checked")
        self.assertIn("upper: not checked", said)
        self.assertNotIn("10000", next(line for line in said.splitlines() if line.startswith("theorem")))
        del c["two_atoms"]
        self.judge(c, 1)  # nothing proved
        del c["lower"]
        self.judge(c, 2, "two_atoms")

    def test_exact_geometry_wants_ends_on_the_safe_side(self):
        c, _ = good(("1", "1/4", "1/10"))
        delta, rho = F(1), F(1, 4)
        s = (delta * rho)**2 * (1 - delta**2 / 3) * (1 - rho**2 / 3)
        root = F(math.isqrt(int(s * 10**60)), 10**30)
        end = F(1, 4) + F(3, 4) * (1 - delta**2 * F(2, 3)) * (1 - rho**2 * F(2, 3)) + root
        c["geometry"] = "exact"
        self.judge(c, 2, "two_atoms.A")
        b = 1 - rho**2 / 2
        for a, code in ((end, 0), (end + F(1, 10**29), 1), (F(-51, 100), 1), (F(-2), 1), (F(-1, 2), 1)):
            one = copy.deepcopy(c)
            del one["lower"]
            angle = math.acos(max(-1, float(a))) - math.acos(float(b))
            t = 0.8 * math.pi / (2 * math.asin(math.sin(angle / 2) / math.sqrt(2)))
            one["two_atoms"] = {"A": text(a), "B": text(b), "t": text(F(t * (1 - 1e-12)))}
            self.judge(one, code)

    def test_malformed(self):
        c, _ = good(("1", "1/4", "1/10"))
        lower = c["lower"]
        cuts = lower["s_cuts"]
        for name, values in (("t", ["0", "-1", 8, None]), ("atoms", [[], {}, [1], [{"k": "1/8"}], [{"k": "-1/8", "mass": "1"}],
                                                                     [{"k": "1/8", "mass": 0.5}], lower["atoms"] * 1000]),
                             ("s_cuts", [[], ["0"], cuts[::-1], [x for x in cuts if x != "0"], cuts + cuts[-1:], "0", [0, 1],
                                         [str(i) for i in range(30000)], None]),
                             ("t_cuts", [["1"], ["1", "0"], 3])):
            for value in values:
                bad = copy.deepcopy(c)
                bad["lower"][name] = value
                self.judge(bad, 2, f"lower.{name}")
        for part, fields in (("lower", ("t", "atoms", "s_cuts", "t_cuts")), ("two_atoms", ("t",))):
            for field in fields:
                bad = copy.deepcopy(c)
                del bad[part][field]
                self.judge(bad, 2, f"{part}.{field}")
        for field in ("delta", "rho", "eps1", "lo", "geometry"):
            bad = copy.deepcopy(c)
            del bad[field]
            self.judge(bad, 2, field)


if __name__ == "__main__":
    unittest.main()
