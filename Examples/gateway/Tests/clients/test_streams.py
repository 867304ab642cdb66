"""Streams as bytes on a socket: when they arrive, how they end, and who notices."""

import json
import socket

import pytest

from answers import Answer
from conftest import KEY, Gateway, MakeGateway, completion, wait_for


def open_stream(gateway: Gateway, content: str, **more: object) -> socket.socket:
    body = json.dumps(completion(content) | {"stream": True} | more).encode()
    connection = socket.create_connection(("127.0.0.1", gateway.port), timeout=10)
    connection.sendall(
        b"POST /api/v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
        + KEY.encode()
        + b"\r\nContent-Length: %d\r\n\r\n" % len(body)
        + body
    )
    return connection


def read_all(connection: socket.socket) -> str:
    data = b""
    while not data.endswith(b"0\r\n\r\n"):
        piece = connection.recv(65536)
        if not piece:
            break
        data += piece
    return data.decode()


def events(text: str) -> list[Answer]:
    return [json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: {")]


def generation(text: str) -> str:
    return next(
        line.split(": ")[1]
        for line in text.splitlines()
        if line.lower().startswith("x-lowrouter-generation-id")
    )


def test_events_arrive_as_they_are_made(gateway: Gateway) -> None:
    finished = gateway.stub.seen["finished"]
    connection = open_stream(gateway, "[[chunks 5]] [[delay 0.5]]")
    data = b""
    for number in range(5):
        while b'"word%d ' % number not in data:
            data += (piece := connection.recv(65536))
            assert piece
        # The next one is not made yet, and the stream is not over.
        assert b'"word%d ' % (number + 1) not in data
        assert gateway.stub.seen["finished"] == finished
    assert b"[DONE]" in data + read_all(connection).encode()


def test_usage_is_asked_for_and_other_stream_options_stay(gateway: Gateway) -> None:
    text = read_all(open_stream(gateway, "x", stream_options={"include_usage": False, "z": 1}))
    assert gateway.stub.seen["requests"][-1]["body"]["stream_options"] == {
        "include_usage": True,
        "z": 1,
    }
    assert "lowrouter" in events(text)[-1]
    assert "data: [DONE]\n\n" in text


def test_comments_and_line_ends_of_the_upstream_are_understood(gateway: Gateway) -> None:
    text = read_all(open_stream(gateway, "[[crlf]] [[usage 1480 512 1024]]"))
    assert ": a comment" in text
    last = events(text)[-1]
    assert last["usage"]["prompt_tokens_details"] == {"cached_tokens": 1024}
    assert gateway.record(generation(text))["cached_tokens"] == 1024


def test_running_usage_is_not_taken_for_the_whole(gateway: Gateway) -> None:
    text = read_all(open_stream(gateway, "[[runningusage]] [[usage 18 26]]"))
    assert ["lowrouter" in event for event in events(text)].count(True) == 1
    assert gateway.record(generation(text))["completion_tokens"] == 26


@pytest.mark.parametrize("delay", [0.05, 30], ids=["busy", "quiet"])
def test_a_client_that_hangs_up_stops_the_upstream(gateway: Gateway, delay: float) -> None:
    before = gateway.stub.seen["aborted"]
    connection = open_stream(gateway, f"[[chunks 1000]] [[delay {delay}]]")
    text = ""
    while "word0" not in text:
        text += connection.recv(65536).decode()
    connection.close()
    # A quiet upstream writes nothing that could fail: the gateway has to notice by itself.
    wait_for(lambda: gateway.stub.seen["aborted"] == before + 1, seconds=5)
    wait_for(lambda: gateway.metrics["lowrouter_open_requests"] == 0, seconds=5)
    record = gateway.record(generation(text))
    assert record["status"] == "client_closed"
    assert record["usage_estimated"]
    assert record["eco"]
    assert record["provider"]
    assert record["resolved_model"] == "openai/gpt-4o-mini"


@pytest.mark.parametrize("stream", [True, False])
def test_a_client_that_hangs_up_before_the_first_byte_is_noticed_too(
    gateway: Gateway, stream: bool
) -> None:
    records, seen = len(gateway.export("jsonl")), len(gateway.stub.seen["requests"])
    connection = open_stream(gateway, "[[silent]]", stream=stream)
    wait_for(lambda: len(gateway.stub.seen["requests"]) == seen + 1, seconds=5)
    connection.close()
    wait_for(lambda: len(gateway.export("jsonl")) == records + 1, seconds=5)
    assert gateway.last_record()["status"] == "client_closed"


@pytest.mark.parametrize("how", ["die", "nodone", "errorevent"])
def test_an_upstream_that_breaks_off_is_said_in_the_stream(gateway: Gateway, how: str) -> None:
    text = read_all(open_stream(gateway, f"[[{how}]]"))
    assert "word1" in text
    assert "[DONE]" not in text
    error = events(text)[-1]["error"]
    assert set(error) == {"message", "type", "param", "code"}
    assert "stub says" not in error["message"]
    record = gateway.record(generation(text))
    assert (record["status"], record["eco_omitted"]) == ("upstream_error", "no_usage")


def test_a_stream_without_usage_is_recorded_without_figures(gateway: Gateway) -> None:
    text = read_all(open_stream(gateway, "[[nousage]]"))
    assert "[DONE]" in text
    assert "generation_id" in text
    assert "eco" not in text
    record = gateway.record(generation(text))
    assert (record["status"], record["eco_omitted"]) == ("ok", "no_usage")


def test_the_connection_serves_the_next_request(gateway: Gateway) -> None:
    connection = open_stream(gateway, "x")
    assert "[DONE]" in read_all(connection)
    connection.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
    assert b"200 OK" in connection.recv(65536)


def test_a_client_that_does_not_read_is_let_go(make_gateway: MakeGateway) -> None:
    gateway = make_gateway(limits={"request_seconds": 2})
    connection = open_stream(gateway, "[[chunks 200000]]")
    record = wait_for(lambda: gateway.export("jsonl"), seconds=10)[0]
    assert record["status"] == "upstream_error"
    assert record["error_code"] == "request_timeout"
    connection.close()
