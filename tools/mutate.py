#!/usr/bin/env python3
"""Mutation check: would a test notice a wrong bound?

Every constant, exponent, sign and comparison of a bound (lemmas/*/claim.h, *_claim.h, src/*/*_bound.h) and of the judge
(src/claim/verdict.cc) is changed, one at a time; the tests of the lemmas that use it run; a mutant that no test kills is a
survivor. Only Boost.Test programs of lemma folders (and claim_test) count: no baseline, golden file or schema does. False
twins (namespace twin) are no bounds and stay as they are. All mutants are compiled in at once and chosen by an environment
variable (tools/mutation/mutant.h), so a header costs one build; a test program is stopped at its first failed check.

Needs a finished build of the tests. Prints a table and the survivors, and writes every mutant to a JSON file.
tools/mutation_survivors.toml gives reasons: kind "equivalent" (the same bound, or the same in every case that can occur:
left out of the score) or "accepted" (a known blind spot: counts against the score). Exit 0: at least 95 % die and every
survivor has a reason; 1: not so, or a reason stands for a mutant that died or is no more; 2: bad usage or no such build.
"""
import argparse
import dataclasses
import hashlib
import json
import os
import pathlib
import random
import sys
import time
import tomllib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "mutation"))
import programs  # noqa: E402
import sites  # noqa: E402

LEAST_SHARE = 0.95
QUICK = 0.5  # seconds: cases below run first, together


def judged_files(root):
    found = [*root.glob("lemmas/*/claim.h"), *root.glob("lemmas/*/*_claim.h"), *root.glob("src/*/*_bound.h"), root / "src/claim/verdict.cc"]
    return sorted(f for f in found if f.exists())


def instrument_all(root, overlay, planted):
    """Writes the instrumented sources; returns the mutants and {source: instrumented file}."""
    mutants, sources = [], {}
    for file in judged_files(root):
        name = str(file.relative_to(root))
        text, found = sites.instrument(file.read_text(), name, len(mutants) + 1)
        target = overlay.joinpath(*file.relative_to(root).parts[1:])
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists() or target.read_text() != text:
            target.write_text(text)
        mutants += found
        sources[str(file)] = str(target)
        if planted and name == planted:
            mutants.append(sites.Mutant(10**6, name, 0, 0, "(planted)", "nothing -> nothing", 1))
    return mutants, sources


def programs_of(root, build, sources, wanted, scratch, overlay):
    """{source: the programs whose objects read it}, of the sources in `wanted`."""
    made = programs.Build(build)
    users = {}
    for source in wanted:
        folder = pathlib.Path(source).relative_to(root).parent
        for name in made.tests(str(folder)) if folder.parts[0] == "src" else []:
            users.setdefault(name, set()).add(source)
        for lemma in sorted((root / "lemmas").iterdir()):
            for name in made.tests(f"lemmas/{lemma.name}") if source.endswith(".h") else []:
                users.setdefault(name, set()).add(source)
    by_source = {s: [] for s in wanted}
    for name, candidates in users.items():
        reads = set().union(*(made.reads.get(o, set()) for o in made.link_command(name) if o in made.compile))
        if not any(s in reads or s.endswith(".cc") for s in candidates):
            continue
        usable = {s: t for s, t in sources.items() if s in reads or (s.endswith(".cc") and s in candidates)}
        print(f"building {name} with {len(usable)} instrumented file(s)", file=sys.stderr, flush=True)
        program = programs.Program(made, name, usable, scratch, root / "tools", overlay)
        for s in program.read & set(wanted):
            by_source[s].append(program)
    return by_source


@dataclasses.dataclass
class Result:
    mutant: sites.Mutant
    status: str  # killed, timeout or survived
    by: str = ""
    seconds: float = 0


