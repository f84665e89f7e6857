#!/usr/bin/env python3
"""proofgauge-check against files that want its time or memory: each is refused or rejected within 300 MB and, but for one,
a second of processor time. The largest certificates that the program writes show that the limits leave room.

Usage: hostile_test.py PROOFGAUGE_CHECK PROOFGAUGE
"""
from fractions import Fraction as F
import json
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import unittest

CHECK, PROGRAM = (pathlib.Path(p).resolve() for p in (sys.argv.pop(1), sys.argv.pop(1)))
SECONDS, MEMORY = 1, 300e6
SANITIZED = "PROOFGAUGE_SANITIZED" in os.environ
if SANITIZED:  # slower, and freed memory is kept for a while
    SECONDS, MEMORY = 30, 4e9
LONG = "1" + "0" * 19_000
SAID = {"format": "proofgauge-certificate", "version": 1, "delta": "3/2", "rho": "1/10", "eps1": "2/5", "lo": "-1/2", "geometry": "chord"}


def polynomial(**parts):
    return {**SAID, "claim": "step_polynomial/least_degree", **parts}


def network(**parts):
    return {**SAID, "claim": "step_network/radius", **parts}


def long_masses(count, digits):
    """Without a common factor, mostly."""
    return [f"1/1{2 * i + 1:0{digits}}" for i in range(count)]


