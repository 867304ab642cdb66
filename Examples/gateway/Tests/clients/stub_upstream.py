"""A small OpenAI-compatible upstream that does as it is told, for tests and for the demonstration.

What it answers is written in the prompt: `[[usage 18 26]]` prompt and completion tokens, a third
number for cached ones; `[[status 500]]`; `[[chunks 5]]` and `[[delay 0.1]]` for streams; `[[die]]`
in the middle; `[[nodone]]`, `[[errorevent]]`, `[[nousage]]`, `[[notjson]]`, `[[silent]]`,
`[[runningusage]]`, `[[crlf]]`. Without any of them: 18 and 26 tokens.

The first part of the path names a place; `POST /_mode/PLACE/status-500` makes every request there
fail until `POST /_mode/PLACE/ok`. `GET /_seen` tells what came in.
"""

import argparse
import asyncio
import contextlib
import json
import re
from asyncio import StreamReader, StreamWriter
from collections.abc import Mapping
from dataclasses import dataclass, field

from answers import Seen, Usage

Json = dict[str, object]

STREAM_HEAD = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n"
    b"transfer-encoding: chunked\r\nconnection: close\r\n\r\n"
)
MESSAGE = {"role": "assistant", "content": "Why, because."}


class Directives:
    """What a prompt tells."""

    def __init__(self, request: Json) -> None:
        text = json.dumps(request.get("messages"))
        found = re.findall(r"\[\[(\w+)((?: [\w.]+)*)\]\]", text)
        self.values: dict[str, list[str]] = {name: values.split() for name, values in found}

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def first(self, name: str, default: str) -> str:
        return self.values.get(name, [default])[0]

    @property
    def usage(self) -> Usage:
        numbers = [int(n) for n in self.values.get("usage", ["18", "26"])]
        prompt, completion, cached = [*numbers, 0][:3]
        return usage(prompt, completion, cached)


def usage(prompt: int, completion: int, cached: int = 0) -> Usage:
    found: Usage = {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
    }
    if cached:
        found["prompt_tokens_details"] = {"cached_tokens": cached}
    return found


def answer(request: Json, kind: str) -> Json:
    return {
        "id": "chatcmpl-stub",
        "created": 1768383001,
        "model": f"{request['model']}-2026-01-01",
        "system_fingerprint": "fp_stub",
        "x_unknown": {"kept": [1, 2.50, "é"], "deep": {"n": 12345678901234567890}},
        "object": kind,
    }


def choice(number: int) -> Json:
    return {"index": 0, "delta": {"content": f"word{number} "}, "finish_reason": None}


def wants_usage(request: Json) -> bool:
    options = request.get("stream_options")
    return isinstance(options, dict) and bool(options.get("include_usage"))


async def hang_up(reader: StreamReader) -> None:
    """Returns when the other side has closed the connection."""
    while await reader.read(4096):
        pass


@dataclass
class Exchange:
    """One request and its answer. Answering tells whether the connection serves another one."""

    writer: StreamWriter
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    async def send_json(
        self, status: int, value: object, extra: Mapping[str, str] | None = None
    ) -> bool:
        return await self.send(status, json.dumps(value).encode(), extra)

    async def send(self, status: int, body: bytes, extra: Mapping[str, str] | None = None) -> bool:
        fields = {"content-type": "application/json", "content-length": str(len(body))}
        fields |= extra or {}
        head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        self.writer.write(f"HTTP/1.1 {status} Stub\r\n{head}\r\n".encode() + body)
        await self.writer.drain()
        return True

    async def event(self, text: str) -> None:
        data = text.encode()
        self.writer.write(b"%x\r\n" % len(data) + data + b"\r\n")
        await self.writer.drain()

    async def reset(self) -> None:
        """A reset takes back what the other side has not read yet: so after a while."""
        await asyncio.sleep(0.2)
        self.writer.transport.abort()


async def read_exchange(reader: StreamReader, writer: StreamWriter) -> Exchange:
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, path, _ = first.split(" ")
    fields = (line.partition(":") for line in lines if line)
    headers = {name.lower(): value.strip() for name, _, value in fields}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Exchange(writer, method, path, headers, body)


