"""Sums: exact, in any order, and to be taken elsewhere."""

import json
import multiprocessing
import pickle
import random
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest

from ecomodel import Estimate, Estimator, Ledger, Rate, Serving, Unclassified

ECO = Estimator()
REQUESTS = [
    ("gpt-4o-mini", "eu-west", 18, 26, None),
    ("gpt-4o-mini", "us-east-1", 1800, 2600, None),
    ("llama-3.1-8b-instruct", "eu-west", 5, 700, Serving(concurrency="12.5")),
    ("llama-3.1-8b-instruct", "world", 900, 7, Serving(gpu_seconds=0.012, accelerator="h100-sxm")),
    ("llama-3.1-70b-instruct", "DE", 900, 7, Serving(accelerator_wh="0.25")),
]


def rate(model: str, region: str) -> Rate:
    found = ECO.rate(model, region=region, at="2025-06-30")
    assert isinstance(found, Rate)
    return found


def ledger(numbers: range) -> Ledger:
    sums = Ledger(ECO)
    for number in numbers:
        model, region, prompt, completion, serving = REQUESTS[number % len(REQUESTS)]
        sums.add(rate(model, region), prompt + number, completion, serving=serving)
        if number % 7 == 0:
            sums.add_omitted(Unclassified.UNKNOWN_MODEL, requests=2, tokens=number)
    return sums


def test_totals_are_the_sum_of_the_estimates() -> None:
    energy = carbon = Decimal(0)
    for number in range(50):
        model, region, prompt, completion, serving = REQUESTS[number % len(REQUESTS)]
        cost = rate(model, region).estimate(prompt + number, completion, serving=serving)
        assert isinstance(cost, Estimate)
        energy += cost.energy_wh
        carbon += cost.carbon_g
    totals = ledger(range(50)).totals()
    assert (totals.energy_wh, totals.carbon_g) == (energy, carbon)
    assert totals.energy_low_wh < energy < totals.energy_high_wh
    assert (totals.records, totals.estimated, totals.requests) == (58, 50, 50)
    assert totals.omitted[Unclassified.UNKNOWN_MODEL] == sum(totals.omitted.values()) == 8
    assert sum(totals.basis.values()) == sum(totals.accuracy.values()) == 50


def test_parts_come_to_the_same_in_any_order_and_by_any_way() -> None:
    whole = ledger(range(1000))
    cuts = sorted(random.Random(7).sample(range(1000), 9))
    parts = [ledger(range(a, b)) for a, b in zip([0, *cuts], [*cuts, 1000], strict=True)]
    random.Random(8).shuffle(parts)
    merged, read, pickled = Ledger(ECO), Ledger(ECO), Ledger(ECO)
    for part in parts:
        merged.merge(part)
        read.add_json(part.to_json())
        pickled.merge(pickle.loads(pickle.dumps(part)))
    assert merged.totals() == read.totals() == pickled.totals() == whole.totals()
    assert merged.to_json() == whole.to_json()


def test_eco_calc_adds_ledgers_and_python_reads_summaries(eco_calc: Path, tmp_path: Path) -> None:
    paths = [tmp_path / "a.json", tmp_path / "b.json"]
    paths[0].write_text(ledger(range(500)).to_json())
    paths[1].write_text(ledger(range(500, 1000)).to_json())
    merged = subprocess.run([eco_calc, "merge", *paths], check=True, capture_output=True).stdout
    whole = ledger(range(1000))
    assert Ledger(ECO).add_json(merged).totals() == whole.totals()
    assert Ledger(ECO).add_json(merged).to_json() == whole.to_json()


def test_a_summary_of_places_from_the_provider_is_read_and_written(
    eco_calc: Path, tmp_path: Path
) -> None:
    log = tmp_path / "log.csv"
    log.write_text("model,provider,prompt_tokens,completion_tokens\ngpt-4o-mini,openai,18,26\n")
    summary = tmp_path / "summary.json"
    options = ["-q", "--assume", "region=provider", "--summary", str(summary)]
    subprocess.run([eco_calc, log, *options], check=True, capture_output=True)
    said = json.loads(summary.read_text())
    assert "grid_between" in said["rates"][0]
    read = Ledger(ECO).add_json(summary.read_text())
    twice = Ledger(ECO).merge(read)
    twice.merge(Ledger(ECO))
    written = json.loads(twice.to_json())
    for key, value in written.items():
        assert value == said[key], key
    # Of parts that were read by other tables, it is not said by which.
    twice.merge(ledger(range(1)))
    tables = {table["file"] for table in json.loads(twice.to_json())["tables"]}
    assert tables == {table["file"] for table in said["tables"]} - {
        "providers.csv",
        "log-formats.csv",
    }


def test_a_fork_goes_on_with_what_it_inherits() -> None:
    with multiprocessing.get_context("fork").Pool(3) as pool:
        parts = pool.map(ledger, [range(400), range(400, 700), range(700, 1000)])
    sums = Ledger(ECO)
    for part in parts:
        sums.merge(part)
    assert sums.totals() == ledger(range(1000)).totals()


def test_what_does_not_belong_together_is_not_added() -> None:
    old = Estimator("v1-2026-11")
    sums = Ledger(old)
    with pytest.raises(ValueError, match="v2-2026-12"):
        sums.merge(ledger(range(3)))
    with pytest.raises(ValueError, match="made with v2-2026-12"):
        sums.add_json(ledger(range(3)).to_json())
    with pytest.raises(ValueError, match="bad_argument"):
        sums.add(rate("gpt-4o-mini", "eu-west"), 1, 1)
    assert sums.totals().records == 0


def test_an_edited_summary_is_refused() -> None:
    text = ledger(range(20)).to_json()
    energy = f'"energy_wh": {ledger(range(20)).totals().energy_wh.normalize()}'
    assert energy in text
    for edited in (
        text.replace(energy, '"energy_wh": 1', 1),
        text.replace('"estimated": 20', '"estimated": 19', 1),
        text.replace('"records": 23', '"records": 24', 1),
        text[:-3],
        "",
        "{}",
        "[" * 100_000,
    ):
        sums = Ledger(ECO)
        with pytest.raises(ValueError, match="ledger: "):
            sums.add_json(edited)
        assert sums.totals().records == 0


def test_ten_thousand_damaged_ledgers_give_an_error_or_what_they_say() -> None:
    chance = random.Random(11)
    text = ledger(range(20)).to_json().encode()
    refused = 0
    for _ in range(10_000):
        damaged = bytearray(text)
        for _ in range(chance.choice((1, 1, 1, 2, 8))):
            place = chance.randrange(len(damaged))
            match chance.randrange(3):
                case 0:
                    damaged[place] = chance.randrange(256)
                case 1:
                    del damaged[place : place + chance.randrange(1, 40)]
                case _:
                    damaged[place:place] = chance.choice(
                        (b"9" * 40, b"-1", b"{", b'"', b"\xff", b"1e999", b"null", b",")
                    )
        sums = Ledger(ECO)
        try:
            sums.add_json(bytes(damaged))
        except (ValueError, OverflowError):
            refused += 1
            assert sums.totals().records == 0
        else:
            assert sums.totals().estimated <= sums.totals().records
    assert refused > 5000


def test_sums_out_of_range_are_refused_whole() -> None:
    sums = Ledger(ECO)
    sums.add(rate("gpt-4o-mini", "eu-west"), 10**12, 10**12)
    for _ in range(16):
        sums.merge(sums)
    last = sums.totals()
    with pytest.raises(OverflowError, match="nothing was added"):
        sums.merge(sums)
    assert sums.totals() == last
