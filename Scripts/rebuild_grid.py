#!/usr/bin/env python3
"""Rebuild data/grid-intensity.csv from the publisher's own file.

The publisher is Our World in Data; the figures are Ember's. Once a year:

    python3 Scripts/rebuild_grid.py --input owid-energy-data.csv --edition 2027-04 -o data/grid-intensity.csv

`--input` is a path, `-` for standard input, or an http(s) address. `--check` writes nothing: it
prints how the present table differs from what would be written. Then describe the edition in
data/SOURCES.md, run the tests, and give the methodology a new version.

Zones are ISO 3166 alpha-2 codes. The publisher writes alpha-3 codes; the pairs are read from the
rows of data/regions.csv whose source is `iso-3166`, so that the two tables cannot disagree. Numbers
stay decimal from end to end: the same input always gives the same bytes.

Exit status: 0 done, 1 differences found by --check, 2 usage, 3 cannot read or write, 4 bad input.
"""

import argparse
import csv
import http.client
import io
import os
import re
import sys
import tempfile
import urllib.request
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADER = ["zone", "year", "g_per_kwh", "basis", "source"]
COLUMNS = ["country", "year", "iso_code", "carbon_intensity_elec"]
PLACES = Decimal("0.0001")
PLAUSIBLE = Decimal(2000)  # the dirtiest grid published so far is near 1300

# Places that the publisher lists without an ISO code. Older editions gave them codes of their own.
NAMED = {"World": "world", "European Union (27)": "EU27", "Kosovo": "XK"}
OWN_CODES = {"OWID_WRL": "world", "OWID_EU27": "EU27", "OWID_KOS": "XK"}


class Failure(Exception):
    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


def unusable(message):
    return Failure(3, message)


def bad(where, message):
    return Failure(4, f"{where}: {message}")


def read_text(source):
    try:
        if source == "-":
            raw = sys.stdin.buffer.read()
        elif re.match(r"https?://", source):
            with urllib.request.urlopen(source, timeout=120) as response:
                raw = response.read()
        else:
            raw = Path(source).read_bytes()
    except (OSError, http.client.HTTPException) as error:  # URLError is an OSError
        raise unusable(f"{source}: {error}") from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise bad(source, f"not UTF-8 at byte {error.start}") from error


