"""Published production figures beside the methods' own, whole service."""

from fractions import Fraction

import formula_v2
from formula_v2 import Shape
from measurements import table
from reference import SERVICE, Size, joules
from summaries import figure, markdown

PUBLISHED = table("published-requests.csv")


def shape(row: dict[str, str]) -> Shape:
    names = ("active_b", "total_b", "weight_bits", "kv_bytes", "attention_width")
    return Shape(*(Fraction(row[name]) for name in names))


def tokens(row: dict[str, str]) -> tuple[int, int, int]:
    return int(row["prompt_tokens"]), 0, int(row["completion_tokens"])


def wh_v1(row: dict[str, str]) -> float:
    energy = joules(Size(*shape(row)[:5]), *tokens(row))
    return float(energy * SERVICE * Fraction(row["pue"]) / 3600)


def wh_v2(row: dict[str, str]) -> tuple[float, float, float]:
    """The figure and its interval, where nobody says how it was served."""
    size, scale = shape(row), formula_v2.SERVICE * Fraction(row["pue"]) / 3600
    point = formula_v2.joules(size, *tokens(row))
    low, high = formula_v2.ends(size, size, *tokens(row), mixture=size.is_mixture)
    return float(point * scale), float(low * scale), float(high * scale)


def inputs(row: dict[str, str]) -> list[str]:
    size = f"{row['total_b']}, {row['active_b']}"
    widths = [row[name] for name in ("weight_bits", "kv_bytes", "attention_width", "pue")]
    counts = [row[name] for name in ("prompt_tokens", "completion_tokens")]
    return [row["name"], row["wh"], size, *widths, *counts]


HEADER = ["published", "Wh", "total, active (10⁹)", "bits", "KV", "W", "PUE", "in", "out"]


def production_v1() -> list[str]:
    lines = [[*inputs(row), f"{wh_v1(row):.3f}", row["whose"]] for row in PUBLISHED]
    return markdown([*HEADER, "v1 Wh", "whose inputs"], lines)


def production_v2() -> list[str]:
    """Both versions, with the interval of v2 where nobody says how it was served."""
    lines = []
    for row in PUBLISHED:
        point, low, high = wh_v2(row)
        figures = [f"{wh_v1(row):.2f}", f"{point:.2f}", f"{figure(low)}–{figure(high)}"]
        lines.append([*inputs(row)[:3], *inputs(row)[-2:], *figures, row["whose"]])
    header = [*HEADER[:3], *HEADER[-2:], "v1", "v2", "its interval", "whose inputs"]
    return markdown(header, lines)
