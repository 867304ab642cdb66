"""A small OpenAI-compatible upstream that does as it is told, for tests and for the demonstration.

What it answers is written in the prompt: `[[usage 18 26]]` prompt and completion tokens, a third
number for cached ones; `[[status 500]]`; `[[chunks 5]]` and `[[delay 0.1]]` for streams; `[[die]]` in
the middle; `[[nodone]]`, `[[errorevent]]`, `[[nousage]]`, `[[notjson]]`, `[[silent]]`,
`[[runningusage]]`, `[[crlf]]`. Without any of them: 18 and 26 tokens.

The first part of the path names a place; `POST /_mode/PLACE/status-500` makes every request there fail
until `POST /_mode/PLACE/ok`. `GET /_seen` tells what came in.
"""

import argparse
import asyncio
import json
import re


def directives(body):
    text = json.dumps(body.get("messages"))
    found = {}
    for name, values in re.findall(r"\[\[(\w+)((?: [\w.]+)*)\]\]", text):
        found[name] = values.split()
    return found


class Stub:
    def __init__(self):
        self.modes = {}
        self.seen = []
        self.aborted = 0
        self.finished = 0

    async def start(self, port=0):
        self.server = await asyncio.start_server(
            self.connection, "127.0.0.1", port, backlog=4096, limit=1 << 24
        )
        return self.server.sockets[0].getsockname()[1]

    async def connection(self, reader, writer):
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                lines = head.decode().split("\r\n")
                method, path, _ = lines[0].split(" ")
                headers = {
                    name.lower(): value.strip()
                    for name, _, value in (line.partition(":") for line in lines[1:] if line)
                }
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                if not await self.respond(reader, writer, method, path, headers, body):
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def respond(self, reader, writer, method, path, headers, body):
        parts = path.strip("/").split("/")
        if parts[0] == "_seen":
            report = {
                "requests": self.seen,
                "aborted": self.aborted,
                "finished": self.finished,
            }
            return await self.send(writer, 200, report)
        if parts[0] == "_mode":
            self.modes[parts[1]] = parts[2]
            return await self.send(writer, 200, {})
        if method != "POST" or not path.endswith("/chat/completions"):
            return await self.send(writer, 404, {"error": {"message": "no such path"}})

        request = json.loads(body)
        self.seen.append(
            {"place": parts[0], "body": request, "authorization": headers.get("authorization")}
        )
        told = directives(request)
        mode = self.modes.get(parts[0], "ok")
        status = int(mode.split("-")[1]) if mode.startswith("status-") else 200
        status = int(told.get("status", [status])[0])
        if "silent" in told or mode == "silent":
            await self.hang_up(reader)
            return False
        if status != 200:
            error = {"message": f"stub says {status}", "type": "stub_error", "code": "stub"}
            extra = {"retry-after": "7"} if status == 429 else {}
            return await self.send(writer, status, {"error": error, "stub": True}, extra)
        if "notjson" in told:
            return await self.send_bytes(writer, 200, b"<html>", {})
        if request.get("stream"):
            return await self.stream(reader, writer, request, told)
        await asyncio.sleep(float(told.get("delay", ["0"])[0]))
        answer = self.answer(request, told)
        answer["object"] = "chat.completion"
        answer["choices"] = [
            {
                "index": 0,
                "message": {"role": "assistant", "content": "Why, because."},
                "finish_reason": "stop",
            }
        ]
        if "nousage" not in told:
            answer["usage"] = self.usage(told)
        return await self.send(writer, 200, answer)

    def answer(self, request, told):
        return {
            "id": "chatcmpl-stub",
            "created": 1768383001,
            "model": request["model"] + "-2026-01-01",
            "system_fingerprint": "fp_stub",
            "x_unknown": {"kept": [1, 2.50, "é"], "deep": {"n": 12345678901234567890}},
        }

    def usage(self, told):
        prompt, completion, cached = ([int(n) for n in told.get("usage", [18, 26])] + [0])[:3]
        usage = {
            "prompt_tokens": prompt,
            "completion_tokens": completion,
            "total_tokens": prompt + completion,
        }
        if cached:
            usage["prompt_tokens_details"] = {"cached_tokens": cached}
        return usage

    async def stream(self, reader, writer, request, told):
        newline = "\r\n" if "crlf" in told else "\n"
        writer.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n"
            b"transfer-encoding: chunked\r\nconnection: close\r\n\r\n"
        )

        async def event(text):
            data = (text + newline * 2).encode()
            writer.write(b"%x\r\n" % len(data) + data + b"\r\n")
            await writer.drain()

        base = self.answer(request, told) | {"object": "chat.completion.chunk"}
        gone = asyncio.create_task(self.hang_up(reader))
        try:
            await event(": a comment")
            for number in range(int(told.get("chunks", [5])[0])):
                delta = {"index": 0, "delta": {"content": f"word{number} "}, "finish_reason": None}
                chunk = base | {"choices": [delta]}
                if "runningusage" in told:
                    chunk["usage"] = self.usage({"usage": ["18", str(number)]})
                await event("data: " + json.dumps(chunk, ensure_ascii=False))
                if number == 1 and "die" in told:
                    # A reset takes back what the other side has not read yet.
                    await asyncio.sleep(0.2)
                    writer.transport.abort()
                    return False
                if number == 1 and "errorevent" in told:
                    await event('data: {"error":{"message":"stub says no"}}')
                    await asyncio.sleep(0.2)
                    writer.transport.abort()
                    return False
                delay = float(told.get("delay", [0])[0])
                if delay:
                    await asyncio.wait([gone], timeout=delay)
                if gone.done():
                    raise ConnectionError
            if "nodone" in told:
                writer.write(b"0\r\n\r\n")
                return True
            end = {"index": 0, "delta": {}, "finish_reason": "stop"}
            await event("data: " + json.dumps(base | {"choices": [end]}))
            options = request.get("stream_options") or {}
            if options.get("include_usage") and "nousage" not in told:
                await event(
                    "data: " + json.dumps(base | {"choices": [], "usage": self.usage(told)})
                )
            await event("data: [DONE]")
            writer.write(b"0\r\n\r\n")
            await writer.drain()
            self.finished += 1
            return False
        except ConnectionError:
            self.aborted += 1
            raise
        finally:
            gone.cancel()
            writer.close()

    async def hang_up(self, reader):
        """Returns when the other side has closed the connection."""
        while await reader.read(4096):
            pass

    async def send(self, writer, status, value, extra={}):
        return await self.send_bytes(writer, status, json.dumps(value).encode(), extra)

    async def send_bytes(self, writer, status, body, extra):
        fields = {"content-type": "application/json", "content-length": str(len(body))} | extra
        head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        writer.write(f"HTTP/1.1 {status} Stub\r\n{head}\r\n".encode() + body)
        await writer.drain()
        return True


async def main():
    parser = argparse.ArgumentParser(description="A stub upstream.")
    parser.add_argument("--port", type=int, default=0)
    stub = Stub()
    print("listening", await stub.start(parser.parse_args().port), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        pass
