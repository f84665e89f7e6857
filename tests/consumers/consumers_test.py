#!/usr/bin/env python3
"""The installed package, as a stranger would use it.

Installs the build into an empty prefix, moves it elsewhere (it must be relocatable), and from there: compiles every
public header alone; builds a program that links the library, by find_package, by add_subdirectory and by pkg-config;
builds a project that adds a lemma, and looks for its claim in list, verify, its false twin and the HTML report.
Usage: consumers_test.py BUILD SOURCE CMAKE
"""
import concurrent.futures
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

BUILD, SOURCE, CMAKE = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
CONSUMERS = SOURCE / "tests/consumers"


def run(*command, cwd=None, code=0):
    done = subprocess.run([str(c) for c in command], cwd=cwd, capture_output=True, text=True, timeout=1500)
    assert done.returncode == code, f"{command}: exit {done.returncode}, not {code}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tmp = pathlib.Path(tempfile.mkdtemp(prefix="proofgauge-consumers-"))
        run(CMAKE, "--install", BUILD, "--prefix", cls.tmp / "installed")
        cls.prefix = cls.tmp / "moved"
        (cls.tmp / "installed").rename(cls.prefix)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.tmp)

    def build(self, project, *options):
        where = self.tmp / f"build-{project.name}-{len(options)}"
        launcher = os.environ.get("CMAKE_CXX_COMPILER_LAUNCHER")
        more = [f"-DCMAKE_CXX_COMPILER_LAUNCHER={launcher}"] if launcher else []
        run(CMAKE, "-S", project, "-B", where, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release", *more, *options)
        run(CMAKE, "--build", where)
        return where

    def test_every_public_header_compiles_alone(self):
        include = self.prefix / "include"
        headers = sorted(h.relative_to(include) for h in include.rglob("*.h"))
        self.assertGreater(len(headers), 50)

        def compile_alone(header):
            done = subprocess.run(["g++", "-std=c++20", "-fsyntax-only", "-I", include, "-I", include / "proofgauge",
                                   "-I", "/usr/include/eigen3", "-x", "c++", "-"], input=f'#include "{header}"\n',
                                  capture_output=True, text=True)
            return None if done.returncode == 0 else f"{header}: {done.stderr[:300]}"

        broken = self.tmp / "broken.h"  # the check itself must be able to fail
        broken.write_text("inline std::string planted;\n")
        self.assertIsNotNone(compile_alone(broken))
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            failures = [f for f in pool.map(compile_alone, headers) if f]
        self.assertEqual(failures, [])

    def test_program_by_find_package(self):
        where = self.build(CONSUMERS / "library", f"-DCMAKE_PREFIX_PATH={self.prefix}")
        self.assertEqual(json.loads(run(where / "uses_proofgauge"))["verdict"], "verified")

    def test_program_by_add_subdirectory(self):
        where = self.build(CONSUMERS / "library", f"-DPROOFGAUGE_TREE={SOURCE}", "-DCMAKE_CXX_FLAGS=-O0")
        self.assertEqual(json.loads(run(where / "uses_proofgauge"))["verdict"], "verified")

    def test_program_by_pkg_config(self):
        flags = subprocess.run(["pkg-config", "--cflags", "--libs", "proofgauge"], capture_output=True, text=True, check=True,
                               env=os.environ | {"PKG_CONFIG_PATH": str(self.prefix / "lib/pkgconfig")}).stdout.split()
        program = self.tmp / "by-pkg-config"
        run("g++", "-std=c++20", CONSUMERS / "library/main.cc", "-o", program, *flags)
        self.assertEqual(json.loads(run(program))["verdict"], "verified")

    def test_no_path_of_the_building_machine_is_exported(self):
        for file in (self.prefix / "lib/cmake/proofgauge").iterdir():
            self.assertNotIn(str(SOURCE), file.read_text(), file)
            self.assertNotIn(str(BUILD), file.read_text(), file)

    def test_the_lemma_outside_the_tree_is_20_lines_and_the_documents_show_it(self):
        files = [(CONSUMERS / "lemma" / name).read_text() for name in ("CMakeLists.txt", "lemma.cc")]
        self.assertLessEqual(sum(len(text.splitlines()) for text in files), 20)
        for document in ("README.md", "docs/library.md"):
            for text in files:
                self.assertIn(f"\n{text}```\n", (SOURCE / document).read_text(), document)

    def test_lemma_outside_the_tree(self):
        gauss = self.build(CONSUMERS / "lemma", f"-DCMAKE_PREFIX_PATH={self.prefix}") / "gauss"
        here = self.tmp / "run"
        here.mkdir()
        listed = run(gauss, "list")
        self.assertIn("gauss_tail/half", listed)
        self.assertIn("real_vs_pseudo/uniform_bound", listed)  # beside the lemmas of the package
        self.assertIn("2 verified", run(gauss, "verify", "gauss_tail", cwd=here))
        self.assertIn("3 verified", run(gauss, "verify", "gauss_tail", "--t", "0.05,1/2,3", cwd=here))
        self.assertIn("refuted", run(gauss, "verify", "gauss_tail/half!smaller", "--t", "0.1", cwd=here, code=1))
        run(gauss, "report", "--filter", "gauss_tail", "-o", here / "report", cwd=here)
        page = (here / "report/index.html").read_text()
        self.assertIn("gauss_tail/half", page)
        self.assertIn("tail with the constant 1/2", page)
        self.assertIn("P(Z &gt; t) &lt;= exp(-t^2/2)/2", page)
        record = json.loads((here / "report/results.json").read_text())["records"][0]
        self.assertEqual((record["source"], record["falsified_twins"]), ("textbook", {"n": 1, "caught": 1}))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
