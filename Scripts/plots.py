#!/usr/bin/env python3
"""The plots of METHODOLOGY.md, drawn from the fixtures.

plots.py            write docs/*.svg
plots.py --check    exit 1 unless they are these bytes
"""

import argparse
import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from measurements import Measurement, inferencex, mlenergy, v1, v2, v2_said

FOLDER = Path(__file__).resolve().parent.parent / "docs"
INK, GREY, RULE = "#1f2328", "#6e7781", "#d8dee4"
BLUE, ORANGE, GREEN = "#0969da", "#bc4c00", "#1a7f37"


@dataclass(frozen=True)
class Panel:
    """A square with logarithmic axes; (x, y) is its upper left corner."""

    x: float
    y: float
    width: float
    height: float
    across: tuple[float, float]  # least and most
    up: tuple[float, float]

    def at(self, across: float, up: float) -> tuple[float, float]:
        def part(value: float, ends: tuple[float, float]) -> float:
            return math.log(value / ends[0]) / math.log(ends[1] / ends[0])

        return (
            self.x + self.width * part(across, self.across),
            self.y + self.height * (1 - part(up, self.up)),
        )

    def frame(self, ticks: tuple[Sequence[float], Sequence[float]], title: str) -> list[str]:
        bottom, right = self.y + self.height, self.x + self.width
        lines = [text(self.x, self.y - 10, title, INK, weight="600")]
        for value in ticks[0]:
            x, _ = self.at(value, self.up[0])
            lines.append(line([(x, self.y), (x, bottom)], RULE))
            lines.append(text(x, bottom + 16, f"{value:g}", GREY, "middle"))
        for value in ticks[1]:
            _, y = self.at(self.across[0], value)
            lines.append(line([(self.x, y), (right, y)], RULE))
            lines.append(text(self.x - 6, y + 4, f"{value:g}", GREY, "end"))
        return lines


def line(
    points: Sequence[tuple[float, float]], colour: str, width: float = 1, dash: str = ""
) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    style = f'fill="none" stroke="{colour}" stroke-width="{width:g}"'
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<polyline points="{path}" {style}{dashed}/>'


def dot(x: float, y: float, colour: str) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6" fill="{colour}" fill-opacity="0.55"/>'


def text(
    x: float, y: float, words: str, colour: str, anchor: str = "start", weight: str = "400"
) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} fill="{colour}" font-weight="{weight}">{words}</text>'


def upward(x: float, y: float, words: str) -> str:
    return (
        f'<g transform="translate({x:g} {y:g}) rotate(-90)">{text(0, 0, words, INK, "middle")}</g>'
    )


def picture(width: int, height: int, title: str, parts: list[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" font-family="system-ui, sans-serif" font-size="12" role="img">'
    )
    ground = f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
    return "\n".join([head, f"<title>{title}</title>", ground, *parts, "</svg>"]) + "\n"


# ---- Predicted against measured ------------------------------------------------------------------


def between(rows: Sequence[Measurement], least: int, most: int) -> list[Measurement]:
    return [row for row in rows if least <= row.sequences <= most]


def predicted() -> str:
    measured = between(mlenergy(), 16, 256)
    sets = (
        ("H100 (in the fit)", BLUE, [row for row in measured if row.board == "h100"]),
        ("B200 (not in the fit)", ORANGE, [row for row in measured if row.board == "b200"]),
        (
            "InferenceX (other models, boards, engines)",
            GREEN,
            between([row for row in inferencex() if not row.prefill_boards], 16, 256),
        ),
    )
    ends, ticks = (0.03, 30.0), (0.1, 0.3, 1, 3, 10)
    parts = []
    methods: tuple[tuple[str, Callable[[Measurement], float]], ...] = (
        ("nothing said: 64 sequences assumed", v2),
        ("concurrency said", v2_said),
    )
    for index, (title, method) in enumerate(methods):
        panel = Panel(60 + 410 * index, 40, 350, 350, ends, ends)
        parts += panel.frame((ticks, ticks), title)
        for factor, dash in ((1.0, ""), (2.0, "4 4"), (0.5, "4 4")):
            low, high = max(ends[0], ends[0] / factor), min(ends[1], ends[1] / factor)
            diagonal = [panel.at(low, low * factor), panel.at(high, high * factor)]
            parts.append(line(diagonal, GREY, 1, dash))
        for _, colour, rows in sets:
            parts += [dot(*panel.at(row.measured, method(row)), colour) for row in rows]
        parts.append(text(panel.x + 175, 424, "measured, J per output token", INK, "middle"))
    parts.append(upward(16, 215, "predicted"))
    for x, (name, colour, rows) in zip((64, 254, 472), sets, strict=True):
        parts += [dot(x, 448, colour), text(x + 10, 452, f"{name}, {len(rows)} rows", INK)]
    return picture(850, 470, "Predicted and measured joules per output token, v2", parts)


# ---- What concurrency does -----------------------------------------------------------------------


SHOWN = (
    ("meta-llama/Llama-3.1-8B-Instruct", "Llama 3.1 8B"),
    ("meta-llama/Llama-3.1-70B-Instruct", "Llama 3.1 70B"),
    ("Qwen/Qwen3-30B-A3B-Instruct-2507", "Qwen3 30B-A3B"),
)


def concurrency() -> str:
    rows = [row for row in mlenergy() if row.board == "h100" and row.task == "lm-arena-chat"]
    parts = []
    across, up = (6.0, 1300.0), (0.03, 6.0)
    for index, (model, title) in enumerate(SHOWN):
        found = sorted((row for row in rows if row.model == model), key=lambda row: row.sequences)
        panel = Panel(52 + 272 * index, 40, 230, 260, across, up)
        parts += panel.frame(((8, 32, 128, 512), (0.05, 0.2, 1, 5)), title)
        one = found[len(found) // 2]
        steps = [across[0] * (across[1] / across[0]) ** (n / 60) for n in range(61)]
        curve = [panel.at(b, v2(one, Fraction(round(1000 * b), 1000))) for b in steps]
        parts.append(line(curve, BLUE, 2))
        parts.append(line([panel.at(b, v1(one)) for b in across], ORANGE, 2, "6 4"))
        parts += [dot(*panel.at(float(row.concurrency), row.measured), INK) for row in found]
    parts.append(text(425, 336, "concurrent sequences", INK, "middle"))
    parts.append(upward(14, 170, "J per output token"))
    parts += [
        dot(200, 358, INK),
        text(210, 362, "measured, H100, chat", INK),
        line([(370, 358), (396, 358)], BLUE, 2),
        text(402, 362, "v2", INK),
        line([(450, 358), (476, 358)], ORANGE, 2, "6 4"),
        text(482, 362, "v1: 64 sequences always", INK),
    ]
    return picture(850, 376, "Measured energy by concurrency, and what v2 and v1 say", parts)


PLOTS = {"predicted-and-measured.svg": predicted, "concurrency.svg": concurrency}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    stale = []
    for name, draw in PLOTS.items():
        path, drawn = FOLDER / name, draw()
        if not check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(drawn, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != drawn:
            stale.append(f"{path} differs: Scripts/plots.py")
    sys.exit("\n".join(stale) or None)


if __name__ == "__main__":
    main()
