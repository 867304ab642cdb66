"""What is wrong gets an error in OpenAI's shape, a record, and no crash."""

import http.client
import io
import json
import socket
import time

import pytest

from answers import Answer, Record
from conftest import KEY, Gateway, Json, MakeGateway, Reply, wait_for

PATH = "/api/v1/chat/completions"
USER = {"role": "user", "content": "x"}
GOOD: Json = {"model": "openai/gpt-4o-mini", "messages": [USER]}


def check(gateway: Gateway, reply: Reply[Answer], status: int, code: str) -> Record:
    """That a reply is this error, and its record, which says so too."""
    found, headers, answer = reply
    assert (found, answer["error"]["code"]) == (status, code), answer
    assert set(answer["error"]) == {"message", "type", "param", "code"}
    assert isinstance(answer["error"]["message"], str)
    record = gateway.record(headers["X-LowRouter-Generation-ID"])
    assert record["error_code"] == code
    assert record["key_id"] == "key_7f3a"
    assert record["eco_omitted"] == "no_usage"
    return record


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"x"',
        b"{}{}",
        b"not json",
        b"\xff\xfe{\x00}\x00",
        b'{"model":"m","messages":[{]}',
        b'{"model":1.2.3}',
        b'{"model":"\xff"}',
        b'{"a":' * 5000 + b"1" + b"}" * 5000,
        b"[" * 100_000,
        b'{"a":"\\',
    ],
)
def test_malformed_json(gateway: Gateway, body: bytes) -> None:
    answer = gateway.request(PATH, body)
    record = check(gateway, answer, 400, "malformed_json")
    assert record["status"] == "client_error"
    assert "requested_model" not in record


@pytest.mark.parametrize(
    ("change", "parameter"),
    [
        ({"model": 1}, "model"),
        ({"model": None}, "model"),
        ({"model": ""}, "model"),
        ({"messages": None}, "messages"),
        ({"messages": "hello"}, "messages"),
        ({"messages": []}, "messages"),
        ({"messages": {}}, "messages"),
        ({"stream": "yes"}, "stream"),
        ({"stream": 1}, "stream"),
        ({"stream_options": 1}, "stream_options"),
        ({"route": "eu-west"}, "route"),
        ({"route": []}, "route"),
        ({"route": {"region": 1}}, "route.region"),
        ({"route": {"provider": ["openai"]}}, "route.provider"),
    ],
)
def test_wrong_types_name_the_parameter(gateway: Gateway, change: Json, parameter: str) -> None:
    answer = gateway.request(PATH, GOOD | change)
    check(gateway, answer, 400, "invalid_request")
    assert answer.answer["error"]["param"] == parameter


@pytest.mark.parametrize("absent", [{"stream": None}, {"stream_options": None}, {"route": None}])
def test_null_is_absent(gateway: Gateway, absent: Json) -> None:
    assert gateway.request(PATH, GOOD | absent)[0] == 200


def test_unknown_model(gateway: Gateway) -> None:
    answer = gateway.request(PATH, GOOD | {"model": 'acme/"no\nsuch"'})
    record = check(gateway, answer, 404, "model_not_found")
    assert record["requested_model"] == 'acme/"no\nsuch"'
    assert "resolved_model" not in record


def test_repeated_and_escaped_keys_reach_the_upstream_once(gateway: Gateway) -> None:
    body = (
        b'{"model":"a","messages":[{"role":"user","content":"x"}],'
        b'"mod\\u0065l":"openai/gpt-4o-mini"}'
    )
    assert gateway.request(PATH, body)[0] == 200
    assert gateway.stub.seen["requests"][-1]["body"]["model"] == "gpt-4o-mini"


def test_oversized_body(gateway: Gateway) -> None:
    body = json.dumps(GOOD | {"pad": "x" * 5_000_000}).encode()
    connection = socket.create_connection(("127.0.0.1", gateway.port), timeout=10)
    connection.sendall(head(len(body)) + body[:100])
    reply = read_response(connection)
    check(gateway, reply, 413, "body_too_large")
    assert reply.headers["Connection"] == "close"


def test_oversized_body_without_length(gateway: Gateway) -> None:
    connection = socket.create_connection(("127.0.0.1", gateway.port), timeout=10)
    connection.sendall(head(None) + (b"10000\r\n" + b"x" * 0x10000 + b"\r\n") * 80)
    check(gateway, read_response(connection), 413, "body_too_large")
    # Whoever goes on sending is cut off.
    with pytest.raises(ConnectionError):
        go_on_sending(connection)


