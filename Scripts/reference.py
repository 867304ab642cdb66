#!/usr/bin/env python3
"""An independent reference of METHODOLOGY.md, in rational arithmetic.

It shares no code with the product. Every number is a fractions.Fraction from the text of the tables
to the last printed digit; the only rounding is `plain`, once per printed figure.

    reference.py [--data DIR] < requests.csv > figures.csv

reads requests (the columns INPUTS and SERVING_INPUTS; further columns are ignored) and writes full
rows (ALL_COLUMNS).
DIR may hold tables of one's own; what is absent is of the edition that the methodology is of.
"""

import argparse
import csv
import re
import sys
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from reference_tables import DataError, Omitted, Row, Tables, number
from reference_v2 import EMBODIED, PARTS, SERVING_INPUTS, RateV2, Serving, serving

Number = int | Fraction  # exact: never a float

INPUTS = (
    "case,methodology,model,provider,region,region_assumed,date,"
    "prompt_tokens,cached_prompt_tokens,completion_tokens,requests"
).split(",")
FIGURES = (
    "energy_wh,carbon_g,energy_per_1k_tokens_wh,carbon_per_1k_tokens_g,"
    "energy_low_wh,energy_high_wh,carbon_low_g,carbon_high_g"
).split(",")
OUTCOMES = [*FIGURES, "accuracy", "methodology_version", "omitted"]
COLUMNS = INPUTS + OUTCOMES  # of the first edition
ALL_COLUMNS = [*INPUTS, *SERVING_INPUTS, *OUTCOMES, "basis", *PARTS, *EMBODIED]

# ---- The constants of METHODOLOGY.md -------------------------------------------------------------

PREFILL = Fraction("0.003")  # J per uncached prompt token and 10^9 active parameters
CACHED = Fraction("0.0003")  # J per cached prompt token and 10^9 active parameters
ATTENTION = Fraction("6e-12")  # J per unit of attention width and pair of tokens
DECODE = Fraction("0.045")  # J per completion token
DECODE_ACTIVE = Fraction("0.010")  # J per completion token and 10^9 active parameters of 16 bits
DECODE_INACTIVE = Fraction("0.0085")  # J per completion token and 10^9 inactive ones of 16 bits
CONTEXT = Fraction("1.6e-10")  # J per byte of key/value cache read
SERVICE = Fraction("1.86")  # accelerators -> whole service
DEFAULT_PUE = Fraction("1.15")
METHOD_LOW, METHOD_HIGH = Fraction("1.30"), Fraction("0.55")  # an interval end is divided by these
ASSUMED_LOW, ASSUMED_HIGH = Fraction("0.25"), Fraction(2)  # KV and W of an assumed architecture
GUARD = 3  # a wider size part of the interval is not `accurate`
RECENT = 2  # years that a grid factor may be old and still be `accurate`
OLD_ACTIVE = Fraction("8.91e-5")  # ecologits-0.4: Wh per token and 10^9 active parameters
OLD_CONSTANT = Fraction("1.43e-3")  # ecologits-0.4: Wh per token


class Methodology(NamedTuple):
    formula: str  # V2, V1 or OLD
    edition: str  # of the tables and the rules by which they are read


V2, V1, OLD = "v2", "v1", "ecologits-0.4"
METHODOLOGIES = {
    "v2-2026-12": Methodology(V2, "2026-12"),
    "v1-2026-11": Methodology(V1, "2026-11"),
    "ecologits-0.4": Methodology(OLD, "2026-11"),
    "v1-2026-12": Methodology(V1, "2026-12"),
    "ecologits-0.4-2026-12": Methodology(OLD, "2026-12"),
}
NEWEST = "v2-2026-12"


# ---- The formula ---------------------------------------------------------------------------------


class Size(NamedTuple):
    """What the formula knows of a model."""

    active: Fraction  # 10^9 parameters
    total: Fraction  # 10^9 parameters
    bits: Fraction  # of a weight
    kv: Fraction  # bytes of key/value cache per token
    width: Fraction  # of attention