class Runner:
    """Runs mutants against programs: quick cases in one process, then the others, the best killers first."""

    def __init__(self, patience):
        self.kills = {}
        self.patience = patience
        self.sound = set()  # batches that passed without a mutant

    def require_sound(self, source, used):
        """Case by case, as with a mutant, every test must pass without one."""
        for program, cases, limit in self.batches(used):
            if (program.name, tuple(cases)) in self.sound:
                continue
            status, failure, _ = program.run(0, cases, limit)
            if status != "passed":
                raise programs.Failure(f"{source}: case by case the tests fail without a mutant: {program.name}: {failure}")
            self.sound.add((program.name, tuple(cases)))

    def run(self, mutant, used):
        start = time.monotonic()
        if not used:
            return Result(mutant, "survived", "no test program reads this file")
        for program, cases, limit in self.batches(used):
            status, failure, _ = program.run(mutant.number, cases, limit)
            if status != "passed":
                for c in cases:
                    if len(cases) == 1 or f"/{c}" in f"/{failure.split(' ')[0]}":
                        self.kills[program.name, c] = self.kills.get((program.name, c), 0) + 1
                return Result(mutant, "killed" if status == "failed" else "timeout", f"{program.name}: {failure}", time.monotonic() - start)
        return Result(mutant, "survived", "", time.monotonic() - start)

    def batches(self, used):
        slow = []
        for program in used:
            quick = [c for c, t in program.cases if t < QUICK]
            if quick:
                yield program, quick, self.patience + 20 * sum(t for _, t in program.cases if t < QUICK)
            slow += [(-self.kills.get((program.name, c), 0), t, program, c) for c, t in program.cases if t >= QUICK]
        for _, t, program, case in sorted(slow, key=lambda s: (s[0], s[1])):
            yield program, [case], self.patience + 20 * t


def reasons_from(file):
    """{key of a mutant: (kind, reason)}"""
    reasons = {}
    for entry in tomllib.loads(file.read_text()).get("survivor", []) if file.exists() else []:
        if entry.get("kind") not in ("equivalent", "accepted") or not entry.get("reason"):
            raise programs.Failure(f"{file}: {entry}: needs a kind (equivalent, accepted) and a reason")
        for change in entry["changes"]:
            for nth in entry.get("nth", [1]):
                reasons[entry["file"], entry["code"], change, nth] = (entry["kind"], entry["reason"])
    return reasons


def source_key(root, file):
    """What a kept result depends on: the file, and every source of the folders that include it."""
    include = file.split("/", 1)[1]
    sources = [p for p in sorted((root / "lemmas").glob("*/*.cc")) + sorted((root / file).parent.glob("*.cc"))]
    folders = {p.parent for p in [*sources, *(root / "lemmas").glob("*/*.h")] if f'"{include}"' in p.read_text()} | {(root / file).parent}
    digest = hashlib.sha256((root / file).read_bytes())
    for path in sources:
        if path.parent in folders:
            digest.update(path.read_bytes())
    return digest.hexdigest()


def write_json(path, document):
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".new")
    temporary.write_text(json.dumps(document, indent=1) + "\n")
    os.replace(temporary, path)


