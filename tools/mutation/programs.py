"""The test programs of a finished build, built again with instrumented sources in place of the tree's."""
import json
import math
import os
import pathlib
import re
import resource
import shlex
import signal
import subprocess
import tempfile
import threading
import time

CASE = re.compile(r'Leaving test case "([^"]+)"(?:; testing time: (\d+)us)?')
SUITE = re.compile(r'(Entering|Leaving) test suite "([^"]+)"')
# What Boost.Test writes when a check does not hold or a case is left by an exception or a signal.
FAILED = re.compile(r': (?:fatal )?error: in "([^"]*)": (.*)|^(?:\S*?(?:terminate called|Sanitizer))')
BAD_SETUP = 200  # of Boost.Test: no such case, bad option; a case that fails gives 201
MEMORY = 8 << 30
WAIT = 20  # times its processor time: what a program may take by the clock, should it sleep for ever


class Failure(Exception):
    pass


def ninja(build, *arguments):
    done = subprocess.run(["ninja", "-C", build, "-t", *arguments], capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        raise Failure(f"ninja -t {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout


class Build:
    """A configured and built Ninja tree: which program has which objects, and which object read which file."""

    def __init__(self, build):
        self.build = build
        if not (build / "compile_commands.json").is_file():
            raise Failure(f"{build}: no compile_commands.json; configure with a preset and build the tests first")
        self.compile = {re.search(r" -o (\S+)", c["command"]).group(1): c for c in json.loads((build / "compile_commands.json").read_text())}
        self.reads = {}
        name = None
        for line in ninja(build, "deps").splitlines():
            if line and not line.startswith(" "):
                name = line.split(":")[0]
                self.reads[name] = set()
            elif name and line.strip():
                self.reads[name].add(os.path.normpath(os.path.join(build, line.strip())))

    def tests(self, folder):
        """The Boost.Test programs made in this folder of the build."""
        found = re.findall(r"^(\S+_test): CXX_EXECUTABLE_LINKER", ninja(self.build, "targets", "all"), re.M)
        return [t for t in found if os.path.dirname(t) == folder]

    def link_command(self, program):
        line = ninja(self.build, "commands", program).splitlines()[-1]
        return shlex.split(line.removeprefix(": && ").removesuffix(" && :"))


class Program:
    """One test program with mutants inside. `sources` maps a file of the tree to its instrumented text's path."""

    def __init__(self, build, name, sources, scratch, include, overlay):
        self.name = name
        self.path = scratch / "bin" / name
        self.cases = []
        command, objects = build.link_command(name), []
        self.read = set()
        for k, token in enumerate(command):
            entry = build.compile.get(token)
            if entry is None:
                continue
            read = build.reads.get(token)
            if read is None:
                raise Failure(f"{build.build}: {token} is not built; run ninja {name} first")
            if not read & set(sources):
                continue
            self.read |= read & set(sources)
            command[k] = self.compile_object(build, token, entry, sources, scratch, include, overlay)
        # A source of a library: its object before the library, which then does not define it again.
        for source, text in sources.items():
            if source.endswith(".cc"):
                output, entry = next((o, e) for o, e in build.compile.items() if e["file"] == source)
                objects.append(self.compile_object(build, output, entry, {source: text, **sources}, scratch, include, overlay))
                self.read.add(source)
        at = command.index("-o")
        command[at + 1] = str(self.path)
        command[at:at] = objects
        self.path.parent.mkdir(parents=True, exist_ok=True)
        run_tool(command, build.build)

    @staticmethod
    def compile_object(build, output, entry, sources, scratch, include, overlay):
        command = shlex.split(entry["command"])
        target = scratch / "objects" / output
        target.parent.mkdir(parents=True, exist_ok=True)
        command[command.index("-o") + 1] = str(target)
        if entry["file"] in sources:
            command[-1] = str(sources[entry["file"]])
        first = next(k for k, word in enumerate(command) if word.startswith("-"))
        command[first:first] = ["-w", f"-I{overlay}", f"-I{include}"]
        stamp = target.with_suffix(".command")
        text = json.dumps([command, [pathlib.Path(s).read_text() for s in sources.values()]])
        if not (target.exists() and stamp.exists() and stamp.read_text() == text and fresh(target, build.reads[output])):
            run_tool(command, build.build)
            stamp.write_text(text)
        return str(target)

    def learn_cases(self, seconds):
        """Runs without a mutant, which must pass, and times each case."""
        status, failure, lines = self.run(0, [], seconds)
        if status != "passed":
            raise Failure(f"{self.name} fails without a mutant: {status} {failure}")
        suites = []
        for line in lines:
            suite, case = SUITE.search(line), CASE.search(line)
            if suite and suite.group(1) == "Entering":
                suites.append(suite.group(2))
            elif suite:
                suites.pop()
            elif case:
                self.cases.append(("/".join([*suites, case.group(1)]), int(case.group(2) or 0) / 1e6))
        if not self.cases:
            raise Failure(f"{self.name}: no test case ran")

    def run(self, number, cases, seconds):
        """('passed' | 'failed' | 'timeout', what failed, output) within `seconds` of processor time; stopped at the first failure."""
        command = [str(self.path), "--log_level=test_suite", "--color_output=no", "--report_level=no"]
        if cases:
            command.append("--run_test=" + ":".join(cases))
        with tempfile.TemporaryDirectory() as here:
            process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                                       cwd=here, start_new_session=True, preexec_fn=lambda: limit(seconds),
                                       env={**os.environ, "PROOFGAUGE_MUTANT": str(number)})
            late = threading.Event()
            timer = threading.Timer(WAIT * seconds, lambda: (late.set(), kill(process)))
            timer.start()
            lines, failure = [], ""
            for line in process.stdout:
                lines.append(line.rstrip())
                match = FAILED.search(line)
                if match:
                    failure = " ".join(g for g in match.groups() if g)[:200] or line.strip()[:200]
                    kill(process)
                    break
            process.stdout.close()
            code = process.wait()
            timer.cancel()
        if failure:
            return "failed", failure, lines
        if late.is_set() or code == -signal.SIGXCPU:
            return "timeout", f"no end after {seconds:.0f} s of processor time", lines
        if code == BAD_SETUP:
            raise Failure(f"{self.name}: could not run {cases}: {lines[-3:]}")
        return ("passed", "", lines) if code == 0 else ("failed", f"exit status {code}", lines)


def fresh(target, read):
    stamp = target.stat().st_mtime
    return all(not os.path.exists(f) or os.path.getmtime(f) <= stamp for f in read)


def limit(seconds):
    """Of processor time, which a busy machine does not change."""
    os.nice(19)
    seconds = math.ceil(seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def kill(process):
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def run_tool(command, cwd):
    start = time.monotonic()
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    if done.returncode != 0:
        raise Failure(f"{' '.join(command)[:300]} ...\n{done.stdout[-1500:]}{done.stderr[:3000]}")
    return time.monotonic() - start
