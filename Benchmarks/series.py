#!/usr/bin/env python3
"""What a year of hourly factors costs: a million records with and without --grid.

    python3 Benchmarks/series.py --eco-calc .build-static/release/eco-calc

It writes a log of requests over one year in ten places, and an export of Electricity Maps for each
of their zones, 8760 hours long. Runs alternate; it prints medians of CPU time and peak memory, and
exits 1 where the series costs more than LIMIT times the run without it, or more than MEMORY.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

LIMIT = 1.3  # times the CPU time of the run without
MEMORY = 16 << 20  # bytes more
YEAR = 2025
# Regions of logs, and their zones as Electricity Maps calls them.
PLACES = {
    "eu-west-1": "IE",
    "eu-central-1": "DE",
    "eu-west-3": "FR",
    "eu-north-1": "SE",
    "eu-west-2": "GB",
    "us-east-1": "US-MIDA-PJM",
    "us-west-1": "US-CAL-CISO",
    "us-south1": "US-TEX-ERCO",
    "us-central1": "US-MIDW-MISO",
    "ap-northeast-1": "JP",
}
MODELS = (
    "openai/gpt-4o-mini",
    "openai/gpt-4o",
    "meta-llama/llama-3.1-70b-instruct",
    "mistralai/mixtral-8x7b-instruct",
    "anthropic/claude-3-haiku",
    "deepseek/deepseek-r1",
)
COLUMNS = (
    "generation_id,created_at,requested_model,resolved_model,provider,region,"
    "prompt_tokens,completion_tokens,total_tokens,cached_tokens,status"
)
EXPORT = (
    "Datetime (UTC),Country,Zone name,Zone id,Carbon intensity gCO₂eq/kWh (direct),"
    "Carbon intensity gCO₂eq/kWh (Life cycle),Carbon-free energy percentage (CFE%),"
    "Renewable energy percentage (RE%),Data source,Data estimated,Data estimation method"
)


class Cost(NamedTuple):
    seconds: float  # of CPU time, user and system
    memory: int  # bytes at the peak


def write_log(path: Path, records: int) -> None:
    """Requests in order of time, as a gateway writes them."""
    chance, start = random.Random(1), datetime(YEAR, 1, 1, tzinfo=UTC)
    step, places = timedelta(days=365) / records, list(PLACES)
    with path.open("w", encoding="utf-8") as file:
        file.write(COLUMNS + "\n")
        for number in range(records):
            time = (start + number * step).strftime("%Y-%m-%dT%H:%M:%S.") + f"{number % 1000:03}Z"
            model, region = chance.choice(MODELS), chance.choice(places)
            prompt, completion = chance.randrange(10, 4000), chance.randrange(1, 1200)
            cached = prompt // 2 if number % 4 == 0 else 0
            file.write(
                f"gen-{number:012x},{time},{model},{model},openai,{region},{prompt},{completion},"
                f"{prompt + completion},{cached},success\n"
            )


def write_exports(folder: Path) -> list[Path]:
    """A file for each zone, a year of hours in each."""
    chance, start, paths = random.Random(2), datetime(YEAR, 1, 1, tzinfo=UTC), []
    for zone in PLACES.values():
        paths.append(folder / f"{zone}_{YEAR}_hourly.csv")
        base = chance.uniform(30, 600)
        with paths[-1].open("w", encoding="utf-8") as file:
            file.write(EXPORT + "\n")
            for hour in range(8760):
                time = (start + timedelta(hours=hour)).strftime("%Y-%m-%d %H:%M:%S")
                cycle = base * chance.uniform(0.6, 1.4)
                file.write(
                    f"{time},Somewhere,A zone of it,{zone},{cycle * 0.8:.2f},{cycle:.2f},"
                    "55.12,43.21,operator.example.org,false,\n"
                )
    return paths


def run(words: list[str]) -> Cost:
    process = subprocess.Popen(words)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"series.py: exit {process.returncode} of {' '.join(words)}")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def main() -> int:
    parser = argparse.ArgumentParser(description="What a year of hourly factors costs.")
    add = parser.add_argument
    add("--eco-calc", type=Path, required=True, metavar="PATH")
    add("--records", type=int, default=1_000_000)
    add("--runs", type=int, default=7)
    add("--methodology", default="", metavar="ID", help="default: the newest")
    add("--work", type=Path, default=Path(".build-data/series"), metavar="FOLDER")
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    log, out = given.work / "usage.csv", given.work / "out.csv"
    write_log(log, given.records)
    exports = write_exports(given.work)
    plain = [str(given.eco_calc.resolve()), str(log), "-o", str(out), "-q", "-j", "1"]
    if given.methodology:
        plain += ["--methodology", given.methodology]
    series = plain + [word for path in exports for word in ("--grid", str(path))]
    costs: dict[str, list[Cost]] = {"without": [], "with": []}
    for _ in range(given.runs):
        costs["without"].append(run(plain))
        costs["with"].append(run(series))
    medians = {
        name: Cost(statistics.median(c.seconds for c in all_), max(c.memory for c in all_))
        for name, all_ in costs.items()
    }
    for name, cost in medians.items():
        print(f"{name:8} {cost.seconds:.3f} s of CPU time, {cost.memory / 2**20:.1f} MiB")
    ratio = medians["with"].seconds / medians["without"].seconds
    more = medians["with"].memory - medians["without"].memory
    print(f"ratio {ratio:.3f} (at most {LIMIT}), {more / 2**20:+.1f} MiB (at most {MEMORY >> 20})")
    return 0 if ratio <= LIMIT and more <= MEMORY else 1


if __name__ == "__main__":
    sys.exit(main())
