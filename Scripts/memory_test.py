#!/usr/bin/env python3
"""Reads logs of 50 MB and says how much memory that took: memory_test.py ECO_CALC

Exits 1 where it is more than 40 MiB, for memory must not grow with the log.
"""
import os, subprocess, sys, tempfile
from pathlib import Path

SIZE = 50_000_000
MAXIMUM = 40 << 20
HEADER = "generation_id,created_at,resolved_model,provider,region,prompt_tokens,completion_tokens\n"
# Every record is another one, and so is every tenth model: what is remembered must not add up either.
SHAPES = {
    "csv": (HEADER, "g{0},2026-01-14T09:30:01Z,openai/gpt-4o-mini{1},openai,eu-west,18,{2}\n", ""),
    "jsonl": ("", '{{"generation_id":"g{0}","created_at":1768383001,"resolved_model":"openai/gpt-4o-mini{1}",'
              '"provider":"openai","region":"eu-west","prompt_tokens":18,"completion_tokens":{2}}}\n', ""),
    "json": ('[{"resolved_model":"none"}', ',\n{{"generation_id":"g{0}","resolved_model":"openai/gpt-4o-mini{1}",'
             '"region":"eu-west","prompt_tokens":18,"completion_tokens":{2}}}', "]\n"),
}


def write(path, shape):
    first, record, last = SHAPES[shape]
    with path.open("w") as file:
        size, number = file.write(first), 0
        while size < SIZE:
            size += file.write(record.format(number, number if number % 10 == 0 else "", number % 100))
            number += 1
        file.write(last)


def main(eco):
    eco, worst = os.path.realpath(eco), 0
    with tempfile.TemporaryDirectory() as place:
        for shape in SHAPES:
            log = Path(place) / f"log.{shape}"
            write(log, shape)
            run = subprocess.Popen([eco, log, "-o", Path(place) / "out", "-q", "-j", "2"])
            _, status, usage = os.wait4(run.pid, 0)
            print(f"{shape}: {log.stat().st_size / 1e6:.0f} MB, {usage.ru_maxrss / 1024:.1f} MiB")
            if status:
                sys.exit(f"{shape}: status {status}")
            worst = max(worst, usage.ru_maxrss * 1024)
            log.unlink()
    if worst > MAXIMUM:
        sys.exit(f"more than {MAXIMUM >> 20} MiB")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
