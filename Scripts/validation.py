#!/usr/bin/env python3
"""How well the methods predict: the tables of METHODOLOGY.md from Tests/EcoModelTests/Fixtures.

    validation.py            print the tables of v2 and of v1 (Markdown)
    validation.py --check    exit 1 unless the pages hold exactly these rows, the fixture
                             validation-expected.csv these numbers, and every promise is kept
    validation.py --write    write that fixture

measurements.py says what is compared with what.
"""

import argparse
import sys
from pathlib import Path

import validation_v1
import validation_v2
from measurements import FIXTURES, METHODS
from summaries import summary

ROOT = Path(__file__).resolve().parent.parent
EXPECTED = FIXTURES / "validation-expected.csv"
PAGES = {
    ROOT / "METHODOLOGY.md": validation_v2.tables,
    ROOT / "data/editions/2026-11/METHODOLOGY.md": validation_v1.tables,
}


def expected() -> str:
    lines = ["rows,method,count,median_error,within_1_5,within_2,p10,p90"]
    for name, rows in validation_v1.SETS.items():
        for label, method in METHODS.items():
            figures = summary([method(row) / row.measured for row in rows])
            lines.append(",".join([name, label, str(len(rows)), *(f"{x:.4f}" for x in figures)]))
    return "\n".join(lines) + "\n"


def faults() -> list[str]:
    """What does not hold."""
    found = []
    for page, tables in PAGES.items():
        present = set(page.read_text(encoding="utf-8").splitlines())
        found += [f"{page} lacks: {row}" for row in tables() if row and row not in present]
    if EXPECTED.read_text(encoding="utf-8") != expected():
        found.append(f"{EXPECTED} differs")
    found += [f"not kept: {name}" for name, kept in validation_v2.bounds().items() if not kept]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true")
    mode.add_argument("--write", action="store_true")
    options = parser.parse_args()
    if options.write:
        EXPECTED.write_text(expected(), encoding="utf-8")
    elif options.check:
        found = faults()
        print("\n".join(found), file=sys.stderr, end="\n" if found else "")
        sys.exit(1 if found else 0)
    else:
        print("\n".join([*validation_v2.tables(), *validation_v1.tables()]))


if __name__ == "__main__":
    main()
