#!/usr/bin/env python3
"""Makes the comparison table: eco-calc beside DuckDB, Polars and `cat`.

    python3 Benchmarks/run.py                          everything, at a million records
    python3 Benchmarks/run.py --records 100000 --runs 3 --only csv-duckdb,start

Runs alternate (A B A B …) and every output is deleted before the run that writes it. Totals must agree in the very
runs that are timed, else the exit status is 1. Times are reported, never asserted.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
JOBS = "csv-duckdb csv-polars jsonl-duckdb jsonl-polars csv-cat jsonl-cat threads gzip memory start".split()

# Starts one command and reports on it. A process of its own, without the standard library's weight: a child's peak
# memory is never reported as less than that of the process which started it.
LAUNCHER = """
import os, sys
from time import perf_counter
began = perf_counter()
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(child, 0)
wall = perf_counter() - began
print()
print(os.waitstatus_to_exitcode(status), wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss)
"""


class Run:
    """One measured run: seconds of wall and CPU, peak MiB, and what it printed."""

    def __init__(self, command, outputs=(), environment=None):
        for path in outputs:
            Path(path).unlink(missing_ok=True)
        os.sync()  # what earlier runs wrote is not this run's burden
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-c", LAUNCHER, *map(str, command)],
            stdout=subprocess.PIPE, env={**os.environ, **(environment or {})}, text=True, check=True,
        )
        *printed, report = done.stdout.rstrip("\n").split("\n")
        code, wall, cpu, peak = report.split()
        if code != "0":
            sys.exit(f"exit status {code}: {' '.join(map(str, command))}")
        self.wall, self.cpu = float(wall), float(cpu)
        self.peak = int(peak) / (1024 if sys.platform != "darwin" else 1024 * 1024)
        self.text = "\n".join(printed).strip()
        self.totals = None


class Bench:
    def __init__(self, options):
        self.options = options
        self.work = Path(options.work)
        self.work.mkdir(parents=True, exist_ok=True)
        self.tables = self.work / "tables"
        self.python = HERE / ".build-venv" / "bin" / "python3"
        self.failures = []
        self.variants = {}

    # Preparation

    def prepare(self):
        if not self.python.exists():
            say("making Benchmarks/.build-venv with duckdb and polars")
            subprocess.run([sys.executable, "-m", "venv", HERE / ".build-venv"], check=True)
            subprocess.run([self.python, "-m", "pip", "install", "--quiet", "duckdb", "polars"], check=True)
        if self.options.eco_calc:
            self.eco_calc = Path(self.options.eco_calc).resolve()
        else:
            say("building eco-calc")
            # As the README tells operators to build it.
            command = ["swift", "build", "-c", "release", "--static-swift-stdlib", "--product", "eco-calc"]
            subprocess.run([*command, "--scratch-path", ".build-static"], cwd=ROOT, check=True, stdout=sys.stderr)
            self.eco_calc = ROOT / ".build-static" / "release" / "eco-calc"
        subprocess.run(
            [sys.executable, HERE / "coefficients.py", "--data", self.options.data, "--to", self.tables],
            check=True, stdout=subprocess.DEVNULL,
        )

    def log(self, form, records=None):
        records = records or self.options.records
        path = self.work / f"usage-{records}.{form}"
        script = HERE / "generate.py"
        if not path.exists() or path.stat().st_mtime < script.stat().st_mtime:
            say(f"writing {path.name}")
            part = path.with_suffix(".part")
            subprocess.run([sys.executable, script, "--records", str(records), "--format", form, "-o", part], check=True)
            part.rename(path)
        with open(path, "rb") as file:  # into the page cache, for every contender alike
            while file.read(1 << 24):
                pass
        return path

    # The contenders

    def eco(self, log, jobs=2):
        form = "jsonl" if ".jsonl" in log.name else "csv"
        out, summary = self.work / f"eco.{form}", self.work / "eco.summary.json"
        run = Run([self.eco_calc, log, "-o", out, "--summary", summary, "-j", jobs], [out, summary])
        found = json.loads(summary.read_text(encoding="utf-8"), parse_float=Decimal)
        names = "prompt_tokens cached_prompt_tokens completion_tokens energy_wh carbon_g".split()
        run.totals = {
            "records": found["records"],
            "estimated": found["estimated"],
            "omitted": {reason: count for reason, count in found["omitted"].items() if count},
        } | {name: Decimal(found["totals"][name]) for name in names}
        return run

    def peer(self, script, log, *arguments):
        form = "jsonl" if ".jsonl" in log.name else "csv"
        out = self.work / f"{script}.{form}"
        run = Run(
            [self.python, HERE / f"{script}_job.py", log, out, "--tables", self.tables, *arguments], [out],
            {"POLARS_MAX_THREADS": str(self.options.threads)},
        )
        found = json.loads(run.text)
        run.wall, run.cpu = found["seconds"], found["cpu_seconds"]  # without interpreter start and imports
        run.totals = found["totals"]
        for name in "prompt_tokens cached_prompt_tokens completion_tokens energy_wh carbon_g".split():
            run.totals[name] = Decimal(run.totals.get(name, 0))
        return run

    def duckdb(self, log):
        """DuckDB in the fastest of its variants whose totals are right."""
        form = "jsonl" if ".jsonl" in log.name else "csv"
        threads = ["--threads", self.options.threads]
        if form not in self.variants:
            plain = self.log(form)
            right = self.eco(plain).totals
            tried = []
            for variant in ("hybrid", "double", "exact"):
                for shape in ("typed", "line") if form == "jsonl" else ("typed",):
                    arguments = ["--variant", variant, "--json", shape]
                    runs = [self.peer("duckdb", plain, *threads, *arguments) for _ in range(2)]
                    tried.append((runs[0].totals == right, min(run.wall for run in runs), arguments))
            notes = []
            for agrees, wall, (_, variant, _, shape) in tried:
                name = f"{variant} {shape}" if form == "jsonl" else variant
                notes.append(f"{name} {wall:.2f} s" + ("" if agrees else " (totals differ)"))
            say(f"DuckDB variants, {form}: " + ", ".join(notes))
            # Where none agrees, `hybrid` is the one that should: the pairs below then say what differs.
            self.variants[form] = min((t for t in tried if t[0]), key=lambda t: t[1], default=tried[0])[2]
        return self.peer("duckdb", log, *threads, *self.variants[form])

    def cat(self, log):
        out = self.work / "cat.out"
        return Run(["sh", "-c", 'cat "$1" > "$2"', "sh", log, out], [out])

    # Checks and rows

    def pairs(self, name, first, second, tolerance=None):
        """Alternating runs of two contenders; their totals must agree each time."""
        one, two = [], []
        for _ in range(self.options.runs):
            one.append(first())
            two.append(second())
            if two[-1].totals is not None:
                self.same(name, one[-1].totals, two[-1].totals, tolerance)
        return one, two

    def same(self, name, ours, theirs, tolerance):
        for key, mine in ours.items():
            other = theirs[key]
            near = tolerance is not None and key in ("energy_wh", "carbon_g")
            if not (abs(mine - other) <= tolerance * abs(other) if near else mine == other):
                self.fail(f"{name}: {key} is {mine} in eco-calc and {other} in the other")

    def rows(self, name, form):
        """After the timing: every row's figures against those that DuckDB wrote."""
        paths = self.work / f"eco.{form}", self.work / f"duckdb.{form}"
        command = [self.python, HERE / "duckdb_job.py", *paths, "--compare"]
        found = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
        if found["differ"]:
            self.fail(f"{name}: {found['differ']} rows differ, first: {found['first']}")

    def fail(self, message):
        if message not in self.failures:
            self.failures.append(message)
            say("DIFFERENCE " + message)

    # Jobs

    def side_by_side(self, wanted):
        print("| job | eco-calc | other | ratio (min–max of pairs) | CPU ratio | peak MiB, eco-calc / other |")
        print("|---|---|---|---|---|---|")
        contenders = {"duckdb": self.duckdb, "polars": lambda log: self.peer("polars", log), "cat": self.cat}
        titles = {"duckdb": "DuckDB", "polars": "Polars", "cat": "`cat in > out`", "csv": "CSV", "jsonl": "NDJSON"}
        for name in wanted:
            if name == "threads":
                log = self.log("csv")
                one, two = self.pairs(name, lambda: self.eco(log, 2), lambda: self.eco(log, 1))
                row("CSV, two threads / one", one, two)
            elif name == "gzip":
                packed = self.packed()
                self.duckdb(self.log("csv"))  # so that the choice of a variant is not in a pair
                one, two = self.pairs(name, lambda: self.eco(packed), lambda: self.duckdb(packed))
                row("gzip CSV / DuckDB", one, two)
            else:
                form, other = name.split("-")
                log = self.log(form)
                if other == "duckdb":
                    self.duckdb(log)
                tolerance = Decimal("1e-9") if other == "polars" else None
                jobs = self.options.threads
                one, two = self.pairs(name, lambda: self.eco(log, jobs), lambda: contenders[other](log), tolerance)
                if other == "duckdb":
                    self.rows(name, form)
                row(f"{titles[form]} / {titles[other]}", one, two)

    def packed(self):
        log = self.log("csv")
        path = Path(f"{log}.gz")
        if not path.exists() or path.stat().st_mtime < log.stat().st_mtime:
            say(f"writing {path.name}")
            with open(path, "wb") as out:
                subprocess.run(["gzip", "-6", "-n", "-c", log], stdout=out, check=True)
        return path

    def memory(self):
        small, large = self.options.records, 5 * self.options.records
        print(f"\n| peak memory, MiB | {small:,} records | {large:,} records | growth |\n|---|---|---|---|")
        for form, title in (("csv", "CSV"), ("jsonl", "NDJSON")):
            logs = self.log(form, small), self.log(form, large)
            contenders = {"eco-calc": self.eco, "DuckDB": self.duckdb, "Polars": lambda log: self.peer("polars", log)}
            found = {}
            for name, contender in contenders.items():
                if name == "DuckDB":
                    contender(logs[0])
                found[name] = [contender(log) for log in logs]
                a, b = (run.peak for run in found[name])
                print(f"| {title}, {name} | {a:,.0f} | {b:,.0f} | ×{b / a:.2f} |", flush=True)
            for at in (0, 1):
                ours = found["eco-calc"][at].totals
                self.same(f"memory, {form}", ours, found["DuckDB"][at].totals, None)
                self.same(f"memory, {form}", ours, found["Polars"][at].totals, Decimal("1e-9"))

    def start(self):
        log = self.log("csv", 10)
        ours, nothing = [], []
        for _ in range(max(20, self.options.runs)):
            ours.append(self.eco(log))
            nothing.append(Run(["true"]))
        print("\n| ten records | wall (min–max) | peak MiB |\n|---|---|---|")
        for name, runs in (("eco-calc", ours), ("`true`, the floor of this measurement", nothing)):
            walls = [1000 * run.wall for run in runs]
            peak = max(run.peak for run in runs)
            print(f"| {name} | {statistics.median(walls):.1f} ms ({min(walls):.1f}–{max(walls):.1f}) | {peak:.0f} |", flush=True)


