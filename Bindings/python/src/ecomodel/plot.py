"""A month by model, drawn with matplotlib: `pip install 'ecomodel[plot]'`."""

from __future__ import annotations

from calendar import monthrange
from typing import TYPE_CHECKING, Literal

import matplotlib.pyplot as plt
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WORDS = {"carbon_g": ("Emissions", "g CO₂e"), "energy_wh": ("Energy", "Wh")}
# Told apart by readers who do not see all colours (Okabe and Ito); the last one is for the rest.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#999999")


def month(
    table: pa.Table,
    which: str,
    *,
    time: str = "created_at",
    model: str = "resolved_model",
    quantity: Literal["carbon_g", "energy_wh"] = "carbon_g",
    prefix: str = "eco.",
) -> Figure:
    """Bars for the days of a month, stacked by model: the seven largest, and the rest together.

    Args:
        table: what `enrich` returned, as a pyarrow table.
        which: the month, `2026-03`.
        time: the column of times.
        model: the column of models.
        quantity: what is added up.
        prefix: of the columns that `enrich` added.

    Raises:
        ValueError: the month has no figure.
    """
    days = pc.strftime(table[time], "%Y-%m-%d")
    rows = pa.table(
        {"day": days, "model": table[model].cast(pa.string()), "sum": table[prefix + quantity]}
    ).filter(pc.and_(pc.starts_with(days, which), pc.is_valid(table[prefix + quantity])))
    if not rows.num_rows:
        raise ValueError(f"{which}: no row of that month has a figure")
    by_model = (
        rows.group_by("model").aggregate([("sum", "sum")]).sort_by([("sum_sum", "descending")])
    )
    largest = by_model["model"].to_pylist()[: len(COLOURS) - 1]
    sums: dict[tuple[str, str], float] = {}
    for row in rows.group_by(["day", "model"]).aggregate([("sum", "sum")]).to_pylist():
        name = row["model"] if row["model"] in largest else "others"
        key = row["day"], name
        sums[key] = sums.get(key, 0.0) + float(row["sum_sum"])

    title, unit = WORDS[quantity]
    names = [*largest, *(["others"] if by_model.num_rows > len(largest) else [])]
    year, number = map(int, which.split("-"))
    labels = [f"{which}-{day:02d}" for day in range(1, monthrange(year, number)[1] + 1)]
    figure, axes = plt.subplots(figsize=(10, 5), layout="constrained")
    tops = [0.0] * len(labels)
    for name, colour in zip(names, (*COLOURS[: len(largest)], COLOURS[-1]), strict=False):
        heights = [sums.get((day, name), 0.0) for day in labels]
        axes.bar([day[8:] for day in labels], heights, bottom=tops, color=colour, label=name)
        tops = [top + height for top, height in zip(tops, heights, strict=True)]
    axes.set(title=f"{title} of {which} by model", xlabel="day", ylabel=unit)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, loc="upper left", bbox_to_anchor=(1, 1))
    return figure
