"""An upstream that says the same bytes to everyone, for what no well-behaved one would say."""

import contextlib
import json
import socket
import threading
import time
from collections.abc import Sequence
from typing import Self

Json = dict[str, object]
Piece = bytes | float
"""What is sent, or how many seconds pass before the next."""


def plain(body: object) -> list[Piece]:
    """An answer with status 200."""
    data = json.dumps(body).encode()
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n"
    return [head + b"content-length: %d\r\n\r\n" % len(data) + data]


def stream(*events: object, before: float = 0, between: float = 0) -> list[Piece]:
    """A stream of events that ends with `[DONE]`."""
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
    pieces: list[Piece] = [before, head]
    for event in events:
        pieces += [b"data: " + json.dumps(event).encode() + b"\n\n", between]
    return [*pieces, b"data: [DONE]\n\n"]


def chunk(content: str | None, finish: str | None = None, **more: object) -> Json:
    choice = {"index": 0, "delta": {"content": content}, "finish_reason": finish}
    return {"object": "chat.completion.chunk", "model": "up", "choices": [choice]} | more


def usage(prompt: object, completion: object, **more: object) -> Json:
    return {"prompt_tokens": prompt, "completion_tokens": completion} | more


class Canned:
    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        threading.Thread(target=self.serve, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.listener.close()

    def upstream(self, *models: Json) -> Json:
        """Its entry in a configuration."""
        port = self.listener.getsockname()[1]
        return {
            "provider": "openai",
            "region": "eu-west",
            "base_url": f"http://127.0.0.1:{port}/v1",
            "models": models,
        }

    def serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                threading.Thread(target=self.answer, args=[connection], daemon=True).start()

    def answer(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            data = b""
            while b"\r\n\r\n" not in data:
                data += connection.recv(65536)
            head, _, body = data.partition(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
            while len(body) < length:
                body += connection.recv(65536)
            for piece in self.pieces:
                if isinstance(piece, bytes):
                    connection.sendall(piece)
                else:
                    time.sleep(piece)
