#!/usr/bin/env python3
"""What `--sci` must say of the sample log: Tests/EcoCalcTests/Score/expected.json.

    sci_reference.py            writes the file
    sci_reference.py --check    exits 1 where it is not what this script writes

The figures are those of reference.py, added up as METHODOLOGY.md says: points as they are printed,
ends and embodied carbon of each rate's sum rounded once. Nothing is taken from the product.
"""

import argparse
import csv
import json
import sys
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

from reference import INPUTS, NEWEST, Reference, counts, plain
from reference_tables import Omitted
from reference_v2 import SERVING_INPUTS, RateV2, serving

SAMPLES = Path(__file__).resolve().parent.parent / "Tests/EcoCalcTests/Score"
ENDS = "energy_low_wh energy_high_wh carbon_low_g carbon_high_g".split()
MADE = "embodied_g embodied_low_g embodied_high_g".split()


def printed(value: Fraction) -> Fraction:
    return Fraction(plain(value))


def totals() -> dict[str, Fraction]:
    """Of the records with a figure."""
    reference = Reference()
    sums: dict[str, Fraction] = defaultdict(Fraction)
    lines: dict[tuple[str, ...], dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    sessions = set()
    with (SAMPLES / "log.csv").open(encoding="utf-8") as log:
        for record in csv.DictReader(log):
            tokens = int(record["prompt_tokens"]) + int(record["completion_tokens"])
            request = dict.fromkeys(INPUTS + SERVING_INPUTS, "") | record
            request |= {"case": record["id"], "date": record["time"][:10]}
            served = serving(request, reference.tables["2026-12"])
            try:
                rate = reference.rate(NEWEST, request, served)
            except Omitted:
                sums["missing"] += 1
                sums["missing_tokens"] += tokens
                continue
            assert isinstance(rate, RateV2)
            usage = counts(request)
            figures = rate.figures(*usage, served)
            line = record["model"], record["region"], served.basis, rate.label(*usage, served)
            for name in (*ENDS, *MADE):
                lines[line][name] += figures[name]
            for name in ("energy_wh", "carbon_g"):
                sums[name] += printed(figures[name])
            if served.basis == "metered":
                sums["metered_wh"] += printed(figures["energy_wh"])
            sums["tokens"] += tokens
            sums["requests"] += 1
            sessions.add(record["session"])
    for line_sums in lines.values():
        for name, value in line_sums.items():
            sums[name] += printed(value)
    return sums | {"sessions": Fraction(len(sessions))}


def figure(value: Fraction) -> float:
    return float(plain(value))


def expected() -> dict[str, object]:
    """The members with figures: the others are words."""
    sums = totals()

    def score(units: int, over: Fraction) -> dict[str, float]:
        point, low, high = (
            sums[f"carbon{end}_g"] + sums[f"embodied{end}_g"] for end in ("", "_low", "_high")
        )
        return {
            name: figure(value * units / over)
            for name, value in (
                ("sci_g", point),
                ("sci_low_g", low),
                ("sci_high_g", high),
                ("operational_g", sums["carbon_g"]),
                ("embodied_g", sums["embodied_g"]),
            )
        }

    return {
        "period": {"first_day": "2026-09-21", "last_day": "2026-09-23"},
        "E": {
            "energy_wh": figure(sums["energy_wh"]),
            "energy_low_wh": figure(sums["energy_low_wh"]),
            "energy_high_wh": figure(sums["energy_high_wh"]),
            "metered_wh": figure(sums["metered_wh"]),
        },
        "I": {"g_per_kwh": figure(sums["carbon_g"] / sums["energy_wh"] * 1000)},
        "M": {name: figure(sums[name]) for name in MADE},
        "R": {
            "tokens": int(sums["tokens"]),
            "requests": int(sums["requests"]),
            "workflow_executions": int(sums["sessions"]),
        },
        "sci": {
            "per_million_tokens": score(1_000_000, sums["tokens"]),
            "per_request": score(1, sums["requests"]),
            "per_workflow_execution": score(1, sums["sessions"]),
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true")
    check: bool = parser.parse_args().check
    target, content = SAMPLES / "expected.json", json.dumps(expected(), indent=2) + "\n"
    if not check:
        target.write_text(content, encoding="utf-8")
    elif not target.exists() or target.read_text(encoding="utf-8") != content:
        sys.exit(f"{target.name} is not what {Path(__file__).name} writes")


if __name__ == "__main__":
    main()
