#!/usr/bin/env python3
"""How well the method predicts: the tables of METHODOLOGY.md from Tests/EcoModelTests/Fixtures.

    validation.py                        print the tables (Markdown)
    validation.py --check METHODOLOGY.md exit 1 unless the document holds exactly these rows and
                                         validation-expected.csv these numbers
    validation.py --write                write validation-expected.csv

measurements.py says what is compared with what.
"""

import argparse
import math
import statistics
import sys
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from measurements import FIXTURES, METHODS, Measurement, current, measurements, older, v1
from production import production
from refit import left_out, refit

EXPECTED = FIXTURES / "validation-expected.csv"
ROWS = measurements()


def select(gpu: str, least: int, most: int) -> list[Measurement]:
    return [row for row in ROWS if row.gpu == gpu and least <= row.sequences <= most]


FITTED = select("H100", 64, 64)
SETS = {
    "H100 at 64 (fitted)": FITTED,
    "of them long reasoning (gpqa)": [row for row in FITTED if row.task == "gpqa"],
    "B200 at 64 (never fitted)": select("B200", 64, 64),
    "H100 at any of 16 to 256": select("H100", 16, 256),
    "H100 at 128": select("H100", 128, 128),
    "H100 at 256": select("H100", 256, 256),
}


class Summary(NamedTuple):
    median_error: float
    within_1_5: float  # shares
    within_2: float
    p10: float
    p90: float
    in_interval: float


def summary(ratios: Iterable[float]) -> Summary:
    """Of predicted over measured."""
    ratios = sorted(ratios)
    errors = [max(q, 1 / q) for q in ratios]

    def percentile(p: float) -> float:  # linear between the neighbours
        place = p * (len(ratios) - 1)
        below = int(place)
        above = min(below + 1, len(ratios) - 1)
        return ratios[below] + (ratios[above] - ratios[below]) * (place - below)

    def share(holds: Iterable[bool]) -> float:
        return sum(holds) / len(ratios)

    return Summary(
        median_error=statistics.median(errors),
        within_1_5=share(e <= 1.5 for e in errors),
        within_2=share(e <= 2 for e in errors),
        p10=percentile(0.1),
        p90=percentile(0.9),
        in_interval=share(0.55 <= q <= 1.30 for q in ratios),
    )


def percent(share: float) -> str:
    return f"{math.floor(100 * share + 0.5)} %"


def line(
    name: str, rows: list[Measurement], ratios: Iterable[float], others: tuple[str, str] = ("", "")
) -> str:
    s = summary(ratios)
    return (
        f"| {name} | {len(rows)}, {len({row.model for row in rows})} | ×{s.median_error:.2f} "
        f"| {percent(s.within_1_5)} | {percent(s.within_2)} | {s.p10:.2f}–{s.p90:.2f} "
        f"| {percent(s.in_interval)} | {others[0]} | {others[1]} |"
    )


def predictions() -> list[str]:
    header = (
        "| rows | number, models | v1 median error | within ×1.5 | within ×2 "
        "| 10–90 % of pred/meas | in the method interval "
        "| EcoLogits 0.9–0.11: median, within ×2 | EcoLogits 0.4: median, within ×2 |"
    )
    lines = [header, "|---|---|---|---|---|---|---|---|---|"]
    for name, rows in SETS.items():
        new = summary(current(row) / row.measured for row in rows)
        old = summary(older(row) / row.measured for row in rows)
        others = (
            f"×{new.median_error:.2f}, {percent(new.within_2)}",
            f"×{old.median_error:.0f}, {percent(old.within_2)}",
        )
        lines.append(line(name, rows, (v1(row) / row.measured for row in rows), others))
    name = "H100 at 64, refitted without the maker's models"
    lines.append(line(name, FITTED, left_out(FITTED)))
    for scale, name in (
        (Fraction(1, 2), "H100 at 64, prompts half as long as assumed"),
        (Fraction(2), "H100 at 64, prompts twice as long"),
    ):
        lines.append(line(name, FITTED, [v1(row, scale) / row.measured for row in FITTED]))
    return lines


def constants() -> list[str]:
    constant, active, inactive, context = refit(FITTED)
    return [
        "| constant | shipped | refitted |",
        "|---|---|---|",
        f"| decode, constant | 0.045 | {constant:.4f} |",
        f"| decode, active | 0.010 | {active:.5f} |",
        f"| decode, inactive | 0.0085 | {inactive:.5f} |",
        f"| context | 1.6e-10 | {context * 1e10:.2f}e-10 |",
    ]


def tables() -> list[str]:
    return [*predictions(), "", *constants(), "", *production()]


def expected() -> str:
    lines = ["rows,method,count,median_error,within_1_5,within_2,p10,p90"]
    for name, rows in SETS.items():
        for label, method in METHODS.items():
            *figures, _ = summary(method(row) / row.measured for row in rows)
            lines.append(",".join([name, label, str(len(rows)), *(f"{x:.4f}" for x in figures)]))
    return "\n".join(lines) + "\n"


def check(document: Path) -> bool:
    """Whether the document and the fixture hold these numbers; says what does not."""
    present = document.read_text(encoding="utf-8").splitlines()
    missing = [row for row in tables() if row and row not in present]
    for absent in missing:
        print(f"{document} lacks: {absent}", file=sys.stderr)
    stale = EXPECTED.read_text() != expected()
    if stale:
        print(f"{EXPECTED} differs", file=sys.stderr)
    return not missing and not stale


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--check", type=Path, metavar="METHODOLOGY.md")
    mode.add_argument("--write", action="store_true")
    options = parser.parse_args()
    if options.write:
        EXPECTED.write_text(expected())
    elif options.check:
        sys.exit(0 if check(options.check) else 1)
    else:
        print("\n".join(tables()))


if __name__ == "__main__":
    main()
