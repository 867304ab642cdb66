#!/usr/bin/env python3
"""Times logs of agents and of a proxy beside a gateway's JSON lines, for each byte.

    python3 Benchmarks/shapes.py                      builds, and writes a million records of each
    python3 Benchmarks/shapes.py --records 100000 --runs 3 --work /dev/shm/eco
    python3 Benchmarks/shapes.py --eco-calc PATH --ids 8000000     --dedupe of so many ids as well

Prints Markdown: medians of alternating pairs, the gateway's log and then the other; how many times
as long a byte of it took, with the extremes of the pairs; peak memory, without --dedupe and with.
Logs of agents are read twice, for a call may stand in several records. Times are reported, never
asserted; records and tokens must be those that were written, else the exit status is 1.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from contenders import HERE, built_eco_calc, say
from measured import Run, measure, summary_sums
from session_logs import SHAPES, Known


class Bench:
    """Runs of one binary over logs in one folder."""

    def __init__(self, eco_calc: Path, work: Path) -> None:
        self.eco_calc, self.work = eco_calc, work

    def run(self, log: Path, *options: str) -> Run:
        out, summary = self.work / "out", self.work / "summary.json"
        command = [self.eco_calc, log, "-o", out, "--summary", summary, "-q", *options]
        return measure([*command, "--assume", "region=us"], [out, summary])

    def gateway(self, records: int) -> Path:
        log = self.work / "gateway.jsonl"
        options = ["--records", str(records), "--format", "jsonl"]
        script = str(HERE / "generate.py")
        subprocess.run([sys.executable, script, *options, "-o", log], check=True)
        return log

    def log(self, shape: str, records: int) -> tuple[Path, Known]:
        """A log of a shape, and what it comes to."""
        say(f"writing {shape}")
        log, known = self.work / f"{shape.replace(' ', '-')}.jsonl", Known()
        with log.open("w", encoding="utf-8") as file:
            for line in SHAPES[shape](records, known):
                file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
                known.records += 1
        return log, known

    def check(self, shape: str, known: Known) -> None:
        """The last run's summary against what was written."""
        sums = summary_sums(self.work / "summary.json")
        tokens = sums.prompt_tokens, sums.cached_prompt_tokens, sums.completion_tokens
        found = Known(sums.records, sums.estimated, *tokens)
        if found != known:
            sys.exit(f"{shape}: {found}, and should be {known}")


def beside(bench: Bench, gateway: Path, shape: str, records: int, runs: int) -> str:
    """A row: runs over the gateway's log and over one of a shape, by turns."""
    log, known = bench.log(shape, records)
    size, other = log.stat().st_size, gateway.stat().st_size
    pairs = []
    for _ in range(runs):
        pairs.append((bench.run(gateway), bench.run(log)))
        bench.check(shape, known)
    deduped = bench.run(log, "--dedupe")
    bench.check(shape, known)
    log.unlink()
    base = statistics.median(one.wall for one, _ in pairs)
    own = statistics.median(two.wall for _, two in pairs)
    times = [two.wall / size / (one.wall / other) for one, two in pairs]
    cpu = [two.cpu / size / (one.cpu / other) for one, two in pairs]
    return (
        f"| {shape} | {size / 1e6:.0f} | {own:.2f} s | {own / size * 1e9:.2f}"
        f" | {base / other * 1e9:.2f} | {statistics.median(times):.2f}"
        f" ({min(times):.2f}–{max(times):.2f}) | {statistics.median(cpu):.2f}"
        f" | {max(two.peak for _, two in pairs):.0f} | {deduped.peak:.0f} |"
    )


def ids(bench: Bench, count: int) -> None:
    """Memory of --dedupe for so many ids."""
    log = bench.work / "ids.csv"
    with log.open("w") as file:
        file.write("generation_id,resolved_model,prompt_tokens,completion_tokens\n")
        file.writelines(f"gen_{number},gpt-4o-mini,18,26\n" for number in range(count))
    plain, deduped = bench.run(log), bench.run(log, "--dedupe")
    print(f"\n| {count:,} ids | wall | peak MiB |\n|---|---|---|")
    print(f"| plain | {plain.wall:.2f} s | {plain.peak:.0f} |")
    print(f"| --dedupe | {deduped.wall:.2f} s | {deduped.peak:.0f} |")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--eco-calc", type=Path, help="the binary (default: built from this repository)")
    add("--records", type=int, default=1_000_000)
    add("--runs", type=int, default=7, help="pairs of runs for each shape")
    add("--only", help="some of: " + ", ".join(SHAPES))
    add("--ids", type=int, default=0, help="measure --dedupe with so many ids too")
    add("--work", type=Path, help="where logs and outputs go")
    options = parser.parse_args()
    eco_calc = options.eco_calc.resolve() if options.eco_calc else built_eco_calc()
    if options.work:
        options.work.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=options.work) as name:
        bench = Bench(eco_calc, Path(name))
        gateway = bench.gateway(options.records)
        print(
            f"| {options.records:,} records, {options.runs} pairs | MB | wall | ns a byte"
            " | gateway's | times (min–max) | times, CPU | peak MiB | with --dedupe |"
        )
        print("|---|---|---|---|---|---|---|---|---|")
        for shape in options.only.split(",") if options.only else SHAPES:
            print(beside(bench, gateway, shape, options.records, options.runs), flush=True)
        if options.ids:
            ids(bench, options.ids)


if __name__ == "__main__":
    main()
