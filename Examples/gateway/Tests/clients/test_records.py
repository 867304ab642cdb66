"""The exported log, recalculated by eco-calc."""

import asyncio
import csv
import json
import os
import pathlib
import random
import subprocess

import openai
import pytest
from conftest import PACKAGE, model, upstream

FIGURES = ["energy_wh", "carbon_g", "carbon_per_1k_tokens_g", "accuracy", "methodology_version"]


@pytest.fixture(scope="session")
def eco_calc():
    """The command, from ECO_CALC or from the root package's release build."""
    path = pathlib.Path(
        os.environ.get("ECO_CALC", PACKAGE.parent.parent / ".build/release/eco-calc")
    )
    if not path.exists() and "ECO_CALC" not in os.environ:
        pytest.skip("no eco-calc: `swift build -c release --product eco-calc` in the root makes it")
    return path


def recalculated(eco_calc, path):
    output = path.with_name("recalculated" + path.suffix)
    subprocess.run([eco_calc, path, "-o", output], check=True)
    return output


def pairs(path):
    """Each record as the text of its members, so that no digit is lost to a float."""
    return [
        json.loads(line, parse_float=str, parse_int=str) for line in path.read_text().splitlines()
    ]


def test_the_documented_example(make_gateway, eco_calc):
    gateway = make_gateway()
    _, headers, answer = gateway.complete(
        "[[usage 18 26]]", route={"provider": "openai", "region": "eu-west"}
    )
    gateway.export("jsonl")
    path = gateway.directory / "export.jsonl"
    full = pairs(recalculated(eco_calc, path))[0]
    assert full == pairs(path)[0]
    assert full["generation_id"] == headers["X-LowRouter-Generation-ID"]
    assert full["eco"]["energy_wh"] == "0.002121394"
    command = [eco_calc, path, "--significant-digits", "2", "-o", path.with_name("two.jsonl")]
    subprocess.run(command, check=True)
    rounded = json.loads(path.with_name("two.jsonl").read_text())["eco"]
    assert answer["lowrouter"]["eco"] == rounded


def test_eco_calc_reproduces_a_thousand_mixed_requests(make_gateway, stub, eco_calc):
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
    # `nowhere` is no region that has a carbon intensity.
    choices = random.Random(20261121)

    def request():
        prompt, completion = int(10 ** choices.uniform(0, 6)), int(10 ** choices.uniform(0, 5))
        cached = choices.choice([0, choices.randint(0, prompt)])
        trouble = choices.choice([""] * 12 + ["[[nousage]]", "[[status 500]]", "[[status 400]]"])
        return {
            "model": choices.choice(
                ["openai/gpt-4o-mini"] * 5
                + ["mistral/mistral-large-latest"] * 3
                + ["lowrouter/auto", "openai/o3", "acme/unknown-13", "nobody/nothing"]
                + ["openai/text-embedding-3-small"]
            ),
            "messages": [
                {"role": "user", "content": f"[[usage {prompt} {completion} {cached}]] {trouble}"}
            ],
            "stream": choices.random() < 0.4,
            "extra_body": {
                "route": choices.choice(
                    [{}] * 3 + [{"region": region} for region in ("eu-west", "us-east", "nowhere")]
                )
            },
        }

    async def ask(client, slots, arguments, hang_up):
        async with slots:
            try:
                answer = await client.chat.completions.create(**arguments)
                if arguments["stream"]:
                    async for _ in answer:
                        if hang_up:
                            await answer.close()
                            break
            except openai.APIError:
                pass

    async def everything():
        async with gateway.client(openai.AsyncOpenAI) as client:
            slots = asyncio.Semaphore(50)
            await asyncio.gather(
                *(ask(client, slots, request(), number % 20 == 0) for number in range(1000))
            )

    asyncio.run(everything())
    records = gateway.export("jsonl")
    assert len(records) == 1000
    assert {record["status"] for record in records} >= {"ok", "client_error", "upstream_error"}
    estimated = [record for record in records if "eco" in record]
    assert len(estimated) > 300
    assert {record.get("eco_omitted") for record in records} >= {
        None, "no_usage", "unknown_model", "unknown_region",
    }

    lines = gateway.directory / "export.jsonl"
    assert pairs(recalculated(eco_calc, lines)) == pairs(lines)

    gateway.export("csv")
    table = gateway.directory / "export.csv"
    before = list(csv.DictReader(table.open()))
    after = list(csv.DictReader(recalculated(eco_calc, table).open()))
    assert len(before) == len(after) == len(pairs(lines))
    for old, new in zip(before, after):
        for name in FIGURES:
            assert old["eco." + name] == new["eco." + name], (old, new)
        assert bool(old["eco.omitted"]) == bool(new["eco.omitted"]), (old, new)


def test_both_exports_tell_the_same(make_gateway):
    gateway = make_gateway()
    gateway.complete("[[usage 2006 300 1920]]", route={"region": "eu-west"})
    gateway.complete("[[status 400]]")
    gateway.complete(model='nobody/"quoted", with comma')
    lines = gateway.export("jsonl")
    table = list(csv.DictReader(gateway.export("csv")))
    assert len(lines) == len(table) == 3
    for line, row in zip(lines, table):
        eco = line.pop("eco", {})
        assert json.loads(row.pop("routing_trace")) == line.pop("routing_trace")
        for name in FIGURES:
            text = row.pop("eco." + name)
            assert (float(text) if name.endswith(("_wh", "_g")) and text else text or None) == eco.get(name)
        assert row.pop("eco.omitted") == line.pop("eco_omitted", "")
        assert {name: value for name, value in row.items() if value} == {
            name: format(value, ".9f").rstrip("0") if isinstance(value, float) else str(value)
            for name, value in line.items()
        }


def test_what_a_record_says(make_gateway):
    gateway = make_gateway()
    _, headers, _ = gateway.complete("[[usage 2006 300 1920]]", route={"region": "eu-west"})
    record = gateway.record(headers["X-LowRouter-Generation-ID"])
    assert record == gateway.export("jsonl")[0]
    assert list(record) == [
        "generation_id", "created_at", "completed_at", "key_id", "requested_model",
        "resolved_model", "provider", "region", "prompt_tokens", "completion_tokens",
        "total_tokens", "cached_tokens", "latency_ms", "cost_credits", "eco", "status",
        "routing_trace",
    ]
    assert list(record["eco"]) == FIGURES
    assert len(record["generation_id"]) == 30
    assert len(record["created_at"]) == 24 and record["created_at"].endswith("Z")
    assert record["created_at"] <= record["completed_at"]
    tokens = [record[name] for name in list(record)[8:12]]
    assert tokens == [2006, 300, 2306, 1920]
    assert record["cost_credits"] == 0.0004809
