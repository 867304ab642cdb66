"""The rows that v2 is validated on, and what is fitted to them."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from formula_v2 import Fitted
from measurements import Measurement, Pools, inferencex, mlenergy
from refit import FREE_V2, left_out

ROWS = mlenergy()
TOGETHER: list[Pools] = [row for row in inferencex() if not row.prefill_boards]


def family(row: Measurement) -> str:
    return row.family


def select(board: str, least: int, most: int) -> list[Measurement]:
    return [row for row in ROWS if row.board == board and least <= row.sequences <= most]


def inferencex_of(least: int, most: int) -> list[Measurement]:
    return [row for row in TOGETHER if least <= row.sequences <= most]


FITTED = select("h100", 8, 512)
H100, B200, INFERENCEX = select("h100", 16, 256), select("b200", 16, 256), inferencex_of(16, 256)
UNSEEN = [row for row in B200 if row.model not in {fitted.model for fitted in FITTED}]
LARGE = 200  # 10^9 parameters
MIXTURES = [row for row in H100 if row.family == "qwen3-mixture"]

# Fitted without each family, and what that says of its rows.
FOLDS = {name: Fitted(*map(Fraction, c)) for name, c in left_out(FREE_V2, FITTED, family)}


def ratios(method: Callable[[Measurement], float], rows: Sequence[Measurement]) -> list[float]:
    """Predicted over measured."""
    return [method(row) / row.measured for row in rows]
