"""Methodology v2 in the independent reference: from the rows of tables to exact figures."""

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

import formula_v2 as v2
from formula_v2 import HIGH, LOW, POINT, Doubt, Shape
from reference_tables import DataError, Row, Tables, fold, number

DEFAULT_PUE = Fraction("1.15")
PUE_LOW, PUE_HIGH = Fraction("1.06"), Fraction("1.35")  # where the operator publishes none
KV_LOW, KV_HIGH = Fraction("0.25"), Fraction(2)  # KV and W of an assumed architecture
GUARD = 3  # a wider size part is not `accurate`
RECENT = 2  # years that a grid factor may be old and still be `accurate`
LOCAL = {"ollama", "llama.cpp", "lmstudio"}  # runners that serve one sequence
SHARED = 16  # sequences from which GPU-seconds are known better
LEAST, MOST = 1, 16384  # sequences
LARGEST = 10**12  # GPU-seconds and watt-hours

CAUSES = ("size", "precision", "serving", "service")
SERVING_INPUTS = ["concurrency", "gpu_seconds", "accelerator", "accelerator_wh", "measured_unknown"]
PARTS = [f"{cause}_{end}_wh" for cause in CAUSES for end in ("low", "high")]
EMBODIED = ["embodied_g", "embodied_low_g", "embodied_high_g"]
# Of making the hardware: grams for each Wh of IT energy and its ends, and for each GPU-second.
MADE, MADE_LOW, MADE_HIGH = Fraction("0.042"), Fraction("0.015"), Fraction("0.085")
MADE_SECOND = Fraction("0.0104")

Ends = tuple[Fraction, Fraction]


class Serving(NamedTuple):
    """How a request was served, as far as it is known."""

    concurrency: Fraction | None = None
    gpu_seconds: Fraction | None = None
    accelerator: Row | None = None
    accelerator_wh: Fraction | None = None

    @property
    def basis(self) -> str:
        if self.accelerator_wh is not None:
            return "metered"
        if self.gpu_seconds is not None and self.accelerator is not None:
            return "gpu_seconds"
        return "assumed" if self.concurrency is None else "concurrency"

    @property
    def is_measured(self) -> bool:
        return self.basis in ("metered", "gpu_seconds")


NOTHING = Serving()


def serving(row: Row, tables: Tables) -> Serving:
    """What a request says; a concurrency and an accelerator that cannot be are not said."""

    def decimal(name: str, places: int, largest: int) -> Fraction | None:
        if not row[name]:
            return None
        value = number(row[name])
        if value > largest or (value * 10**places).denominator != 1:
            raise DataError(f"case {row['case']}: {name} is {row[name]!r}")
        return value

    said = number(row["concurrency"]) if row["concurrency"] else None
    if said is not None and not (LEAST <= said <= MOST and (said * 1000).denominator == 1):
        said = None
    return Serving(
        said,
        decimal("gpu_seconds", 6, LARGEST),
        tables.accelerators.get(fold(row["accelerator"])),
        decimal("accelerator_wh", 9, LARGEST),
    )


