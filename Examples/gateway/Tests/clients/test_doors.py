"""The other doors: Anthropic's messages with its SDK, and text completions."""

import asyncio
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import anthropic
import pytest
from anthropic.types import MessageParam

from answers import Block
from canned_upstream import Canned, Piece, chunk, plain, stream, usage
from conftest import KEY, Gateway, Json, MakeGateway, Stub, model, upstream, wait_for

MODEL = "openai/gpt-4o-mini"
USAGE: Json = {
    "input_tokens": 7,
    "cache_creation_input_tokens": 2,
    "cache_read_input_tokens": 9,
    "output_tokens": 26,
}
MESSAGE: Json = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "up-2026-01-01",
    "content": [{"type": "text", "text": "Why, because."}],
    "stop_reason": "end_turn",
    "stop_sequence": None,
    "usage": USAGE,
    "x_unknown": [1.50, 12345678901234567890],
}


def events(between: float = 0) -> list[Piece]:
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
    begun = MESSAGE | {"content": [], "stop_reason": None, "usage": USAGE | {"output_tokens": 1}}
    told: list[Json] = [
        {"type": "message_start", "message": begun},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        {"type": "ping"},
        *(
            {
                "type": "content_block_delta",
                "index": 0,
                "delta": {"type": "text_delta", "text": f"word{number} "},
            }
            for number in range(5)
        ),
        {"type": "content_block_stop", "index": 0},
        {
            "type": "message_delta",
            "delta": {"stop_reason": "end_turn", "stop_sequence": None},
            "usage": {"output_tokens": 26},
        },
        {"type": "message_stop"},
    ]
    pieces: list[Piece] = [head]
    for event in told:
        pieces += [f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode(), between]
    return pieces


@contextmanager
def before(make_gateway: MakeGateway, pieces: list[Piece]) -> Iterator[Gateway]:
    """A gateway before an Anthropic-shaped upstream."""
    with Canned(pieces) as canned:
        yield make_gateway(upstreams=[canned.upstream(model(MODEL)) | {"kind": "anthropic"}])


def client(gateway: Gateway) -> anthropic.Anthropic:
    address = gateway.url + "/api/v1/anthropic"
    return anthropic.Anthropic(base_url=address, api_key=KEY, max_retries=0)


def check(gateway: Gateway, block: object) -> None:
    """The block and its record have the figures of 18 prompt tokens, 9 of them cached, and 26."""
    told = cast("Block", block)
    assert (told["provider"], told["region"]) == ("openai", "eu-west")
    record = gateway.record(told["generation_id"])
    tokens = record["prompt_tokens"], record["cached_tokens"], record["completion_tokens"]
    assert tokens == (18, 9, 26)
    assert record["status"] == "ok"
    assert told["eco"]["accuracy"] == record["eco"]["accuracy"]


def test_the_sdk_gets_a_message(make_gateway: MakeGateway) -> None:
    with before(make_gateway, plain(MESSAGE)) as gateway:
        message = client(gateway).messages.create(
            model=MODEL,
            max_tokens=1024,
            system=[{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}}],
            messages=[{"role": "user", "content": "Why?"}],
            extra_body={"route": {"region": "eu-west"}},
        )
        assert message.model == MODEL
        assert message.usage.cache_read_input_tokens == 9
        assert message.model_extra
        assert message.model_extra["x_unknown"] == [1.5, 12345678901234567890]
        check(gateway, message.model_extra["lowrouter"])


def test_the_sdk_gets_a_stream(make_gateway: MakeGateway) -> None:
    with before(make_gateway, events()) as gateway:
        with client(gateway).messages.stream(
            model=MODEL, max_tokens=1024, messages=[{"role": "user", "content": "Why?"}]
        ) as told:
            assert "".join(told.text_stream) == "word0 word1 word2 word3 word4 "
            final = told.get_final_message()
        assert final.model == MODEL
        assert (final.stop_reason, final.usage.output_tokens) == ("end_turn", 26)
        deltas = [
            event
            for event in client(gateway).messages.create(
                model=MODEL,
                max_tokens=9,
                stream=True,
                messages=[{"role": "user", "content": "Why?"}],
            )
            if event.type == "message_delta"
        ]
        assert len(deltas) == 1
        assert deltas[0].model_extra
        check(gateway, deltas[0].model_extra["lowrouter"])


def test_the_sdk_works_asynchronously(make_gateway: MakeGateway) -> None:
    async def ask(gateway: Gateway) -> str:
        address = gateway.url + "/api/v1/anthropic"
        async with (
            anthropic.AsyncAnthropic(base_url=address, api_key=KEY) as asking,
            asking.messages.stream(
                model=MODEL, max_tokens=9, messages=[{"role": "user", "content": "Why?"}]
            ) as told,
        ):
            return "".join([text async for text in told.text_stream])

    with before(make_gateway, events()) as gateway:
        assert asyncio.run(ask(gateway)) == "word0 word1 word2 word3 word4 "


