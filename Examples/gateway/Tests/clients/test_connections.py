"""Clients that hold on: what a connection may keep of the gateway, and for how long."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from conftest import KEY, Gateway, MakeGateway, completion, wait_for

EARLY = {
    "a wrong key": b"POST /api/v1/chat/completions HTTP/1.1\r\nAuthorization: Bearer wrong\r\n",
    "no such path": b"POST /api/v1/nothing HTTP/1.1\r\n",
    "no such method": b"PUT /api/v1/models HTTP/1.1\r\n",
    "a body where none is read": b"GET /metrics HTTP/1.1\r\n",
    "too large": b"POST /api/v1/chat/completions HTTP/1.1\r\nAuthorization: Bearer "
    + KEY.encode()
    + b"\r\n",
}


def connect(gateway: Gateway, source: str = "127.0.0.1") -> socket.socket:
    return socket.create_connection(
        ("127.0.0.1", gateway.port), timeout=10, source_address=(source, 0)
    )


def ask(connection: socket.socket, path: str, method: str = "GET") -> bytes:
    """The answer to a request, or nothing where the connection is closed."""
    try:
        connection.sendall(f"{method} {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        return connection.recv(65536)
    except OSError:
        return b""


def is_healthy(gateway: Gateway, source: str = "127.0.0.1") -> bool:
    with connect(gateway, source) as connection:
        return ask(connection, "/health").startswith(b"HTTP/1.1 200")


def seconds_until_closed(connection: socket.socket, byte: bytes = b"x") -> float:
    """How long the other side listens to one byte now and then."""
    start = time.monotonic()
    connection.settimeout(0.1)
    while time.monotonic() - start < 10:
        try:
            connection.sendall(byte)
            if not connection.recv(65536):
                break
        except TimeoutError:
            continue
        except OSError:
            break
    return time.monotonic() - start


@pytest.mark.parametrize("head", EARLY.values(), ids=EARLY.keys())
def test_an_answer_before_the_body_was_read_ends_the_connection(
    gateway: Gateway, head: bytes
) -> None:
    with connect(gateway) as connection:
        connection.sendall(head + b"Host: x\r\nContent-Length: 1000000000\r\n\r\n")
        answer = connection.recv(65536).decode()
        assert "connection: close" in answer.lower(), answer
        assert seconds_until_closed(connection) < 2


def test_nothing_is_answered_after_such_an_answer(gateway: Gateway) -> None:
    with connect(gateway) as connection:
        connection.sendall(EARLY["no such path"] + b"Host: x\r\nContent-Length: 5\r\n\r\n")
        answer = connection.recv(65536)
        assert answer.startswith(b"HTTP/1.1 404")
        assert ask(connection, "/health") == b""


def test_a_connection_goes_on_where_the_request_was_read(gateway: Gateway) -> None:
    with connect(gateway) as connection:
        for path, status in (("/nothing", b"404"), ("/api/v1/models", b"401"), ("/health", b"200")):
            answer = ask(connection, path)
            assert answer.split()[1] == status
            assert b"close" not in answer.lower()


def test_a_client_that_wants_one_answer_gets_one(gateway: Gateway) -> None:
    with connect(gateway) as connection:
        connection.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert b"connection: close" in connection.recv(65536).lower()
        assert connection.recv(65536) == b""


def old(gateway: Gateway, request: bytes) -> bytes:
    """All that comes of an HTTP/1.0 request, to the end of the connection."""
    answer = b""
    with connect(gateway) as connection:
        connection.sendall(request)
        while piece := connection.recv(65536):
            answer += piece
    return answer


@pytest.mark.parametrize("wish", [b"", b"Connection: keep-alive\r\n"])
def test_an_old_client_is_answered_as_it_asks_and_its_connection_ends(
    gateway: Gateway, wish: bytes
) -> None:
    answer = old(gateway, b"GET /health HTTP/1.0\r\n" + wish + b"\r\n")
    assert answer.startswith(b"HTTP/1.0 200")
    assert b"connection: close" in answer.lower()
    assert answer.endswith(b"}")


def test_an_old_client_gets_a_stream_without_chunks_and_no_100(gateway: Gateway) -> None:
    body = json.dumps(completion("x") | {"stream": True}).encode()
    head = f"POST /api/v1/chat/completions HTTP/1.0\r\nAuthorization: Bearer {KEY}\r\n"
    more = f"Expect: 100-continue\r\nContent-Length: {len(body)}\r\n\r\n"
    answer = old(gateway, (head + more).encode() + body)
    assert answer.startswith(b"HTTP/1.0 200")
    fields, _, stream = answer.partition(b"\r\n\r\n")
    assert b"transfer-encoding" not in fields.lower()
    assert stream.startswith(b": a comment\n\ndata: {")
    assert stream.endswith(b"\n\ndata: [DONE]\n\n")


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"GET /health HTTP/1.1\r\nx-slow: ",
        b"POST /api/v1/chat/completions HTTP/1.1\r\nAuthorization: Bearer "
        + KEY.encode()
        + b"\r\nContent-Length: 1000\r\n\r\n",
    ],
    ids=["nothing yet", "in the head", "in the body"],
)
def test_a_request_has_a_deadline_that_no_byte_moves(
    make_gateway: MakeGateway, begun: bytes
) -> None:
    gateway = make_gateway(limits={"idle_connection_seconds": 1, "body_seconds": 1})
    with connect(gateway) as connection:
        connection.sendall(begun)
        assert seconds_until_closed(connection) < 4


def test_a_client_that_reads_no_answer_is_let_go(make_gateway: MakeGateway) -> None:
    gateway = make_gateway(limits={"request_seconds": 1})
    with connect(gateway) as connection:
        connection.sendall(b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n" * 20_000)
        time.sleep(5)
        answers = b""
        with suppress(ConnectionError):
            while piece := connection.recv(1 << 20):
                answers += piece
        assert 0 < answers.count(b"HTTP/1.1 200") < 20_000


@contextmanager
def held(gateway: Gateway, count: int, source: str = "127.0.0.1") -> Iterator[None]:
    """Connections on which nothing is said."""
    connections = [connect(gateway, source) for _ in range(count)]
    try:
        yield
    finally:
        for connection in connections:
            connection.close()


def test_no_address_takes_the_place_of_the_others(make_gateway: MakeGateway) -> None:
    gateway = make_gateway(limits={"connections": 60})
    with held(gateway, 70, "127.0.0.7"):
        for _ in range(5):
            with connect(gateway) as connection:
                assert ask(connection, "/api/v1/models").split()[1] == b"401"


def test_health_answers_when_every_connection_is_taken(make_gateway: MakeGateway) -> None:
    gateway = make_gateway(limits={"connections": 8, "connections_per_address": 4})
    with held(gateway, 70, "127.0.0.7"), held(gateway, 70, "127.0.0.8"):
        for _ in range(5):
            assert is_healthy(gateway)
        with connect(gateway) as connection:
            answer = ask(connection, "/api/v1/models")
            assert answer.startswith(b"HTTP/1.1 503")
            assert b"too_many_connections" in answer
            assert connection.recv(65536) == b""


def test_health_answers_the_address_that_took_them(make_gateway: MakeGateway) -> None:
    gateway = make_gateway(limits={"connections": 8})
    with held(gateway, 70):
        # The connections of the reserve that say nothing make room within two seconds.
        wait_for(lambda: is_healthy(gateway), seconds=5)
        for _ in range(5):
            assert is_healthy(gateway)


def test_a_place_that_was_given_back_is_free(make_gateway: MakeGateway) -> None:
    gateway = make_gateway(limits={"connections": 2})
    with held(gateway, 5):
        pass
    wait_for(lambda: ask(connect(gateway), "/api/v1/models").split()[1:2] == [b"401"])


@pytest.mark.parametrize("path", ["/health", "/metrics", "/nothing", "/api/v1/models"])
def test_head_has_no_body(gateway: Gateway, path: str) -> None:
    """Its bytes would be taken for the next answer."""
    with connect(gateway) as connection:
        whole = ask(connection, path)
        head = ask(connection, path, "HEAD")
        assert head.endswith(b"\r\n\r\n")
        assert head.count(b"\r\n\r\n") == 1
        assert head.split()[1] == whole.split()[1]
        assert b"content-length" in head.lower()
        assert ask(connection, "/health").startswith(b"HTTP/1.1 200")
