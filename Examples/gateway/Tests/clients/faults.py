"""Requests of all kinds while everything fails, and then: is each answer recorded as it was told?

`./strain faults` runs it. Upstreams reset, break off, are slow, silent or lie; the database is
locked, or its disk full; the gateway is stopped or killed, and started again. Then the logs are
replayed, and the records compared with the answers.
"""

import argparse
import asyncio
import collections
import contextlib
import random
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from calculator import blocks
from conftest import BINARY, ECO_CALC, Gateway, Stub, wait_for
from mixed import TROUBLE, Request, Told, ask, check, requests, upstreams
from trouble import full, locked, small_disk

WORKERS = 50
GRACE = 1.0
"""For so many seconds the gateway listens to an upstream whose client has hung up."""
EVIL = [
    *["[[usage 5 5 9]]", "[[usage 9999999999999999999 1]]", "[[runningusage]]"],
    *["[[reset]]", "[[cut]]", "[[notjson]]", "[[errorevent]]", "[[nodone]]", "[[silent]]"],
    *["[[delay 0.3]]", "[[delay 1]]", "[[delay 2]]"],
]
FAULTS = [
    *["upstream", "locked", "full", "killed", "stopped"],
    *["killed while locked", "killed while full"],
]
PLACES = ["openai-eu-west", "azure-us-east", "anthropic-us-east", "amazon-eu-west"]
MODES = ["status-500", "status-429", "silent"]


@dataclass(frozen=True)
class Sent:
    told: Told
    gateway: int
    """Which of the gateways took it."""
    ended: float


@dataclass
class Run:
    """A gateway that is started again and again, and its clients."""

    directory: Path
    stub: Stub
    seed: int
    has_disk: bool
    gateways: list[Gateway] = field(default_factory=list)
    killed: dict[int, float] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    faults: collections.Counter[str] = field(default_factory=collections.Counter)

    @property
    def gateway(self) -> Gateway:
        return self.gateways[-1]

    def start(self) -> None:
        place = self.directory / str(len(self.gateways))
        place.mkdir()
        gateway = Gateway(
            place,
            self.stub,
            database=str(self.directory / "disk/records.sqlite"),
            upstreams=upstreams(self.stub),
            log_level="notice",
            limits={
                "usage_seconds": GRACE,
                "upstream_silence_seconds": 2,
                "request_seconds": 10,
                "shutdown_seconds": 2,
            },
        )
        self.gateways.append(gateway)

    async def work(self, asked: Iterator[Request], is_over: threading.Event) -> None:
        while not is_over.is_set():
            number = len(self.gateways) - 1
            try:
                told = await ask(self.gateways[number].port, next(asked))
            except OSError:
                await asyncio.sleep(0.05)
                continue
            self.sent.append(Sent(told, number, time.monotonic()))

    async def clients(self, is_over: threading.Event) -> None:
        asked = requests(random.Random(self.seed), [*TROUBLE, *EVIL])
        await asyncio.gather(*(self.work(asked, is_over) for _ in range(WORKERS)))

    @contextlib.contextmanager
    def trouble(self, kind: str, choices: random.Random) -> Iterator[None]:
        """What is wrong with what is around the gateway."""
        if "locked" in kind:
            with locked(self.gateway.database):
                yield
        elif "full" in kind:
            with full(self.directory / "disk"):
                yield
        elif "upstream" in kind:
            place = choices.choice(PLACES)
            self.stub.mode(place, choices.choice(MODES))
            yield
            self.stub.mode(place, "ok")
        else:
            yield

    def fault(self, kind: str, choices: random.Random) -> None:
        self.faults[kind] += 1
        with self.trouble(kind, choices):
            time.sleep(choices.uniform(0.5, 3))
            if "killed" in kind:
                self.gateway.kill()
                self.killed[len(self.gateways) - 1] = time.monotonic()
        if "stopped" in kind:
            assert self.gateway.stop() == 0
        if "killed" in kind or "stopped" in kind:
            self.start()

    def run(self, seconds: float) -> None:
        choices, is_over = random.Random(self.seed), threading.Event()
        kinds = [kind for kind in FAULTS if self.has_disk or "full" not in kind]
        self.start()
        thread = threading.Thread(target=lambda: asyncio.run(self.clients(is_over)))
        thread.start()
        try:
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                for kind in choices.sample(kinds, len(kinds)):
                    time.sleep(choices.uniform(0.2, 1.5))
                    self.fault(kind, choices)
        finally:
            is_over.set()
            thread.join()
        wait_for(lambda: self.gateway.metrics["lowrouter_open_requests"] == 0)
        wait_for(lambda: self.gateway.request("/health").status == 200)
        assert self.gateway.stop() == 0

    def replay(self) -> None:
        """As an operator would, from all logs."""
        logs = [gateway.log for gateway in self.gateways]
        command: list[str | Path] = [BINARY, "replay", "--config", self.gateway.config, *logs]
        subprocess.run(command, check=True, env=self.gateway.environment, stderr=subprocess.DEVNULL)

    def compare(self, eco_calc: Path) -> collections.Counter[str]:
        """That each answer has its record and each record its request; and what there was."""
        before = len(self.gateway.export("jsonl"))
        self.replay()
        records = {record["generation_id"]: record for record in self.gateway.export("jsonl")}
        figures = blocks(eco_calc, self.gateway.directory / "export.jsonl")
        seen = collections.Counter(self.faults)
        seen["records"], seen["of them replayed"] = len(records), len(records) - before
        for sent in self.sent:
            if sent.told.answer:
                seen[check(sent.told, records, figures)] += 1
            elif not sent.told.generation:
                seen["no answer"] += 1
            elif sent.told.generation in records:
                seen["no whole answer, recorded"] += 1
            else:
                # What was under way in a process that was killed, and nothing else.
                assert sent.gateway in self.killed, sent
                assert self.killed[sent.gateway] - sent.ended < GRACE + 2, sent
                seen["no whole answer, under way when killed"] += 1
        strangers = set(records) - {sent.told.generation for sent in self.sent}
        assert len(strangers) <= seen["no answer"]
        return seen


def run(
    directory: Path, stub: Stub, eco_calc: Path, seconds: float, seed: int
) -> collections.Counter[str]:
    disk = directory / "disk"
    disk.mkdir()
    with small_disk(disk, "512m") as has_disk:
        run = Run(directory, stub, seed, has_disk)
        try:
            run.run(seconds)
            return run.compare(eco_calc)
        finally:
            for gateway in run.gateways:
                gateway.kill()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=20261126)
    told = parser.parse_args()
    stub = Stub()
    try:
        with tempfile.TemporaryDirectory() as directory:
            seen = run(Path(directory), stub, ECO_CALC, told.seconds, told.seed)
            for name, count in seen.items():
                print(f"{count:8} {name}")
    finally:
        stub.kill()


if __name__ == "__main__":
    main()
