#!/usr/bin/env python3
"""The picture that opens the README: a terminal in which a log is read and a figure explained.

    picture.py ECO_CALC            writes docs/first-look.svg
    picture.py ECO_CALC --check    exits 1 unless a run says what the picture shows

What it shows is what the program printed to a terminal of that width, line by line.
"""

import argparse
import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs/first-look.svg"
COLUMNS = 104
COMMANDS = (
    "eco-calc usage.csv -o enriched.csv",
    "eco-calc explain usage.csv gen_01J9ZK3T5W8Q2N4B6C7D8E9F0A",
)
ADVANCE, LEADING, MARGIN = 7.8, 18, 16
BACK, INK, COMMAND = "#0d1117", "#e6edf3", "#7ee787"
# What a terminal does with a line and does not show: colours, and lines that are written over.
CONTROLS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def run(program: Path, command: str, folder: Path) -> list[str]:
    """The lines that a command leaves on a terminal."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 60, COLUMNS, 0, 0))
    words = [str(program), *command.split()[1:]]
    process = subprocess.Popen(
        words, cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs, env={"NO_COLOR": "1"}
    )
    os.close(theirs)
    printed = b""
    while True:
        try:
            some = os.read(ours, 1 << 16)
        except OSError:  # the terminal of a program that has ended
            break
        if not some:
            break
        printed += some
    os.close(ours)
    if process.wait() != 0:
        sys.exit(f"{command}: exit {process.returncode}\n{printed.decode()}")
    lines = CONTROLS.sub("", printed.decode()).replace("\r\n", "\n").rstrip("\n").split("\n")
    return [line.rpartition("\r")[2] for line in lines]


def visible(text: str) -> str:
    """A line with all its spaces, as XML: where there are several, only one would be drawn."""
    return escape(text).replace(" ", "\N{NO-BREAK SPACE}")


def svg(sessions: list[tuple[str, list[str]]]) -> str:
    rows: list[tuple[str, str]] = []
    for command, lines in sessions:
        if rows:
            rows.append((INK, ""))
        rows.append((COMMAND, f"$ {command}"))
        rows += [(INK, line) for line in lines]
    width = round(2 * MARGIN + ADVANCE * max(len(text) for _, text in rows))
    height = 2 * MARGIN + LEADING * len(rows)
    texts = "".join(
        f'<text x="{MARGIN}" y="{MARGIN + LEADING * (place + 1) - 5}" fill="{ink}"'
        f' textLength="{ADVANCE * len(text):g}">{visible(text)}</text>\n'
        for place, (ink, text) in enumerate(rows)
        if text
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"'
        f' height="{height}" role="img" aria-labelledby="title">\n'
        '<title id="title">eco-calc reads a usage log, and explains one of its figures</title>\n'
        f'<rect width="{width}" height="{height}" rx="8" fill="{BACK}"/>\n'
        '<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace"'
        ' font-size="13" lengthAdjust="spacingAndGlyphs">\n'
        f"{texts}</g>\n</svg>\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="The picture that opens the README.")
    parser.add_argument("eco_calc", type=Path, metavar="ECO_CALC")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "usage.csv").write_bytes((ROOT / "Examples/usage.csv").read_bytes())
        program = options.eco_calc.resolve()
        drawn = svg([(command, run(program, command, place)) for command in COMMANDS])
    if not options.check:
        PICTURE.write_text(drawn)
    elif PICTURE.read_text() != drawn:
        sys.exit(f"{PICTURE.name} is not what the program prints; Scripts/picture.py draws it")


if __name__ == "__main__":
    main()
