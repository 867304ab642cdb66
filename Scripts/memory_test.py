#!/usr/bin/env python3
"""Reads logs of 50 MB and says how much memory that took: memory_test.py ECO_CALC

Exits 1 where it is more than 40 MiB, for memory must not grow with the log.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

SIZE = 50_000_000
MAXIMUM = 40 << 20


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


def write(path: Path, shape: Shape) -> None:
    with path.open("w") as file:
        size, number = file.write(shape.first), 0
        while size < SIZE:
            tenth = number if number % 10 == 0 else ""
            size += file.write(shape.record.format(number, tenth, number % 100))
            number += 1
        file.write(shape.last)


def main() -> None:
    parser = argparse.ArgumentParser(description="Says how much memory logs of 50 MB take.")
    parser.add_argument("eco_calc", type=Path, metavar="ECO_CALC")
    eco, worst = parser.parse_args().eco_calc.resolve(), 0
    with tempfile.TemporaryDirectory() as place:
        for name, shape in SHAPES.items():
            log = Path(place) / f"log.{name}"
            write(log, shape)
            run = subprocess.Popen([eco, log, "-o", Path(place) / "out", "-q", "-j", "2"])
            _, status, usage = os.wait4(run.pid, 0)
            print(f"{name}: {log.stat().st_size / 1e6:.0f} MB, {usage.ru_maxrss / 1024:.1f} MiB")
            if status:
                sys.exit(f"{name}: status {status}")
            worst = max(worst, usage.ru_maxrss * 1024)
            log.unlink()
    if worst > MAXIMUM:
        sys.exit(f"more than {MAXIMUM >> 20} MiB")


if __name__ == "__main__":
    main()
