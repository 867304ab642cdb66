"""What a set of rows comes to: errors, shares, percentiles, as the tables of METHODOLOGY.md say."""

import math
import statistics
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from measurements import Measurement


class Summary(NamedTuple):
    median_error: float
    within_1_5: float  # shares
    within_2: float
    p10: float
    p90: float


def percentile(values: Sequence[float], p: float) -> float:
    """Linear between the neighbours."""
    values = sorted(values)
    place = p * (len(values) - 1)
    below = int(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + (values[above] - values[below]) * (place - below)


def share(holds: Iterable[bool]) -> float:
    return statistics.mean(float(one) for one in holds)


def summary(ratios: Sequence[float]) -> Summary:
    """Of predicted over measured."""
    errors = [max(q, 1 / q) for q in ratios]
    return Summary(
        median_error=statistics.median(errors),
        within_1_5=share(e <= 1.5 for e in errors),
        within_2=share(e <= 2 for e in errors),
        p10=percentile(ratios, 0.1),
        p90=percentile(ratios, 0.9),
    )


def percent(share: float) -> str:
    return f"{math.floor(100 * share + 0.5)} %"


def figure(value: float) -> str:
    """Two significant digits, zeros too."""
    return f"{value:#.2g}".rstrip(".")


def counted(rows: Sequence[Measurement]) -> str:
    """How many rows, of how many models."""
    return f"{len(rows)}, {len({row.model for row in rows})}"


def markdown(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table."""
    head, *body = ("| " + " | ".join(cells) + " |" for cells in (header, *rows))
    return [head, "|" + "---|" * len(header), *body]
