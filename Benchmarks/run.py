#!/usr/bin/env python3
"""Makes the comparison table: eco-calc beside DuckDB, Polars, `cat` and the floor (floor.c).

    python3 Benchmarks/run.py                          everything, at a million records
    python3 Benchmarks/run.py --records 100000 --runs 3 --only csv-duckdb,start

Runs alternate (A B A B …) and every output is deleted before the run that writes it. Totals must
agree in the very runs that are timed, else the exit status is 1. Times are reported, never
asserted.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from contenders import HERE, ROOT, Contenders, form_of, say
from measured import Run, measure

# Two logs: `gateway` has some 250 rates, `many-rates` over 4,000.
MIXES = ["gateway", "many-rates"]
BESIDE = [
    f"{mix}-{form}-{other}"
    for other in ("duckdb", "polars", "cat")
    for form in ("csv", "jsonl")
    for mix in MIXES
]
JOBS = [*BESIDE, *"floor rates disk threads gzip summary report explain memory start".split()]
TITLES = {
    "csv": "CSV",
    "jsonl": "NDJSON",
    "duckdb": "DuckDB",
    "polars": "Polars",
    "cat": "`cat in > out`",
}
FLOATING = Decimal("1e-9")  # how far sums of floating-point rows may be off


@dataclass
class Bench:
    contenders: Contenders
    runs: int
    failures: list[str] = field(default_factory=list)

    def fail(self, message: str) -> None:
        if message not in self.failures:
            self.failures.append(message)
            say("DIFFERENCE " + message)

    def same(self, name: str, ours: Run, theirs: Run, tolerance: Decimal | None = None) -> None:
        if ours.sums and theirs.sums:
            for difference in ours.sums.differences(theirs.sums, tolerance):
                self.fail(f"{name}: {difference}")

    def pairs(
        self,
        name: str,
        title: str,
        first: Callable[[], Run],
        second: Callable[[], Run],
        tolerance: Decimal | None = None,
        time: str = "wall",
    ) -> None:
        """A row of alternating runs of two contenders; their totals must agree each time."""
        one, two = [], []
        for _ in range(self.runs):
            one.append(first())
            two.append(second())
            self.same(name, one[-1], two[-1], tolerance)
        print(row(title, one, two, time), flush=True)

    def job(self, name: str) -> None:
        """One row of the table."""
        who = self.contenders
        if name in BESIDE:
            mix, form, other = name.rsplit("-", 2)
            self.beside(name, who.log(form, mix=mix), mix, other)
            return
        log = who.log("csv", mix="gateway" if name in ("floor", "threads", "gzip") else MIXES[1])
        if name == "floor":
            title = "CSV / floor.c, user time, one thread"
            self.pairs(
                name, title, lambda: who.eco_alone(log, jobs=1), lambda: who.floor(log), time="user"
            )
        elif name == "rates":
            few = who.log("csv", mix="few-rates")
            title = "CSV, many rates / the same calls at one place"
            self.pairs(name, title, lambda: who.eco_alone(log), lambda: who.eco_alone(few))
        elif name == "disk":
            self.pairs(
                name,
                "CSV on a disk, many rates / `cat in > out && sync out`",
                lambda: who.eco_alone(log, disk=True),
                lambda: who.durable_cat(log),
            )
        elif name in ("summary", "report"):
            title = f"CSV, many rates, with `--{name}` / without"
            paper = f"--{name}"
            self.pairs(name, title, lambda: who.eco_alone(log, paper), lambda: who.eco_alone(log))
        elif name == "explain":
            title = "`explain` of the record in the middle / `calc`"
            self.pairs(name, title, lambda: who.explain(log), lambda: who.eco_alone(log))
        elif name == "threads":
            self.pairs(
                name, "CSV, two threads / one", lambda: who.eco(log), lambda: who.eco(log, 1)
            )
        elif name == "gzip":
            log = who.packed()
            who.duckdb(who.log("csv"))  # so that the choice of a variant is not in a pair
            self.pairs(name, "gzip CSV / DuckDB", lambda: who.eco(log), lambda: who.duckdb(log))

    def beside(self, name: str, log: Path, mix: str, other: str) -> None:
        who = self.contenders
        contender = {"duckdb": who.duckdb, "polars": who.polars, "cat": who.cat}[other]
        if other == "duckdb":
            contender(log)
        title = f"{TITLES[form_of(log)]} / {TITLES[other]}, {mix}"
        tolerance = FLOATING if other == "polars" else None
        self.pairs(
            name, title, lambda: who.eco(log, who.threads), lambda: contender(log), tolerance
        )
        if other == "duckdb":
            self.compare_rows(name, form_of(log))

    def compare_rows(self, name: str, form: str) -> None:
        """After the timing: every row's figures against those that DuckDB wrote."""
        who = self.contenders
        paths = who.work / f"eco.{form}", who.work / f"duckdb.{form}"
        done = subprocess.run(
            [who.python, HERE / "duckdb_job.py", *paths, "--compare"],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        found = json.loads(done.stdout)
        if found["differ"]:
            self.fail(f"{name}: {found['differ']} rows differ, first: {found['first']}")

    def memory(self) -> None:
        who = self.contenders
        small, large = who.records, 5 * who.records
        print(f"\n| peak memory, MiB | {small:,} records | {large:,} records | growth |")
        print("|---|---|---|---|")
        for form in ("csv", "jsonl"):
            logs = who.log(form, small), who.log(form, large)
            found = {}
            for name, contender in (
                ("eco-calc", who.eco),
                ("DuckDB", who.duckdb),
                ("Polars", who.polars),
            ):
                if name == "DuckDB":
                    contender(logs[0])
                found[name] = [contender(log) for log in logs]
                a, b = (run.peak for run in found[name])
                print(
                    f"| {TITLES[form]}, {name} | {a:,.0f} | {b:,.0f} | ×{b / a:.2f} |", flush=True
                )
            for ours, duckdb, polars in zip(*found.values(), strict=True):
                self.same(f"memory, {form}", ours, duckdb)
                self.same(f"memory, {form}", ours, polars, FLOATING)
        logs = who.log("csv", small, MIXES[1]), who.log("csv", large, MIXES[1])
        for jobs in (who.threads, 16):
            a, b = (who.eco(log, jobs).peak for log in logs)
            title = f"CSV, many rates, eco-calc, {jobs} threads"
            print(f"| {title} | {a:,.0f} | {b:,.0f} | ×{b / a:.2f} |", flush=True)

    def start(self) -> None:
        log = self.contenders.log("csv", 10)
        ours, nothing = [], []
        for _ in range(max(20, self.runs)):
            ours.append(self.contenders.eco(log))
            nothing.append(measure(["true"]))
        print("\n| ten records | wall (min–max) | peak MiB |\n|---|---|---|")
        floor = "`true`, the floor of this measurement"
        for name, runs in (("eco-calc", ours), (floor, nothing)):
            walls = [1000 * run.wall for run in runs]
            wall = f"{statistics.median(walls):.1f} ms ({min(walls):.1f}–{max(walls):.1f})"
            print(f"| {name} | {wall} | {max(run.peak for run in runs):.0f} |", flush=True)


def row(title: str, one: list[Run], two: list[Run], time: str = "wall") -> str:
    def of(run: Run) -> float:
        return max(1e-6, run.user if time == "user" else run.wall)

    def seconds(runs: list[Run]) -> str:
        walls = [of(run) for run in runs]
        return f"{statistics.median(walls):.3f} s ({min(walls):.3f}–{max(walls):.3f})"

    pairs = [of(a) / of(b) for a, b in zip(one, two, strict=True)]
    wall = statistics.median(map(of, one)) / statistics.median(map(of, two))
    cpu = statistics.median(a.cpu for a in one) / max(1e-6, statistics.median(b.cpu for b in two))
    peaks = " / ".join(f"{max(run.peak for run in runs):,.0f}" for runs in (one, two))
    ratio = f"{wall:.3f} ({min(pairs):.3f}–{max(pairs):.3f})"
    return f"| {title} | {seconds(one)} | {seconds(two)} | {ratio} | {cpu:.3f} | {peaks} |"


def processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return "unknown processor"


def machine(bench: Bench) -> str:
    who = bench.contenders
    code = (
        "import duckdb, polars;"
        " print('DuckDB', duckdb.__version__ + ', Polars', polars.__version__)"
    )
    found = subprocess.run([who.python, "-c", code], check=True, stdout=subprocess.PIPE, text=True)
    amount = f"{who.records:,} records, {bench.runs} pairs, {who.threads} threads"
    return f"{amount}; {found.stdout.strip()}; {os.cpu_count()} × {processor()}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--records", type=int, default=1_000_000)
    add("--runs", type=int, default=7, help="pairs of runs per job")
    add("--threads", type=int, default=2)
    add("--eco-calc", type=Path, help="the binary (default: built from this repository)")
    add("--only", help="some of: " + ",".join(JOBS))
    inside = "the folder of the tables that the binary has inside"
    add("--data", type=Path, default=ROOT / "data/editions/2026-11", help=inside)
    add("--work", type=Path, default=HERE / ".build-data", help="where logs and outputs go")
    disk = "a folder on a disk, where --work is in memory (default: as --work)"
    add("--disk", type=Path, help=disk)
    options = parser.parse_args()
    only = options.only.split(",") if options.only else JOBS
    if unknown := set(only) - set(JOBS):
        parser.error(f"no such job: {', '.join(sorted(unknown))} (there are: {', '.join(JOBS)})")

    contenders = Contenders(
        options.work,
        disk=options.disk or options.work,
        eco_calc=options.eco_calc,
        data=options.data,
        records=options.records,
        threads=options.threads,
    )
    bench = Bench(contenders, options.runs)
    print(machine(bench) + "\n", flush=True)
    wanted = [name for name in JOBS if name in only]
    if table := [name for name in wanted if name not in ("memory", "start")]:
        print(
            "| job | eco-calc | other | ratio (min–max of pairs) | CPU ratio"
            " | peak MiB, eco-calc / other |"
        )
        print("|---|---|---|---|---|---|")
        for name in table:
            bench.job(name)
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