@dataclass
class Stub:
    modes: dict[str, str] = field(default_factory=dict)
    seen: Seen = field(default_factory=lambda: Seen(requests=[], aborted=0, finished=0))

    async def start(self, port: int = 0) -> int:
        self.server = await asyncio.start_server(
            self.connection, "127.0.0.1", port, backlog=4096, limit=1 << 24
        )
        found: int = self.server.sockets[0].getsockname()[1]
        return found

    async def connection(self, reader: StreamReader, writer: StreamWriter) -> None:
        try:
            while await self.respond(reader, await read_exchange(reader, writer)):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def respond(self, reader: StreamReader, exchange: Exchange) -> bool:
        place, *rest = exchange.path.strip("/").split("/")
        if place == "_seen":
            return await exchange.send_json(200, self.seen)
        if place == "_mode":
            self.modes[rest[0]] = rest[1]
            return await exchange.send_json(200, {})
        if exchange.method != "POST" or not exchange.path.endswith("/chat/completions"):
            return await exchange.send_json(404, {"error": {"message": "no such path"}})
        return await self.complete(reader, exchange, place)

    async def complete(self, reader: StreamReader, exchange: Exchange, place: str) -> bool:
        request: Json = json.loads(exchange.body)
        authorization = exchange.headers.get("authorization")
        self.seen["requests"].append(
            {"place": place, "body": request, "authorization": authorization}
        )
        told, mode = Directives(request), self.modes.get(place, "ok")
        usual = mode.split("-")[1] if mode.startswith("status-") else "200"
        status = int(told.first("status", usual))
        if "silent" in told or mode == "silent":
            await hang_up(reader)
            return False
        if status != 200:
            error = {"message": f"stub says {status}", "type": "stub_error", "code": "stub"}
            extra = {"retry-after": "7"} if status == 429 else {}
            return await exchange.send_json(status, {"error": error, "stub": True}, extra)
        if "notjson" in told:
            return await exchange.send(200, b"<html>")
        if request.get("stream"):
            return await self.stream(reader, exchange, request, told)
        await asyncio.sleep(float(told.first("delay", "0")))
        whole = answer(request, "chat.completion")
        whole["choices"] = [{"index": 0, "message": MESSAGE, "finish_reason": "stop"}]
        if "nousage" not in told:
            whole["usage"] = told.usage
        return await exchange.send_json(200, whole)

    async def stream(
        self, reader: StreamReader, exchange: Exchange, request: Json, told: Directives
    ) -> bool:
        exchange.writer.write(STREAM_HEAD)
        gone = asyncio.create_task(hang_up(reader))
        try:
            return await self.events(exchange, request, told, gone)
        except ConnectionError:
            self.seen["aborted"] += 1
            raise
        finally:
            gone.cancel()
            exchange.writer.close()

    async def events(
        self, exchange: Exchange, request: Json, told: Directives, gone: "asyncio.Task[None]"
    ) -> bool:
        newline = "\r\n" if "crlf" in told else "\n"

        async def event(text: str) -> None:
            await exchange.event(text + 2 * newline)

        base = answer(request, "chat.completion.chunk")
        delay = float(told.first("delay", "0"))
        await event(": a comment")
        for number in range(int(told.first("chunks", "5"))):
            chunk = base | {"choices": [choice(number)]}
            if "runningusage" in told:
                chunk["usage"] = usage(18, number)
            await event("data: " + json.dumps(chunk, ensure_ascii=False))
            if number == 1 and "die" in told:
                await exchange.reset()
                return False
            if number == 1 and "errorevent" in told:
                await event('data: {"error":{"message":"stub says no"}}')
                await exchange.reset()
                return False
            if delay:
                await asyncio.wait([gone], timeout=delay)
            if gone.done():
                raise ConnectionError
        if "nodone" in told:
            exchange.writer.write(b"0\r\n\r\n")
            return True
        end = {"index": 0, "delta": {}, "finish_reason": "stop"}
        await event("data: " + json.dumps(base | {"choices": [end]}))
        if wants_usage(request) and "nousage" not in told:
            await event("data: " + json.dumps(base | {"choices": [], "usage": told.usage}))
        await event("data: [DONE]")
        exchange.writer.write(b"0\r\n\r\n")
        await exchange.writer.drain()
        self.seen["finished"] += 1
        return False


async def main() -> None:
    parser = argparse.ArgumentParser(description="A stub upstream.")
    parser.add_argument("--port", type=int, default=0)
    stub = Stub()
    print("listening", await stub.start(parser.parse_args().port), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main())