def go_on_sending(connection: socket.socket) -> None:
    for _ in range(100):
        connection.sendall(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
        time.sleep(0.05)


def test_a_slow_client_is_told_so(make_gateway: MakeGateway) -> None:
    gateway = make_gateway(limits={"body_seconds": 0.5})
    connection = socket.create_connection(("127.0.0.1", gateway.port), timeout=10)
    connection.sendall(head(1000) + b'{"model":')
    check(gateway, read_response(connection), 408, "body_too_slow")


def test_a_client_that_never_sends_a_whole_head_is_let_go(make_gateway: MakeGateway) -> None:
    gateway = make_gateway(limits={"idle_connection_seconds": 0.5})
    connection = socket.create_connection(("127.0.0.1", gateway.port), timeout=10)
    connection.sendall(b"POST /api/v1/chat")
    assert connection.recv(100) == b""


def test_a_client_that_hangs_up_in_its_body(gateway: Gateway) -> None:
    count = len(gateway.export("jsonl"))
    connection = socket.create_connection(("127.0.0.1", gateway.port))
    connection.sendall(head(1000) + b'{"model":')
    connection.close()
    wait_for(lambda: len(gateway.export("jsonl")) == count + 1, seconds=5)
    assert gateway.last_record()["status"] == "client_closed"


def test_a_chunked_body_that_is_none(gateway: Gateway) -> None:
    connection = socket.create_connection(("127.0.0.1", gateway.port), timeout=10)
    connection.sendall(head(None) + b"zz\r\n")
    check(gateway, read_response(connection), 400, "malformed_body")
    assert connection.recv(100) == b""


@pytest.mark.parametrize(
    ("told", "status", "code"),
    [
        ("[[status 500]]", 503, "service_unavailable"),
        ("[[status 301]]", 503, "service_unavailable"),
        ("[[status 429]]", 429, "upstream_rate_limited"),
        ("[[notjson]]", 503, "service_unavailable"),
        ("[[status 504]]", 503, "service_unavailable"),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_upstreams_that_fail(
    gateway: Gateway, told: str, status: int, code: str, stream: bool
) -> None:
    answer = gateway.complete(told, model="acme/unknown-13", stream=stream)
    record = check(gateway, answer, status, code)
    assert record["status"] == "upstream_error"


def test_an_upstream_that_is_silent(make_gateway: MakeGateway) -> None:
    gateway = make_gateway(limits={"upstream_silence_seconds": 0.5})
    answer = gateway.complete("[[silent]]", model="acme/unknown-13")
    check(gateway, answer, 503, "service_unavailable")


@pytest.mark.parametrize(
    "usage", ["18 26 19", "9999999999999 1", "0 0"], ids=["more cached", "too many", "none"]
)
def test_usage_that_cannot_be_makes_no_figure(gateway: Gateway, usage: str) -> None:
    status, headers, answer = gateway.complete(f"[[usage {usage}]]")
    assert status == 200
    assert "eco" not in answer["lowrouter"]
    record = gateway.record(headers["X-LowRouter-Generation-ID"])
    assert (record["status"], record["eco_omitted"]) == ("ok", "no_usage")


def test_no_usage_makes_no_figure(gateway: Gateway) -> None:
    status, headers, answer = gateway.complete("[[nousage]]")
    assert status == 200
    assert "eco" not in answer["lowrouter"]
    assert gateway.record(headers["X-LowRouter-Generation-ID"])["eco_omitted"] == "no_usage"


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Basic " + KEY, KEY, "Bearer " + KEY + "x"]
)
def test_missing_and_wrong_keys(gateway: Gateway, header: str | None) -> None:
    count = len(gateway.export("jsonl"))
    headers = {"Authorization": header} if header is not None else {}
    for path, body in ((PATH, GOOD), ("/api/v1/models", None), ("/api/v1/generation/gen_x", None)):
        status, _, answer = gateway.request(path, body, key=None, headers=headers)
        assert status == 401
        assert answer["error"]["code"] == "invalid_api_key"
        assert answer["error"]["type"] == "invalid_request_error"
    assert len(gateway.export("jsonl")) == count, "strangers must not fill the store"


def test_unknown_paths(gateway: Gateway) -> None:
    status, _, answer = gateway.request("/api/v1/nothing")
    assert (status, answer["error"]["code"]) == (404, "not_found")
    status, _, answer = gateway.request("/api/v1/generation/gen_none")
    assert (status, answer["error"]["code"]) == (404, "not_found")


def test_not_http_at_all(gateway: Gateway) -> None:
    connection = socket.create_connection(("127.0.0.1", gateway.port), timeout=10)
    connection.sendall(b"\x16\x03\x01 hello\r\n\r\n")
    assert connection.recv(1000).startswith(b"HTTP/1.1 400")
    assert gateway.request("/health")[0] == 200


def head(length: int | None) -> bytes:
    size = f"Content-Length: {length}" if length is not None else "Transfer-Encoding: chunked"
    return (
        f"POST {PATH} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {KEY}\r\n{size}\r\n\r\n"
    ).encode()


def read_response(connection: socket.socket) -> Reply[Answer]:
    data = b""
    while b"\r\n\r\n" not in data:
        data += (piece := connection.recv(65536))
        assert piece, data
    top, _, body = data.partition(b"\r\n\r\n")
    first, _, fields = top.partition(b"\r\n")
    headers = http.client.parse_headers(io.BytesIO(fields + b"\r\n\r\n"))
    while len(body) < int(headers["Content-Length"]):
        body += connection.recv(65536)
    return Reply(int(first.split()[1]), headers, json.loads(body))
