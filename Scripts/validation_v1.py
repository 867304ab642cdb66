"""The validation tables of v1's page, data/editions/2026-11/METHODOLOGY.md."""

from collections.abc import Sequence
from fractions import Fraction

from measurements import Measurement, ecologits, ecologits_0_4, mlenergy, v1
from production import production_v1
from refit import FREE_V1, ratios_left_out, refit
from summaries import counted, percent, share, summary

ROWS = mlenergy()


def select(board: str, least: int, most: int) -> list[Measurement]:
    return [row for row in ROWS if row.board == board and least <= row.sequences <= most]


FITTED = select("h100", 64, 64)
SETS = {
    "H100 at 64 (fitted)": FITTED,
    "of them long reasoning (gpqa)": [row for row in FITTED if row.task == "gpqa"],
    "B200 at 64 (never fitted)": select("b200", 64, 64),
    "H100 at any of 16 to 256": select("h100", 16, 256),
    "H100 at 128": select("h100", 128, 128),
    "H100 at 256": select("h100", 256, 256),
}


def line(
    name: str, rows: list[Measurement], ratios: Sequence[float], others: tuple[str, str] = ("", "")
) -> str:
    s = summary(ratios)
    inside = share(0.55 <= q <= 1.30 for q in ratios)
    return (
        f"| {name} | {counted(rows)} | ×{s.median_error:.2f} "
        f"| {percent(s.within_1_5)} | {percent(s.within_2)} | {s.p10:.2f}–{s.p90:.2f} "
        f"| {percent(inside)} | {others[0]} | {others[1]} |"
    )


def predictions() -> list[str]:
    header = (
        "| rows | number, models | v1 median error | within ×1.5 | within ×2 "
        "| 10–90 % of pred/meas | in the method interval "
        "| EcoLogits 0.9–0.11: median, within ×2 | EcoLogits 0.4: median, within ×2 |"
    )
    lines = [header, "|---|---|---|---|---|---|---|---|---|"]
    for name, rows in SETS.items():
        new = summary([ecologits(row) / row.measured for row in rows])
        old = summary([ecologits_0_4(row) / row.measured for row in rows])
        others = (
            f"×{new.median_error:.2f}, {percent(new.within_2)}",
            f"×{old.median_error:.0f}, {percent(old.within_2)}",
        )
        lines.append(line(name, rows, [v1(row) / row.measured for row in rows], others))
    name = "H100 at 64, refitted without the maker's models"
    ratios = ratios_left_out(FREE_V1, FITTED, FITTED, lambda row: row.maker)
    lines.append(line(name, FITTED, ratios))
    for scale, name in (
        (Fraction(1, 2), "H100 at 64, prompts half as long as assumed"),
        (Fraction(2), "H100 at 64, prompts twice as long"),
    ):
        lines.append(line(name, FITTED, [v1(row, scale) / row.measured for row in FITTED]))
    return lines


def constants() -> list[str]:
    constant, active, inactive, context = refit(FREE_V1, FITTED)
    return [
        "| constant | shipped | refitted |",
        "|---|---|---|",
        f"| decode, constant | 0.045 | {constant:.4f} |",
        f"| decode, active | 0.010 | {active:.5f} |",
        f"| decode, inactive | 0.0085 | {inactive:.5f} |",
        f"| context | 1.6e-10 | {context * 1e10:.2f}e-10 |",
    ]


def tables() -> list[str]:
    return [*predictions(), "", *constants(), "", *production_v1()]
