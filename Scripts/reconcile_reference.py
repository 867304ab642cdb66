#!/usr/bin/env python3
"""What the samples of bills and statements must come to, beside their log.

    reconcile_reference.py            writes the expected tables
    reconcile_reference.py --check    exits 1 where one is not what this script writes

It reads the samples in Tests/EcoCalcTests/Bills and shares no code with the product. What each row
of a bill means is stated here by hand, by file and row; the figures of the log are those of
reference.py. All numbers are fractions, rounded once where they are printed.
Long, because what each row means is spelt out.
"""

import argparse
import csv
import io
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from reference import NEWEST, Reference, counts, plain
from reference_tables import Omitted, Row
from reference_v2 import SERVING_INPUTS, serving

SAMPLES = Path(__file__).resolve().parent.parent / "Tests/EcoCalcTests/Bills"
THOUSAND, MILLION = 1000, 1_000_000
KINDS = "prompt", "cached", "completion"


class Meaning(NamedTuple):
    """What one row of a bill is about, and how many tokens each unit of its quantity is."""

    day: str
    model: str
    kind: str
    unit: int


SONNET, MINI_41, MINI_4O = "anthropic/claude-sonnet-4", "openai/gpt-4.1-mini", "openai/gpt-4o-mini"
HAIKU, FLASH, ACME = "anthropic/claude-haiku-4-5", "google/gemini-2.5-flash", "acme-13b-v2"
FIFTH, SIXTH = "2026-10-05", "2026-10-06"


class Bill(NamedTuple):
    """A sample, the columns of its quantity, and what its rows mean; `None`: no tokens."""

    provider: str
    region: str
    quantity: Sequence[str]
    rows: Sequence[Meaning | None]


BILLS = {
    "aws-cur.csv": Bill(
        "aws",
        "us-east-1",
        ["line_item_usage_amount"],
        [
            Meaning(FIFTH, SONNET, "prompt", THOUSAND),
            Meaning(FIFTH, SONNET, "prompt", THOUSAND),
            Meaning(FIFTH, SONNET, "completion", MILLION),
            Meaning(SIXTH, SONNET, "prompt", THOUSAND),
            Meaning(SIXTH, SONNET, "completion", THOUSAND),
            None,  # hours of a machine
            None,  # a tax
        ],
    ),
    "azure-cost.csv": Bill(
        "azure",
        "swedencentral",
        ["Quantity"],
        [
            Meaning(FIFTH, MINI_41, "prompt", 1),
            Meaning(FIFTH, MINI_41, "cached", 1),
            Meaning(FIFTH, MINI_41, "completion", 1),
            Meaning(SIXTH, MINI_41, "prompt", 1),
            Meaning(SIXTH, MINI_41, "completion", 1),
            None,  # gigabytes
            None,  # a refund
        ],
    ),
    "focus-1.2.csv": Bill(
        "google",
        "us-central1",
        ["ConsumedQuantity", "PricingQuantity"],
        [
            Meaning(FIFTH, FLASH, "prompt", 1),
            Meaning(FIFTH, FLASH, "completion", 1),
            Meaning(SIXTH, ACME, "prompt", MILLION),  # only what it is priced by
            Meaning(SIXTH, ACME, "completion", THOUSAND),
            None,  # hours of a machine
        ],
    ),
    "focus-1.4.csv": Bill(
        "anthropic",
        "us",
        ["ConsumedQuantity"],
        [
            Meaning(FIFTH, HAIKU, "prompt", 1),
            Meaning(FIFTH, HAIKU, "prompt", 1),  # written to a cache
            Meaning(FIFTH, HAIKU, "cached", 1),
            Meaning(FIFTH, HAIKU, "completion", 1),
            None,  # a purchase
        ],
    ),
}
# What the log calls its models and providers, by what bills call them.
MODELS = {
    "anthropic.claude-sonnet-4-20250514-v1:0": SONNET,
    "gpt-4.1-mini": MINI_41,
    "gpt-4o-mini-2024-07-18": MINI_4O,
    "claude-haiku-4-5-20251001": HAIKU,
    "gemini-2.5-flash": FLASH,
    "acme-13b-v2": ACME,
    "gpt-5-mini-2025-08-07": "openai/gpt-5-mini",
}
PROVIDERS = {"bedrock": "aws", "vertex_ai": "google"}
NO_REGION = {"openai"}  # whose report has none, so that none is compared
# Grams for each kilowatt-hour of the electricity bought, by region and day: market.csv, by hand.
BOUGHT = {
    ("us-east-1", FIFTH): Fraction("40.5"),
    ("swedencentral", FIFTH): Fraction(12),
    ("swedencentral", SIXTH): Fraction("13.7"),
}


