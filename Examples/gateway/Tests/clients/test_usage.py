"""Every request is recorded with what it used, whoever stays to hear it."""

import json
from pathlib import Path

import pytest

from answers import Record
from calculator import recalculated
from canned_upstream import Canned, chunk, plain, stream, usage
from conftest import Gateway, Json, MakeGateway, model, wait_for
from test_streams import open_stream

MODEL = "openai/gpt-4o-mini"
WEST: Json = {"route": {"region": "eu-west"}}


def next_record(gateway: Gateway, known: int) -> Record:
    records = wait_for(lambda: gateway.export("jsonl")[known:], seconds=10)
    assert len(records) == 1
    return records[0]


def hang_up_at(gateway: Gateway, told: str, word: str, **more: object) -> Record:
    """The record of a stream whose client is gone as soon as it has read a word."""
    known = len(gateway.export("jsonl"))
    with open_stream(gateway, told, **more) as connection:
        text = ""
        while word not in text:
            text += connection.recv(65536).decode()
    return next_record(gateway, known)


def test_who_hangs_up_after_the_last_word_has_used_it_all(gateway: Gateway) -> None:
    record = hang_up_at(gateway, "[[chunks 10]] [[delay 0.1]] [[usage 18 26]]", "word8", **WEST)
    assert (record["status"], record["error_code"]) == ("client_closed", "client_closed")
    assert (record["prompt_tokens"], record["completion_tokens"]) == (18, 26)
    assert "usage_estimated" not in record
    assert record["cost_credits"] == 0.0000183
    assert record["eco"]["energy_wh"] == 0.002088255


def test_who_hangs_up_long_before_has_used_what_is_estimated(
    make_gateway: MakeGateway, eco_calc: Path
) -> None:
    gateway = make_gateway(limits={"usage_seconds": 1})
    record = hang_up_at(gateway, "[[chunks 1000]] [[delay 0.1]]", "word4")
    messages = [{"role": "user", "content": "[[chunks 1000]] [[delay 0.1]]"}]
    assert record["usage_estimated"] is True
    assert record["prompt_tokens"] == (len(json.dumps(messages)) + 3) // 4
    assert 5 <= record["completion_tokens"] <= 20
    assert record["eco"]["energy_wh"] > 0
    assert record["status"] == "client_closed"
    path = gateway.directory / "export.jsonl"
    assert recalculated(eco_calc, path).read_bytes() == path.read_bytes()


def test_an_upstream_that_says_so_far_is_believed(make_gateway: MakeGateway) -> None:
    gateway = make_gateway(limits={"usage_seconds": 0.1})
    record = hang_up_at(gateway, "[[chunks 1000]] [[delay 0.2]] [[runningusage]]", "word3")
    assert record["usage_estimated"] is True
    assert record["prompt_tokens"] == 18
    assert record["completion_tokens"] in (3, 4)


def test_who_does_not_wait_for_the_answer_has_used_it(gateway: Gateway) -> None:
    known, seen = len(gateway.export("jsonl")), len(gateway.stub.seen["requests"])
    with open_stream(gateway, "[[delay 1]] [[usage 18 26]]", stream=False, **WEST):
        wait_for(lambda: len(gateway.stub.seen["requests"]) == seen + 1)
    record = next_record(gateway, known)
    assert (record["status"], record["completion_tokens"]) == ("client_closed", 26)
    assert record["eco"]["energy_wh"] == 0.002088255


def test_who_does_not_wait_for_the_stream_to_begin_has_used_it(make_gateway: MakeGateway) -> None:
    pieces = stream(
        chunk("a"), chunk(None, "stop"), chunk(None, usage=usage(18, 26), choices=[]), before=1
    )
    with Canned(pieces) as canned:
        gateway = make_gateway(upstreams=[canned.upstream(model(MODEL))])
        with open_stream(gateway, "x"):
            wait_for(lambda: gateway.metrics["lowrouter_open_requests"] == 1)
        record = next_record(gateway, 0)
    assert (record["status"], record["completion_tokens"]) == ("client_closed", 26)


def test_the_latency_of_a_stream_is_that_of_its_first_byte(gateway: Gateway) -> None:
    gateway.stream("[[chunks 5]] [[delay 0.3]]")
    record = gateway.last_record()
    assert record["latency_ms"] < 1000
    gateway.complete("[[delay 1]]")
    assert gateway.last_record()["latency_ms"] >= 1000


