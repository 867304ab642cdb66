"""A record of a sample log, and what it has to be read as."""

from collections.abc import Iterator
from dataclasses import KW_ONLY, dataclass
from typing import NamedTuple

DAY = "2026-01-14"


@dataclass(frozen=True)
class Call:
    """What a record has to be read as. None: it does not say."""

    model: str = ""
    prompt: int | None = None
    completion: int | None = None
    _: KW_ONLY
    cached: int = 0
    provider: str = ""
    region: str = ""
    date: str = DAY
    requests: int = 1


class Sample(NamedTuple):
    file: str
    flags: str
    name: str
    call: Call
    outcome: str


@dataclass(frozen=True)
class Log:
    """A sample log, and the options it is read with."""

    file: str
    flags: str = ""

    def has(self, name: str, call: Call, outcome: str = "") -> Sample:
        return Sample(self.file, self.flags, name, call, outcome)

    def rejects(self, code: str, *names: str) -> Iterator[Sample]:
        for name in names:
            yield self.has(name, Call(), f"reject:{code}")


GATEWAY = Call("openai/gpt-4o-mini", 18, 26, provider="openai", region="eu-west")
SILENT = Call()  # no counts at all
IDLE = Call(prompt=0, completion=0)
