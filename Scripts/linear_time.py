#!/usr/bin/env python3
"""Times logs made to be slow, at one size and at four times that.

    linear_time.py ECO_CALC                 the sizes that tell most
    linear_time.py ECO_CALC --divide 4      a quarter of them

Prints a table of processor seconds; exits 1 where four times the input takes more than eight times
as long.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

HEADER = b"generation_id,created_at,resolved_model,provider,region,prompt_tokens,completion_tokens"
ROW = b"g,2026-01-14T09:30:01Z,openai/gpt-4o-mini,openai,eu-west,18,26"
LINE = (
    b'{"generation_id":"g","created_at":1768383001,"resolved_model":"openai/gpt-4o-mini",'
    b'"provider":"openai","region":"eu-west","prompt_tokens":18,"completion_tokens":26'
)
MEMBER = LINE + b',"x":'
# A call of MLflow, whose attributes hold JSON; a string in it is escaped once more.
SPAN = rb'{"attributes":{"mlflow.llm.model":"\"gpt\\u002d4o\""}}'
MAXIMUM = 8


def csv(*rows: bytes) -> bytes:
    return b"\n".join((HEADER, ROW, *rows, ROW)) + b"\n"


def lines(*values: bytes) -> bytes:
    return b"\n".join((LINE + b"}", *values, LINE + b"}")) + b"\n"


# Each makes about so many bytes.
SHAPES: dict[str, Callable[[int], bytes]] = {
    "rows": lambda n: csv(*[ROW] * (n // len(ROW))),
    "quotes only": lambda n: csv(b'"' * n),
    "a quote on each line": lambda n: csv(*[b'"'] * (n // 2)),
    "an open quote, then rows": lambda n: csv(b'"', *[ROW] * (n // len(ROW))),
    "one huge field": lambda n: csv(b"a" * n),
    "one huge quoted field": lambda n: csv(b'"' + b'a""' * (n // 3) + b'"'),
    "blank lines": lambda n: csv(b"\n" * n),
    "commas only": lambda n: csv(b"," * n),
    "columns in the header": lambda n: HEADER + b",a" * (n // 2) + b"\n" + ROW + b"\n",
    "lines": lambda n: lines(*[LINE + b"}"] * (n // len(LINE))),
    "deep arrays": lambda n: lines(MEMBER + b"[" * (n // 2) + b"]" * (n // 2) + b"}"),
    "deep objects": lambda n: lines(MEMBER + b'{"x":' * (n // 6) + b"1" + b"}" * (n // 6) + b"}"),
    "open brackets": lambda n: b"[" * n,
    "open braces": lambda n: b'{"x":' * (n // 5),
    "one brace a line": lambda n: b"{\n" * (n // 2),
    "one huge string": lambda n: lines(MEMBER + b'"' + b"a" * n + b'"}'),
    "escapes only": lambda n: lines(MEMBER + b'"' + b"\\u0020" * (n // 6) + b'"}'),
    "members": lambda n: lines(MEMBER + b"1" + b',"region":"ie"' * (n // 14) + b"}"),
    "old blocks": lambda n: lines(LINE + b',"eco":1' * (n // 8) + b"}"),
    "small elements": lambda n: b"[" + LINE + b"}" + b",1" * (n // 2) + b"]",
    "a document of many lines": lambda n: LINE + b',"x":[\n' + b"1,\n" * (n // 3) + b"1]}\n",
    "JSON in strings": lambda n: (
        b'{"info":{"trace_id":"t"},"data":{"spans":['
        + b",".join([SPAN] * (n // len(SPAN)))
        + b"]}}"
    ),
    "comments in a stream": lambda n: b"data: {}\n\n" + b":\n" * (n // 2),
    "data in a stream": lambda n: b"data: {}\n\n" * (n // 10),
}

# Small enough that four times as much is still a record that is read; less where each few bytes are
# a reject.
SIZE, SMALL = 3_500_000, 400_000
REJECTS = {"a quote on each line", "small elements"}


def form(name: str) -> str:
    """The log format of a shape."""
    if "stream" in name:
        return "gateway-stream"
    return "mlflow" if name == "JSON in strings" else "gateway"


def seconds(eco: Path, log: Path) -> float:
    """The least processor time of two runs: whatever else the machine does is not in it."""
    command: list[Path | str] = [
        eco,
        log,
        "--from",
        log.name,
        "-q",
        "-o",
        "/dev/null",
        "--rejects",
        "/dev/null",
    ]
    best = float("inf")
    for _ in range(2):
        run = subprocess.Popen([*command, "-j", "1"], stderr=subprocess.DEVNULL)
        _, _, usage = os.wait4(run.pid, 0)
        best = min(best, usage.ru_utime + usage.ru_stime)
    return best


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("eco_calc", type=Path, metavar="ECO_CALC")
    parser.add_argument("--divide", type=int, default=1, metavar="N", help="sizes by this")
    options = parser.parse_args()
    eco, bad = options.eco_calc.resolve(), []
    print(f"{'':26}{'MB':>6}{'seconds':>10}{'4 times':>10}{'ratio':>8}")
    with tempfile.TemporaryDirectory() as place:
        for name, make in SHAPES.items():
            log = Path(place) / form(name)
            size = (SMALL if name in REJECTS else SIZE) // options.divide
            log.write_bytes(make(size))
            once = seconds(eco, log)
            log.write_bytes(make(4 * size))
            four = seconds(eco, log)
            # What a process needs to start is no part of it.
            ratio = four / max(once, 0.01)
            print(f"{name:26}{size / 1e6:6.1f}{once:10.3f}{four:10.3f}{ratio:8.1f}", flush=True)
            if ratio > MAXIMUM:
                bad.append(name)
    if bad:
        sys.exit("not linear: " + ", ".join(bad))


if __name__ == "__main__":
    main()
