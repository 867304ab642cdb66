"""Spans of the SDK leave with what eco-calc makes of them. ECO_CALC names the command."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan, SpanLimits, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from eco_exporter import EcoSpanExporter

REGION = "eu-west"
START = 1_714_150_000_000_000_000
CALL = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-4o-mini",
    "gen_ai.response.model": "gpt-4o-mini-2024-07-18",
    "gen_ai.usage.input_tokens": 18,
    "gen_ai.usage.output_tokens": 26,
}
CALLS: dict[str, dict[str, Any]] = {
    "a call": CALL,
    "cached tokens": CALL | {"gen_ai.usage.cache_read.input_tokens": 16},
    "cached tokens beside the others": CALL | {"gen_ai.usage.cache_read.input_tokens": 900},
    "no response model": {k: v for k, v in CALL.items() if k != "gen_ai.response.model"},
    "older names": {
        "gen_ai.operation.name": "text_completion",
        "gen_ai.system": "anthropic",
        "gen_ai.request.model": "claude-haiku-4-5",
        "gen_ai.usage.prompt_tokens": 900,
        "gen_ai.usage.completion_tokens": 70,
    },
    "a model that nobody knows": CALL | {"gen_ai.response.model": "nobody/knows"},
    "no tokens": CALL | {"gen_ai.usage.input_tokens": 0, "gen_ai.usage.output_tokens": 0},
}


def exported(
    calls: dict[str, dict[str, Any]], limits: SpanLimits | None = None
) -> list[tuple[ReadableSpan, ReadableSpan]]:
    """Each span as it was, and as it left."""
    plain, marked = InMemorySpanExporter(), InMemorySpanExporter()
    provider = TracerProvider(span_limits=limits)
    provider.add_span_processor(SimpleSpanProcessor(EcoSpanExporter(marked, region=REGION)))
    provider.add_span_processor(SimpleSpanProcessor(plain))
    for name, attributes in calls.items():
        span = provider.get_tracer("test").start_span(name, start_time=START)
        span.set_attributes(attributes)
        span.add_event("first token")
        span.end(START + 10**9)
    provider.shutdown()
    return list(zip(plain.get_finished_spans(), marked.get_finished_spans(), strict=True))


def eco(span: ReadableSpan) -> dict[str, Any]:
    attributes = span.attributes or {}
    return {k.removeprefix("eco."): v for k, v in attributes.items() if k.startswith("eco.")}


def test_spans_of_calls_leave_with_what_eco_calc_makes_of_them(tmp_path: Path) -> None:
    pairs = exported(CALLS)
    log = tmp_path / "spans.jsonl"
    log.write_text("".join(span.to_json(indent=None) + "\n" for span, _ in pairs))
    command = [os.environ["ECO_CALC"], "-q", str(log), "--assume", f"region={REGION}"]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    assert len(lines) == len(CALLS)
    estimated = 0
    for line, (_, span) in zip(lines, pairs, strict=True):
        block = json.loads(line).get("eco")
        found = eco(span)
        if block is None:
            assert list(found) == ["omitted"], span.name
        else:
            assert found == {name: block[name] for name in found}, span.name
            assert block.keys() - found.keys() == {"carbon_per_1k_tokens_g"}
            estimated += 1
    assert estimated == 5
    reasons = {span.name: eco(span).get("omitted") for _, span in pairs}
    assert reasons["a model that nobody knows"] == "unknown_model"
    assert reasons["no tokens"] == "no_usage"


@pytest.mark.parametrize("operation", ["embeddings", "execute_tool", "invoke_agent", None])
def test_other_spans_pass_as_they_are(operation: str | None) -> None:
    name = "gen_ai.operation.name"
    attributes = {**CALL, name: operation} if operation else {"http.route": "/"}
    [(span, marked)] = exported({"other": attributes})
    assert marked.to_json() == span.to_json()


def test_a_marked_span_has_all_that_it_had() -> None:
    limits = SpanLimits(max_span_attributes=len(CALL))
    [(span, marked)] = exported({"full": {"first": "dropped", **CALL}}, limits)
    before, after = json.loads(span.to_json()), json.loads(marked.to_json())
    assert before.pop("attributes").items() < after.pop("attributes").items()
    assert before == after
    assert marked.dropped_attributes == span.dropped_attributes == 1
    assert not eco(span)


def test_counts_that_cannot_be_are_said_to_be_so() -> None:
    for wrong in ({"gen_ai.usage.input_tokens": -1}, {"gen_ai.usage.input_tokens": "many"}):
        [(_, span)] = exported({"wrong": CALL | wrong})
        assert eco(span) == {"omitted": "bad_number"}
