"""proofgauge-check against good certificates and many tampered ones.

What each must give is derived here from meaning alone, with Python's Fractions: 0 for a certificate that shows a true
claim, 1 for a claim that is false (a point where it fails is computed) or not shown by what the file holds, 2 for a file
that does not follow the format of src/check/README.md, 3 for no file. Nothing here knows the checker's code.

Usage: corpus_test.py PROOFGAUGE_CHECK
"""
import copy
from fractions import Fraction as F
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import remez
from remez import text

CHECK = pathlib.Path(sys.argv.pop(1)).resolve()
CASES = [("1", "1/4", "1/100", "-1/2", 9), ("1", "1/4", "1/100", "-1", 11), ("1", "1/10", "1/10", "-1/2", 1)]
_made = {}


def good(case):
    if case not in _made:
        _made[case] = remez.certificate(*case)
    return copy.deepcopy(_made[case])


def polynomial(c):
    return [F(x) for x in c["upper"]["coefficients"]]


def set_polynomial(c, coefficients):
    c["upper"]["coefficients"] = [text(x) for x in coefficients]
    c["upper"]["degree"] = len(coefficients) - 1


def is_false(c):
    """A point of the claimed set where the polynomial is farther than eps1 from the step, by exact evaluation."""
    error, _ = remez.largest_error(polynomial(c), F(c["lo"]), F(c["upper"]["A"]), F(c["upper"]["B"]))
    return error > F(c["eps1"])


