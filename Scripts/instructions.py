#!/usr/bin/env python3
"""Counts the instructions of three fixed runs, and holds them to Benchmarks/instructions.csv.

    instructions.py ECO_CALC             print the counts beside the kept ones
    instructions.py ECO_CALC --check     exit 1 where one is more than 2 % above the kept one
    instructions.py ECO_CALC --record    keep them

ECO_CALC is the static release binary, on x86-64. A count does not depend on what else the machine
does, nor, to a few in a million, on the machine: no address is random, no hash is seeded, and the C
library is kept from choosing its routines by the processor. Another compiler or C library moves
counts, as any change of the code does: record them again then.
"""

import argparse
import csv
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "Benchmarks/instructions.csv"
TOLERANCE = 0.02
RECORDS = 20_000

ENVIRONMENT = {
    "PATH": os.defpath,
    "LC_ALL": "C",
    "SWIFT_DETERMINISTIC_HASHING": "1",
    "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX_Fast_Unaligned_Load,-AVX2,-ERMS,-FSRM",
}
CALLGRIND = "setarch --addr-no-randomize valgrind --tool=callgrind --callgrind-out-file=/dev/null"


class Run(NamedTuple):
    name: str
    arguments: str
    status: int  # 1: `diff` found differences


RUNS = [
    Run("calc csv", "calc log.csv -o out.csv", 0),
    Run("calc jsonl", "calc log.jsonl -o out.jsonl", 0),
    Run("diff csv", "diff log.csv -m v1-2026-11 --against ecologits-0.4 -o diff.txt", 1),
]


def prepare(eco_calc: Path, place: Path) -> None:
    """The logs, and the binary without what debuggers read (nor does Valgrind understand it)."""
    for form in ("csv", "jsonl"):
        command = [sys.executable, str(ROOT / "Benchmarks/generate.py"), "--format", form]
        command += ["--records", str(RECORDS), "-o", str(place / f"log.{form}")]
        subprocess.run(command, check=True)
    subprocess.run(["strip", "--strip-debug", "-o", place / "eco-calc", eco_calc], check=True)


def count(run: Run, place: Path) -> int:
    command = [*CALLGRIND.split(), "./eco-calc", *run.arguments.split(), "-j", "1"]
    done = subprocess.run(
        command, cwd=place, env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    found = re.search(r"Collected : ([0-9]+)", done.stderr)
    if done.returncode != run.status or not found:
        sys.exit(f"{run.name}: exit {done.returncode}\n{done.stderr}")
    return int(found[1])


def counts(eco_calc: Path) -> dict[str, int]:
    with tempfile.TemporaryDirectory() as name:
        prepare(eco_calc, Path(name))
        return {run.name: count(run, Path(name)) for run in RUNS}


def kept() -> dict[str, int]:
    with KEPT.open(newline="") as file:
        return {row["run"]: int(row["instructions"]) for row in csv.DictReader(file)}


def record(found: dict[str, int]) -> None:
    with KEPT.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["run", "instructions"])
        writer.writerows(found.items())


def compare(found: dict[str, int], before: dict[str, int]) -> list[str]:
    """Prints each count beside the kept one; returns the runs that take too many."""
    if found.keys() != before.keys():
        sys.exit(f"{KEPT.name} has other runs: --record keeps these")
    worse = []
    for name, instructions in found.items():
        change = instructions / before[name] - 1
        print(f"{name:12}{instructions:>14,}{before[name]:>14,} kept{100 * change:+8.2f} %")
        if change > TOLERANCE:
            worse.append(name)
        elif change < -TOLERANCE:
            print(f"{name} takes fewer than are kept: --record them")
    return worse


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("eco_calc", type=Path, metavar="ECO_CALC")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true")
    mode.add_argument("--record", action="store_true")
    options = parser.parse_args()
    found = counts(options.eco_calc.resolve())
    if options.record:
        record(found)
    worse = compare(found, kept())
    if options.check and worse:
        sys.exit(f"more than {TOLERANCE:.0%} above {KEPT.name}: {', '.join(worse)}")


if __name__ == "__main__":
    main()
