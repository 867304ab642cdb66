#!/usr/bin/env python3
"""Rebuild data/grid-intensity.csv from the publishers' own files.

Countries come from Our World in Data, whose figures are Ember's; states of the US and areas of
whole states are worked out from Ember's generation of the states (us_grid.py). Once a year:

    python3 Scripts/rebuild_grid.py --input owid-energy-data.csv --edition 2027-04 \\
        --states us-state-generation.csv -o data/grid-intensity.csv

`--input` is a path, `-` for standard input, or an http(s) address; without it the countries' rows
of the present table stay, and nothing is needed that is not in data/. `--check` writes nothing: it
prints how the present table differs from what would be written. Then describe the edition in
data/SOURCES.md, run the tests, and give the methodology a new version.

Zones are ISO 3166 alpha-2 codes. The publisher writes alpha-3 codes; the pairs are read from the
rows of data/regions.csv whose source is `iso-3166`, so that the two tables cannot disagree. Numbers
stay decimal from end to end: the same input always gives the same bytes.

Exit status: 0 done, 1 differences found by --check, 2 usage, 3 cannot read or write, 4 bad input.
"""

import argparse
import csv
import io
import re
import sys
from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import us_grid
from checked_csv import Failure, bad, read_text, records, unusable, write_text

ROOT = Path(__file__).resolve().parent.parent
HEADER = ["zone", "year", "g_per_kwh", "basis", "source"]
COLUMNS = ["country", "year", "iso_code", "carbon_intensity_elec"]
PLACES = 4  # decimals
PLAUSIBLE = Decimal(2000)  # the dirtiest grid published so far is near 1300

# Places that the publisher lists without an ISO code. Older editions gave them codes of their own.
NAMED = {"World": "world", "European Union (27)": "EU27", "Kosovo": "XK"}
OWN_CODES = {"OWID_WRL": "world", "OWID_EU27": "EU27", "OWID_KOS": "XK"}


class Row(NamedTuple):
    """A line of the table, by HEADER."""

    zone: str
    year: int
    g_per_kwh: str
    basis: str
    source: str


class Years(NamedTuple):
    first: int
    last: int | None  # None: the newest

    def have(self, year: int) -> bool:
        return self.first <= year and (self.last is None or year <= self.last)


def note(message: str) -> None:
    print(f"rebuild_grid: {message}", file=sys.stderr)


def alpha3_pairs(path: str) -> dict[str, str]:
    """Zones by their alpha-3 codes."""
    pairs: dict[str, str] = {}
    for line, row in records(read_text(path), path, ["region", "zone", "source"]):
        code, zone = row["region"].upper(), row["zone"]
        if row["source"] != "iso-3166" or not re.fullmatch(r"[A-Z]{3}", code):
            continue
        if pairs.setdefault(code, zone) != zone:
            raise bad(f"{path}:{line}", f"{code} is mapped to {pairs[code]} and to {zone}")
    if not pairs:
        raise bad(path, "no alpha-3 rows (source iso-3166)")
    if len(set(pairs.values())) != len(pairs):
        raise bad(path, "two alpha-3 codes name one zone")
    return pairs


def whole(text: str, where: str) -> int:
    if not re.fullmatch(r"[0-9]{4}", text):
        raise bad(where, f"year {text!r}, expected four digits")
    return int(text)


def plain(text: str, where: str) -> str:
    """A decimal with at most four places and no trailing zeros."""
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", text):
        expected = "expected a plain decimal of zero or more"
        raise bad(where, f"carbon_intensity_elec {text!r}, {expected}")
    value = Decimal(text)
    if value > PLAUSIBLE:
        raise bad(where, f"{text} g/kWh is not plausible (above {PLAUSIBLE})")
    if len(text.partition(".")[2]) > PLACES:
        value = value.quantize(Decimal(1).scaleb(-PLACES), rounding=ROUND_HALF_EVEN)
    out = format(value, "f")
    return out.rstrip("0").rstrip(".") if "." in out else out


def zone_of(name: str, code: str, pairs: dict[str, str], where: str) -> str | None:
    """The zone of a country; None for a continent, an income group, another agency's region."""
    if code == "":
        return NAMED.get(name)
    zone = OWN_CODES.get(code) or pairs.get(code)
    if zone is None and not code.startswith("OWID_"):
        remedy = "add its alpha-2 and alpha-3 rows to data/regions.csv"
        raise bad(where, f"{name} ({code}) has no zone: {remedy}")
    return zone


def countries(source: str, pairs: dict[str, str], edition: str, years: Years) -> list[Row]:
    table: dict[tuple[str, int], str] = {}
    skipped = set()
    for line, row in records(read_text(source), source, COLUMNS):
        where, figure = f"{source}:{line}", row["carbon_intensity_elec"]
        if figure == "":
            continue
        year = whole(row["year"], where)
        if not years.have(year):
            continue
        name = row["country"]
        intensity = plain(figure, where)
        if intensity == "0":
            # No grid is free of emissions: the publisher's rounding. Nothing is known, so nothing
            # is said.
            note(f"warning: {name} {year} is published as 0 and left out")
            continue
        zone = zone_of(name, row["iso_code"], pairs, where)
        if zone is None:
            skipped.add(name)
            continue
        if (zone, year) in table:
            raise bad(where, f"a second figure for {zone} {year}")
        table[zone, year] = intensity
    zones = {zone for zone, _ in table}
    for zone in ("world", "EU27"):
        if zone not in zones:
            raise bad(source, f"no figure for {zone}")
    if absent := sorted(set(pairs.values()) - zones):
        names = f"{', '.join(absent)}, which data/regions.csv names"
        raise bad(source, f"no figure from {years.first} on for {names}")
    aggregates = f"{len(skipped)} aggregates: {', '.join(sorted(skipped))}"
    note(f"{len(table)} rows, {len(zones)} zones; left out {aggregates}")
    key = f"owid-ember-{edition}"
    return [Row(zone, year, figure, "lifecycle", key) for (zone, year), figure in table.items()]


