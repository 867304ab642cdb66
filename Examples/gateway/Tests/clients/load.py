"""Many streams at once, directly from an upstream and through a gateway; `./strain load` runs it.

The upstream and the clients are compiled, and one thread each, so that neither is what is measured.
Each event says when it was made, on the machine's own clock: how late it is read through the
gateway, less how late it is read directly, is what the gateway adds.
"""

import argparse
import contextlib
import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from conftest import BINARY, KEY, Gateway, Stub, model

LOAD = BINARY.with_name("load")


@dataclass(frozen=True)
class Size:
    streams: int = 2000
    events: int = 20
    pause: int = 500
    """Milliseconds between two events of a stream."""


@dataclass(frozen=True)
class Seen:
    """What the clients saw. Times are in microseconds."""

    whole: int
    events: int
    delays: list[int]
    first_events: list[int]
    """From the request to the first event."""
    generations: list[str]


@contextlib.contextmanager
def upstream(size: Size) -> Iterator[int]:
    """Its port. It lets no stream end before all of them are open."""
    counts = ["--events", str(size.events), "--pause", str(size.pause)]
    counts += ["--together", str(size.streams)]
    process = subprocess.Popen([LOAD, "upstream", *counts], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield int(process.stdout.readline().split()[1])
    finally:
        process.kill()
        process.wait()


def drive(port: int, path: str, size: Size) -> Seen:
    place = ["--port", str(port), "--path", path, "--key", KEY, "--streams", str(size.streams)]
    told = subprocess.run([LOAD, "drive", *place], stdout=subprocess.PIPE, check=True)
    seen = json.loads(told.stdout)
    return Seen(
        seen["whole"], seen["events"], seen["delays"], seen["firstEvents"], seen["generations"]
    )


def through(gateway: Gateway, size: Size) -> Seen:
    """The same through a gateway, of which nothing may be lost."""
    seen = drive(gateway.port, "/api/v1/chat/completions", size)
    assert seen.whole == size.streams
    assert seen.events == size.streams * size.events
    records = {record["generation_id"]: record for record in gateway.export("jsonl")}
    for generation in seen.generations:
        record = records[generation]
        assert (record["status"], record["completion_tokens"]) == ("ok", 26)
        assert record["eco"]["energy_wh"] > 0
    assert len(set(seen.generations)) == size.streams
    return seen


def gateway_before(port: int, directory: Path, stub: Stub) -> Gateway:
    entry = {
        "provider": "openai",
        "region": "eu-west",
        "base_url": f"http://127.0.0.1:{port}/v1",
        "models": [model("openai/gpt-4o-mini")],
    }
    # A stream that has to wait for the others is no fault.
    patience = {"connect_seconds": 60, "upstream_silence_seconds": 600}
    limits = {"connections_per_address": 4096} | patience
    return Gateway(directory, stub, upstreams=[entry], limits=limits, log_level="notice")


def quantile(times: list[int], share: float) -> int:
    return sorted(times)[int(share * (len(times) - 1))]


def row(name: str, direct: list[int], through: list[int]) -> str:
    quantiles = [[quantile(times, share) for share in (0.5, 0.99)] for times in (direct, through)]
    added = [after - before for before, after in zip(*quantiles, strict=True)]
    return f"{name:12}" + "".join(f"{time:12,}" for pair in (*quantiles, added) for time in pair)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--streams", type=int, default=Size.streams)
    parser.add_argument("--events", type=int, default=Size.events)
    parser.add_argument("--pause", type=int, default=Size.pause)
    told = parser.parse_args()
    size = Size(told.streams, told.events, told.pause)
    stub = Stub()
    with upstream(size) as port, tempfile.TemporaryDirectory() as directory:
        gateway = gateway_before(port, Path(directory), stub)
        try:
            print(f"{size}, {BINARY}; load of the machine before: {os.getloadavg()[0]:.2f}")
            direct = drive(port, "/v1/chat/completions", size)
            seen = through(gateway, size)
        finally:
            gateway.kill()
            stub.kill()
    print(f"{seen.whole} streams whole, {seen.events} events, none lost; microseconds:")
    print(f"{'':12}" + "".join(f"{name:>24}" for name in ("direct", "through", "added")))
    print(f"{'':12}" + f"{'p50':>12}{'p99':>12}" * 3)
    print(row("an event", direct.delays, seen.delays))
    print(row("the first", direct.first_events, seen.first_events))


if __name__ == "__main__":
    main()
