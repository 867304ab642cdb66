#!/usr/bin/env python3
"""Prepares, from an edition's tables alone, the join tables that the DuckDB and Polars jobs use.

Written from the method's formulas with exact fractions; it shares no code with eco-calc. A request
with u uncached and h cached prompt tokens and o completion tokens costs

    model units   N  = a·u + b·h + c·o + d·u·(u + 2h) + e·o·(2u + 2h + o)    (whole numbers)
    energy, nWh   N · energy_factor / DENOMINATOR                     (factor of the place and year)
    carbon, ng    N · carbon_factor / DENOMINATOR
    carbon per 1k tokens, ng      carbon · 1000 / (u + h + o)

so that every printed figure is one whole number over another and can be rounded once, half to even.
The same coefficients are also given as floating-point numbers (joules; nano-units per joule).

models.csv   one row per id and alias
places.csv   one row per region, provider ("" for any that is not named) and year
"""

import argparse
import csv
import math
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent

PREFILL, CACHED, PAIR = Fraction("0.003"), Fraction("0.0003"), Fraction("6e-12")
DECODE, ACTIVE, INACTIVE = Fraction("0.045"), Fraction("0.010"), Fraction("0.0085")
CONTEXT, SERVER, DEFAULT_PUE = Fraction("1.6e-10"), Fraction("1.86"), Fraction("1.15")
NANO = 10**9
RECENT = 2  # years that a grid factor may be old and still be sure
# The record years that the tables answer for (the generated logs have 2025 and 2026).
YEARS = range(2024, 2028)
TERMS = "abcde"
MODELS = ["model", "sized", "evidence", "guard"]
MODELS += [form.format(term) for form in ("{}", "{}j", "g{}") for term in TERMS]
PLACES = ["region", "provider", "year", "gridded", "own", "fe", "fc", "fej", "fcj"]

Row = dict[str, str]
Cells = dict[str, str | int]  # of a row that is written, by column


class Sizes(NamedTuple):
    """The five coefficients of a model in joules, and those of high - 3 · low."""

    point: list[Fraction]
    spread: list[Fraction]


class Model(NamedTuple):
    evidence: str
    sizes: Sizes | None


class Place(NamedTuple):
    pue: Fraction
    intensity: Fraction | None  # g/kWh
    own: bool  # its own grid, and recent

    @property
    def factors(self) -> tuple[Fraction, Fraction] | None:
        """nWh and ng per joule."""
        if self.intensity is None:
            return None
        energy = SERVER * self.pue / 3600 * NANO
        return energy, energy * self.intensity / 1000


def rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def joules(
    active: Fraction, total: Fraction, bits: Fraction, kv: Fraction, width: Fraction
) -> list[Fraction]:
    return [
        PREFILL * active,
        CACHED * active,
        DECODE + bits / 16 * (ACTIVE * active + INACTIVE * (total - active)),
        PAIR * width / 2,
        CONTEXT * kv / 2,
    ]


def sizes(row: Row) -> Sizes | None:
    if row["evidence"] == "undisclosed" or not row["total_b"]:
        return None
    bits, kv, width = (Fraction(row[n]) for n in ("weight_bits", "kv_bytes", "attention_width"))
    assumed = row["architecture"] == "assumed"

    def size(end: str, scale: Fraction) -> list[Fraction]:
        scale = scale if assumed else Fraction(1)
        active, total = (Fraction(row[f"{n}{end}_b"] or row[f"{n}_b"]) for n in ("active", "total"))
        return joules(active, total, bits, kv * scale, width * scale)

    low, high = size("_low", Fraction(1, 4)), size("_high", Fraction(2))
    spread = [above - 3 * below for above, below in zip(high, low, strict=True)]
    return Sizes(size("", Fraction(1)), spread)


