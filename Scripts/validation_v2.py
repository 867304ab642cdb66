"""The validation tables of METHODOLOGY.md: v2 against everything that was measured."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from formula_v2 import SHIPPED, Fitted
from intervals import (
    BOARDS,
    Interval,
    at_boards,
    coverage,
    ends,
    interval_v1,
    not_said,
    said,
    seconds,
    seconds_busy,
)
from measurements import Measurement, Pools, ecologits, inferencex, mlenergy, table, v1, v2, v2_said
from prefill import kernels, prefill
from production import production_v2
from refit import FREE_V2, left_out, ratios_left_out, refit
from services import SERVERS, services, walls
from summaries import counted, markdown, percent, percentile, summary

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
MIXTURES = [row for row in H100 if row.family == "qwen3-mixture"]

# Fitted without each family, and what that says of its rows.
FOLDS = {name: Fitted(*map(Fraction, c)) for name, c in left_out(FREE_V2, FITTED, family)}


# ---- The point -----------------------------------------------------------------------------------


def errors(ratios: Sequence[float]) -> str:
    s = summary(ratios)
    return f"×{s.median_error:.2f}, {percent(s.within_2)}"


def ratios(method: Callable[[Measurement], float], rows: Sequence[Measurement]) -> list[float]:
    return [method(row) / row.measured for row in rows]


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


# ---- The interval --------------------------------------------------------------------------------


def left_out_not_said(row: Measurement) -> tuple[float, float]:
    return ends(row, None, FOLDS[row.family])


def left_out_said(row: Measurement) -> tuple[float, float]:
    return ends(row, row.concurrency, FOLDS[row.family])


KNOWN: list[Interval] = [interval_v1, not_said, said, seconds, seconds_busy]
INSIDE: list[tuple[str, Sequence[Measurement], list[Interval]]] = [
    ("H100, 16 to 256 (calibration)", H100, KNOWN),
    ("H100, each family left out of the fit", H100, [left_out_not_said, left_out_said]),
    ("B200, 16 to 256", B200, KNOWN),
    ("of them models that the fit has not seen", UNSEEN, KNOWN),
    ("InferenceX, 16 to 256", INFERENCEX, KNOWN),
]
OUTSIDE: list[tuple[str, Sequence[Measurement], list[Interval]]] = [
    ("outside: H100 at 8", select("h100", 8, 8), KNOWN[:4]),
    ("outside: B200 at 8", select("b200", 8, 8), KNOWN[:4]),
    ("outside: InferenceX, 1 to 15 users", inferencex_of(1, 15), KNOWN[:4]),
    ("outside: B200 at 512", select("b200", 512, 512), KNOWN),
    ("outside: InferenceX, 257 users and more", inferencex_of(257, 10**6), KNOWN),
    ("hard: Qwen3 mixtures on H100, 16 to 256", MIXTURES, KNOWN),
]


def coverages() -> list[str]:
    header = "rows|number, models|v1|B not said|B said|GPU-seconds|with B of 16 or more"
    lines = []
    for name, rows, intervals in INSIDE + OUTSIDE:
        cells = [percent(coverage(rows, interval).inside) for interval in intervals]
        before = [""] * (intervals[0] is left_out_not_said)
        after = [""] * (len(KNOWN) - len(before) - len(cells))
        lines.append([name, counted(rows), *before, *cells, *after])
    servers = sum(server.is_inside for server in SERVERS)
    walled = f"{servers} of {len(SERVERS)}"
    lines.append(["outside: MLPerf's saturated servers", walled, "", walled, "", "", ""])
    widths = [
        [f"×{coverage(rows, interval).width:.1f}" for interval in KNOWN]
        for rows in (H100, B200, INFERENCEX)
    ]
    for name, cells in zip(("H100", "B200", "InferenceX"), widths, strict=True):
        lines.append([f"median high over low, {name}", "", *cells])
    return markdown(header.split("|"), lines)


def coverage_at_boards() -> list[str]:
    """Without the doubt of the service, which no row here has."""
    lines = [
        [
            name,
            *(percent(coverage(rows, at_boards(interval)).inside) for interval in (not_said, said)),
        ]
        for name, rows in (
            ("H100, 16 to 256", H100),
            ("B200, 16 to 256", B200),
            ("of them models that the fit has not seen", UNSEEN),
            ("InferenceX, 16 to 256", INFERENCEX),
        )
    ]
    return markdown(["at the boards' own widths", "B not said", "B said"], lines)


# ---- What has to hold ----------------------------------------------------------------------------


def bounds() -> dict[str, bool]:
    """The promises of METHODOLOGY.md, and whether they are kept."""
    kept = {
        "B said, H100 with families left out: a median error of at most ×1.25": (
            summary(left_out_ratios(family)).median_error <= 1.25
        ),
        "B said, B200: a median error of at most ×1.35": (
            summary(ratios(v2_said, B200)).median_error <= 1.35
        ),
    }
    for name, rows in (("H100", H100), ("B200", B200), ("InferenceX", INFERENCEX)):
        for what, interval in (("not said", not_said), ("said", said)):
            promise = f"B {what}, {name}: at least 85 % of the rows inside"
            kept[promise] = coverage(rows, interval).inside >= 0.85
    return kept


def tables() -> list[str]:
    parts = (
        points(),
        constants(),
        draws(),
        coverages(),
        coverage_at_boards(),
        prefill(),
        kernels(),
        services(),
        walls(),
        production_v2(),
    )
    return [line for part in parts for line in (*part, "")]
