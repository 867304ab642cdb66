#!/usr/bin/env python3
"""Kills runs that replace an old file, at random moments: kill_test.py ECO_CALC [ROUNDS]

Afterwards the file is the old one or the whole new one, and what is left over says by its name that
it is. Says how often a kill met a run at work; a test in which none did proves nothing and fails.
"""

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROWS = 200_000
HEADER = "generation_id,created_at,resolved_model,provider,region,prompt_tokens,completion_tokens\n"
OLD = b"old"


def write_log(path: Path) -> None:
    with path.open("w") as file:
        file.write(HEADER)
        file.writelines(
            f"g{i},2026-01-14T09:30:01Z,openai/gpt-4o-mini,openai,eu-west,18,{i % 100}\n"
            for i in range(ROWS)
        )


def longest(command: list[Path | str]) -> float:
    """The longest of three whole runs, in seconds."""
    lengths = []
    for _ in range(3):
        start = time.monotonic()
        subprocess.run(command, check=True)
        lengths.append(time.monotonic() - start)
    return max(lengths)


def main() -> None:
    parser = argparse.ArgumentParser(description="Kills runs that replace an old file.")
    parser.add_argument("eco_calc", type=Path, metavar="ECO_CALC")
    parser.add_argument("rounds", type=int, nargs="?", default=100, metavar="ROUNDS")
    options = parser.parse_args()
    eco, rounds = options.eco_calc.resolve(), options.rounds
    kept = replaced = left = 0
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        log, out, complete = place / "log.csv", place / "out.csv", place / "complete.csv"
        write_log(log)
        length = longest([eco, log, "-o", complete, "-q"])
        whole = complete.read_bytes()
        for turn in range(rounds):
            out.write_bytes(OLD)
            run = subprocess.Popen([eco, log, "-o", out, "-q"])
            time.sleep(random.random() * length)
            number = signal.SIGTERM if turn % 4 == 0 else signal.SIGKILL
            run.send_signal(number)
            run.wait()
            found = out.read_bytes()
            if found == OLD:
                kept += 1
            elif found == whole:
                replaced += 1
            else:
                sys.exit(f"round {turn}: neither the old file nor the new one, {len(found)} bytes")
            for file in set(place.iterdir()) - {log, out, complete}:
                ours = file.name.startswith("out.csv.eco-calc-") and file.suffix == ".tmp"
                if not ours or number == signal.SIGTERM:
                    sys.exit(f"round {turn}: {file.name} left behind by {number.name}")
                left += 1
                file.unlink()
    print(
        f"{rounds} kills: the old file {kept} times, the new one {replaced} times;"
        f" {left} temporary files left by SIGKILL"
    )
    if left == 0:
        sys.exit("no kill met a run at work")


if __name__ == "__main__":
    main()
