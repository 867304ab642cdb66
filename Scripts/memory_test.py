#!/usr/bin/env python3
"""Reads logs of 50 MB and says how much memory that took: memory_test.py ECO_CALC

Exits 1 where it is more than 40 MiB, for memory must not grow with the log, nor with its bad
records; where it is more than a gigabyte for as many groups or rates as there may be at once.
"""

import argparse
import csv
import itertools
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

SIZE = 50_000_000
MAXIMUM = 40 << 20
# Of what grows with what is told apart; SECURITY.md says so.
GROWN = 1 << 30
ROOT = Path(__file__).resolve().parent.parent


class Shape(NamedTuple):
    first: str
    record: str  # {0}: its number; {1}: the number of every tenth; {2}: its tokens
    last: str


# Every record is another one, and so is every tenth model: what is remembered must not add up.
SHAPES = {
    "csv": Shape(
        "generation_id,created_at,resolved_model,provider,region,prompt_tokens,completion_tokens\n",
        "g{0},2026-01-14T09:30:01Z,openai/gpt-4o-mini{1},openai,eu-west,18,{2}\n",
        "",
    ),
    "jsonl": Shape(
        "",
        '{{"generation_id":"g{0}","created_at":1768383001,"resolved_model":"openai/gpt-4o-mini{1}",'
        '"provider":"openai","region":"eu-west","prompt_tokens":18,"completion_tokens":{2}}}\n',
        "",
    ),
    "json": Shape(
        '[{"resolved_model":"none"}',
        ',\n{{"generation_id":"g{0}","resolved_model":"openai/gpt-4o-mini{1}",'
        '"region":"eu-west","prompt_tokens":18,"completion_tokens":{2}}}',
        "]\n",
    ),
}
# Records of two bytes, none of which can be read.
REJECTS = 1_000_000


def write(path: Path, shape: Shape) -> None:
    with path.open("w") as file:
        size, number = file.write(shape.first), 0
        while size < SIZE:
            tenth = number if number % 10 == 0 else ""
            size += file.write(shape.record.format(number, tenth, number % 100))
            number += 1
        file.write(shape.last)


def measure(command: list[Path | str]) -> int:
    """The most memory that a run takes, in bytes."""
    run = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(run.pid, 0)
    if os.waitstatus_to_exitcode(status) not in {0, 1}:
        sys.exit(f"{command}: status {status}")
    return usage.ru_maxrss * 1024


def column(table: str, name: str) -> list[str]:
    with (ROOT / "data" / table).open(newline="") as file:
        return sorted({row[name] for row in csv.DictReader(file)})


def grown(place: Path) -> dict[str, list[Path | str]]:
    """Runs that hold as much as they may."""
    header = SHAPES["csv"].first
    groups, rates = (place / f"{name}.csv" for name in ("groups", "rates"))
    with groups.open("w") as file:
        file.write(header)
        file.writelines(f"g,,a model of some name {n},,,18,26\n" for n in range(1_000_000))
    with rates.open("w") as file:
        file.write(header)
        places = itertools.product(
            range(2019, 2025), column("models.csv", "id"), column("regions.csv", "region")
        )
        file.writelines(
            f"g,{year}-01-14,{model},,{region},18,26\n"
            for year, model, region in itertools.islice(places, 100_000)
        )
    out = place / "out"
    return {
        "a million groups": [groups, "--by", "model", "-o", out],
        "in JSON": [groups, "--by", "model", "-o", out, "--to", "json"],
        "100,000 rates": [rates, "-o", out, "--summary", place / "sum", "--report", place / "page"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Says how much memory logs of 50 MB take.")
    parser.add_argument("eco_calc", type=Path, metavar="ECO_CALC")
    eco, worst = parser.parse_args().eco_calc.resolve(), 0
    with tempfile.TemporaryDirectory() as place:
        for name, shape in SHAPES.items():
            log = Path(place) / f"log.{name}"
            write(log, shape)
            memory = measure([eco, log, "-o", Path(place) / "out", "-q", "-j", "2"])
            print(f"{name}: {log.stat().st_size / 1e6:.0f} MB, {memory / (1 << 20):.1f} MiB")
            worst = max(worst, memory)
            log.unlink()
        rejects, out = Path(place) / "rejects.csv", Path(place) / "out"
        rejects.write_text(SHAPES["csv"].first + "x\n" * REJECTS)
        memory = measure([eco, rejects, "-o", out, "-q", "-j", "2", "--max-rejects", "100%"])
        print(f"{REJECTS} rejects: {memory / (1 << 20):.1f} MiB")
        worst = max(worst, memory)
        for name, words in grown(Path(place)).items():
            memory = measure([eco, *words, "-q", "-j", "2"])
            print(f"{name}: {memory / (1 << 20):.0f} MiB", flush=True)
            if memory > GROWN:
                sys.exit(f"more than {GROWN >> 20} MiB")
    if worst > MAXIMUM:
        sys.exit(f"more than {MAXIMUM >> 20} MiB")


if __name__ == "__main__":
    main()
