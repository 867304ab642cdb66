"""What an upstream says, in the shape of each API: answers, and the events of streams."""

import json
from collections.abc import Mapping
from typing import Protocol

from answers import Usage

Json = dict[str, object]

ANSWER = "Why, because."
ERROR = {"message": "stub says no"}


def usage(prompt: int, completion: int, cached: int = 0) -> Usage:
    found: Usage = {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
    }
    if cached:
        found["prompt_tokens_details"] = {"cached_tokens": cached}
    return found


def data(value: Mapping[str, object]) -> str:
    return "data: " + json.dumps(value, ensure_ascii=False)


class Shape(Protocol):
    """How one request is answered; its usage is prompt, completion and cached tokens, or none."""

    def whole(self) -> Json: ...

    def begin(self) -> list[str]:
        """The events before the first word."""

    def word(self, number: int) -> str: ...

    def end(self) -> list[str]: ...

    def error(self) -> str:
        """An event that says that there will be no end."""


class OpenAI:
    """Chat completions, and text completions, which differ in their choices."""

    def __init__(
        self, request: Json, tokens: list[int] | None, *, is_chat: bool, counts: bool
    ) -> None:
        self.is_chat = is_chat
        self.counts = counts
        self.tokens = tokens
        options = request.get("stream_options")
        self.wants_usage = isinstance(options, dict) and bool(options.get("include_usage"))
        self.base: Json = {
            "id": "chatcmpl-stub",
            "created": 1768383001,
            "model": f"{request['model']}-2026-01-01",
            "system_fingerprint": "fp_stub",
            "x_unknown": {"kept": [1, 2.50, "é"], "deep": {"n": 12345678901234567890}},
        }

    def whole(self) -> Json:
        message = {"role": "assistant", "content": ANSWER}
        told: Json = {"message": message} if self.is_chat else {"text": ANSWER}
        answer = self.base | {
            "object": "chat.completion" if self.is_chat else "text_completion",
            "choices": [{"index": 0} | told | {"finish_reason": "stop"}],
        }
        return answer | ({"usage": usage(*self.tokens)} if self.tokens else {})

    def chunk(self, choices: list[Json]) -> Json:
        kind = "chat.completion.chunk" if self.is_chat else "text_completion"
        return self.base | {"object": kind, "choices": choices}

    def choice(self, text: str, finish: str | None) -> Json:
        delta: Json = {"content": text} if text else {}
        told: Json = {"delta": delta} if self.is_chat else {"text": text}
        return {"index": 0} | told | {"finish_reason": finish}

    def begin(self) -> list[str]:
        return [": a comment"]

    def word(self, number: int) -> str:
        chunk = self.chunk([self.choice(f"word{number} ", None)])
        return data(chunk | ({"usage": usage(18, number)} if self.counts else {}))

    def end(self) -> list[str]:
        events = [data(self.chunk([self.choice("", "stop")]))]
        if self.wants_usage and self.tokens:
            events.append(data(self.chunk([]) | {"usage": usage(*self.tokens)}))
        return [*events, "data: [DONE]"]

    def error(self) -> str:
        return data({"error": ERROR})


class Messages:
    """Anthropic's messages. What a cache gave is not among the `input_tokens`."""

    def __init__(self, request: Json, tokens: list[int] | None) -> None:
        self.tokens = tokens
        self.message: Json = {
            "id": "msg_stub",
            "type": "message",
            "role": "assistant",
            "model": f"{request['model']}-2026-01-01",
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
        }

    def usage(self, completion: int | None = None) -> Json:
        if not self.tokens:
            return {}
        prompt, told, cached = [*self.tokens, 0][:3]
        found: Json = {"input_tokens": prompt - cached, "cache_read_input_tokens": cached}
        return found | {"output_tokens": told if completion is None else completion}

    def whole(self) -> Json:
        content = [{"type": "text", "text": ANSWER}]
        answer = self.message | {"content": content, "stop_reason": "end_turn"}
        return answer | ({"usage": self.usage()} if self.tokens else {})

    @staticmethod
    def event(name: str, **more: object) -> str:
        return f"event: {name}\n" + data({"type": name} | more)

    def begin(self) -> list[str]:
        block = {"type": "text", "text": ""}
        message = self.message | ({"usage": self.usage(1)} if self.tokens else {})
        return [
            self.event("message_start", message=message),
            self.event("content_block_start", index=0, content_block=block),
            self.event("ping"),
        ]

    def word(self, number: int) -> str:
        delta = {"type": "text_delta", "text": f"word{number} "}
        return self.event("content_block_delta", index=0, delta=delta)

    def end(self) -> list[str]:
        told = {"usage": {"output_tokens": self.tokens[1]}} if self.tokens else {}
        delta = {"stop_reason": "end_turn", "stop_sequence": None}
        return [
            self.event("content_block_stop", index=0),
            self.event("message_delta", delta=delta, **told),
            self.event("message_stop"),
        ]

    def error(self) -> str:
        return self.event("error", error=ERROR)


def shape(path: str, request: Json, tokens: list[int] | None, counts: bool) -> Shape | None:
    """The shape of what is asked for at a path; `None` where there is nothing.

    Where it counts, each event of a stream has the usage so far.
    """
    if path.endswith("/v1/messages"):
        return Messages(request, tokens)
    if path.endswith("/v1/completions"):
        return OpenAI(request, tokens, is_chat=False, counts=counts)
    if path.endswith("/v1/chat/completions"):
        return OpenAI(request, tokens, is_chat=True, counts=counts)
    return None