def joules(size: Size, u: Number, h: Number, o: Number, r: int = 1) -> Fraction:
    """GPU energy of r equal requests with u uncached, h cached prompt and o completion tokens."""
    active, total, bits, kv, width = size
    k = bits / 16
    return (
        PREFILL * active * u
        + CACHED * active * h
        + ATTENTION * width * u * (h + Fraction(u) / 2) / r
        + o * (DECODE + k * (DECODE_ACTIVE * active + DECODE_INACTIVE * (total - active)))
        + CONTEXT * kv * o * (u + h + Fraction(o) / 2) / r
    )


class Rate:
    """Everything that is decided before the tokens are counted."""

    def __init__(
        self,
        tables: Tables,
        methodology: str,
        model: str,
        provider: str,
        region: str,
        *,
        assumed: bool = False,
        date: str = "",
    ) -> None:
        self.formula = METHODOLOGIES[methodology].formula
        self.version = methodology + tables.suffix
        year = int(date[:4]) if date else None
        row = tables.model(model, f"{date}-12-31" if len(date) == len("2024") else date)
        place = tables.place(region, provider)
        self.grid, grid_year = tables.factor(place["zone"], year)
        self.pue = tables.pue(place, year) or DEFAULT_PUE

        known = row["architecture"] == "config"
        bits, kv, width = (number(row[n]) for n in ("weight_bits", "kv_bytes", "attention_width"))

        def size(end: str, scale: Fraction) -> Size:
            active, total = (number(row[f"{which}{end}_b"]) for which in ("active", "total"))
            scale = Fraction(1) if known else scale
            return Size(active, total, bits, kv * scale, width * scale)

        self.small = size("_low", ASSUMED_LOW)
        self.point = size("", Fraction(1))
        self.large = size("_high", ASSUMED_HIGH)

        sure = row["evidence"] in ("vendor", "corroborated") and place["match"] == "own"
        if assumed or row["evidence"] == "name":
            self.accuracy = "gross"
        elif sure and (year is None or year - grid_year <= RECENT):
            self.accuracy = "accurate"
        else:
            self.accuracy = "medium"

    def wh(self, size: Size, u: int, h: int, o: int, r: int = 1) -> Fraction:
        if self.formula == OLD:
            return (OLD_ACTIVE * size.active + OLD_CONSTANT) * (u + h + o)
        return joules(size, u, h, o, r) * SERVICE * self.pue / 3600

    def spread(self, u: int, h: int, o: int, r: int = 1) -> Fraction:
        """The size part of the interval: its high end over its low one."""
        return self.wh(self.large, u, h, o, r) / self.wh(self.small, u, h, o, r)

    def basis(self, _: Serving) -> str:
        return "assumed"

    def label(self, u: int, h: int, o: int, r: int = 1, _: Serving | None = None) -> str:
        if self.accuracy == "accurate" and self.spread(u, h, o, r) > GUARD:
            return "medium"
        return self.accuracy

    def figures(
        self, u: int, h: int, o: int, r: int = 1, _: Serving | None = None
    ) -> dict[str, Fraction]:
        """Exact figures, in the order of FIGURES, and the part of the interval that size is."""
        energy = self.wh(self.point, u, h, o, r)
        low, high = self.wh(self.small, u, h, o, r), self.wh(self.large, u, h, o, r)
        size = {"size_low_wh": low, "size_high_wh": high}
        if self.formula != OLD:
            low, high = low / METHOD_LOW, high / METHOD_HIGH
        gram, per_1k = self.grid / 1000, Fraction(1000, u + h + o)
        return {
            "energy_wh": energy,
            "carbon_g": energy * gram,
            "energy_per_1k_tokens_wh": energy * per_1k,
            "carbon_per_1k_tokens_g": energy * gram * per_1k,
            "energy_low_wh": low,
            "energy_high_wh": high,
            "carbon_low_g": low * gram,
            "carbon_high_g": high * gram,
            **size,
        }


# ---- Requests ------------------------------------------------------------------------------------

# Least and most of what a request counts.
LIMITS = {
    "prompt_tokens": (0, 10**12),
    "cached_prompt_tokens": (0, 10**12),
    "completion_tokens": (0, 10**12),
    "requests": (1, 10**9),
}


