#!/usr/bin/env python3
"""Rebuild data/pue.csv from what operators publish of their sites.

    python3 Scripts/rebuild_pue.py --check
    python3 Scripts/rebuild_pue.py -o data/pue.csv

It joins two extracts: cloud-region-metadata.csv, the column of a public list of cloud regions, and
operators-pue.csv, read off the operators' own pages. Where both have a year of a site, the page
wins. A new year of a site is one line in the second file; then this, the tests, data/SOURCES.md.

Exit status: 0 done, 1 differences found by --check, 2 usage, 3 cannot read or write, 4 bad input.
"""

import argparse
import csv
import io
import re
import sys
from decimal import Decimal
from pathlib import Path

from checked_csv import Failure, bad, read_text, records, write_text

ROOT = Path(__file__).resolve().parent.parent
HEADER = ["region", "provider", "year", "pue", "source"]
LISTED = "gsf-real-time-cloud"

# The list has Microsoft's Washington figure on West US, which is in California: its own coordinates
# for it are Washington's, and West US 2 is there.
MOVED = {"westus": "westus2"}
# Of 2022 the list has design values of sites, some of them not yet open.
FIRST_YEAR = {"Microsoft Azure": 2023}

Site = tuple[str, int]  # region and year


def ratio(text: str, where: str) -> str:
    """A PUE of 1 or more with at most three decimals, without trailing zeros."""
    if not re.fullmatch(r"[1-9](\.[0-9]{1,3})?", text):
        raise bad(where, f"PUE {text!r}, expected 1 to 10 with at most three decimals")
    return format(Decimal(text).normalize(), "f")


def year(text: str, where: str) -> int:
    if not re.fullmatch(r"20[0-9]{2}", text):
        raise bad(where, f"year {text!r}, expected four digits")
    return int(text)


def listed(path: str) -> dict[Site, str]:
    """The sites of the public list."""
    columns = ["cloud-provider", "cloud-region", "year", "power-usage-effectiveness"]
    found: dict[Site, str] = {}
    for line, row in records(read_text(path), path, columns):
        where = f"{path}:{line}"
        operator, region, text, pue = (row[column] for column in columns)
        of = year(text, where)
        if of < FIRST_YEAR.get(operator, 0):
            continue
        site = MOVED.get(region, region), of
        if site in found:
            raise bad(where, f"a second figure for {site[0]} {of}")
        found[site] = ratio(pue, where)
    return found


def published(path: str) -> dict[Site, tuple[str, str]]:
    """What was read off the operators' pages, with the key of the page."""
    found: dict[Site, tuple[str, str]] = {}
    for line, row in records(read_text(path), path, ["region", "year", "pue", "source"]):
        where = f"{path}:{line}"
        site = row["region"], year(row["year"], where)
        if site in found:
            raise bad(where, f"a second figure for {site[0]} {site[1]}")
        found[site] = ratio(row["pue"], where), row["source"]
    return found


def table(list_path: str, pages_path: str) -> str:
    rows = {site: (pue, LISTED) for site, pue in listed(list_path).items()}
    rows |= published(pages_path)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for (region, of), (pue, source) in sorted(rows.items()):
        writer.writerow([region, "", of, pue, source])
    return out.getvalue()


def main() -> int:
    parser = argparse.ArgumentParser(description="Rebuild data/pue.csv from its extracts.")
    add = parser.add_argument
    extracts = ROOT / "data/extracts"
    add("--list", default=str(extracts / "cloud-region-metadata.csv"), metavar="PATH")
    add("--pages", default=str(extracts / "operators-pue.csv"), metavar="PATH")
    add("--table", default=str(ROOT / "data/pue.csv"), metavar="PATH", help="for --check")
    add("-o", "--output", metavar="PATH", help="default: standard output")
    add("--check", action="store_true", help="compare only; exit 1 when anything differs")
    given = parser.parse_args()
    text = table(given.list, given.pages)
    if given.check:
        now = read_text(given.table)
        old, new = set(now.splitlines()), set(text.splitlines())
        for line in sorted(old ^ new):
            print(f"{'-' if line in old else '+'} {line}")
        return 0 if now == text else 1
    if given.output:
        write_text(text, given.output)
    else:
        sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        print(f"rebuild_pue: error: {failure}", file=sys.stderr)
        sys.exit(failure.status)