def row(title, one, two):
    def seconds(runs):
        walls = [run.wall for run in runs]
        return f"{statistics.median(walls):.3f} s ({min(walls):.3f}–{max(walls):.3f})"

    pairs = [a.wall / b.wall for a, b in zip(one, two)]
    wall = statistics.median(a.wall for a in one) / statistics.median(b.wall for b in two)
    cpu = statistics.median(a.cpu for a in one) / max(1e-6, statistics.median(b.cpu for b in two))
    peaks = " / ".join(f"{max(run.peak for run in runs):,.0f}" for runs in (one, two))
    print(
        f"| {title} | {seconds(one)} | {seconds(two)} | {wall:.3f} ({min(pairs):.3f}–{max(pairs):.3f}) | {cpu:.3f} | {peaks} |",
        flush=True,
    )


def say(message):
    print(message, file=sys.stderr, flush=True)


def machine(bench):
    versions = subprocess.run(
        [bench.python, "-c", "import duckdb, polars; print('DuckDB', duckdb.__version__ + ', Polars', polars.__version__)"],
        check=True, stdout=subprocess.PIPE, text=True,
    ).stdout.strip()
    processor = "unknown processor"
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo") as file:
            processor = next((l.split(":", 1)[1].strip() for l in file if l.startswith("model name")), processor)
    options = bench.options
    return f"{options.records:,} records, {options.runs} pairs, {options.threads} threads; {versions}; {os.cpu_count()} × {processor}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=7, help="pairs of runs per job")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--eco-calc", help="the binary (default: built in release mode from this repository)")
    parser.add_argument("--only", help="some of: " + ",".join(JOBS))
    parser.add_argument("--data", default=ROOT / "data", help="the folder of the tables that the binary has inside")
    parser.add_argument("--work", default=HERE / ".build-data", help="where logs and outputs go")
    options = parser.parse_args()
    only = options.only.split(",") if options.only else JOBS
    if unknown := set(only) - set(JOBS):
        parser.error(f"no such job: {', '.join(sorted(unknown))} (there are: {', '.join(JOBS)})")

    bench = Bench(options)
    bench.prepare()
    print(machine(bench) + "\n", flush=True)
    wanted = [name for name in JOBS if name in only]
    if table := [name for name in wanted if name not in ("memory", "start")]:
        bench.side_by_side(table)
    if "memory" in wanted:
        bench.memory()
    if "start" in wanted:
        bench.start()
    if bench.failures:
        print("\nTotals differ:\n" + "\n".join(f"- {failure}" for failure in bench.failures))
        sys.exit(1)
    print("\nTotals were equal in every run.")


if __name__ == "__main__":
    main()