def with_states(rows: list[Row], states: str, areas: str, years: Years) -> list[Row]:
    """The countries' rows and those of the US states and areas, in the table's order."""
    national = {row.year: Fraction(row.g_per_kwh) for row in rows if row.zone == "US"}
    figures, fit = us_grid.rebuild(national, states, areas)
    coal, gas = (f"{fuel} {float(fit.factors[fuel]):.2f}" for fuel in us_grid.FITTED)
    note(f"US: {coal}, {gas} g/kWh; the nation is at most {float(fit.worst):.3f} off")
    more = [
        Row(zone, year, figure, "lifecycle", us_grid.SOURCE)
        for (zone, year), figure in figures.items()
        if years.have(year)
    ]
    return sorted(rows + more, key=lambda row: (row.zone.encode(), row.year))


def as_csv(rows: Iterable[Row]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(rows)
    return out.getvalue()


def present(path: str, years: Years) -> list[Row]:
    """The rows of a table that is there."""
    found = []
    for line, row in records(read_text(path), path, HEADER):
        year = whole(row["year"], f"{path}:{line}")
        if years.have(year):
            found.append(Row(row["zone"], year, row["g_per_kwh"], row["basis"], row["source"]))
    return found


def compare(before: list[Row], after: list[Row]) -> int:
    """Prints the differences between the present table and the rebuilt one; returns how many."""
    old = {(row.zone.encode(), row.year, row.basis): row for row in before}
    new = {(row.zone.encode(), row.year, row.basis): row for row in after}
    equal = figures = labels = only_old = only_new = 0
    for key in sorted(old.keys() | new.keys()):
        was, now = old.get(key), new.get(key)
        zone, year, basis = key
        place = f"{zone.decode()} {year} {basis}"
        if was and now and was.g_per_kwh == now.g_per_kwh:
            equal += 1
            labels += was.source != now.source
        elif was and now:
            figures += 1
            ratio = share(Decimal(was.g_per_kwh), Decimal(now.g_per_kwh))
            print(f"~ {place} {was.g_per_kwh} -> {now.g_per_kwh}{ratio}")
        elif now:
            only_new += 1
            print(f"+ {place} {now.g_per_kwh}")
        elif was:
            only_old += 1
            print(f"- {place} {was.g_per_kwh}")
    counts = f"{equal} equal, {figures} changed, {only_new} new, {only_old} gone"
    print(f"{counts}; {labels} equal rows of another edition")
    return figures + only_new + only_old + labels


def share(before: Decimal, after: Decimal) -> str:
    return f" ({(after / before - 1) * 100:+.2f} %)" if before else ""


def four_digits(text: str) -> int:
    if not re.fullmatch(r"[0-9]{4}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a year")
    return int(text)


def edition_name(text: str) -> str:
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form 2026-04")
    return text


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Rebuild data/grid-intensity.csv from the publishers' files."
    )
    add = parser.add_argument
    owid = "owid-energy-data.csv (default: the present table's countries stay)"
    add("--input", metavar="PATH|URL|-", help=owid)
    edition = "the edition's month; becomes the source key owid-ember-YYYY-MM"
    add("--edition", type=edition_name, metavar="YYYY-MM", help=edition)
    states = f"generation of the US states (default {us_grid.STATES})"
    add("--states", default=str(ROOT / us_grid.STATES), metavar="PATH", help=states)
    areas = f"areas of whole states (default {us_grid.AREAS})"
    add("--areas", default=str(ROOT / us_grid.AREAS), metavar="PATH", help=areas)
    add("--from-year", type=four_digits, default=2020, metavar="YEAR", help="default 2020")
    add("--to-year", type=four_digits, default=None, metavar="YEAR", help="default: the newest")
    regions = "where the country codes come from (default data/regions.csv)"
    add("--regions", default=str(ROOT / "data/regions.csv"), metavar="PATH", help=regions)
    table = "the present table, for --check (default data/grid-intensity.csv)"
    add("--table", default=str(ROOT / "data/grid-intensity.csv"), metavar="PATH", help=table)
    add("-o", "--output", metavar="PATH", help="default: standard output")
    add("--check", action="store_true", help="compare only; exit 1 when anything differs")
    found = parser.parse_args()
    if found.check and found.output:
        parser.error("--check writes nothing, so -o has no meaning with it")
    if (found.input is None) != (found.edition is None):
        parser.error("--input and --edition go together")
    if found.to_year is not None and found.to_year < found.from_year:
        parser.error("--to-year is before --from-year")
    return found


def main() -> int:
    given = options()
    years = Years(given.from_year, given.to_year)
    now = present(given.table, years)
    if given.input is None:
        rows = [row for row in now if row.source != us_grid.SOURCE]
    else:
        rows = countries(given.input, alpha3_pairs(given.regions), given.edition, years)
    rows = with_states(rows, given.states, given.areas, years)
    if given.check:
        return 1 if compare(now, rows) else 0
    if given.output:
        write_text(as_csv(rows), given.output)
        return 0
    try:
        sys.stdout.buffer.write(as_csv(rows).encode("utf-8"))
        sys.stdout.buffer.flush()
    except OSError as error:
        raise unusable(f"standard output: {error}") from error
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        note(f"error: {failure}")
        sys.exit(failure.status)
