"""A small upstream of OpenAI's and Anthropic's shapes that does as it is told, for tests and demo.

What it answers is written in the prompt: `[[usage 18 26]]` prompt and completion tokens, a third
number for cached ones; `[[status 500]]`; `[[chunks 5]]` and `[[delay 0.1]]` for streams; `[[die]]`
in the middle; `[[reset]]` before anything, `[[cut]]` an answer shorter than it says, `[[nodone]]`,
`[[errorevent]]`, `[[nousage]]`, `[[notjson]]`, `[[silent]]`, `[[runningusage]]`, `[[crlf]]`.
Without any of them: 18 and 26 tokens.

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

from answers import Seen
from stub_shapes import Json, Shape, shape

STREAM_HEAD = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n"
    b"transfer-encoding: chunked\r\nconnection: close\r\n\r\n"
)


class Directives:
    """What a prompt tells."""

    def __init__(self, request: Json) -> None:
        text = json.dumps([request.get("messages"), request.get("prompt")])
        found = re.findall(r"\[\[(\w+)((?: [\w.]+)*)\]\]", text)
        self.is_stream = bool(request.get("stream"))
        self.values: dict[str, list[str]] = {name: values.split() for name, values in found}

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def first(self, name: str, default: str) -> str:
        return self.values.get(name, [default])[0]

    @property
    def tokens(self) -> list[int] | None:
        """Prompt, completion and cached ones, as far as they are told."""
        if "nousage" in self:
            return None
        return [int(number) for number in self.values.get("usage", ["18", "26"])]


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
        request: Json = json.loads(exchange.body or b"{}")
        told = Directives(request)
        answer = shape(exchange.path, request, told.tokens, "runningusage" in told)
        if exchange.method != "POST" or not answer:
            return await exchange.send_json(404, {"error": {"message": "no such path"}})
        authorization = exchange.headers.get("authorization")
        self.seen["requests"].append(
            {"place": place, "body": request, "authorization": authorization}
        )
        refused = await self.refuse(reader, exchange, told, self.modes.get(place, "ok"))
        if refused is not None:
            return refused
        if told.is_stream:
            return await self.stream(reader, exchange, answer, told)
        await asyncio.sleep(float(told.first("delay", "0")))
        return await exchange.send_json(200, answer.whole())

    async def refuse(
        self, reader: StreamReader, exchange: Exchange, told: Directives, mode: str
    ) -> bool | None:
        """Answers where there is to be no completion."""
        usual = mode.split("-")[1] if mode.startswith("status-") else "200"
        status = int(told.first("status", usual))
        if "silent" in told or mode == "silent":
            await hang_up(reader)
            return False
        if "reset" in told:
            exchange.writer.transport.abort()
            return False
        if status != 200:
            error = {"message": f"stub says {status}", "type": "stub_error", "code": "stub"}
            extra = {"retry-after": "7"} if status == 429 else {}
            return await exchange.send_json(status, {"error": error, "stub": True}, extra)
        if "cut" in told:
            await exchange.send(200, b'{"choices"', {"content-length": "1000"})
            return False
        if "notjson" in told:
            return await exchange.send(200, b"<html>")
        return None

    async def stream(
        self, reader: StreamReader, exchange: Exchange, answer: Shape, told: Directives
    ) -> bool:
        exchange.writer.write(STREAM_HEAD)
        gone = asyncio.create_task(hang_up(reader))
        try:
            return await self.events(exchange, answer, told, gone)
        except ConnectionError:
            self.seen["aborted"] += 1
            raise
        finally:
            gone.cancel()
            exchange.writer.close()

    async def events(
        self, exchange: Exchange, answer: Shape, told: Directives, gone: "asyncio.Task[None]"
    ) -> bool:
        newline = "\r\n" if "crlf" in told else "\n"

        async def event(text: str) -> None:
            await exchange.event(text + 2 * newline)

        delay = float(told.first("delay", "0"))
        for text in answer.begin():
            await event(text)
        for number in range(int(told.first("chunks", "5"))):
            await event(answer.word(number))
            if number == 1 and "die" in told:
                await exchange.reset()
                return False
            if number == 1 and "errorevent" in told:
                await event(answer.error())
                await exchange.reset()
                return False
            if delay:
                await asyncio.wait([gone], timeout=delay)
            if gone.done():
                raise ConnectionError
        if "nodone" in told:
            exchange.writer.write(b"0\r\n\r\n")
            return True
        for text in answer.end():
            await event(text)
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
