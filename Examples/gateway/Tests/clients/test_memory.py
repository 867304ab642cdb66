"""What requests hold together has a limit that is stated."""

import json
import socket
import threading
from contextlib import suppress
from pathlib import Path

from conftest import KEY, Gateway, MakeGateway, wait_for

MEGABYTE = 1 << 20


def begin(gateway: Gateway, size: int) -> socket.socket:
    """A request of which all but the last byte is sent."""
    head = f"POST /api/v1/chat/completions HTTP/1.1\r\nAuthorization: Bearer {KEY}\r\nHost: x\r\n"
    connection = socket.create_connection(("127.0.0.1", gateway.port), timeout=10)
    connection.sendall(head.encode() + b"Content-Length: %d\r\n\r\n" % size)
    with suppress(ConnectionError):
        connection.sendall(b" " * (size - 1))
    return connection


def test_more_than_the_limit_is_refused_and_less_is_not(make_gateway: MakeGateway) -> None:
    gateway = make_gateway(limits={"memory_bytes": 10 * MEGABYTE})
    with begin(gateway, 2 * MEGABYTE), begin(gateway, MEGABYTE):
        held = 3 * (3 * MEGABYTE - 2)
        wait_for(lambda: gateway.metrics["lowrouter_held_bytes"] == held)
        with begin(gateway, MEGABYTE) as refused:
            answer = refused.recv(65536)
        assert answer.startswith(b"HTTP/1.1 503")
        assert b'"code":"overloaded"' in answer
        assert gateway.complete()[0] == 200
    wait_for(lambda: gateway.metrics["lowrouter_held_bytes"] == 0)
    large = "x" * (2 * MEGABYTE)
    assert gateway.complete(large)[0] == 200


def peak(gateway: Gateway) -> int:
    """The most that the process has had in memory, in bytes."""
    status = Path(f"/proc/{gateway.process.pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def test_a_body_takes_no_more_memory_than_it_is_counted_for(make_gateway: MakeGateway) -> None:
    gateway = make_gateway()
    gateway.complete()
    before = peak(gateway)
    messages = b"[" + b",".join([b"{}"] * 1_390_000) + b"]"
    body = b'{"model":"nobody/nothing","messages":' + messages + b"}"
    assert 3.9 * MEGABYTE < len(body) < 4 * MEGABYTE
    statuses: list[int] = []

    def ask() -> None:
        statuses.append(gateway.request("/api/v1/chat/completions", body)[0])

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [404] * 4
    assert peak(gateway) - before < 4 * 3 * 4 * MEGABYTE


def test_who_waits_with_a_body_is_told_to_send_it(gateway: Gateway) -> None:
    body = json.dumps(
        {"model": "openai/gpt-4o-mini", "messages": [{"role": "user", "content": "x"}]}
    ).encode()
    head = (
        f"POST /api/v1/chat/completions HTTP/1.1\r\nAuthorization: Bearer {KEY}\r\nHost: x\r\n"
        f"Expect: 100-continue\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", gateway.port), timeout=10) as connection:
        connection.sendall(head.encode())
        assert connection.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(body)
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 OK")


def test_who_is_refused_is_not_told_to_send_a_body(gateway: Gateway) -> None:
    head = b"POST /nothing HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n"
    with socket.create_connection(("127.0.0.1", gateway.port), timeout=10) as connection:
        connection.sendall(head)
        assert connection.recv(65536).startswith(b"HTTP/1.1 404")
