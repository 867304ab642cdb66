"""Who takes part: eco-calc, DuckDB, Polars, `cat` and the floor, and the logs that they read."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import environment
from job import METHODOLOGY, Report
from measured import Run, measure, report_sums, summary_sums

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent


def say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def form_of(log: Path) -> str:
    return "jsonl" if ".jsonl" in log.name else "csv"


def is_newer(path: Path, *sources: Path) -> bool:
    """Whether a file is there and made after its sources."""
    if not path.exists():
        return False
    return all(path.stat().st_mtime >= source.stat().st_mtime for source in sources)


def built_eco_calc() -> Path:
    """Built as it is released."""
    say("building eco-calc")
    command = [str(ROOT / "Scripts/static_build.sh"), ".build-static"]
    subprocess.run(command, cwd=ROOT, check=True, stdout=sys.stderr)
    return ROOT / ".build-static" / "release" / "eco-calc"


class Variant(NamedTuple):
    """A way to do the job in DuckDB: see duckdb_job.py."""

    variant: str
    json: str

    @property
    def options(self) -> list[str]:
        return ["--variant", self.variant, "--json", self.json]


class Contenders:
    def __init__(
        self,
        work: Path,
        *,
        disk: Path,
        eco_calc: Path | None,
        data: Path,
        records: int,
        threads: int,
    ) -> None:
        self.work, self.records, self.threads = work, records, threads
        self.tables = work / "tables"
        self.variants: dict[str, Variant] = {}
        self.disk = disk
        for folder in (work, disk):
            folder.mkdir(parents=True, exist_ok=True)
        self.python = environment.python()
        self.eco_calc = eco_calc.resolve() if eco_calc else built_eco_calc()
        subprocess.run(
            [sys.executable, HERE / "coefficients.py", "--data", data, "--to", self.tables],
            check=True,
            stdout=subprocess.DEVNULL,
        )

    # The logs

    def log(self, form: str, records: int | None = None, mix: str = "gateway") -> Path:
        count = records or self.records
        path, script = self.work / f"{mix}-{count}.{form}", HERE / "generate.py"
        if not is_newer(path, script, HERE / "log_mix.py"):
            say(f"writing {path.name}")
            part = path.with_suffix(".part")
            options = ["--records", str(count), "--format", form, "--mix", mix]
            subprocess.run([sys.executable, script, *options, "-o", part], check=True)
            part.rename(path)
        with path.open("rb") as file:  # into the page cache, for every contender alike
            while file.read(1 << 24):
                pass
        return path

    def packed(self) -> Path:
        log = self.log("csv")
        path = Path(f"{log}.gz")
        if not is_newer(path, log):
            say(f"writing {path.name}")
            with path.open("wb") as out:
                subprocess.run(["gzip", "-6", "-n", "-c", log], stdout=out, check=True)
        return path

    # The contenders

    def eco(self, log: Path, jobs: int = 2) -> Run:
        out, summary = self.work / f"eco.{form_of(log)}", self.work / "eco.summary.json"
        # The other contenders work out this formula.
        command = [self.eco_calc, log, "-m", METHODOLOGY, "-o", out, "--summary", summary]
        command += ["-j", jobs]
        run = measure(command, [out, summary])
        return replace(run, sums=summary_sums(summary))

    def eco_alone(
        self, log: Path, *papers: str, jobs: int | None = None, disk: bool = False
    ) -> Run:
        """A run that writes rows, and what else is asked for: `--summary`, `--report`."""
        folder = self.disk if disk else self.work
        out, paper = folder / f"eco.{form_of(log)}", self.work / "eco.paper"
        command = [self.eco_calc, log, "-m", METHODOLOGY, "-o", out, "-j", jobs or self.threads]
        for option in papers:
            command += [option, paper]
        return measure(command, [out, paper])

    def explain(self, log: Path) -> Run:
        """Of the record in the middle."""
        return measure([self.eco_calc, "explain", log, f"#{self.records // 2}"])

    def floor(self, log: Path) -> Run:
        """The least that the job takes: see floor.c."""
        binary, source = self.work / "floor", HERE / "floor.c"
        if not is_newer(binary, source):
            options = ["-std=c2x", "-O3", "-march=native"]
            subprocess.run(["clang", *options, source, "-o", binary], check=True)
        out = self.work / "floor.csv"
        return measure([binary, log, out], [out])

    def peer(self, name: str, log: Path, *options: str) -> Run:
        out = self.work / f"{name}.{form_of(log)}"
        command = [self.python, HERE / f"{name}_job.py", log, out, "--tables", self.tables]
        threads = {"POLARS_MAX_THREADS": str(self.threads)}
        run = measure([*command, *options], [out], threads)
        found: Report = json.loads(run.text)
        # Without interpreter start and imports.
        wall, cpu = found["seconds"], found["cpu_seconds"]
        return replace(run, wall=wall, cpu=cpu, sums=report_sums(found))

    def polars(self, log: Path) -> Run:
        return self.peer("polars", log)

    def duckdb(self, log: Path) -> Run:
        """In the fastest of its variants whose totals are right."""
        return self.duckdb_in(self.variant(form_of(log)), log)

    def duckdb_in(self, variant: Variant, log: Path) -> Run:
        return self.peer("duckdb", log, "--threads", str(self.threads), *variant.options)

    def variant(self, form: str) -> Variant:
        """DuckDB's fastest, tried once for each form of log."""
        if form not in self.variants:
            plain = self.log(form)
            right = self.eco(plain).sums
            shapes = ("typed", "line") if form == "jsonl" else ("typed",)
            tried = []
            for name in ("hybrid", "double", "exact"):
                for shape in shapes:
                    variant = Variant(name, shape)
                    runs = [self.duckdb_in(variant, plain) for _ in range(2)]
                    agrees = runs[0].sums == right
                    tried.append((agrees, min(run.wall for run in runs), variant))
            notes = []
            for agrees, wall, (name, shape) in tried:
                full = f"{name} {shape}" if form == "jsonl" else name
                notes.append(f"{full} {wall:.2f} s" + ("" if agrees else " (totals differ)"))
            say(f"DuckDB variants, {form}: " + ", ".join(notes))
            # Where none agrees, `hybrid` is the one that should: the pairs then say what differs.
            right_ones = (each for each in tried if each[0])
            self.variants[form] = min(right_ones, key=lambda each: each[1], default=tried[0])[2]
        return self.variants[form]

    def cat(self, log: Path) -> Run:
        out = self.work / "cat.out"
        return measure(["sh", "-c", 'cat "$1" > "$2"', "sh", log, out], [out])

    def durable_cat(self, log: Path) -> Run:
        out = self.disk / "cat.out"
        return measure(["sh", "-c", 'cat "$1" > "$2" && sync "$2"', "sh", log, out], [out])