class Tokens(NamedTuple):
    """Tokens that go in, those of them out of a cache, and tokens that come out."""

    prompt: Fraction = Fraction(0)
    cached: Fraction = Fraction(0)
    completion: Fraction = Fraction(0)

    @property
    def total(self) -> Fraction:
        return self.prompt + self.completion

    def plus(self, other: "Tokens") -> "Tokens":
        return Tokens(*(a + b for a, b in zip(self, other, strict=True)))


Key = tuple[str, str, str, str]  # day, provider, model, region


class Figures(NamedTuple):
    """A point and its ends, in billionths."""

    point: int = 0
    low: int = 0
    high: int = 0

    def plus(self, other: "Figures") -> "Figures":
        return Figures(*(a + b for a, b in zip(self, other, strict=True)))


class Entry:
    """One row of the comparison."""

    def __init__(self) -> None:
        self.bill_rows = self.records = 0
        self.billed = self.logged = self.figured = Tokens()
        # Exact ends by rate, and points as each record prints them.
        self.exact: dict[str, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
        self.points: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        self.keys: dict[str, int] = defaultdict(int)
        # By what was bought: carbon, and the energy that it is for.
        self.market = [0, 0]

    def figures(self, quantity: str, unit: str) -> Figures:
        total = Figures()
        for rate, points in self.points.items():
            point = points[quantity]
            low = nano(self.exact[rate][f"{quantity}_low_{unit}"])
            high = nano(self.exact[rate][f"{quantity}_high_{unit}"])
            total = total.plus(Figures(point, min(point, low), max(point, high)))
        return total

    @property
    def comparison(self) -> str:
        if not self.bill_rows:
            return "log_only"
        if not self.records:
            return "bill_only"
        same = (self.billed.prompt, self.billed.completion) == (
            self.logged.prompt,
            self.logged.completion,
        )
        return "matched" if same else "amount_differs"

    @property
    def covered(self) -> Fraction:
        return min(self.billed.total, self.logged.total)


def nano(value: Fraction) -> int:
    """Billionths, rounded half to even."""
    return round(value * 10**9)


def text(nanos: int) -> str:
    sign = "-" if nanos < 0 else ""
    return sign + plain(Fraction(abs(nanos), 10**9))


def rows_of(name: str) -> list[Row]:
    with (SAMPLES / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def read_log(entries: dict[Key, Entry], *, with_regions: bool) -> None:
    reference = Reference()
    for line in rows_of("log.csv"):
        provider = PROVIDERS.get(line["provider"], line["provider"])
        region = "" if provider in NO_REGION and not with_regions else line["region"]
        entry = entries[line["time"][:10], provider, MODELS[line["model"]], region]
        entry.records += 1
        tokens = Tokens(
            Fraction(line["prompt_tokens"]),
            Fraction(line["cached_prompt_tokens"]),
            Fraction(line["completion_tokens"]),
        )
        entry.logged = entry.logged.plus(tokens)
        row = dict.fromkeys(SERVING_INPUTS, "") | {
            "case": "",
            "model": line["model"],
            "provider": line["provider"],
            "region": line["region"],
            "region_assumed": "",
            "date": line["time"][:10],
            "prompt_tokens": line["prompt_tokens"],
            "cached_prompt_tokens": line["cached_prompt_tokens"],
            "completion_tokens": line["completion_tokens"],
            "requests": line["requests"],
        }
        served = serving(row, reference.tables["2026-12"])
        try:
            rate = reference.rate(NEWEST, row, served)
        except Omitted:
            entry.keys[line["api_key"]] += 0
            continue
        figures = rate.figures(*counts(row), served)
        entry.figured = entry.figured.plus(tokens)
        for name, value in figures.items():
            entry.exact[line["model"]][name] += value
        entry.points[line["model"]]["energy"] += nano(figures["energy_wh"])
        entry.points[line["model"]]["carbon"] += nano(figures["carbon_g"])
        entry.keys[line["api_key"]] += nano(figures["energy_wh"])
        bought = BOUGHT.get((line["region"], line["time"][:10]))
        if bought is not None:
            entry.market[0] += nano(figures["energy_wh"] * bought / 1000)
            entry.market[1] += nano(figures["energy_wh"])


def read_bills(entries: dict[Key, Entry]) -> None:
    for name, bill in BILLS.items():
        for line, meaning in zip(rows_of(name), bill.rows, strict=True):
            if meaning is None:
                continue
            quantity = next(line[column] for column in bill.quantity if line[column])
            amount = Fraction(quantity.replace(",", "")) * meaning.unit
            entry = entries[meaning.day, bill.provider, meaning.model, bill.region]
            entry.bill_rows += 1
            entry.billed = entry.billed.plus(
                Tokens(
                    amount if meaning.kind != "completion" else Fraction(0),
                    amount if meaning.kind == "cached" else Fraction(0),
                    amount if meaning.kind == "completion" else Fraction(0),
                )
            )
    usage = json.loads((SAMPLES / "openai-usage.json").read_text(encoding="utf-8"))
    for result in usage["data"][0]["results"]:
        entry = entries[FIFTH, "openai", MODELS[result["model"]], ""]
        entry.bill_rows += 1
        entry.billed = entry.billed.plus(
            Tokens(
                Fraction(result["input_tokens"]),
                Fraction(result["input_cached_tokens"]),
                Fraction(result["output_tokens"]),
            )
        )


# ---- The tables ----------------------------------------------------------------------------------


def completeness(entries: dict[Key, Entry]) -> Iterable[list[str]]:
    yield (
        "period,provider,model,region,class,billed_tokens,logged_tokens,covered_tokens,"
        "not_in_log_tokens,not_in_bill_tokens,billed_prompt_tokens,billed_cached_prompt_tokens,"
        "billed_completion_tokens,logged_prompt_tokens,logged_cached_prompt_tokens,"
        "logged_completion_tokens,bill_rows,log_records"
    ).split(",")
    for key, entry in sorted(entries.items()):
        billed, logged = entry.billed, entry.logged
        numbers = [billed.total, logged.total, entry.covered]
        numbers += [billed.total - entry.covered, logged.total - entry.covered, *billed, *logged]
        yield [
            *key,
            entry.comparison,
            *map(plain, numbers),
            str(entry.bill_rows),
            str(entry.records),
        ]


class Scope:
    """One month, provider and region: our figures and the provider's."""

    def __init__(self) -> None:
        self.billed = self.covered = self.logged = self.figured = Fraction(0)
        self.unscaled = Fraction(0)
        self.energy, self.carbon = Figures(), Figures()
        self.scaled_energy, self.scaled_carbon = Figures(), Figures()
        self.keys: dict[str, int] = defaultdict(int)
        self.stated: dict[str, int] = defaultdict(int)
        self.services: set[str] = set()
        self.versions: set[str] = set()
        self.market, self.scaled_market = [0, 0], [0, 0]

    def add(self, entry: Entry) -> None:
        self.billed += entry.billed.total
        self.covered += entry.covered
        self.logged += entry.logged.total
        self.figured += entry.figured.total
        for key, used in entry.keys.items():
            self.keys[key] += used
        energy, carbon = entry.figures("energy", "wh"), entry.figures("carbon", "g")
        self.energy, self.carbon = self.energy.plus(energy), self.carbon.plus(carbon)
        self.market = [a + b for a, b in zip(self.market, entry.market, strict=True)]
        if not entry.billed.total:
            return
        if not entry.figured.total:
            self.unscaled += entry.billed.total
            return
        factors = [entry.billed.total / entry.figured.total]
        pairs = [(getattr(entry.billed, k), getattr(entry.figured, k)) for k in KINDS[::2]]
        factors += [billed / figured for billed, figured in pairs if figured]

        def scaled(figures: Figures) -> Figures:
            return Figures(
                round(figures.point * factors[0]),
                min(round(figures.low * factor) for factor in factors),
                max(round(figures.high * factor) for factor in factors),
            )

        self.scaled_market = [
            sum_ + round(part * factors[0])
            for sum_, part in zip(self.scaled_market, entry.market, strict=True)
        ]
        self.scaled_energy = self.scaled_energy.plus(scaled(energy))
        self.scaled_carbon = self.scaled_carbon.plus(scaled(carbon))


def scopes(entries: dict[Key, Entry]) -> dict[tuple[str, str, str], Scope]:
    found: dict[tuple[str, str, str], Scope] = defaultdict(Scope)
    for (day, provider, _, region), entry in entries.items():
        found[day[:7], provider, region].add(entry)
    tonne, kilogram = 10**15, 10**12  # in billionths of a gram
    for line in rows_of("aws-carbon.csv"):
        if line["product_code"] == "AmazonBedrock":
            scope = found["2026-10", "aws", line["region_code"]]
            scope.stated["location"] += round(Fraction(line["total_lbm_emissions_value"]) * tonne)
            scope.stated["market"] += round(Fraction(line["total_mbm_emissions_value"]) * tonne)
            scope.services.add(line["product_code"])
            scope.versions.add(line["model_version"])
    for line in rows_of("google-carbon.csv"):
        if line["service.description"] == "Vertex AI":
            scope = found["2026-10", "google", line["location.region"]]
            total, parts = "carbon_footprint_total_kgCO2e.", "carbon_footprint_kgCO2e."
            for name, column in (
                ("location", total + "location_based"),
                ("market", total + "market_based"),
                ("scope_1", parts + "scope1"),
                ("scope_3", parts + "scope3"),
            ):
                scope.stated[name] += round(Fraction(line[column]) * kilogram)
            scope.services.add(line["service.description"])
            scope.versions.add(line["carbon_model_version"])
    return found


def bound(entries: dict[Key, Entry]) -> Iterable[list[str]]:
    ends = "{0}_{1},{0}_low_{1},{0}_high_{1}"
    yield (
        "month,provider,region,services,statement_version,billed_tokens,covered_tokens,"
        "unscaled_tokens,"
        + ",".join(
            ends.format(f"{side}_{name}", unit)
            for side in ("log", "bill")
            for name, unit in (("energy", "wh"), ("carbon", "g"))
        )
        + ",stated_location_based_g,stated_market_based_g,difference_g,amount_g,scope_1_g,"
        "scope_3_g,energy_g,grid_factor_g,unexplained_g"
    ).split(",")
    for key, scope in sorted(scopes(entries).items()):
        stated = scope.stated
        row = [*key, "; ".join(sorted(scope.services)), "; ".join(sorted(scope.versions))]
        row += map(plain, (scope.billed, scope.covered, scope.unscaled))
        for figures in (scope.energy, scope.carbon, scope.scaled_energy, scope.scaled_carbon):
            row += map(text, figures)
        if stated:
            difference = stated["location"] - scope.carbon.point
            amount = scope.scaled_carbon.point - scope.carbon.point
            scoped = [stated[name] for name in ("scope_1", "scope_3") if name in stated]
            row += [
                text(stated["location"]),
                text(stated["market"]),
                text(difference),
                text(amount),
            ]
            row += map(text, scoped) if scoped else ["", ""]
            row += ["", "", text(difference - amount - sum(scoped))]
        else:
            row += [""] * 9
        yield row


def market(entries: dict[Key, Entry]) -> Iterable[list[str]]:
    yield (
        "month,provider,region,log_carbon_market_g,log_carbon_market_energy_wh,"
        "bill_carbon_market_g,bill_carbon_market_energy_wh"
    ).split(",")
    for key, scope in sorted(scopes(entries).items()):
        sides = scope.market, scope.scaled_market
        yield [*key, *(text(n) if side[1] else "" for side in sides for n in side)]


def spread(value: int, weights: dict[str, Fraction]) -> dict[str, int]:
    """By largest remainders; of equal ones the first by name."""
    total = sum(weights.values())
    exact = {name: value * weight / total for name, weight in weights.items()}
    parts = {name: int(share) for name, share in exact.items()}
    order = sorted(weights, key=lambda name: (parts[name] - exact[name], name.encode()))
    for name in order[: value - sum(parts.values())]:
        parts[name] += 1
    return parts


def allocation(entries: dict[Key, Entry]) -> Iterable[list[str]]:
    yield (
        "month,provider,region,share_of,key,energy_wh,location_based_g,market_based_g".split(",")
    )
    for key, scope in sorted(scopes(entries).items()):
        if not scope.stated:
            continue
        shares: dict[str, dict[str, int]] = {}
        for basis in ("location", "market"):
            # Tokens are spread in billionths, as they are counted.
            covered = spread(
                int(scope.covered * 10**9),
                {"figured": scope.figured, "without_figure": scope.logged - scope.figured},
            )
            first = spread(
                scope.stated[basis],
                {name: Fraction(share) for name, share in covered.items()}
                | {"not_in_log": (scope.billed - scope.covered) * 10**9},
            )
            weights = {name: Fraction(energy) for name, energy in scope.keys.items()}
            shares[basis] = spread(first["figured"], weights) | {
                f"/{name}": first[name] for name in ("without_figure", "not_in_log")
            }
        names = [*sorted(scope.keys), "/without_figure", "/not_in_log"]
        for name in names:
            parts = shares["location"][name], shares["market"][name]
            if name.startswith("/") and not any(parts):
                continue
            owner, who = (name[1:], "") if name.startswith("/") else ("key", name)
            energy = text(scope.keys[name]) if owner == "key" else "0"
            yield [*key, owner, who, energy, *map(text, parts)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check: bool = parser.parse_args().check
    entries: dict[Key, Entry] = defaultdict(Entry)
    read_log(entries, with_regions=False)
    read_bills(entries)
    status = 0
    for name, table in (
        ("completeness", completeness),
        ("bound", bound),
        ("allocation", allocation),
        ("market", market),
    ):
        target = SAMPLES / f"expected-{name}.csv"
        output = io.StringIO()
        csv.writer(output, lineterminator="\n").writerows(table(entries))
        if not check:
            target.write_text(output.getvalue(), encoding="utf-8")
        elif target.read_text(encoding="utf-8") != output.getvalue():
            print(f"{target.name} is not what {Path(__file__).name} writes", file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
