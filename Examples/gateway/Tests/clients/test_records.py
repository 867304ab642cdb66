"""The exported log, recalculated by eco-calc."""

import asyncio
import contextlib
import csv
import json
import os
import random
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import openai
import pytest

from conftest import PACKAGE, Gateway, MakeGateway, Stub, model, upstream

FIGURES = ["energy_wh", "carbon_g", "carbon_per_1k_tokens_g", "accuracy", "methodology_version"]
MODELS = [
    *["openai/gpt-4o-mini"] * 5,
    *["mistral/mistral-large-latest"] * 3,
    *["lowrouter/auto", "openai/o3", "acme/unknown-13", "nobody/nothing"],
    "openai/text-embedding-3-small",
]
TROUBLE = [*[""] * 12, "[[nousage]]", "[[status 500]]", "[[status 400]]"]
NO_ROUTE: dict[str, str] = {}
# `nowhere` is no region that has a carbon intensity.
ROUTES = [*[NO_ROUTE] * 3, *({"region": name} for name in ("eu-west", "us-east", "nowhere"))]


@pytest.fixture(scope="session")
def eco_calc() -> Path:
    """The command, from ECO_CALC or from the root package's release build."""
    path = Path(os.environ.get("ECO_CALC", PACKAGE.parent.parent / ".build/release/eco-calc"))
    if not path.exists() and "ECO_CALC" not in os.environ:
        pytest.skip("no eco-calc: `swift build -c release --product eco-calc` in the root makes it")
    return path


def recalculated(eco_calc: Path, path: Path) -> Path:
    output = path.with_name("recalculated" + path.suffix)
    subprocess.run([eco_calc, path, "-o", output], check=True)
    return output


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
    assert cast("dict[str, str]", full["eco"])["energy_wh"] == "0.002121394"
    two = path.with_name("two.jsonl")
    subprocess.run([eco_calc, path, "--significant-digits", "2", "-o", two], check=True)
    assert answer["lowrouter"]["eco"] == json.loads(two.read_text())["eco"]


@dataclass(frozen=True)
class Request:
    model: str
    content: str
    stream: bool
    route: dict[str, str]
    hang_up: bool  # after the first event

    async def send(self, client: openai.AsyncOpenAI) -> None:
        answer = await client.chat.completions.create(
            model=self.model,
            messages=[{"role": "user", "content": self.content}],
            stream=self.stream,
            extra_body={"route": self.route},
        )
        if isinstance(answer, openai.AsyncStream):
            async for _ in answer:
                if self.hang_up:
                    await answer.close()
                    break


def mixed_requests(count: int) -> list[Request]:
    choices = random.Random(20261121)
    requests = []
    for number in range(count):
        prompt, completion = int(10 ** choices.uniform(0, 6)), int(10 ** choices.uniform(0, 5))
        cached = choices.choice([0, choices.randint(0, prompt)])
        trouble = choices.choice(TROUBLE)
        request = Request(
            model=choices.choice(MODELS),
            content=f"[[usage {prompt} {completion} {cached}]] {trouble}",
            stream=choices.random() < 0.4,
            route=choices.choice(ROUTES),
            hang_up=number % 20 == 0,
        )
        requests.append(request)
    return requests


def send_all(gateway: Gateway, requests: list[Request]) -> None:
    """Fifty at a time."""
    slots = asyncio.Semaphore(50)

    async def send(client: openai.AsyncOpenAI, request: Request) -> None:
        async with slots:
            with contextlib.suppress(openai.APIError):
                await request.send(client)

    async def everything() -> None:
        async with gateway.async_client() as client:
            await asyncio.gather(*(send(client, request) for request in requests))

    asyncio.run(everything())


def test_eco_calc_reproduces_a_thousand_mixed_requests(
    make_gateway: MakeGateway, stub: Stub, eco_calc: Path
) -> None:
    mini, large = model("openai/gpt-4o-mini", "gpt-4o-mini"), model("mistral/mistral-large-latest")
    embedding = model("openai/text-embedding-3-small")
    gateway = make_gateway(
        upstreams=[
            upstream(stub, "openai", "eu-west", mini, model("openai/o3"), embedding),
            upstream(stub, "azure", "us-east", mini),
            upstream(stub, "google", "eu-west", mini, large),
            upstream(stub, "mistral", "eu-central", large),
            upstream(stub, "acme", "nowhere", mini, model("acme/unknown-13")),
        ]
    )
    send_all(gateway, mixed_requests(1000))
    records = gateway.export("jsonl")
    assert len(records) == 1000
    assert {record["status"] for record in records} >= {"ok", "client_error", "upstream_error"}
    estimated = [record for record in records if "eco" in record]
    assert len(estimated) > 300
    reasons = {record.get("eco_omitted") for record in records}
    assert reasons >= {None, "no_usage", "unknown_model", "unknown_region"}

    lines = gateway.directory / "export.jsonl"
    assert pairs(recalculated(eco_calc, lines)) == pairs(lines)

    gateway.export("csv")
    table = gateway.directory / "export.csv"
    before, after = rows(table), rows(recalculated(eco_calc, table))
    assert len(before) == len(after) == len(pairs(lines))
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
