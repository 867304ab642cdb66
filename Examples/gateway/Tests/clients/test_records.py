"""The exported log, recalculated by eco-calc."""

import asyncio
import collections
import csv
import itertools
import json
import random
import subprocess
from pathlib import Path
from typing import cast

import pytest

from calculator import blocks, recalculated
from conftest import Gateway, MakeGateway, Stub, wait_for
from mixed import DOORS, Request, Told, ask, check, requests, upstreams

FIGURES = ["energy_wh", "carbon_g", "carbon_per_1k_tokens_g", "accuracy", "methodology_version"]


def pairs(path: Path) -> list[dict[str, object]]:
    """Each record as the text of its members, so that no digit is lost to a float."""
    return [
        json.loads(line, parse_float=str, parse_int=str) for line in path.read_text().splitlines()
    ]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open() as file:
        return list(csv.DictReader(file))


def test_the_documented_example(make_gateway: MakeGateway, eco_calc: Path) -> None:
    gateway = make_gateway()
    _, headers, answer = gateway.complete(
        "[[usage 18 26]]", route={"provider": "openai", "region": "eu-west"}
    )
    gateway.export("jsonl")
    path = gateway.directory / "export.jsonl"
    full = pairs(recalculated(eco_calc, path))[0]
    assert full == pairs(path)[0]
    assert full["generation_id"] == headers["X-LowRouter-Generation-ID"]
    assert cast("dict[str, str]", full["eco"])["energy_wh"] == "0.002088255"
    two = path.with_name("two.jsonl")
    subprocess.run([eco_calc, path, "--significant-digits", "2", "-o", two], check=True)
    assert answer["lowrouter"]["eco"] == json.loads(two.read_text())["eco"]


def ask_all(gateway: Gateway, requests: list[Request]) -> list[Told]:
    """Fifty at a time."""
    slots = asyncio.Semaphore(50)

    async def one(request: Request) -> Told:
        async with slots:
            return await ask(gateway.port, request)

    async def everything() -> list[Told]:
        return await asyncio.gather(*(one(request) for request in requests))

    return asyncio.run(everything())


def test_eco_calc_reproduces_a_thousand_mixed_requests_through_all_doors(
    make_gateway: MakeGateway, stub: Stub, eco_calc: Path
) -> None:
    gateway = make_gateway(upstreams=upstreams(stub))
    asked = list(itertools.islice(requests(random.Random(20261121)), 1000))
    told = ask_all(gateway, asked)
    wait_for(lambda: gateway.metrics["lowrouter_open_requests"] == 0)
    records = {record["generation_id"]: record for record in gateway.export("jsonl")}
    assert set(records) == {one.generation for one in told}
    assert len(records) == 1000
    lines = gateway.directory / "export.jsonl"
    figures = blocks(eco_calc, lines)
    seen = collections.Counter(
        (one.request.door, one.request.body["stream"], check(one, records, figures)) for one in told
    )
    for door in DOORS:
        for kind in itertools.product([door], [False, True], ["figures", "no figures", "error"]):
            assert seen[kind] > 5, seen
        assert seen[door, True, "hung up"] > 5, seen
    reasons = {record.get("eco_omitted") for record in records.values()}
    assert reasons >= {None, "no_usage", "unknown_model", "unknown_region"}

    assert pairs(recalculated(eco_calc, lines)) == pairs(lines)
    gateway.export("csv")
    table = gateway.directory / "export.csv"
    before, after = rows(table), rows(recalculated(eco_calc, table))
    assert len(before) == len(after) == 1000
    for old, new in zip(before, after, strict=True):
        for name in FIGURES:
            assert old["eco." + name] == new["eco." + name], (old, new)
        assert bool(old["eco.omitted"]) == bool(new["eco.omitted"]), (old, new)


def as_text(value: object) -> str:
    """A JSON value as the table has it."""
    return format(value, ".9f").rstrip("0") if isinstance(value, float) else str(value)


def test_both_exports_tell_the_same(make_gateway: MakeGateway) -> None:
    gateway = make_gateway()
    gateway.complete("[[usage 2006 300 1920]]", route={"region": "eu-west"})
    gateway.complete("[[status 400]]")
    gateway.complete(model='nobody/"quoted", with comma')
    lines = gateway.export("jsonl")
    table = list(csv.DictReader(gateway.export("csv")))
    assert len(lines) == len(table) == 3
    for record, row in zip(lines, table, strict=True):
        line: dict[str, object] = {**record}
        eco: dict[str, object] = {**cast("dict[str, object]", line.pop("eco", {}))}
        assert json.loads(row.pop("routing_trace")) == line.pop("routing_trace")
        for name in FIGURES:
            text = row.pop("eco." + name)
            is_number = name.endswith(("_wh", "_g")) and text
            assert (float(text) if is_number else text or None) == eco.get(name)
        assert row.pop("eco.omitted") == line.pop("eco_omitted", "")
        told = {name: value for name, value in row.items() if value}
        assert told == {name: as_text(value) for name, value in line.items()}


def test_what_a_record_says(make_gateway: MakeGateway) -> None:
    gateway = make_gateway()
    _, headers, _ = gateway.complete("[[usage 2006 300 1920]]", route={"region": "eu-west"})
    record = gateway.record(headers["X-LowRouter-Generation-ID"])
    assert record == gateway.export("jsonl")[0]
    assert (
        list(record)
        == """generation_id created_at completed_at key_id requested_model resolved_model provider
        region prompt_tokens completion_tokens total_tokens cached_tokens latency_ms cost_credits
        eco status routing_trace""".split()
    )
    assert list(record["eco"]) == FIGURES
    assert len(record["generation_id"]) == 30
    assert len(record["created_at"]) == 24
    assert record["created_at"].endswith("Z")
    assert record["created_at"] <= record["completed_at"]
    assert (record["prompt_tokens"], record["completion_tokens"]) == (2006, 300)
    assert (record["total_tokens"], record["cached_tokens"]) == (2306, 1920)
    assert record["cost_credits"] == 0.0004809


@pytest.mark.parametrize(
    ("told", "model"),
    [
        ("[[status 400]]", "openai/gpt-4o-mini"),
        ("[[status 500]]", "acme/unknown-13"),
        ("x", "nobody/nothing"),
    ],
)
def test_a_call_that_failed_costs_nothing(gateway: Gateway, told: str, model: str) -> None:
    assert gateway.complete(told, model=model).status >= 400
    assert gateway.last_record()["cost_credits"] == 0
