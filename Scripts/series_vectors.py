#!/usr/bin/env python3
"""Make the vectors of a series of one's own, with reference.py and reference_places.py.

    series_vectors.py            write series.csv beside the other vectors of the newest edition
    series_vectors.py --check    compare instead; exit 1 on a difference

The series is tables/series.csv there, over the synthetic tables. Rows whose case starts with
`total` are sums over the rows before them that are charged at one rate with one label: printed
figures added up, and the ends of the interval of the sum, each rounded once.
"""

import argparse
import csv
import io
import sys
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from reference import plain
from reference_places import Series
from reference_tables import Tables
from reference_v2 import NOTHING, RECENT, RateV2, Serving
from vectors import EDITIONS, HOME

EDITION = list(EDITIONS)[-1]
FOLDER = HOME / EDITION
METHODOLOGY = EDITIONS[EDITION][0]
MODELS = ("label/vendor", "label/single", "label/name-7b", "range/wide")
REGIONS = (("xa", ""), ("north", "cloudy"), ("one", ""), ("tie", ""), ("half", ""), ("part", ""))
TIMES = (
    "2024-05-01T00:00:00Z",
    "2024-05-01T00:59:59Z",
    "2024-05-01T01:00:00Z",
    "2024-05-01T03:20:00+02:00",
    "2024-05-01T01:35:00Z",
    "2024-05-01T23:59:59Z",
    "2024-05-01",
    "2024-05-02T22:00:00Z",
    "2024-05-02T23:00:00Z",
    "2024-05-02",
    "2024-07-01T12:00:00Z",
    "2025-06-01T12:00:00Z",
    "",
)
USAGES = ((900, 100, 300), (0, 0, 1), (123_457, 0, 7), (1, 10**6, 10**5), (10**12, 10**12, 10**12))
COLUMNS = (
    "case,model,provider,region,time,prompt_tokens,cached_prompt_tokens,completion_tokens,requests,"
    "concurrency,accelerator_wh,energy_wh,carbon_g,carbon_per_1k_tokens_g,energy_low_wh,energy_high_wh,carbon_low_g,"
    "carbon_high_g,accuracy,by_slot"
).split(",")
FIGURES = [column for column in COLUMNS if column.endswith(("_wh", "_g"))][1:]
# What some of the requests say of their serving, by their number.
SAID = {3: ("8.5", ""), 5: ("", "0.123456789")}
SERVED = {
    key: Serving(
        concurrency=Fraction(said) if said else None, accelerator_wh=Fraction(wh) if wh else None
    )
    for key, (said, wh) in SAID.items()
}
Row = dict[str, str]


class Charged(NamedTuple):
    """What a request comes to: exact figures, its label, and whether a slot said its factor."""

    figures: dict[str, Fraction]
    accuracy: str
    by_slot: bool


def best(evidence: str, match: str, age: int) -> str:
    """The label before the guard of the size."""
    if evidence == "name":
        return "gross"
    sure = evidence in ("vendor", "corroborated") and match == "own" and age <= RECENT
    return "accurate" if sure else "medium"


def charge(
    tables: Tables,
    series: Series,
    model: str,
    place: tuple[str, str],
    time: str,
    usage: tuple[int, ...],
    served: Serving,
) -> Charged:
    region, provider = place
    request = {"model": model, "region": region, "provider": provider, "date": time[:10]}
    rate = RateV2(tables, METHODOLOGY, request | {"region_assumed": ""}, sized=True)
    zone = series.zone(tables.place(region, provider))
    factor = series.factor(zone, time, usage[3]) if zone else None
    if factor is not None and zone is not None:
        match = "own" if series.basis[zone] == "lifecycle" else "broad"
        rate.grid = factor
        rate.accuracy = best(tables.model(model, time[:10])["evidence"], match, 0)
    u, h, o, requests = usage
    figures = rate.figures(u, h, o, requests, served)
    label = rate.label(u, h, o, requests, served)
    return Charged(figures, label, by_slot=factor is not None)


def rows() -> Iterator[Row]:
    tables = Tables(EDITION, FOLDER / "tables")
    series = Series([FOLDER / "tables/series.csv"])
    sums: dict[tuple[str, ...], list[dict[str, Fraction]]] = defaultdict(list)
    number = 0
    for model in MODELS:
        for place in REGIONS:
            for time in TIMES:
                # All usages at one time, and one of them at every time.
                chosen = USAGES if time == TIMES[4] else (USAGES[number % 3],)
                for u, h, o in chosen:
                    requests = 7 if number % 10 == 9 and (u, h, o) == USAGES[0] else 1
                    number += 1
                    usage = (u, h, o, requests) if h <= 10**12 - u else (u, 0, o, requests)
                    served = SERVED.get(number % 6, NOTHING)
                    found = charge(tables, series, model, place, time, usage, served)
                    said = ("", "") if served is NOTHING else SAID[number % 6]
                    yield row(f"{number}", model, place, time, usage, said, found)
                    if requests == 1:
                        key = model, *place, time[:4], found.accuracy, str(found.by_slot)
                        sums[*key, served.basis].append(found.figures)
    for (model, region, provider, year, accuracy, by_slot, basis), parts in sums.items():
        printed = {name: sum((once(p[name]) for p in parts), Fraction(0)) for name in FIGURES}
        ends = {name: sum((p[name] for p in parts), Fraction(0)) for name in FIGURES}
        figures = {n: ends[n] if "low" in n or "high" in n else printed[n] for n in printed}
        charged = Charged(figures, accuracy, by_slot == "True")
        case = f"total {basis} {year}"
        total = row(case, model, (region, provider), "", (), ("", ""), charged)
        yield total | {"carbon_per_1k_tokens_g": ""}


def once(value: Fraction) -> Fraction:
    """A figure as it is printed."""
    return Fraction(plain(value))


def row(
    case: str,
    model: str,
    place: tuple[str, str],
    time: str,
    usage: tuple[int, ...],
    said: tuple[str, str],
    charged: Charged,
) -> Row:
    found = {
        "concurrency": said[0],
        "accelerator_wh": said[1],
        "case": case,
        "model": model,
        "region": place[0],
        "provider": place[1],
        "time": time,
        "accuracy": charged.accuracy,
        "by_slot": "yes" if charged.by_slot else "",
    }
    if usage:
        u, h, o, requests = usage
        counts = (u + h, h, o, requests)
        names = ("prompt_tokens", "cached_prompt_tokens", "completion_tokens", "requests")
        found |= dict(zip(names, map(str, counts), strict=True))
    figures = {name: plain(value) for name, value in charged.figures.items()}
    return {name: found.get(name, figures.get(name, "")) for name in COLUMNS}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true")
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows())
    path: Path = FOLDER / "series.csv"
    if not parser.parse_args().check:
        path.write_text(out.getvalue(), encoding="utf-8")
    elif path.read_text(encoding="utf-8") != out.getvalue():
        sys.exit(f"{path} differs from what {Path(__file__).name} makes")


if __name__ == "__main__":
    main()
