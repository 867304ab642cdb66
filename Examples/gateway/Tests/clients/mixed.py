"""Requests of all kinds through all doors, and what each of them was told."""

import asyncio
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from answers import Answer, Record
from conftest import KEY, Json, Stub, model, upstream

MODELS = [
    *["openai/gpt-4o-mini"] * 5,
    *["mistral/mistral-large-latest"] * 3,
    *["lowrouter/auto", "openai/o3", "acme/unknown-13", "nobody/nothing"],
    "openai/text-embedding-3-small",
]
DOORS = ["chat/completions"] * 2 + ["completions", "anthropic/v1/messages"]
TROUBLE = [*[""] * 12, "[[nousage]]", "[[status 500]]", "[[status 400]]", "[[die]]"]
# `nowhere` is no region that has a carbon intensity.
ROUTES: list[Json] = [{}] * 3
ROUTES += [{"route": {"region": name}} for name in ("eu-west", "us-east", "nowhere")]


def upstreams(stub: Stub) -> list[Json]:
    mini, large = model("openai/gpt-4o-mini", "gpt-4o-mini"), model("mistral/mistral-large-latest")
    embedding, unknown = model("openai/text-embedding-3-small"), model("acme/unknown-13")
    claude = model("anthropic/claude-sonnet-4-5")
    texts, messages = {"completions": True}, {"kind": "anthropic"}
    return [
        upstream(stub, "openai", "eu-west", mini, model("openai/o3"), embedding, **texts),
        upstream(stub, "azure", "us-east", mini, **texts),
        upstream(stub, "google", "eu-west", mini, large),
        upstream(stub, "mistral", "eu-central", large, **texts),
        upstream(stub, "acme", "nowhere", mini, unknown, **texts),
        upstream(stub, "anthropic", "us-east", claude, mini, large, **messages),
        upstream(stub, "amazon", "eu-west", claude, mini, unknown, **messages),
        upstream(stub, "other", "nowhere", mini, **messages),
    ]


@dataclass(frozen=True)
class Request:
    door: str
    body: Json
    tokens: tuple[int, int, int]
    """Prompt, completion and cached tokens that the upstream is to tell."""
    hangs_up: bool
    """After the first event."""

    @property
    def bytes(self) -> bytes:
        body = json.dumps(self.body).encode()
        head = f"POST /api/v1/{self.door} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {KEY}\r\n"
        return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def requests(choices: random.Random, trouble: list[str] = TROUBLE) -> Iterator[Request]:
    """Requests without end, the same for each seed."""
    while True:
        prompt, completion = int(10 ** choices.uniform(0, 6)), int(10 ** choices.uniform(0, 5))
        cached = choices.choice([0, choices.randint(0, prompt)])
        door = choices.choice(DOORS)
        name = choices.choice(MODELS)
        if door == "anthropic/v1/messages" and choices.random() < 0.4:
            name = "anthropic/claude-sonnet-4-5"
        what, stream = choices.choice(trouble), choices.random() < 0.5
        hangs_up = stream and what != "[[die]]" and choices.random() < 0.1
        text = f"[[usage {prompt} {completion} {cached}]] {what}"
        if hangs_up:
            text += "[[chunks 20]] [[delay 0.1]]"
        asked: Json = {"messages": [{"role": "user", "content": text}]}
        if door == "completions":
            asked = {"prompt": text}
        yield Request(
            door=door,
            body={"model": name, "stream": stream} | asked | choices.choice(ROUTES),
            tokens=(prompt, completion, cached),
            hangs_up=hangs_up,
        )


@dataclass(frozen=True)
class Told:
    """What came of a request, as its client saw it."""

    request: Request
    generation: str = ""
    answer: Answer | None = None
    """What of it is about the answer as a whole, which for a stream is one event; nothing where the
    connection ended before it did."""


async def ask(port: int, request: Request) -> Told:
    """Asks, and listens to the end; raises `OSError` where nobody is there."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 24)
    generation = ""
    try:
        writer.write(request.bytes)
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lines = (line.partition(": ") for line in head.splitlines())
        headers = {name.lower(): value for name, _, value in lines}
        generation = headers["x-lowrouter-generation-id"]
        if "content-length" in headers:
            body = await reader.readexactly(int(headers["content-length"]))
            return Told(request, generation, whole(json.loads(body)))
        if request.hangs_up:
            await reader.readuntil(b"word0")
            return Told(request, generation)
        return Told(request, generation, last(await reader.readuntil(b"0\r\n\r\n")))
    except (OSError, asyncio.IncompleteReadError):
        return Told(request, generation)
    finally:
        writer.transport.abort()


def whole(answer: Json) -> Answer:
    """The block or the error."""
    told = {name: answer[name] for name in ("lowrouter", "error") if name in answer}
    return cast("Answer", told)


def last(stream: bytes) -> Answer:
    """The same of a stream that has ended."""
    data = [line[6:] for line in stream.splitlines() if line.startswith(b"data: {")]
    return next(filter(None, (whole(json.loads(text)) for text in data)))


def check(told: Told, records: dict[str, Record], figures: dict[str, object]) -> str:
    """That a record says what its client was told; and which kind of answer that was."""
    record = records[told.generation]
    if not told.answer:
        assert told.request.hangs_up
        assert record["status"] == "client_closed"
        return "hung up"
    if "error" in told.answer:
        assert record["status"] not in ("ok", "client_closed")
        # Some are the upstream's own.
        assert told.answer["error"]["code"] in (record["error_code"], "stub")
        return "error"
    assert record["status"] == "ok"
    block = told.answer["lowrouter"]
    assert (block["provider"], block["region"]) == (record["provider"], record["region"])
    assert block.get("eco") == figures[told.generation]
    if record.get("eco_omitted") != "no_usage":
        prompt, completion, cached = told.request.tokens
        assert (record["prompt_tokens"], record["completion_tokens"]) == (prompt, completion)
        assert record.get("cached_tokens", 0) == cached
    return "figures" if "eco" in block else "no figures"
