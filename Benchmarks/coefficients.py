#!/usr/bin/env python3
"""Prepares, from data/*.csv alone, the join tables that the DuckDB and the Polars job use.

Written from the method's formulas with exact fractions; it shares no code with eco-calc. A request with u uncached and
h cached prompt tokens and o completion tokens costs

    model units   N  = a·u + b·h + c·o + d·u·(u + 2h) + e·o·(2u + 2h + o)        (whole numbers)
    energy, nWh   N · energy_factor / DENOMINATOR                              (factor of the place and year)
    carbon, ng    N · carbon_factor / DENOMINATOR
    carbon per 1k tokens, ng      carbon · 1000 / (u + h + o)

so that every printed figure is one whole number over another and can be rounded once, half to even. The same
coefficients are also given as floating-point numbers (joules; nano-units per joule).

models.csv   one row per id and alias
places.csv   one row per region, provider ("" for any that is not named) and year
"""

import argparse
import csv
import math
import pathlib
from fractions import Fraction as F

METHODOLOGY = "v1-2026-11"
PREFILL, CACHED, PAIR = F("0.003"), F("0.0003"), F("6e-12")
DECODE, ACTIVE, INACTIVE, CONTEXT = F("0.045"), F("0.010"), F("0.0085"), F("1.6e-10")
SERVER, DEFAULT_PUE = F("1.86"), F("1.15")
YEARS = range(2024, 2028)  # the record years that the tables answer for (the generated logs have 2025 and 2026)
TERMS = "abcde"


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def joules(active, total, bits, kv, width):
    """The five coefficients in joules."""
    return [
        PREFILL * active,
        CACHED * active,
        DECODE + F(bits) / 16 * (ACTIVE * active + INACTIVE * (total - active)),
        PAIR * width / 2,
        CONTEXT * kv / 2,
    ]


def models(table):
    """id → (evidence, coefficients, coefficients of high − 3 · low), the latter two None where there is no size."""
    result = {}
    for row in table:
        if row["valid_from"]:
            sizes = "dated"
        elif row["evidence"] == "undisclosed" or not row["total_b"]:
            sizes = None
        else:
            bits, kv, width = F(row["weight_bits"]), F(row["kv_bytes"]), F(row["attention_width"])
            assumed = row["architecture"] == "assumed"
            down, up = (F(1, 4), F(2)) if assumed else (F(1), F(1))

            def size(kind):
                return [F(row[f"{part}{kind}_b"] or row[f"{part}_b"]) for part in ("active", "total")]

            point = joules(*size(""), bits, kv, width)
            low = joules(*size("_low"), bits, kv * down, width * down)
            high = joules(*size("_high"), bits, kv * up, width * up)
            sizes = point, [h - 3 * l for h, l in zip(high, low)]
        for name in [row["id"], *row["aliases"].split()]:
            # A row that is valid only from some date would need a join on the date. The generated logs have none.
            if sizes == "dated" or result.get(name, ("", ""))[1] == "dated":
                result[name] = (row["evidence"], "dated")
            else:
                result[name] = (row["evidence"], sizes)
    return {name: value for name, value in result.items() if value[1] != "dated"}


def places(regions, grid):
    """(region, provider, year) → (PUE, g/kWh or None, own grid and recent)

    The provider is "" or one that regions.csv names somewhere. For the latter every region is there, so that a query
    needs one join: on the provider where it is among the named ones, else on "".
    """
    by_zone = {}
    for row in grid:
        if row["basis"] == "lifecycle":
            by_zone.setdefault(row["zone"], {})[int(row["year"])] = F(row["g_per_kwh"])
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
        for year in YEARS:
            at = max((y for y in intensities if y <= year), default=None)
            recent = at is not None and year - at <= 2
            result[row["region"], row["provider"], year] = (
                F(row["pue"]) if row["pue"] else DEFAULT_PUE,
                None if at is None else intensities[at],
                recent and row["match"] == "own",
            )
    return result


def build(data):
    data = pathlib.Path(data)
    by_model = models(rows(data / "models.csv"))
    by_place = places(rows(data / "regions.csv"), rows(data / "grid-intensity.csv"))

    # Model units: so many to the joule that all coefficients are whole. Place factors likewise.
    unit = math.lcm(*(v.denominator for _, s in by_model.values() if s for part in s for v in part))
    factors = {}
    for key, (pue, intensity, own) in by_place.items():
        if intensity is not None:
            nano = SERVER * pue / 3600 * 1_000_000_000  # nWh per joule
            factors[key] = nano, nano * intensity / 1000, own
    scale = math.lcm(*(v.denominator for f in factors.values() for v in f[:2]))

    model_rows = []
    for name, (evidence, sizes) in sorted(by_model.items()):
        row = {"model": name, "sized": int(sizes is not None), "evidence": evidence, "guard": 0}
        if sizes:
            point, spread = sizes
            # The size interval can only be wider than ×3 where one term of high − 3 · low is positive.
            row["guard"] = int(evidence in ("vendor", "corroborated") and max(spread) > 0)
            for term, exact, gap in zip(TERMS, point, spread):
                row[term] = int(exact * unit)
                row[term + "j"] = repr(float(exact))
                row["g" + term] = int(gap * unit)
        model_rows.append(row)
    place_rows = []
    for (region, provider, year), (pue, intensity, own) in sorted(by_place.items()):
        row = {"region": region, "provider": provider, "year": year, "gridded": int(intensity is not None), "own": int(own)}
        if intensity is not None:
            energy, carbon, _ = factors[region, provider, year]
            row |= {"fe": int(energy * scale), "fc": int(carbon * scale)}
            row |= {"fej": repr(float(energy)), "fcj": repr(float(carbon))}
        place_rows.append(row)
    return model_rows, place_rows, unit * scale


def write(data, to):
    """Writes models.csv, places.csv and denominator.txt into the folder `to`."""
    to = pathlib.Path(to)
    to.mkdir(parents=True, exist_ok=True)
    model_rows, place_rows, denominator = build(data)
    terms = [prefix.format(t) for prefix in ("{}", "{}j", "g{}") for t in TERMS]
    for name, header, table in (
        ("models", ["model", "sized", "evidence", "guard", *terms], model_rows),
        ("places", ["region", "provider", "year", "gridded", "own", "fe", "fc", "fej", "fcj"], place_rows),
    ):
        with open(to / f"{name}.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header, lineterminator="\n")
            writer.writeheader()
            writer.writerows(table)
    (to / "denominator.txt").write_text(f"{denominator}\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    here = pathlib.Path(__file__).resolve().parent
    parser.add_argument("--data", default=here.parent / "data")
    parser.add_argument("--to", default=here / ".build-data" / "tables")
    options = parser.parse_args()
    write(options.data, options.to)
    print(f"tables in {options.to}")