def summarise(results, reasons, mutants, complete):
    """The text of the report and the exit status."""
    rows, lines, unexplained, stale = {}, [], [], []
    for r in results:
        kind = reasons.get(r.mutant.key, ("", ""))[0]
        row = rows.setdefault(r.mutant.file, {"mutants": 0, "killed": 0, "equivalent": 0, "accepted": 0, "unexplained": 0})
        row["mutants"] += 1
        if r.status != "survived":
            row["killed"] += 1
            if kind:
                stale.append(f"{r.mutant.file}:{r.mutant.line}: `{r.mutant.change}` has a reason and died ({r.by})")
        elif kind:
            row[kind] += 1
        else:
            row["unexplained"] += 1
            unexplained.append(f"{r.mutant.file}:{r.mutant.line}:{r.mutant.column}: {r.mutant.change} ({r.mutant.nth}) in `{r.mutant.code}`")
    known = {m.key for m in mutants}
    stale += [f"{k[0]}: no mutant `{k[2]}` ({k[3]}) in `{k[1]}`" for k in reasons if k not in known and complete]
    total = {k: sum(row[k] for row in rows.values()) for k in ("mutants", "killed", "equivalent", "accepted", "unexplained")}
    width = max([len(f) for f in rows] + [5])
    lines.append(f"{'file':{width}} mutants killed equivalent accepted unexplained")
    for name, row in [*rows.items(), ("total", total)]:
        lines.append(f"{name:{width}} {row['mutants']:7} {row['killed']:6} {row['equivalent']:10} {row['accepted']:8} {row['unexplained']:11}")
    counted = total["mutants"] - total["equivalent"]
    share = total["killed"] / counted if counted else 0
    timeouts = sum(r.status == "timeout" for r in results)
    lines.append(f"killed {total['killed']} of {counted} that are not equivalent: {100 * share:.1f} % ({timeouts} by running past their time); "
                 f"of all {total['mutants']}: {100 * total['killed'] / max(total['mutants'], 1):.1f} %")
    lines += [f"survived: {u}" for u in unexplained] + [f"stale reason: {s}" for s in stale]
    return "\n".join(lines), 0 if share >= LEAST_SHARE and not unexplained and not stale else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent.parent)
    parser.add_argument("--build", type=pathlib.Path, help="a finished build of the tests (default SOURCE/build/release)")
    parser.add_argument("--scratch", type=pathlib.Path, help="instrumented sources and programs (default BUILD/mutation)")
    parser.add_argument("-o", "--output", type=pathlib.Path, help="default SCRATCH/mutants.json")
    parser.add_argument("--only", action="append", default=[], metavar="TEXT", help="only files whose path holds this (repeatable)")
    parser.add_argument("--sample", type=int, metavar="N", help="N mutants of these files, chosen by --seed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--survivors", type=pathlib.Path, help="default SOURCE/tools/mutation_survivors.toml")
    parser.add_argument("--plant", metavar="FILE", help="add a mutant of FILE that changes nothing: it must be reported")
    parser.add_argument("--resume", action="store_true", help="keep the results in the output whose sources have not changed")
    parser.add_argument("--keep-killed", action="store_true", help="as --resume, and keep every kill: where tests were only added")
    parser.add_argument("--patience", type=float, default=20, metavar="S",
                        help="a mutant is killed when a case takes S seconds of processor time and 20 times its own (default 20)")
    parser.add_argument("--list", action="store_true", help="only list the mutants")
    a = parser.parse_args()
    root = a.source.resolve()
    build = (a.build or root / "build/release").resolve()
    scratch = (a.scratch or build / "mutation").resolve()
    output = a.output or scratch / "mutants.json"
    survivors = a.survivors or root / "tools/mutation_survivors.toml"

    all_mutants, sources = instrument_all(root, scratch / "overlay", a.plant)
    mutants = [m for m in all_mutants if not a.only or any(t in m.file for t in a.only)]
    if not mutants:
        raise programs.Failure(f"--only {a.only}: no mutant; files are {', '.join(str(f.relative_to(root)) for f in judged_files(root))}")
    if a.list:
        for m in mutants:
            print(f"{m.number}: {m.file}:{m.line}:{m.column}: {m.change} in `{m.code}`")
        return 0
    reasons = reasons_from(survivors)
    if a.sample is not None:
        fixed = [m for m in mutants if m.line == 0]
        chosen = random.Random(a.seed).sample([m for m in mutants if m.line], min(a.sample, len(mutants) - len(fixed)))
        mutants = sorted(chosen, key=lambda m: m.number) + fixed

    keys = {f: source_key(root, f) for f in {m.file for m in mutants}}
    kept = {}
    if (a.resume or a.keep_killed) and output.exists():
        for e in json.loads(output.read_text())["mutants"]:
            if e["sources"] == keys.get(e["file"]) or (a.keep_killed and e["status"] != "survived"):
                kept[e["file"], e["code"], e["change"], e["nth"]] = e
    wanted = sorted({str(root / m.file) for m in mutants if m.key not in kept})
    used = programs_of(root, build, sources, wanted, scratch, scratch / "overlay")
    for program in {id(p): p for group in used.values() for p in group}.values():
        program.learn_cases(1800)
        print(f"{program.name}: {len(program.cases)} cases, {sum(t for _, t in program.cases):.1f} s without a mutant", file=sys.stderr, flush=True)

    runner, results, entries = Runner(a.patience), [], []
    for source, group in used.items():
        runner.require_sound(source, group)
    for k, m in enumerate(mutants, 1):
        if m.key in kept:
            e = kept[m.key]
            r = Result(m, e["status"], e["by"], e["seconds"])
        else:
            r = runner.run(m, used[str(root / m.file)])
        results.append(r)
        kind, reason = reasons.get(m.key, ("", "")) if r.status == "survived" else ("", "")
        entries.append({**dataclasses.asdict(m), "status": r.status, "by": r.by, "seconds": round(r.seconds, 2), "kind": kind,
                        "reason": reason, "sources": keys[m.file]})
        print(f"[{k}/{len(mutants)}] {m.file}:{m.line}: {m.change}: {r.status} {r.by[:100]}", file=sys.stderr, flush=True)
        if k % 10 == 0 or k == len(mutants):
            write_json(output, {"mutants": entries})
    text, code = summarise(results, reasons, all_mutants, complete=not a.only and a.sample is None)
    print(text)
    return code


if __name__ == "__main__":
    try:
        sys.exit(main())
    except programs.Failure as error:
        print(f"mutate.py: {error}", file=sys.stderr)
        sys.exit(2)
