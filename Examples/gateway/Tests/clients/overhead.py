"""What the eco block costs: the same requests through the gateway with it and without it.

    swift build -c release --product lowrouter
    LOWROUTER=.build/release/lowrouter Tests/clients/.venv/bin/python Tests/clients/overhead.py

Two gateways run side by side before one upstream that answers at once (a real one takes a thousand
times longer). Requests alternate between them, so that whatever else the machine does happens to
both; the medians are compared.
"""

import json
import random
import socket
import statistics
import sys
import tempfile
import time
from pathlib import Path

from conftest import BINARY, KEY, Gateway, Stub, completion

REQUESTS = 20_000
BLOCK = 1000  # requests
BODY = json.dumps(completion("Why? [[usage 18 26]]") | {"route": {"region": "eu-west"}}).encode()


class Client:
    """One kept connection."""

    def __init__(self, gateway: Gateway) -> None:
        self.socket = socket.create_connection(("127.0.0.1", gateway.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.request = (
            "POST /api/v1/chat/completions HTTP/1.1\r\nHost: x\r\n"
            f"Authorization: Bearer {KEY}\r\nContent-Length: {len(BODY)}\r\n\r\n"
        ).encode() + BODY

    def ask(self) -> tuple[int, bytes]:
        """Nanoseconds, and the answer."""
        start = time.perf_counter_ns()
        self.socket.sendall(self.request)
        data = self.socket.recv(65536)
        while not data.endswith(b"}"):
            data += self.socket.recv(65536)
        return time.perf_counter_ns() - start, data


def main() -> None:
    stub = Stub()
    gateways: list[Gateway] = []
    try:
        with tempfile.TemporaryDirectory() as directory:
            for eco in (True, False):
                place = Path(directory, str(eco))
                place.mkdir()
                gateways.append(Gateway(place, stub, eco=eco, log_level="notice"))
            measure(*gateways)
    finally:
        stub.kill()
        for gateway in gateways:
            gateway.kill()


def measure(with_eco: Gateway, without: Gateway) -> None:
    clients = Client(with_eco), Client(without)
    for client, has_block in zip(clients, (True, False), strict=True):
        answers = [client.ask()[1] for _ in range(500)]
        assert (b'"eco":{' in answers[-1]) == has_block
    times: tuple[list[int], list[int]] = [], []
    for _ in range(REQUESTS):
        for which in random.sample((0, 1), 2):
            times[which].append(clients[which].ask()[0])
    on, off = (statistics.median(series) / 1000 for series in times)
    starts = range(0, REQUESTS, BLOCK)
    medians = [[statistics.median(series[at : at + BLOCK]) for at in starts] for series in times]
    blocks = [a / b for a, b in zip(*medians, strict=True)]
    error = statistics.stdev(blocks) / len(blocks) ** 0.5
    print(f"{BINARY}, {REQUESTS} requests each, upstream that answers at once")
    print(f"median with eco {on:.1f} us, without {off:.1f} us: {100 * (on / off - 1):+.2f} %")
    mean = statistics.mean(blocks) - 1
    print(f"mean of 1000-request blocks {100 * mean:+.2f} % +- {100 * error:.2f} (standard error)")
    if mean - 2 * error > 0.01:
        sys.exit("the eco block costs more than 1 %")


if __name__ == "__main__":
    main()