def exact_end(delta, rho, digits, up):
    """1/4 + 3/4 cos(theta_delta - theta_rho), rounded, from cos theta_c = 1 - 2 c^2/3 and integer square roots."""
    import math
    delta, rho = F(delta), F(rho)
    s = (delta * rho)**2 * (1 - delta**2 / 3) * (1 - rho**2 / 3)
    scale = 10**digits
    root = F(math.isqrt(s.numerator * scale**2 // s.denominator) + (1 if up else 0), scale)
    return F(1, 4) + F(3, 4) * (1 - delta**2 * F(2, 3)) * (1 - rho**2 * F(2, 3)) + root


class Corpus(unittest.TestCase):
    def setUp(self):
        self.dir = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.dir)

    def judge(self, content, code, needle=""):
        file = self.dir / "certificate.json"
        if isinstance(content, bytes):
            file.write_bytes(content)
        else:
            file.write_text(content if isinstance(content, str) else json.dumps(content))
        result = subprocess.run([CHECK, file], capture_output=True, text=True, timeout=120)
        said = result.stdout + result.stderr
        self.assertEqual(result.returncode, code, f"{said[:600]}\n{str(content)[:300]}")
        self.assertIn(needle, said)
        self.assertEqual("accepted" in said, code == 0, said)
        self.assertEqual("theorem" in said and "rejected" not in said, code == 0, said)
        return result.stdout

    def each_good(self):
        return map(good, CASES)

    # ---- true claims -------------------------------------------------------------------------------------------

    def test_good_certificates_prove_the_least_degree(self):
        for case, degree in zip(CASES, (11, 13, 3)):
            c = good(case)
            self.assertEqual(c["upper"]["degree"], degree)
            said = self.judge(c, 0, f"degree {degree}")
            self.assertIn(f"no polynomial of degree {degree - 1} or less", said)
            self.assertEqual(sum(line.startswith("theorem") for line in said.splitlines()), 1)

    def test_harmless_changes_are_accepted(self):
        for c in self.each_good():
            for part in ("upper", "lower"):
                one = copy.deepcopy(c)
                del one[part]
                self.judge(one, 0)
                ends = copy.deepcopy(c)
                del ends[part]["A"], ends[part]["B"]
                self.judge(ends, 0)
            notes = copy.deepcopy(c)
            notes["made_by"] = {"anything": [1, 2.5, None]}
            notes["upper"]["note"] = "more"
            self.judge(notes, 0)
            unreduced = copy.deepcopy(c)
            for name in ("coefficients",):
                unreduced["upper"][name] = [f"{F(x).numerator * 21}/{F(x).denominator * 21}" for x in c["upper"][name]]
            unreduced["delta"] = f"{F(c['delta']).numerator * 10}/{F(c['delta']).denominator * 10}"
            self.judge(unreduced, 0)
            longer = copy.deepcopy(c)
            set_polynomial(longer, polynomial(c) + [F(0), F(0)])
            self.judge(longer, 0)
            odd = copy.deepcopy(c)  # any denominator will do: move within a fraction of the margin
            margin = F(c["eps1"]) - remez.largest_error(polynomial(c), F(c["lo"]), F(c["upper"]["A"]), F(c["upper"]["B"]))[0]
            primes = [1000003, 1000033, 1000037, 1000039, 1000081, 1000099, 1000117, 1000121, 1000133, 1000151, 1000159,
                      1000171, 1000183, 1000187]
            set_polynomial(odd, [x + margin / 100 * F(1, p) for x, p in zip(polynomial(c), primes)])
            self.judge(odd, 0)
            self.judge(json.dumps(c, indent=3, sort_keys=True), 0)

    def test_looser_upper_bound_is_accepted_and_its_lower_part_is_not(self):
        for c in self.each_good():
            c["eps1"] = text(F(c["eps1"]) * F(3, 2))
            upper = copy.deepcopy(c)
            del upper["lower"]
            self.judge(upper, 0)
            if max(abs(F(r)) for r in c["lower"]["residuals"]) <= F(c["eps1"]):
                self.judge(c, 1, "lower: rejected")

    # ---- false claims ------------------------------------------------------------------------------------------

    def tight(self, c):
        """The same polynomial with eps1 a ten-millionth above its error."""
        del c["lower"]
        error, where = remez.largest_error(polynomial(c), F(c["lo"]), F(c["upper"]["A"]), F(c["upper"]["B"]))
        c["eps1"] = text(remez.dyadic(error * (1 + F(1, 10**5)), 60))
        return error, where

    def test_nine_tenths_of_the_achieved_error_is_rejected_with_a_point(self):
        for c in self.each_good():
            error, _ = self.tight(c)
            self.judge(c, 0)
            c["eps1"] = text(error * F(9, 10))
            self.assertTrue(is_false(c))
            self.judge(c, 1, "is false at z = ")
            c["eps1"] = text(error * F(99999, 100000))
            self.judge(c, 1, "is false at z = ")

    def test_last_place_that_matters(self):
        for c in self.each_good():
            _, where = self.tight(c)
            q, b = polynomial(c), F(c["upper"]["B"])
            sign = 1 if remez.evaluate(q, where) > remez.target(where, b) else -1
            values = remez.chebyshev(len(q) - 1, where)
            slack = F(c["eps1"]) - abs(remez.evaluate(q, where) - remez.target(where, b))
            for k, value in enumerate(values):
                if abs(value) < F(1, 100):
                    continue
                place = F(1, 10**40)  # the least decimal place whose change breaks the claim at this point
                while place * abs(value) <= slack:
                    place *= 10
                change = place if (value > 0) == (sign > 0) else -place
                bad = copy.deepcopy(c)
                set_polynomial(bad, q[:k] + [q[k] + change] + q[k + 1:])
                self.assertTrue(abs(remez.evaluate(polynomial(bad), where) - remez.target(where, b)) > F(c["eps1"]))
                self.judge(bad, 1, "upper: rejected")
                fine = copy.deepcopy(c)
                set_polynomial(fine, q[:k] + [q[k] + change / 10**12] + q[k + 1:])
                self.judge(fine, 0)

    def test_changed_coefficients(self):
        for c in self.each_good():
            q = polynomial(c)
            for k in range(len(q)):
                for changed in (q[:k] + [-q[k]] + q[k + 1:], q[:k] + [F(0)] + q[k + 1:], q[:k] + q[k + 1:],
                                q[:k] + [q[k] * 1001 / 1000 + F(1, 1000)] + q[k + 1:],
                                q[:k] + [q[(k + 1) % len(q)], q[k]] + q[k + 2:]):
                    bad = copy.deepcopy(c)
                    set_polynomial(bad, changed)
                    if is_false(bad):
                        self.judge(bad, 1, "upper: rejected")

    def test_constant_polynomials_are_rejected(self):
        for c in self.each_good():
            for constant in (F(0), F(1), F(1, 2), F(10)**40):
                set_polynomial(c, [constant])
                self.assertTrue(is_false(c))
                self.judge(c, 1)

    def test_other_ends_than_delta_and_rho_give(self):
        for c in self.each_good():
            for part in ("upper", "lower"):
                for end in ("A", "B"):
                    for change in (F(1, 10**30), -F(1, 10**30), F(1, 100), -F(1, 100)):
                        bad = copy.deepcopy(c)
                        bad[part][end] = text(F(c[part][end]) + change)
                        self.judge(bad, 1, f"{part}: rejected")

    def test_other_delta_or_rho_than_the_polynomial_was_made_for(self):
        for c in self.each_good():
            bad = copy.deepcopy(c)
            bad["rho"] = text(F(c["rho"]) * F(17, 10))
            self.judge(bad, 1)
            a, b = remez.ends(F(bad["delta"]), F(bad["rho"]))
            for part in ("upper", "lower"):
                bad[part]["A"], bad[part]["B"] = text(a), text(b)
            self.assertTrue(is_false(bad))
            self.judge(bad, 1, "upper: rejected")
            wider = copy.deepcopy(c)
            wider["lo"] = "-1"
            if is_false(wider):
                self.judge(wider, 1, "upper: rejected")

    def test_lower_part(self):
        for c in self.each_good():
            del c["upper"]
            lower = c["lower"]
            size = len(lower["points"])
            a, b, lo = F(lower["A"]), F(lower["B"]), F(c["lo"])
            points = [F(z) for z in lower["points"]]
            residuals = [F(r) for r in lower["residuals"]]
            level = remez.level(points, b)

            def judged(code, **fields):
                bad = copy.deepcopy(c)
                bad["lower"].update({name: [text(x) for x in value] for name, value in fields.items()})
                self.judge(bad, code, "lower: rejected" if code == 1 else "")

            for place in (0, size - 1):
                judged(1, residuals=[level * (1 + F(1, 10**12)) * (1 if r > 0 else -1) if i == place else r
                                     for i, r in enumerate(residuals)])
            judged(0, residuals=[level * (1 - F(1, 10**12)) * (1 if r > 0 else -1) for r in residuals])
            judged(1, residuals=[r * 2 for r in residuals])
            judged(1, residuals=[F(c["eps1"]) * (1 if r > 0 else -1) for r in residuals])
            judged(1, residuals=[abs(r) for r in residuals])
            judged(1, residuals=[r if i else -r for i, r in enumerate(residuals)])
            judged(1, residuals=[F(0)] * size)
            judged(1, points=[lo - F(1, 10**9)] + points[1:])
            judged(1, points=points[:-1] + [1 + F(1, 10**9)])
            judged(1, points=points[:-1] + [points[-2]])
            judged(1, points=[points[1], points[0]] + points[2:])
            judged(1, points=list(reversed(points)))
            first = next(i for i, z in enumerate(points) if z >= b)
            judged(1, points=points[:first] + [b - F(1, 10**9)] + points[first + 1:])
            judged(1, points=points[:first - 1] + [a + F(1, 10**9)] + points[first:])
            judged(1, points=points[:first] + [(a + b) / 2] + points[first + 1:])
            if first > 2:
                moved = points[:1] + [(points[0] * 3 + points[1]) / 4] + points[2:]
                self.assertLess(remez.level(moved, b), max(map(abs, residuals)))
                judged(1, points=moved)
            # All points on one side: zero on that side is a perfect fit.
            judged(1, points=[lo + (a - lo) * F(i, size) for i in range(size)])
            # One degree more, with the count to match: an added point.
            more = copy.deepcopy(c)
            more["lower"]["degree"] += 1
            added = sorted(points + [(points[0] + points[1]) / 2])
            more["lower"]["points"] = [text(z) for z in added]
            more["lower"]["residuals"] = [text(abs(residuals[0]) * (-1)**i) for i in range(size + 1)]
            self.assertLess(remez.level(added, b), abs(residuals[0]))
            self.judge(more, 1, "lower: rejected")

    # ---- the exact geometry ------------------------------------------------------------------------------------

    def test_exact_geometry_wants_ends_on_the_safe_side(self):
        c = good(CASES[0])
        c["geometry"] = "exact"
        below, above = exact_end("1", "1/4", 30, False), exact_end("1", "1/4", 30, True)
        self.assertLess(above, F(c["upper"]["A"]))
        upper = copy.deepcopy(c)
        del upper["lower"]
        self.judge(upper, 0)  # the chord value is above the exact one: a stronger statement
        for a, code in ((above, 0), (below, 1), (above - F(1, 10**20), 1), (above + F(1, 10**20), 0)):
            upper["upper"]["A"] = text(a)
            self.judge(upper, code)
        # With the gap so much wider a lower degree is enough, and the lower part of the chord geometry is not valid.
        self.judge(c, 1, "lower: rejected")
        lower = copy.deepcopy(c)
        del lower["upper"]
        a, b = below, F(c["lower"]["B"])
        points, _, _ = remez.reference(5, F(c["lo"]), a, b)
        level = remez.level(points, b)
        lower["eps1"] = text(remez.dyadic(level * F(9, 10), 40))
        lower["lower"].update({"degree": 5, "points": [text(z) for z in points],
                               "residuals": [text(level * F(95, 100) * (-1)**i) for i in range(7)]})
        for end, code in ((below, 0), (above, 1), (below + F(1, 10**20), 1), (below - F(1, 10**20), 1)):
            lower["lower"]["A"] = text(end)
            # (with A a little lower, the point at A is outside)
            self.judge(lower, code)
        del lower["lower"]["A"]
        self.judge(lower, 2, "lower.A")

    # ---- not certificates --------------------------------------------------------------------------------------

    def test_premises(self):
        for field, values in (("delta", ["0", "-1", "2", "1733/1000"]), ("rho", ["0", "-1/4", "1/2", "51/100"]),
                              ("eps1", ["0", "-1/100", "1/2", "1"]), ("lo", ["-101/100", "23/32", "1"])):
            for value in values:
                with self.subTest(field=field, value=value):
                    c = good(CASES[0])
                    c[field] = value
                    self.judge(c, 2, f"{field}: got")

    def test_missing_and_wrong_fields(self):
        c = good(CASES[0])
        for field in ("format", "version", "claim", "delta", "rho", "geometry", "lo", "eps1"):
            bad = copy.deepcopy(c)
            del bad[field]
            self.judge(bad, 2, f"{field}: got nothing")
        for part in ("upper", "lower"):
            for field in c[part]:
                if field in "AB":
                    continue
                bad = copy.deepcopy(c)
                del bad[part][field]
                self.judge(bad, 2, f"{part}.{field}: got nothing")
        neither = copy.deepcopy(c)
        del neither["upper"], neither["lower"]
        self.judge(neither, 2, "upper")
        wrong_rational = [1, 0.5, None, True, [], {}, "", " 1", "1 ", "1/0", "1/00", "0.5", "1e-2", "1/-2", "--1", "+1", "1/2/3",
                          "/2", "1/", "nan", "inf", "0x10", "1\u0660", "1_000", "-", "1,5"]
        for where in (("delta",), ("eps1",), ("upper", "A"), ("lower", "B"), ("upper", "coefficients", 3), ("lower", "points", 0),
                      ("lower", "residuals", 11)):
            for value in wrong_rational:
                bad = copy.deepcopy(c)
                target = bad
                for step in where[:-1]:
                    target = target[step]
                target[where[-1]] = value
                self.judge(bad, 2, str(where[0]))
        for value in (11.0, "11", -1, 10**30, None, True, 12, 10, 4001, [11]):
            bad = copy.deepcopy(c)
            bad["upper"]["degree"] = value
            self.judge(bad, 2, "upper.")
        for value in (10.5, 9, 11, "10", 2**63, 2**64):
            bad = copy.deepcopy(c)
            bad["lower"]["degree"] = value
            self.judge(bad, 2, "lower.")
        for field, values in (("format", ["proofgauge", 1]), ("version", [0, 2, "1", 1.0]), ("geometry", ["Chord", "", 1]),
                              ("claim", ["step_polynomial", "", None, "step_polynomial/coefficients"]),
                              ("upper", [[], None, "x", {}]), ("lower", [1, {}])):
            for value in values:
                bad = copy.deepcopy(c)
                bad[field] = value
                self.judge(bad, 2, field)

    def test_counts(self):
        c = good(CASES[0])
        for part, field in (("upper", "coefficients"), ("lower", "points"), ("lower", "residuals")):
            for change in (lambda v: v[:-1], lambda v: v + v[-1:], lambda v: [], lambda v: {"0": v}, lambda v: None):
                bad = copy.deepcopy(c)
                bad[part][field] = change(bad[part][field])
                self.judge(bad, 2, f"{part}.{field}")

    def test_text_that_is_not_json(self):
        whole = json.dumps(good(CASES[0]))
        for length in (0, 1, 10, len(whole) // 3, len(whole) // 2, len(whole) - 1):
            self.judge(whole[:length], 2)
        for content in ("[]", "null", "1", '"x"', whole + "x", whole + whole, whole.replace('"1/100"', "NaN"), "{" * 100000,
                        "[" * 1000000, b"\xff\xfe" + whole.encode(), whole.replace("chord", "ch\x01ord"),
                        whole.encode().replace(b"chord", b"ch\xff"), whole[:-1] + ',"delta": "1"}',
                        whole.replace('"upper": {', '"upper": {"degree": 11, ', 1)):
            self.judge(content, 2)
        self.judge(whole.replace('"eps1"', '"eps1": "1/10", "eps1"', 1), 2, "twice")

    def test_huge_numbers_end_soon(self):
        c = good(CASES[0])
        huge = copy.deepcopy(c)
        huge["upper"]["coefficients"][5] = "1" + "0" * 10000
        self.judge(huge, 1)
        huge["upper"]["coefficients"][5] = "1/" + "1" + "0" * 10000
        self.judge(huge, 1)
        huge["upper"]["coefficients"][5] = "1" * 300000
        self.judge(huge, 2)
        bad = copy.deepcopy(c)
        bad["lower"]["points"][0] = text(F(-1, 2) + F(1, 10**2000))
        self.judge(bad, 1 if remez.level([F(z) for z in bad["lower"]["points"]], F(bad["lower"]["B"])) <
                   max(abs(F(r)) for r in bad["lower"]["residuals"]) else 0)

    def test_no_file_and_wrong_usage(self):
        for arguments, code in ((["/no/such/file"], 3), ([str(self.dir)], 3), ([], 2), (["a", "b"], 2), (["--frobnicate"], 2),
                                (["--help"], 0), (["--version"], 0)):
            result = subprocess.run([CHECK, *arguments], capture_output=True, text=True, timeout=120)
            self.assertEqual(result.returncode, code, result.stderr)
            self.assertEqual(bool(result.stderr), code != 0)


if __name__ == "__main__":
    unittest.main()