def grid(count):
    return [str(k) for k in range(-count // 2, count // 2)]


def cells(atoms, s, t, **premises):
    return {**network(lower={"t": "1/8", "atoms": [{"k": "1", "mass": m} for m in atoms], "s_cuts": grid(s), "t_cuts": grid(t)}), **premises}


def deep(degree):
    """Zeros at -1/2 and -1/2 + 2^-k: with a tiny eps1 the halvings go to the depth of 64, in numbers as long as eps1 is small."""
    q = [F(1)]
    for z in [F(-1, 2)] + [F(-1, 2) + F(1, 2**k) for k in range(66)]:
        by_z = [F(0)] * (len(q) + 1)
        for k, c in enumerate(q):
            by_z[k + 1] += c / (2 if k else 1)
            by_z[abs(k - 1)] += c / 2 if k else 0
        q = [a - z * b for a, b in zip(by_z, q + [F(0)])]
    scale = max(c.denominator for c in q)
    coefficients = [str(int(c * scale)) for c in q] + ["0"] * (degree + 1 - len(q))
    return {**polynomial(upper={"degree": degree, "coefficients": coefficients}), "rho": "1/2", "eps1": "1/1" + "0" * 19_990}


def measured(file):
    """Exit code, what was said, seconds of processor time and bytes at the peak of this one process."""
    script = "import resource, subprocess, sys\nr = subprocess.run(sys.argv[1:])\nu = resource.getrusage(resource.RUSAGE_CHILDREN)\n" \
             "print(r.returncode, u.ru_utime + u.ru_stime, u.ru_maxrss * 1024, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script, CHECK, file], capture_output=True, text=True, timeout=300)
    code, seconds, memory = done.stderr.splitlines()[-1].split()
    return int(code), done.stdout + done.stderr, float(seconds), float(memory)


def hostile():
    """Name, content, exit code, a word of the message; seconds if more than SECONDS."""
    good = {"degree": 1, "coefficients": ["10773329/67108864", "5611109/8388608"]}
    yield "digits", polynomial(upper={**good, "coefficients": ["1" * 100_000, "1"]}), 2, "digits"
    yield "denominator", polynomial(upper={**good, "coefficients": ["1/" + "7" * 100_000, "1"]}), 2, "digits"
    yield "exponent", polynomial(upper={**good, "coefficients": ["1e999999999", "1"]}), 2, "decimal integers"
    yield "power", polynomial(upper={**good, "coefficients": ["2^999999999", "1"]}), 2, "decimal integers"
    yield "number", json.dumps(polynomial(upper=good)).replace('"degree": 1', '"degree": 1' + "0" * 400), 2, "overflow"
    yield "degree", polynomial(upper={"degree": 4_000_000_000, "coefficients": []}), 2, "degree"
    yield "negative", polynomial(upper={"degree": -1, "coefficients": []}), 2, "degree"
    yield "many terms", polynomial(upper={"degree": 4001, "coefficients": ["0"] * 4002}), 2, "degree"
    yield "long terms", polynomial(upper={"degree": 3000, "coefficients": [f"1/{10 ** 900 + 2 * k + 1}" for k in range(3001)]}), 2, "coefficients"
    yield "long scale", polynomial(upper={"degree": 200, "coefficients": [f"1/{LONG[:-4]}{2 * k + 1:04}" for k in range(201)]}), 2, "coefficients"
    yield "large degree", polynomial(upper={"degree": 4000, "coefficients": [f"{k + 1}/{2 ** 4000}" for k in range(4001)]}), 2, "operations"
    yield "long ends", {**polynomial(upper={"degree": 2000, "coefficients": ["0"] * 2001}), "lo": "-1/" + LONG[:-1] + "7"}, 2, "degree"
    points = [f"{-5 * 10 ** 900 + k}/{10 ** 901}" for k in range(4002)]
    near = [f"{-k - 1}/{2 ** 900}" for k in range(4002)][::-1]
    yield "differences", polynomial(lower={"degree": 4000, "points": near, "residuals": ["1/2", "-1/2"] * 2001}), 2, "operations"
    yield "points", polynomial(lower={"degree": 4000, "points": points, "residuals": ["1/2", "-1/2"] * 2001}), 2, "bits"
    apart = [f"{-k - 1}/{10 ** 1000 + 2 * k + 1}" for k in range(2002)][::-1]
    yield "denominators", polynomial(lower={"degree": 2000, "points": apart, "residuals": ["1/2", "-1/2"] * 1001}), 2, "points"
    cuts = [str(k) for k in range(-300, 300)]
    atoms = [{"k": f"1/{k + 1}", "mass": "1"} for k in range(40)]
    yield "cells", network(lower={"t": "1/8", "atoms": atoms, "s_cuts": cuts, "t_cuts": cuts}), 2, "operations"
    yield "atoms", network(lower={"t": "1/8", "atoms": [{"k": "1", "mass": "1"}] * 5000}), 2, "1000"
    yield "long atoms", network(lower={"t": "1/8", "atoms": [{"k": f"1/{LONG}", "mass": "1"}], "s_cuts": cuts[:400], "t_cuts": cuts[:400]}), 2, "operations"
    yield "long t", network(two_atoms={"t": f"{LONG}1/{LONG}3"}), (0, 1), ""
    yield "values", "[" + "0," * 2_000_000 + "0]", 2, "values"
    yield "names", "{" + ",".join(f'"{k}":0' for k in range(450_000)) + "}", 2, "format"
    yield "size", " " * (17 << 20), 2, "16 MiB"
    yield "text", '{"format": "' + "x" * (15 << 20) + '"}', 2, "format"
    yield "depth", '{"a": ' * 100_000 + "0" + "}" * 100_000, 2, "nested"
    yield "escapes", '{"format": "' + "\\u0000" * 1_000_000 + '"}', 2, "format"
    yield "many long masses", cells([*long_masses(15, 19_990), *["1"] * 985], 4, 4), 2, "common denominator"
    yield "memory of long masses", cells(long_masses(5, 19_990), 500, 480), 2, "common denominator"
    yield "memory of large masses", cells(["1" * 19_990] * 5, 500, 480), 2, "bytes"
    yield "masses' denominators", cells([long_masses(18, 16_000)[k % 18] for k in range(250)], 2, 2), 2, "common denominator"
    yield "gain", cells(long_masses(1, 4_800) * 300, 2, 2, eps1="3" * 19_990 + "/1" + "0" * 19_989 + "7"), 1, "eps1 sum"
    terms = long_masses(74, 4_160)
    yield "terms' denominators", polynomial(upper={"degree": 999, "coefficients": [terms[k % 74] for k in range(1000)]}), 2, "common denominator"
    # Refused at the depth that fills the memory; the halvings before it are within the work that a file may ask for.
    yield "halvings", deep(600), 2, "bytes", 30
    yield "unterminated", '{"format": "' + "x" * (15 << 20), 2, "missing closing quote"
    yield "line ends", "\n" * (15 << 20) + "x", 2, "line ends"
    yield "fewer line ends", "\n" * 999_999 + "x", 2, "parse error"
    yield "a path", polynomial(upper={**good, "include": "/etc/passwd", "command": "$(touch owned)", "A": "/etc/passwd"}), 2, "decimal integers"


class Hostile(unittest.TestCase):
    def setUp(self):
        self.dir = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.dir)

    def judge(self, content):
        file = self.dir / "certificate.json"
        file.write_text(content if isinstance(content, str) else json.dumps(content))
        return measured(file)

    def test_each_ends_soon(self):
        for name, content, expected, word, *longer in hostile():
            with self.subTest(name):
                code, said, seconds, memory = self.judge(content)
                self.assertIn(code, expected if isinstance(expected, tuple) else (expected,), said[:300])
                self.assertIn(word, said[:2000])
                self.assertLess(len(said), 1000 if code == 2 else 200_000)
                self.assertLess(seconds, *(longer or [SECONDS]))
                self.assertLess(memory, MEMORY)
        self.assertEqual(sorted(p.name for p in self.dir.iterdir()), ["certificate.json"])

    def test_a_device_is_no_certificate(self):
        code, said, seconds, memory = measured("/dev/zero")
        self.assertEqual(code, 2, said[:300])
        self.assertLess(seconds, SECONDS)
        self.assertLess(memory, MEMORY)

    def test_out_of_memory_proves_nothing(self):
        if SANITIZED:
            self.skipTest("SKIPPED: a sanitizer needs more addresses than any limit here leaves")
        file = self.dir / "certificate.json"
        for name, content in (("numbers", cells(["1" * 19_990], 60, 60)), ("text", {"format": "x" * (15 << 20)})):
            with self.subTest(name):
                file.write_text(json.dumps(content))
                for limit, said in ((48e6, "out of memory: nothing was proved"), (1e9, None)):
                    done = subprocess.run([CHECK, file], capture_output=True, text=True, timeout=300, check=False,
                                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (int(limit), int(limit))))
                    if said:
                        self.assertEqual(done.returncode, 1, done.stderr[:300])
                        self.assertIn(said, done.stderr)
                    else:
                        self.assertNotIn("memory", done.stderr)
                    self.assertNotIn("accepted", done.stdout)

    def test_the_largest_of_the_program_are_accepted(self):
        for args, word in ((("step_polynomial", "--delta", "1/5", "--rho", "1/20", "--degree", "512", "--eps1", "1/10"), "upper: proved: degree 512"),
                           (("step_polynomial", "--construction", "explicit", "--delta", "1/22", "--ratio", "1/4", "--eps1", "1/10"), "upper: proved: degree 993"),
                           (("step_network", "--delta", "1/5", "--ratio", "1/4", "--eps1", "1/10"), "lower: proved")):
            with self.subTest(word):
                made = subprocess.run([PROGRAM, "certify", *args, "-q", "-o", "certificate.json"], cwd=self.dir, capture_output=True, text=True, timeout=300)
                self.assertEqual(made.returncode, 0, made.stderr)
                code, said, _, memory = measured(self.dir / "certificate.json")
                self.assertEqual(code, 0, said[:600])
                self.assertIn(word, said)
                self.assertLess(memory, MEMORY)

    def test_the_program_quotes_no_whole_file(self):
        (self.dir / "results.json").write_text('{"format": "' + "x" * (1 << 20))
        done = subprocess.run([PROGRAM, "replay", "results.json"], cwd=self.dir, capture_output=True, text=True, timeout=300, check=False)
        self.assertEqual(done.returncode, 2, done.stderr[:600])
        self.assertIn("missing closing quote", done.stderr)
        self.assertLess(len(done.stderr), 1000)

    def test_the_limits_can_fail(self):
        """Of the measurement: a process that spins, and one that takes memory, are seen."""
        spin = subprocess.run([sys.executable, "-c", "while True: pass"], preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (SECONDS + 1, SECONDS + 1)), check=False)
        self.assertNotEqual(spin.returncode, 0)
        self.assertGreater(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime, SECONDS)


if __name__ == "__main__":
    unittest.main()
