"""The conformance vectors, made in rational arithmetic by Scripts/reference.py, through C."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from conftest import REPOSITORY, VECTORS
from ecomodel import (
    Embodied,
    Estimate,
    Estimator,
    Interval,
    Rate,
    Serving,
    Unclassified,
    table_names,
)


@cache
def tables(edition: Path) -> dict[str, bytes]:
    paths = [edition / "tables" / name for name in table_names()]
    return {path.name: path.read_bytes() for path in paths if path.exists()}


@cache
def estimator(edition: Path, kind: str, methodology: str | None) -> Estimator:
    return Estimator(methodology, tables=tables(edition) if kind == "synthetic" else None)


# Of a grid by the hour, which the library takes none of.
SKIPPED = [VECTORS / "2026-12/series.csv"]
# The parts of an interval are eco-calc's alone.
PARTS = {
    f"{part}_{end}_wh"
    for part in ("size", "precision", "serving", "service")
    for end in ("low", "high")
}
GIVEN = (
    *("case", "methodology", "model", "provider", "region", "region_assumed", "date"),
    *("prompt_tokens", "cached_prompt_tokens", "completion_tokens", "requests", "concurrency"),
    *("gpu_seconds", "accelerator", "accelerator_wh", "measured_unknown"),
)
ANSWERS = (
    *("energy_wh", "carbon_g", "energy_per_1k_tokens_wh", "carbon_per_1k_tokens_g"),
    *("energy_low_wh", "energy_high_wh", "carbon_low_g", "carbon_high_g", "accuracy"),
    *("methodology_version", "omitted", "basis", "embodied_g", "embodied_low_g"),
    "embodied_high_g",
)


def vectors(path: Path) -> Iterator[dict[str, str]]:
    if path.exists():
        with path.open(newline="") as file:
            yield from csv.DictReader(file)


def serving(row: dict[str, str], accelerators: set[str]) -> Serving | None:
    said = {
        key: row.get(key) or None
        for key in ("concurrency", "gpu_seconds", "accelerator", "accelerator_wh")
    }
    # In a log, what cannot be or is in no table is taken as not said; here, the caller has to.
    if (said["accelerator"] or "").strip().lower() not in accelerators:
        said["accelerator"] = None
    sequences = Decimal(said["concurrency"] or 1)
    if not 1 <= sequences <= 16384 or sequences * 1000 % 1:
        said["concurrency"] = None
    return Serving(**said) if any(said.values()) else None


def moment(date: str) -> str | None:
    return f"{date}-12-31" if len(date) == 4 else date or None


def replay(row: dict[str, str], eco: Estimator, accelerators: set[str]) -> Estimate | Unclassified:
    """The figures of a vector; its interval and embodied figure are checked on the way."""
    usage = int(row["prompt_tokens"]), int(row["completion_tokens"])
    rest = {
        "cached_prompt_tokens": int(row["cached_prompt_tokens"]),
        "requests": int(row["requests"]),
    }
    if not any(usage):
        return eco.estimate(
            row["model"], region=row["region"], prompt_tokens=usage[0], completion_tokens=usage[1]
        )
    rate = eco.rate(
        row["model"],
        provider=row["provider"] or None,
        region=row["region"],
        at=moment(row["date"]),
        region_assumed=row["region_assumed"] == "yes",
        measured_unknown=row.get("measured_unknown") == "yes",
    )
    if isinstance(rate, Unclassified):
        return rate
    served = serving(row, accelerators)
    cost = rate.estimate(*usage, **rest, serving=served)
    if isinstance(cost, Estimate):
        ends(row, rate.interval(*usage, **rest, serving=served))
        made(row, rate.embodied(*usage, **rest, serving=served))
        block = rate.json_block(*usage, **rest, serving=served)
        assert isinstance(block, str)
        assert f'"energy_wh":{row["energy_wh"]},"carbon_g":{row["carbon_g"]},' in block
    return cost


def ends(row: dict[str, str], interval: Interval | Unclassified) -> None:
    assert isinstance(interval, Interval)
    for name, (low, high) in (("wh", interval.energy_wh), ("g", interval.carbon_g)):
        quantity = "energy" if name == "wh" else "carbon"
        assert low == Decimal(row[f"{quantity}_low_{name}"])
        assert high == Decimal(row[f"{quantity}_high_{name}"])


def made(row: dict[str, str], embodied: Embodied | Unclassified | None) -> None:
    if not row.get("embodied_g"):
        assert embodied is None
        return
    assert isinstance(embodied, Embodied)
    assert embodied.embodied_g == Decimal(row["embodied_g"])
    assert embodied.interval_g == (Decimal(row["embodied_low_g"]), Decimal(row["embodied_high_g"]))


FILES = [
    VECTORS / edition / f"{kind}.csv"
    for edition in ("2026-12", "2026-11")
    for kind in ("bundled", "synthetic")
]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_vector_comes_out_to_the_last_digit(path: Path) -> None:
    count = 0
    folder = REPOSITORY / "data" if path.stem == "bundled" else path.parent / "tables"
    known = {row["name"] for row in vectors(folder / "accelerators.csv")}
    newest = None if path.parent.name == "2026-12" else "v1-2026-11"
    for row in vectors(path):
        eco = estimator(path.parent, path.stem, row["methodology"] or newest)
        cost = replay(row, eco, known)
        name = row["case"]
        if row["omitted"]:
            assert isinstance(cost, Unclassified), name
            assert cost.code == row["omitted"], name
        else:
            assert isinstance(cost, Estimate), name
            figures = (
                *(cost.energy_wh, cost.carbon_g),
                *(cost.energy_per_1k_tokens_wh, cost.carbon_per_1k_tokens_g),
            )
            columns = "energy_wh carbon_g energy_per_1k_tokens_wh carbon_per_1k_tokens_g".split()
            assert figures == tuple(Decimal(row[column]) for column in columns), name
            assert cost.accuracy.value == row["accuracy"], name
            assert cost.methodology_version == row["methodology_version"], name
            assert row.get("basis", "assumed") == cost.basis.value, name
        count += 1
    assert count > 300


def test_all_vectors_are_replayed_and_all_of_each_but_the_parts_of_intervals() -> None:
    assert sorted(VECTORS.glob("*/*.csv")) == sorted([*FILES, *SKIPPED])
    columns = {column for path in FILES for column in next(vectors(path))}
    assert columns == {*GIVEN, *ANSWERS, *PARTS}


def test_a_rate_names_the_rows_behind_it() -> None:
    rate = Estimator().rate("gpt-4o-mini", region="eu-west", at="2024-04-26")
    assert isinstance(rate, Rate)
    assert rate.basis["model"] == "openai/gpt-4o-mini"
    assert rate.basis["grid_year"] == 2024
    assert rate.basis["g_per_kwh"] == Decimal("270.91")