def plain(value: Fraction, places: int = 9) -> str:
    """Round once, half to even; plain decimal, trailing zeros trimmed."""
    whole, rest = divmod(value.numerator * 10**places, value.denominator)
    if 2 * rest > value.denominator or (2 * rest == value.denominator and whole % 2 == 1):
        whole += 1
    left, right = divmod(whole, 10**places)
    return f"{left}.{right:0{places}d}".rstrip("0").rstrip(".")


def counts(row: Row) -> tuple[int, int, int, int]:
    """Uncached, cached and completion tokens, and the number of requests."""
    found = {}
    for name, (least, most) in LIMITS.items():
        text = row[name] or str(least)
        if not re.fullmatch("[0-9]+", text) or not least <= int(text) <= most:
            raise DataError(f"case {row['case']}: {name} is {text!r}")
        found[name] = int(text)
    prompt, cached, completion, requests = found.values()
    if cached > prompt:
        raise DataError(f"case {row['case']}: more cached than prompt tokens")
    return prompt - cached, cached, completion, requests


class Reference:
    """Answers requests from the tables of each methodology's edition, or from one's own."""

    def __init__(self, directory: Path | None = None, newest: str = NEWEST) -> None:
        self.newest = newest  # what is meant where no methodology is named
        editions = {methodology.edition for methodology in METHODOLOGIES.values()}
        self.tables = {edition: Tables(edition, directory) for edition in editions}
        self.rates: dict[tuple[str, ...], Rate | RateV2] = {}

    def rate(self, methodology: str, row: Row, served: Serving) -> Rate | RateV2:
        model, provider, region, assumed, date = (
            row[name] for name in ("model", "provider", "region", "region_assumed", "date")
        )
        sized = not (row["measured_unknown"] and served.is_measured)
        key = methodology, model, provider, region, assumed, date, str(sized)
        if key not in self.rates:
            formula, edition = METHODOLOGIES[methodology]
            tables = self.tables[edition]
            if formula == V2:
                version = methodology + tables.suffix
                self.rates[key] = RateV2(tables, version, row, sized=sized)
            else:
                self.rates[key] = Rate(
                    tables, methodology, model, provider, region, assumed=bool(assumed), date=date
                )
        return self.rates[key]

    def answer(self, request: Mapping[str, str | None]) -> Row:
        """A full row (by ALL_COLUMNS) for a request; what is absent is empty."""
        row = {name: request.get(name) or "" for name in INPUTS + SERVING_INPUTS}
        row |= dict.fromkeys([*OUTCOMES, "basis", *PARTS, *EMBODIED], "")
        usage = u, h, o, _ = counts(row)
        if row["region_assumed"] not in ("", "yes"):
            raise DataError(f"case {row['case']}: region_assumed is {row['region_assumed']!r}")
        if not re.fullmatch(r"([0-9]{4}(-[0-9]{2}-[0-9]{2})?)?", row["date"]):
            raise DataError(f"case {row['case']}: date is {row['date']!r}")
        methodology = row["methodology"] or self.newest
        if methodology not in METHODOLOGIES:
            raise DataError(f"case {row['case']}: methodology is {methodology!r}")
        if row["measured_unknown"] not in ("", "yes"):
            raise DataError(f"case {row['case']}: measured_unknown is {row['measured_unknown']!r}")
        served = serving(row, self.tables[METHODOLOGIES[methodology].edition])
        if u + h + o == 0:
            return row | {"omitted": "no_usage"}
        try:
            rate = self.rate(methodology, row, served)
        except Omitted as reason:
            return row | {"omitted": str(reason)}
        figures = {name: plain(value) for name, value in rate.figures(*usage, served).items()}
        told = {"accuracy": rate.label(*usage, served), "basis": rate.basis(served)}
        return row | figures | told | {"methodology_version": rate.version}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, metavar="DIR")
    reference = Reference(parser.parse_args().data)
    out = csv.DictWriter(sys.stdout, ALL_COLUMNS, lineterminator="\n")
    out.writeheader()
    for request in csv.DictReader(sys.stdin):
        out.writerow(reference.answer(request))


if __name__ == "__main__":
    try:
        main()
    except DataError as error:
        sys.exit(f"reference.py: {error}")
