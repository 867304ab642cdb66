"""An OpenAI server that gives one answer, plain and streamed, and remembers nothing."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

USAGE = {
    "prompt_tokens": 18,
    "completion_tokens": 26,
    "total_tokens": 44,
    "prompt_tokens_details": {"cached_tokens": 0},
}


class Stub(BaseHTTPRequestHandler):
    """It answers as the model that it is asked for."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing."""

    def do_POST(self) -> None:
        """A completion."""
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        said = {"id": "chatcmpl-1", "created": 1714150000, "model": asked["model"]}
        if "input" in asked:
            vector = {"object": "embedding", "index": 0, "embedding": [0.5]}
            usage = {"prompt_tokens": 18, "total_tokens": 18}
            self._send("application/json", {**said, "data": [vector], "usage": usage})
        elif asked.get("stream"):
            chunk = {**said, "object": "chat.completion.chunk"}
            events = [
                {**chunk, "choices": [choice("delta", {"role": "assistant", "content": "Hello"})]},
                {**chunk, "choices": [choice("delta", {}, "stop")]},
            ]
            if (asked.get("stream_options") or {}).get("include_usage"):
                events.append({**chunk, "choices": [], "usage": USAGE})
            self._send("text/event-stream", *events)
        else:
            message = choice("message", {"role": "assistant", "content": "Hello"}, "stop")
            answer = {**said, "object": "chat.completion", "choices": [message], "usage": USAGE}
            self._send("application/json", answer)

    def _send(self, kind: str, *parts: object) -> None:
        texts = [json.dumps(part) for part in parts]
        if kind == "text/event-stream":
            texts = [f"data: {text}\n\n" for text in [*texts, "[DONE]"]]
        body = "".join(texts).encode()
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def choice(part: str, message: object, finished: str | None = None) -> dict[str, object]:
    return {"index": 0, part: message, "finish_reason": finished}


def started() -> str:
    """Starts one on a free port; the address that clients are given."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Stub)
    Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/v1"
