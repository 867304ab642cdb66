"""The tables of METHODOLOGY.md on v2's interval: how often it holds what was measured."""

from collections.abc import Sequence

from intervals import Interval, coverage, ends, interval_v1, not_said, said, seconds, seconds_busy
from measurements import Measurement
from services import SERVERS
from summaries import counted, markdown, percent
from validated_rows import B200, FOLDS, H100, INFERENCEX, MIXTURES, UNSEEN, inferencex_of, select


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
