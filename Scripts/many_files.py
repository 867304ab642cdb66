#!/usr/bin/env python3
"""Reads a folder of 5,000 sessions while no more than 256 files may be open: many_files.py ECO_CALC

Exits 1 where that fails, where a record is counted or comes out otherwise than from one file that
has them all, or where it takes more memory than a large file does.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from memory_test import MAXIMUM

FILES = 5_000
OPEN = 256


def session(number: int) -> str:
    """What the user said, and one call on two lines: 104 prompt tokens and `number` + 1 others."""
    head = {"sessionId": f"s{number}", "timestamp": "2026-02-03T09:00:02.000Z"}
    message = {
        "id": f"msg_{number}",
        "model": "claude-sonnet-4-5-20250929",
        "content": [{"type": "text", "text": "word " * 400}],
    }
    lines: list[dict[str, object]] = [{**head, "type": "user", "message": {"content": "do it"}}]
    for output in (1, 1 + number):
        usage = {"input_tokens": 4, "cache_read_input_tokens": 100, "output_tokens": output}
        said = {**message, "usage": usage}
        lines.append({**head, "type": "assistant", "requestId": f"req_{number}", "message": said})
    return "".join(json.dumps(line) + "\n" for line in lines)


def run(eco: Path, log: Path, place: Path) -> tuple[bytes, dict[str, int], int]:
    """The rows, the totals and the most memory, in bytes, of a run that may open few files."""
    rows, summary = place / "rows", place / "summary"
    words = map(str, [eco, log, "--assume", "region=us", "-q", "-o", rows, "--summary", summary])
    process = subprocess.Popen(["sh", "-c", f'ulimit -n {OPEN}; exec "$@"', "sh", *words])
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{log.name}: status {os.waitstatus_to_exitcode(status)}")
    totals = json.loads(summary.read_bytes())["totals"]
    return rows.read_bytes(), totals, usage.ru_maxrss * 1024


def main() -> None:
    parser = argparse.ArgumentParser(description="Reads a folder of 5,000 sessions.")
    parser.add_argument("eco_calc", type=Path, metavar="ECO_CALC")
    eco = parser.parse_args().eco_calc.resolve()
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        folder, one = place / "sessions", place / "all.jsonl"
        folder.mkdir()
        with one.open("w") as file:
            for number in range(FILES):
                text = session(number)
                (folder / f"{number:05}.jsonl").write_text(text)
                file.write(text)
        rows, totals, memory = run(eco, folder, place)
        print(f"{FILES} files: {memory / (1 << 20):.1f} MiB")
        wanted = {
            "requests": FILES,
            "prompt_tokens": 104 * FILES,
            "cached_prompt_tokens": 100 * FILES,
            "completion_tokens": FILES * (FILES + 1) // 2,
        }
        for member, count in wanted.items():
            if totals[member] != count:
                sys.exit(f"{member} is {totals[member]}, and should be {count}")
        if rows != run(eco, one, place)[0]:
            sys.exit("the rows are not those of one file that has all records")
        if memory > MAXIMUM:
            sys.exit(f"more than {MAXIMUM >> 20} MiB")


if __name__ == "__main__":
    main()