def records(text, where, needed):
    """Yields (line number, row) with every needed column present and no ragged rows."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, None)
        if header is None:
            raise bad(where, "empty, expected a header line")
        missing = [name for name in needed if name not in header]
        if missing:
            raise bad(f"{where}:1", f"no column {', '.join(missing)}")
        if len(set(header)) != len(header):
            raise bad(f"{where}:1", "a column name occurs twice")
        for cells in reader:
            if not cells:
                continue
            if len(cells) != len(header):
                raise bad(f"{where}:{reader.line_num}", f"{len(cells)} cells, the header has {len(header)}")
            yield reader.line_num, dict(zip(header, cells))
    except csv.Error as error:
        raise bad(f"{where}:{reader.line_num}", str(error)) from error


def alpha3_pairs(path):
    pairs = {}
    where = str(path)
    for line, row in records(read_text(where), where, ["region", "zone", "source"]):
        code, zone = row["region"].upper(), row["zone"]
        if row["source"] == "iso-3166" and re.fullmatch(r"[A-Z]{3}", code):
            if pairs.setdefault(code, zone) != zone:
                raise bad(f"{where}:{line}", f"{code} is mapped to {pairs[code]} and to {zone}")
    if not pairs:
        raise bad(where, "no alpha-3 rows (source iso-3166)")
    if len(set(pairs.values())) != len(pairs):
        raise bad(where, "two alpha-3 codes name one zone")
    return pairs


def whole(text, where, what):
    if not re.fullmatch(r"[0-9]{4}", text):
        raise bad(where, f"{what} {text!r}, expected four digits")
    return int(text)


def plain(text, where):
    """A decimal with at most four places and no trailing zeros."""
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", text):
        raise bad(where, f"carbon_intensity_elec {text!r}, expected a plain decimal of zero or more")
    value = Decimal(text)
    if value > PLAUSIBLE:
        raise bad(where, f"{text} g/kWh is not plausible (above {PLAUSIBLE})")
    if -value.as_tuple().exponent > 4:
        value = value.quantize(PLACES, rounding=ROUND_HALF_EVEN)
    out = format(value, "f")
    return out.rstrip("0").rstrip(".") if "." in out else out


def rebuild(source, pairs, edition, first, last):
    table, skipped, text = {}, set(), read_text(source)
    for line, row in records(text, source, COLUMNS):
        where = f"{source}:{line}"
        figure = row["carbon_intensity_elec"]
        if figure == "":
            continue
        year = whole(row["year"], where, "year")
        if year < first or (last is not None and year > last):
            continue
        name, code = row["country"], row["iso_code"]
        if plain(figure, where) == "0":
            # No grid is free of emissions: the publisher's rounding. Nothing is known, so nothing is said.
            note(f"warning: {name} {year} is published as 0 and left out")
            continue
        if code == "":
            zone = NAMED.get(name)
            if zone is None:
                skipped.add(name)  # a continent, an income group, another agency's region
                continue
        elif code in OWN_CODES:
            zone = OWN_CODES[code]
        elif code in pairs:
            zone = pairs[code]
        elif code.startswith("OWID_"):
            skipped.add(name)
            continue
        else:
            raise bad(where, f"{name} ({code}) has no zone: add its alpha-2 and alpha-3 rows to data/regions.csv")
        if (zone, year) in table:
            raise bad(where, f"a second figure for {zone} {year}")
        table[zone, year] = plain(figure, where)
    zones = {zone for zone, _ in table}
    for zone in ("world", "EU27"):
        if zone not in zones:
            raise bad(source, f"no figure for {zone}")
    absent = sorted(set(pairs.values()) - zones)
    if absent:
        raise bad(source, f"no figure from {first} on for {', '.join(absent)}, which data/regions.csv names")
    note(f"{len(table)} rows, {len(zones)} zones; left out {len(skipped)} aggregates: {', '.join(sorted(skipped))}")
    key = f"owid-ember-{edition}"
    order = sorted(table, key=lambda place: (place[0].encode(), place[1]))
    return [[zone, str(year), table[zone, year], "lifecycle", key] for zone, year in order]


def as_csv(rows):
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(rows)
    return out.getvalue()


def compare(rows, path, first, last):
    """Prints the differences between the present table and the rebuilt one; returns how many."""
    old, where = {}, str(path)
    for line, row in records(read_text(where), where, HEADER):
        year = whole(row["year"], f"{where}:{line}", "year")
        if year < first or (last is not None and year > last):
            continue
        old[row["zone"], year, row["basis"]] = (row["g_per_kwh"], row["source"])
    new = {(row[0], int(row[1]), row[3]): (row[2], row[4]) for row in rows}
    equal = figures = labels = only_old = only_new = 0
    for key in sorted(old.keys() | new.keys(), key=lambda k: (k[0].encode(), k[1], k[2])):
        zone, year, basis = key
        if key not in new:
            only_old += 1
            print(f"- {zone} {year} {basis} {old[key][0]}")
        elif key not in old:
            only_new += 1
            print(f"+ {zone} {year} {basis} {new[key][0]}")
        elif old[key][0] != new[key][0]:
            figures += 1
            before, after = Decimal(old[key][0]), Decimal(new[key][0])
            share = f" ({(after / before - 1) * 100:+.2f} %)" if before else ""
            print(f"~ {zone} {year} {basis} {old[key][0]} -> {new[key][0]}{share}")
        else:
            equal += 1
            labels += old[key][1] != new[key][1]
    print(f"{equal} equal, {figures} changed, {only_new} new, {only_old} gone; {labels} equal rows of another edition")
    return figures + only_new + only_old + labels


def write(text, path):
    """The old file stays whole until the new one is complete."""
    directory = os.path.dirname(os.path.abspath(path))
    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(dir=directory, prefix=".rebuild-grid-")
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except OSError as error:
        if temporary is not None and os.path.exists(temporary):
            os.unlink(temporary)
        raise unusable(f"{path}: {error}") from error


def note(message):
    print(f"rebuild_grid: {message}", file=sys.stderr)


def four_digits(text):
    if not re.fullmatch(r"[0-9]{4}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a year")
    return int(text)


def edition_name(text):
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form 2026-04")
    return text


def main():
    parser = argparse.ArgumentParser(description="Rebuild data/grid-intensity.csv from owid-energy-data.csv.")
    parser.add_argument("--input", required=True, metavar="PATH|URL|-", help="owid-energy-data.csv")
    parser.add_argument("--edition", required=True, type=edition_name, metavar="YYYY-MM",
                        help="the edition's month; becomes the source key owid-ember-YYYY-MM")
    parser.add_argument("--from-year", type=four_digits, default=2020, metavar="YEAR", help="default 2020")
    parser.add_argument("--to-year", type=four_digits, default=None, metavar="YEAR", help="default: the newest")
    parser.add_argument("--regions", default=str(ROOT / "data/regions.csv"), metavar="PATH",
                        help="where the country codes come from (default data/regions.csv)")
    parser.add_argument("--table", default=str(ROOT / "data/grid-intensity.csv"), metavar="PATH",
                        help="the present table, for --check (default data/grid-intensity.csv)")
    parser.add_argument("-o", "--output", metavar="PATH", help="default: standard output")
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 when anything differs")
    options = parser.parse_args()
    if options.check and options.output:
        parser.error("--check writes nothing, so -o has no meaning with it")
    if options.to_year is not None and options.to_year < options.from_year:
        parser.error("--to-year is before --from-year")
    pairs = alpha3_pairs(options.regions)
    rows = rebuild(options.input, pairs, options.edition, options.from_year, options.to_year)
    if options.check:
        return 1 if compare(rows, options.table, options.from_year, options.to_year) else 0
    if options.output:
        write(as_csv(rows), options.output)
    else:
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