def test_errors_are_of_the_kinds_that_the_sdk_knows(make_gateway: MakeGateway) -> None:
    with before(make_gateway, plain({"type": "error", "error": {"message": "no"}})) as gateway:
        question: list[MessageParam] = [{"role": "user", "content": "Why?"}]
        wrong = anthropic.Anthropic(base_url=gateway.url + "/api/v1/anthropic", api_key="wrong")
        with pytest.raises(anthropic.AuthenticationError):
            wrong.messages.create(model=MODEL, max_tokens=9, messages=question)
        for name, kind in (
            ("nobody/nothing", anthropic.NotFoundError),
            (MODEL, anthropic.APIStatusError),
        ):
            with pytest.raises(kind) as error:
                client(gateway).messages.create(model=name, max_tokens=9, messages=question)
            assert cast("Json", error.value.body)["type"] == "error"
        path = "/api/v1/anthropic/v1/messages"
        status, _, answer = gateway.request(path, {"model": MODEL, "messages": []})
        assert (status, answer["error"]["param"]) == (400, "messages")


def test_a_stream_that_breaks_ends_with_an_error_event(make_gateway: MakeGateway) -> None:
    with before(make_gateway, events()[:14]) as gateway:
        body = {"model": MODEL, "stream": True, "messages": [{"role": "user", "content": "x"}]}
        text = gateway.text("/api/v1/anthropic/v1/messages", body).answer
        assert "word1" in text
        assert 'event: error\ndata: {"type":"error"' in text
        assert "message_stop" not in text
        assert gateway.last_record()["status"] == "upstream_error"


def test_the_key_can_be_a_bearer_too(make_gateway: MakeGateway) -> None:
    body = {"model": MODEL, "messages": [{"role": "user", "content": "x"}]}
    with before(make_gateway, plain(MESSAGE)) as gateway:
        path = "/api/v1/anthropic/v1/messages"
        assert gateway.request(path, body).status == 200
        assert gateway.request(path, body, key=None, headers={"x-api-key": KEY}).status == 200
        assert gateway.request(path, body, key=None).status == 401


def test_each_door_leads_to_upstreams_that_have_it(make_gateway: MakeGateway, stub: Stub) -> None:
    with before(make_gateway, plain(MESSAGE)) as gateway:
        assert gateway.complete(model=MODEL).status == 404
    gateway = make_gateway(upstreams=[upstream(stub, "openai", "eu-west", model(MODEL))])
    body = {"model": MODEL, "messages": [{"role": "user", "content": "x"}]}
    assert gateway.request("/api/v1/anthropic/v1/messages", body).status == 404
    assert gateway.request("/api/v1/completions", {"model": MODEL, "prompt": "x"}).status == 404


TEXT: Json = {
    "id": "cmpl-1",
    "object": "text_completion",
    "model": "up",
    "choices": [{"index": 0, "text": "because", "finish_reason": "stop"}],
    "usage": usage(18, 26),
}


def test_text_completions_are_answered(make_gateway: MakeGateway) -> None:
    with Canned(plain(TEXT)) as canned:
        gateway = make_gateway(upstreams=[canned.upstream(model(MODEL)) | {"completions": True}])
        answer = gateway.client().completions.create(model=MODEL, prompt="Why?")
        assert answer.choices[0].text == "because"
        assert answer.model == MODEL
        assert answer.model_extra
        assert answer.model_extra["lowrouter"]["eco"]["energy_wh"] == 0.0021
        told = gateway.request("/api/v1/completions", {"model": MODEL, "prompt": []})
        assert (told.status, told.answer["error"]["param"]) == (400, "prompt")


def test_text_completions_are_streamed(make_gateway: MakeGateway) -> None:
    going = TEXT | {"choices": [{"index": 0, "text": "be", "finish_reason": None}]}
    going.pop("usage")
    last = chunk(None, choices=[], usage=usage(18, 26))
    pieces = stream(going, TEXT | {"usage": None}, last)
    with Canned(pieces) as canned:
        gateway = make_gateway(upstreams=[canned.upstream(model(MODEL)) | {"completions": True}])
        chunks = list(gateway.client().completions.create(model=MODEL, prompt="x", stream=True))
        assert "".join(piece.choices[0].text for piece in chunks) == "bebecause"
        assert chunks[-1].model_extra
        assert chunks[-1].model_extra["lowrouter"]["eco"]["energy_wh"] == 0.0021


def test_who_hangs_up_on_a_message_is_recorded_with_its_usage(make_gateway: MakeGateway) -> None:
    body = {"model": MODEL, "stream": True, "messages": [{"role": "user", "content": "x"}]}
    with before(make_gateway, events(0.1)) as gateway:
        with socket.create_connection(("127.0.0.1", gateway.port), timeout=10) as connection:
            data = json.dumps(body).encode()
            head = f"POST /api/v1/anthropic/v1/messages HTTP/1.1\r\nHost: x\r\nx-api-key: {KEY}\r\n"
            connection.sendall(head.encode() + b"Content-Length: %d\r\n\r\n" % len(data) + data)
            text = b""
            while b"word1" not in text:
                text += connection.recv(65536)
        record = wait_for(lambda: gateway.export("jsonl"))[0]
        assert (record["status"], record["completion_tokens"]) == ("client_closed", 26)
        assert "usage_estimated" not in record
