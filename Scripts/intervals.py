"""How often the interval of v2 holds what was measured, at the widths that are printed."""

import csv
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import formula_v2 as v2
from formula_v2 import SHIPPED, Fitted
from measurements import Measurement, v1
from summaries import percentile, share

Ends = tuple[float, float]  # J per output token
Interval = Callable[[Measurement], Ends]

DATA = Path(__file__).resolve().parent.parent / "data"


class Board(NamedTuple):
    """A row of data/accelerators.csv."""

    watts: Fraction  # its limit
    draw_share: Fraction


def boards() -> dict[str, Board]:
    with (DATA / "accelerators.csv").open(newline="", encoding="utf-8") as file:
        return {
            row["name"]: Board(Fraction(row["board_watts"]), Fraction(row["draw_share"]))
            for row in csv.DictReader(file)
        }


BOARDS = boards()


def interval_v1(row: Measurement) -> Ends:
    return v1(row) / 1.30, v1(row) / 0.55


def ends(row: Measurement, said: Fraction | None, fitted: Fitted = SHIPPED) -> Ends:
    low, high = v2.ends(
        row.shape,
        row.shape,
        row.prompt,
        0,
        row.completion,
        said,
        mixture=row.shape.is_mixture,
        fitted=fitted,
    )
    return float(low / row.completion), float(high / row.completion)


def not_said(row: Measurement) -> Ends:
    return ends(row, None)


def said(row: Measurement) -> Ends:
    return ends(row, row.concurrency)


def joules_by_seconds(row: Measurement) -> float:
    """J per output token from the boards' time alone."""
    watts, draw_share = BOARDS[row.board]
    return float(row.boards * watts * draw_share) / row.tokens_per_second


def seconds(row: Measurement) -> Ends:
    point = joules_by_seconds(row)
    return point / float(v2.SECONDS_LOW), point * float(v2.SECONDS_HIGH)


def seconds_busy(row: Measurement) -> Ends:
    """With a concurrency of 16 or more said as well."""
    point = joules_by_seconds(row)
    return point / float(v2.SECONDS_LOW_BUSY), point * float(v2.SECONDS_HIGH)


class Coverage(NamedTuple):
    inside: float  # shares
    below: float  # measured below the low end
    above: float
    width: float  # median of high over low


def coverage(rows: Sequence[Measurement], interval: Interval) -> Coverage:
    found = [(row.measured, *interval(row)) for row in rows]
    below, above = share(y < low for y, low, _ in found), share(y > high for y, _, high in found)
    width = percentile([high / low for _, low, high in found], 0.5)
    return Coverage(1 - below - above, below, above, width)
