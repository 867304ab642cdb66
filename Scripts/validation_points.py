"""The tables of METHODOLOGY.md on v2's point: errors, fit, assumptions, and where it is off."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from formula_v2 import SHIPPED
from intervals import BOARDS
from measurements import Measurement, ecologits, table, v1, v2, v2_said
from refit import FREE_V2, ratios_left_out, refit
from summaries import counted, markdown, percent, percentile, summary
from validated_rows import (
    B200,
    FITTED,
    FOLDS,
    H100,
    INFERENCEX,
    LARGE,
    ROWS,
    UNSEEN,
    family,
    inferencex_of,
    ratios,
    select,
)


def errors(ratios: Sequence[float]) -> str:
    s = summary(ratios)
    return f"×{s.median_error:.2f}, {percent(s.within_2)}"


def left_out_ratios(group: Callable[[Measurement], str]) -> list[float]:
    return ratios_left_out(FREE_V2, FITTED, H100, group)


def halves() -> list[tuple[str, list[Measurement], list[float]]]:
    """Fitted on few sequences and tested on many, and the reverse."""
    few = [row for row in FITTED if row.sequences <= 64]
    many = [row for row in FITTED if row.sequences > 64]
    found = []
    for name, fitted, tested in (
        ("H100 96 to 512, fitted on 8 to 64 alone", few, many),
        ("H100 8 to 64, fitted on 96 to 512 alone", many, few),
    ):
        constants = refit(FREE_V2, fitted)
        terms = [FREE_V2.term(row) for row in tested]
        found.append((name, tested, [t.predict(constants) / t.measured for t in terms]))
    return found


def points() -> list[str]:
    header = "rows|number, models|v1|EcoLogits 0.9–0.11|v2, B not said|v2, B said|10–90 %"
    lines = []
    for name, rows in (
        ("H100, 16 to 256 sequences (in the fit)", H100),
        ("H100 at 64", select("h100", 64, 64)),
        ("H100 at 256", select("h100", 256, 256)),
        ("B200, 16 to 256 (not in the fit)", B200),
        ("of them models that the fit has not seen", UNSEEN),
        ("InferenceX, 16 to 256 (nothing in the fit)", INFERENCEX),
        ("of them without speculative decoding", [r for r in INFERENCEX if r.task == "plain"]),
    ):
        known = ratios(v2_said, rows)
        others = [errors(ratios(method, rows)) for method in (v1, ecologits, v2)]
        lines.append([name, counted(rows), *others, errors(known), spread(known)])
    for name, rows, known in (
        ("H100, each family left out of the fit", H100, left_out_ratios(family)),
        ("H100, each maker left out", H100, left_out_ratios(lambda row: row.maker)),
        *halves(),
        (
            "H100, prompts half as long as assumed",
            H100,
            ratios(lambda row: v2(row, row.concurrency, scale=Fraction(1, 2)), H100),
        ),
        (
            "H100, prompts twice as long",
            H100,
            ratios(lambda row: v2(row, row.concurrency, scale=Fraction(2)), H100),
        ),
    ):
        lines.append([name, counted(rows), "", "", "", errors(known), spread(known)])
    return markdown(header.split("|"), lines)


def spread(ratios: Sequence[float]) -> str:
    s = summary(ratios)
    return f"{s.p10:.2f}–{s.p90:.2f}"


def constants() -> list[str]:
    def written(fitted: Sequence[float]) -> list[str]:
        step, reading, context = fitted
        return [f"{step:.4f}", f"{reading:.3f}", f"{context * 1e10:.2f}e-10"]

    folds = [[float(c) for c in fitted] for fitted in FOLDS.values()]
    least, most = (
        written([end(column) for column in zip(*folds, strict=True)]) for end in (min, max)
    )
    b200 = written(refit(FREE_V2, [row for row in ROWS if row.board == "b200"]))
    shipped = written([float(c) for c in SHIPPED])
    lines = [
        [name, *cells]
        for name, *cells in zip(
            ("decode, fixed", "decode, weights", "context"),
            shipped,
            written(refit(FREE_V2, FITTED)),
            [f"{a} to {b}" for a, b in zip(least, most, strict=True)],
            b200,
            strict=True,
        )
    ]
    return markdown(["constant", "shipped", "refitted", "families left out", "B200 alone"], lines)


def ageing() -> list[float]:
    """Measured with the software of 2024 over that of 2025: same model, board, sequences, chat."""
    newer = {
        (row.model, row.sequences): row.measured
        for row in ROWS
        if row.board == "h100" and row.task == "lm-arena-chat"
    }
    found = []
    for row in table("mlenergy-v2.csv"):
        key = row["model"].replace("/Meta-", "/"), int(row["max_num_seqs"])
        if row["task"] == "v2-chat" and row["gpu"].startswith("H100") and key in newer:
            found.append(float(row["joules_per_output_token"]) / newer[key])
    return found


def draws() -> list[str]:
    """What the boards drew of their limits, and what else is assumed and can be looked at."""
    lines = []
    for board, rows in (
        ("h100", H100),
        ("b200", B200),
        ("b200", INFERENCEX),
        ("b300", INFERENCEX),
        ("mi355x", INFERENCEX),
    ):
        of_board = [row for row in rows if row.board == board]
        shares = [row.watts / float(BOARDS[board].watts) for row in of_board]
        whose = "InferenceX" if rows is INFERENCEX else "ML.ENERGY"
        name = f"draw over board limit, {board.upper()}, {whose}, 16 to 256 sequences"
        lines.append(
            [name, counted(of_board), told(shares), f"{float(BOARDS[board].draw_share):g}"]
        )
    ages = ageing()
    name = "software of 2024 over that of 2025, Llama 3.1 8B and 70B, chat, H100"
    lines.append([name, f"{len(ages)}, 2", told(ages), "1"])
    return markdown(["assumption", "number, models", "median, 10–90 %", "used"], lines)


def told(values: Sequence[float]) -> str:
    low, middle, high = (percentile(values, p) for p in (0.1, 0.5, 0.9))
    return f"{middle:.2f}, {low:.2f}–{high:.2f}"


def hard() -> list[str]:
    """Where it is off, with B said."""

    def of(name: str, least: int, most: int) -> list[Measurement]:
        return [row for row in ROWS if name in row.model and least <= row.sequences <= most]

    eight = [row for row in ROWS if row.sequences == 8 and row.shape.total >= LARGE]
    lines = []
    for name, rows in (
        (
            "Qwen3 235B-A22B in 8 bits, 16 to 256 sequences",
            of("235B-A22B-Instruct-2507-FP8", 16, 256) + of("235B-A22B-Thinking-2507-FP8", 16, 256),
        ),
        ("Qwen3 Coder 480B-A35B in 8 bits, 16 to 256", of("Coder-480B-A35B-Instruct-FP8", 16, 256)),
        (
            "models of 200 × 10⁹ and more in 8 bits, 8 sequences",
            [row for row in eight if row.shape.bits == 8],
        ),
        ("the same in 16 bits", [row for row in eight if row.shape.bits == 16]),
        ("InferenceX, 1 to 15 users", inferencex_of(1, 15)),
    ):
        found = ratios(v2_said, rows)
        lines.append(
            [
                name,
                counted(rows),
                f"{percentile(found, 0.5):.2f}, {min(found):.2f}–{max(found):.2f}",
            ]
        )
    return markdown(
        ["where v2 is off", "number, models", "predicted/measured: median, least–most"], lines
    )