class RateV2:
    """Everything that is decided before tokens and serving are looked at."""

    def __init__(self, tables: Tables, version: str, request: Row, *, sized: bool) -> None:
        self.version = version
        date = request["date"]
        year = int(date[:4]) if date else None
        day = f"{date}-12-31" if len(date) == len("2024") else date
        row = tables.model(request["model"], day, sized=sized)
        place = tables.place(request["region"], request["provider"])
        self.grid, grid_year = tables.factor(place["zone"], year)
        published = tables.pue(place, year)
        self.is_published = published is not None
        self.pue = published or DEFAULT_PUE
        self.is_local = fold(request["provider"]) in LOCAL
        self.is_assumed = bool(request["region_assumed"])
        self.shapes = dict(shapes(row)) if row["total_b"] else {}

        sure = row["evidence"] in ("vendor", "corroborated") and place["match"] == "own"
        if self.is_assumed or row["evidence"] == "name":
            self.accuracy = "gross"
        elif sure and (year is None or year - grid_year <= RECENT):
            self.accuracy = "accurate"
        else:
            self.accuracy = "medium"

    def basis(self, served: Serving) -> str:
        return "local" if served.basis == "assumed" and self.is_local else served.basis

    def label(self, u: int, h: int, o: int, r: int = 1, served: Serving = NOTHING) -> str:
        if served.is_measured:
            return "gross" if self.is_assumed else "medium"
        if self.accuracy == "accurate":
            small, large = (
                v2.joules(self.shapes[end, "point"], u, h, o, requests=r) for end in ("low", "high")
            )
            if large / small > GUARD:
                return "medium"
        return self.accuracy

    def figures(
        self, u: int, h: int, o: int, r: int = 1, served: Serving = NOTHING
    ) -> dict[str, Fraction]:
        """Exact figures by column: energy, carbon, per 1000 tokens, interval, and its parts."""
        if served.is_measured:
            point, ends = self.measured(served)
            parts = {"service": ends}
        else:
            point, ends, parts = self.charged(u, h, o, r, served)
        gram, per_1k = self.grid / 1000, Fraction(1000, u + h + o)
        figures = {
            "energy_wh": point,
            "carbon_g": point * gram,
            "energy_per_1k_tokens_wh": point * per_1k,
            "carbon_per_1k_tokens_g": point * gram * per_1k,
            "energy_low_wh": ends[0],
            "energy_high_wh": ends[1],
            "carbon_low_g": ends[0] * gram,
            "carbon_high_g": ends[1] * gram,
        }
        for cause, (low, high) in parts.items():
            figures |= {f"{cause}_low_wh": low, f"{cause}_high_wh": high}
        made = self.made(served, point, ends)
        return figures | dict(zip(EMBODIED, made, strict=True))

    def made(self, served: Serving, point: Fraction, ends: Ends) -> tuple[Fraction, ...]:
        """Grams of making the hardware, by IT energy: without a PUE and its doubt."""
        if served.basis == "gpu_seconds":
            assert served.gpu_seconds is not None
            grams = served.gpu_seconds * MADE_SECOND
            return grams, grams * MADE_LOW / MADE, grams * MADE_HIGH / MADE
        low, high = (self.pue, self.pue) if self.is_published else (PUE_LOW, PUE_HIGH)
        return point / self.pue * MADE, ends[0] / low * MADE_LOW, ends[1] / high * MADE_HIGH

    def widths(self, low: Fraction, high: Fraction) -> Ends:
        """What the ends are multiplied by, with the doubt of a PUE that nobody publishes."""
        if self.is_published:
            return 1 / low, high
        return PUE_LOW / self.pue / low, high * PUE_HIGH / self.pue

    def measured(self, served: Serving) -> tuple[Fraction, Ends]:
        row = served.accelerator
        service = number(row["service"]) if row else v2.SERVICE
        if served.accelerator_wh is not None:
            accelerators = served.accelerator_wh
            low, high = self.widths(v2.METERED_LOW, v2.METERED_HIGH)
        else:
            assert row
            assert served.gpu_seconds is not None
            watts = number(row["draw_share"]) * number(row["board_watts"])
            accelerators = served.gpu_seconds * watts / 3600
            is_shared = served.concurrency is not None and served.concurrency >= SHARED
            width = v2.SECONDS_LOW_BUSY if is_shared else v2.SECONDS_LOW
            low, high = self.widths(width, v2.SECONDS_HIGH)
        point = accelerators * service * self.pue
        return point, (point * low, point * high)

    def charged(
        self, u: int, h: int, o: int, r: int, served: Serving
    ) -> tuple[Fraction, Ends, dict[str, Ends]]:
        said = served.concurrency
        if said is None and self.is_local:
            said = Fraction(1)
        mixture = self.shapes["point", "point"].is_mixture
        usual = v2.SEQUENCES if said is None else said
        most: Fraction | int = v2.MOST_MIXTURE if mixture else v2.MOST_DENSE
        fewest: Fraction | int = v2.FEWEST
        if said is None:
            low, high = self.widths(v2.ASSUMED_LOW, v2.ASSUMED_HIGH)
        else:
            low, high = self.widths(v2.SAID_LOW, v2.SAID_HIGH)
            most = fewest = said

        def wh(
            size: str, bits: str, sequences: Fraction | int = usual, doubt: Doubt = POINT
        ) -> Fraction:
            joules = v2.joules(self.shapes[size, bits], u, h, o, sequences, r, doubt)
            return joules * v2.SERVICE * self.pue / 3600

        point = wh("point", "point")
        ends = wh("low", "low", most, LOW) * low, wh("high", "high", fewest, HIGH) * high
        return (
            point,
            ends,
            {
                "size": (wh("low", "point"), wh("high", "point")),
                "precision": (wh("point", "low"), wh("point", "high")),
                "serving": (wh("point", "point", most, LOW), wh("point", "point", fewest, HIGH)),
                "service": (point * low, point * high),
            },
        )


def shapes(row: Row) -> Iterator[tuple[tuple[str, str], Shape]]:
    """The model's shape at each end of its size and of its precision."""
    point = number(row["weight_bits"])
    known = row.get("bits") or "assumed"
    bits = {"low": point, "point": point, "high": point}
    if known == "assumed":
        bits |= {"low": min(Fraction(4), point), "high": max(Fraction(16), point)}
    elif known == "released":
        bits["low"] = min(Fraction(8), point)
    arithmetic = number(row["arithmetic_bits"]) if row.get("arithmetic_bits") else None
    scales = {"low": KV_LOW, "point": Fraction(1), "high": KV_HIGH}
    for size in ("low", "point", "high"):
        name = "" if size == "point" else f"_{size}"
        active, total = (number(row[f"{which}{name}_b"]) for which in ("active", "total"))
        scale = Fraction(1) if row["architecture"] == "config" else scales[size]
        kv, width = (number(row[column]) * scale for column in ("kv_bytes", "attention_width"))
        for end, width_of_weight in bits.items():
            yield (size, end), Shape(active, total, width_of_weight, kv, width, arithmetic)