READABLE = {
    "a total that is text": usage(18, 26, total_tokens="44"),
    "a total that is too large": usage(18, 26, total_tokens=9e99),
    "details that are a list": usage(18, 26, prompt_tokens_details=[1]),
    "cached tokens that are text": usage(18, 26, prompt_tokens_details={"cached_tokens": "3"}),
    "whole numbers with a point": usage(18.0, 26.0),
}


@pytest.mark.parametrize("told", READABLE.values(), ids=READABLE.keys())
def test_usage_that_is_odd_but_can_be_read_is_read(make_gateway: MakeGateway, told: Json) -> None:
    answer = {"id": "x", "model": "up", "choices": [{"message": {}}], "usage": told}
    with Canned(plain(answer)) as canned:
        gateway = make_gateway(upstreams=[canned.upstream(model(MODEL))])
        assert gateway.complete("x")[2]["lowrouter"]["eco"]["energy_wh"] == 0.0021
        assert gateway.last_record()["total_tokens"] == 44


def test_usage_that_comes_before_the_answer_is_not_believed(make_gateway: MakeGateway) -> None:
    early = chunk(None, choices=[], usage=usage(18, 0))
    with Canned(stream(early, chunk("a"), chunk(None, "stop"))) as canned:
        gateway = make_gateway(upstreams=[canned.upstream(model(MODEL))])
        gateway.stream("x")
        record = gateway.last_record()
    assert (record["status"], record["eco_omitted"]) == ("ok", "no_usage")


@pytest.mark.parametrize("error", [{"message": "no"}, "no", ["no"], 1])
def test_an_error_with_status_200_is_a_failure(make_gateway: MakeGateway, error: object) -> None:
    with Canned(plain({"error": error})) as canned:
        gateway = make_gateway(upstreams=[canned.upstream(model(MODEL))])
        status, _, answer = gateway.complete("x")
        assert (status, answer["error"]["code"]) == (503, "service_unavailable")
        assert gateway.last_record()["status"] == "upstream_error"


@pytest.mark.parametrize("error", [{"message": "no"}, "no"])
def test_an_error_in_a_stream_is_a_failure(make_gateway: MakeGateway, error: object) -> None:
    with Canned(stream(chunk("a"), {"error": error})) as canned:
        gateway = make_gateway(upstreams=[canned.upstream(model(MODEL))])
        text = gateway.stream("x").answer
        assert "upstream_error" in text
        assert "[DONE]" not in text
        assert gateway.last_record()["status"] == "upstream_error"


def test_a_name_that_goes_on_is_cut_by_its_bytes(gateway: Gateway) -> None:
    name = "a" + "\N{COMBINING ACUTE ACCENT}" * 300_000
    status, _, answer = gateway.complete("x", model=name)
    assert status == 404
    assert len(json.dumps(answer, ensure_ascii=False).encode()) < 2000
    kept = gateway.last_record()["requested_model"]
    assert len(kept.encode()) == 199
    assert name.startswith(kept)


def test_a_stop_tells_streams_that_it_cut_them_short(make_gateway: MakeGateway) -> None:
    gateway = make_gateway(limits={"shutdown_seconds": 1})
    with open_stream(gateway, "[[chunks 1000]] [[delay 0.2]]") as connection:
        wait_for(lambda: gateway.metrics["lowrouter_open_requests"] == 1)
        gateway.process.terminate()
        text = b""
        while piece := connection.recv(65536):
            text += piece
    assert gateway.process.wait(timeout=10) == 0
    assert b'"code":"shutting_down"' in text
    assert b"[DONE]" not in text
    record = gateway.last_record()
    assert (record["status"], record["error_code"]) == ("gateway_error", "shutting_down")
    assert record["usage_estimated"] is True


def test_the_exports_columns_have_the_estimate(make_gateway: MakeGateway) -> None:
    gateway = make_gateway(limits={"usage_seconds": 0.1})
    hang_up_at(gateway, "[[chunks 1000]] [[delay 0.1]]", "word4")
    header, row = gateway.export("csv")
    assert dict(zip(header.split(","), row.split(","), strict=False))["usage_estimated"] == "true"