def models(table: list[Row]) -> dict[str, Model]:
    """By id and by alias."""

    def names(row: Row) -> list[str]:
        return [row["id"], *row["aliases"].split()]

    # A row that is valid only from some date would need a join on the date. The generated logs have
    # none.
    dated = {name for row in table if row["valid_from"] for name in names(row)}
    return {
        name: Model(row["evidence"], sizes(row))
        for row in table
        for name in names(row)
        if name not in dated
    }


def places(regions: list[Row], grid: list[Row]) -> dict[tuple[str, str, int], Place]:
    """By region, provider and year.

    The provider is "" or one that regions.csv names somewhere. For the latter every region is
    there, so that a query needs one join: on the provider where it is among the named ones, else on
    "".
    """
    by_zone: dict[str, dict[int, Fraction]] = {}
    for row in grid:
        if row["basis"] == "lifecycle":
            by_zone.setdefault(row["zone"], {})[int(row["year"])] = Fraction(row["g_per_kwh"])
    named = sorted({row["provider"] for row in regions} - {""})
    specific = {(row["region"], row["provider"]) for row in regions}
    fallback = [
        row | {"provider": provider}
        for row in regions
        for provider in named
        if not row["provider"] and (row["region"], provider) not in specific
    ]
    result = {}
    for row in regions + fallback:
        intensities = by_zone.get(row["zone"], {})
        pue = Fraction(row["pue"]) if row["pue"] else DEFAULT_PUE
        for year in YEARS:
            at = max((y for y in intensities if y <= year), default=None)
            own = at is not None and year - at <= RECENT and row["match"] == "own"
            intensity = None if at is None else intensities[at]
            result[row["region"], row["provider"], year] = Place(pue, intensity, own)
    return result


def denominator(values: Iterable[Fraction]) -> int:
    """So many units to one that all values are whole."""
    return math.lcm(*(value.denominator for value in values))


def model_row(name: str, model: Model, unit: int) -> Cells:
    evidence, found = model
    row: Cells = {"model": name, "sized": int(found is not None), "evidence": evidence, "guard": 0}
    if found:
        # The size interval can only be wider than ×3 where one term of high - 3 · low is positive.
        row["guard"] = int(evidence in ("vendor", "corroborated") and max(found.spread) > 0)
        for term, exact, gap in zip(TERMS, *found, strict=True):
            row |= {term: int(exact * unit), f"g{term}": int(gap * unit)}
            row |= {f"{term}j": repr(float(exact))}
    return row


def place_row(key: tuple[str, str, int], place: Place, scale: int) -> Cells:
    row: Cells = dict(zip(("region", "provider", "year"), key, strict=True))
    row |= {"gridded": int(place.intensity is not None), "own": int(place.own)}
    if place.factors:
        energy, carbon = place.factors
        row |= {"fe": int(energy * scale), "fc": int(carbon * scale)}
        row |= {"fej": repr(float(energy)), "fcj": repr(float(carbon))}
    return row


def write_table(path: Path, header: list[str], table: Iterable[Cells]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)


def write(data: Path, to: Path) -> None:
    """Writes models.csv, places.csv and denominator.txt into the folder `to`."""
    to.mkdir(parents=True, exist_ok=True)
    by_model = models(rows(data / "models.csv"))
    by_place = places(rows(data / "regions.csv"), rows(data / "grid-intensity.csv"))
    found = (model.sizes for model in by_model.values() if model.sizes)
    unit = denominator(value for both in found for part in both for value in part)
    scale = denominator(value for place in by_place.values() for value in place.factors or ())
    model_rows = [model_row(name, model, unit) for name, model in sorted(by_model.items())]
    place_rows = [place_row(key, place, scale) for key, place in sorted(by_place.items())]
    write_table(to / "models.csv", MODELS, model_rows)
    write_table(to / "places.csv", PLACES, place_rows)
    (to / "denominator.txt").write_text(f"{unit * scale}\n")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=HERE.parent / "data/editions/2026-11")
    parser.add_argument("--to", type=Path, default=HERE / ".build-data" / "tables")
    options = parser.parse_args()
    write(options.data, options.to)
    print(f"tables in {options.to}")


if __name__ == "__main__":
    main()
