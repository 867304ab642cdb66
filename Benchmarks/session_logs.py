"""Logs as coding agents and a proxy write them: what was said, what tools gave back, calls on
several lines. Seeded: the same bytes every time, and what they come to is known."""

import base64
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Line = dict[str, Any]

POOL = 512  # different texts of a kind
CODE = (
    'def total(rows: list[Row]) -> Decimal:\n    """Adds up what is there."""\n',
    '    return sum((row.cost for row in rows if row.kind != "none"), Decimal(0))\n',
    '\tif (error) { throw new Error(`cannot read "${path}": ${error.message}`) }\n',
    "  let résumé = try decode(bytes)  // naïve, but exact\n",
)
WORDS = "the file has a test that says what it should do and then it does something else".split()
START = "2026-02-03T09:00:02.000Z"


@dataclass
class Known:
    """What a log comes to."""

    records: int = 0
    calls: int = 0
    prompt: int = 0
    cached: int = 0
    completion: int = 0

    def call(self, prompt: int, cached: int, completion: int) -> None:
        self.calls += 1
        self.prompt += prompt
        self.cached += cached
        self.completion += completion


class Texts:
    """What is said, what code there is, and what is signed or encrypted."""

    def __init__(self) -> None:
        self.random = random.Random(1)
        self.said = [self.words(40, 160) for _ in range(POOL)]
        self.code = [self.lines(10, 60) for _ in range(POOL)]
        self.signed = [self.signature() for _ in range(POOL)]

    def words(self, least: int, most: int) -> str:
        return " ".join(self.random.choices(WORDS, k=self.random.randrange(least, most)))

    def lines(self, least: int, most: int) -> str:
        """As a tool shows a file: numbered lines."""
        lines = self.random.choices(CODE, k=self.random.randrange(least, most))
        return "".join(f"{number:6}→{line}" for number, line in enumerate(lines, 1))

    def signature(self) -> str:
        return base64.b64encode(self.random.randbytes(self.random.randrange(200, 600))).decode()

    def some(self, pool: list[str]) -> str:
        return pool[int(self.random.random() * POOL)]


def claude_code(count: int, known: Known) -> Iterator[Line]:
    """A call on three lines, the last with all that was answered, and what the tool gave back."""
    texts = Texts()
    for number in range(count // 4):
        head: Line = {
            "parentUuid": f"{number:032x}",
            "isSidechain": False,
            "userType": "external",
            "cwd": "/home/someone/project",
            "sessionId": f"{number // 200:032x}",
            "version": "2.1.0",
            "gitBranch": "main",
            "timestamp": START,
            "uuid": f"{number + 1:032x}",
        }
        written, read, answered = number % 3000, number % 90000, 3 + number % 700
        known.call(4 + written + read, read, answered)
        tool = {"command": texts.some(texts.code)[:400], "description": "Run the tests"}
        contents: list[Line] = [
            {
                "type": "thinking",
                "thinking": texts.some(texts.said),
                "signature": texts.some(texts.signed),
            },
            {"type": "text", "text": texts.some(texts.said)},
            {"type": "tool_use", "id": f"toolu_{number:024d}", "name": "Bash", "input": tool},
        ]
        for place, content in enumerate(contents):
            usage = {
                "input_tokens": 4,
                "cache_creation_input_tokens": written,
                "cache_read_input_tokens": read,
                "cache_creation": {
                    "ephemeral_5m_input_tokens": written,
                    "ephemeral_1h_input_tokens": 0,
                },
                "output_tokens": answered if place == 2 else 1 + place,
                "service_tier": "standard",
            }
            message = {
                "model": "claude-sonnet-4-5-20250929",
                "id": f"msg_{number:024d}",
                "type": "message",
                "role": "assistant",
                "content": [content],
                "stop_reason": None,
                "usage": usage,
            }
            yield {
                **head,
                "type": "assistant",
                "message": message,
                "requestId": f"req_{number:024d}",
            }
        shown = texts.some(texts.code)
        result = {"tool_use_id": f"toolu_{number:024d}", "type": "tool_result", "content": shown}
        yield {
            **head,
            "type": "user",
            "message": {"role": "user", "content": [result]},
            "toolUseResult": {"stdout": shown, "stderr": "", "interrupted": False},
        }


def codex(count: int, known: Known) -> Iterator[Line]:
    """Sessions of a hundred turns, each of them eight lines: the totals are told twice."""
    texts = Texts()

    def line(kind: str, payload: Line) -> Line:
        return {"timestamp": START, "type": kind, "payload": payload}

    def counts(tokens: int) -> Line:
        return {
            "input_tokens": tokens,
            "cached_input_tokens": tokens // 2,
            "output_tokens": tokens // 10,
            "reasoning_output_tokens": tokens // 20,
            "total_tokens": tokens + tokens // 10,
        }

    total = 0
    for number in range(count // 8):
        if number % 100 == 0:
            total = 0
            session = {"id": f"{number:032x}", "cwd": "/w", "instructions": texts.said[0] * 20}
            yield line("session_meta", session)
        yield line("turn_context", {"cwd": "/w", "model": "gpt-5.2-codex", "effort": "high"})
        thought = {"type": "reasoning", "encrypted_content": texts.some(texts.signed)}
        yield line("response_item", thought)
        arguments = json.dumps({"command": ["bash", "-lc", texts.some(texts.code)[:300]]})
        called = {"type": "function_call", "name": "shell", "arguments": arguments}
        yield line("response_item", {**called, "call_id": f"call_{number}"})
        shown = json.dumps({"output": texts.some(texts.code), "metadata": {"exit_code": 0}})
        given = {"type": "function_call_output", "call_id": f"call_{number}", "output": shown}
        yield line("response_item", given)
        text = texts.some(texts.said)
        said = {"type": "message", "role": "assistant", "content": [{"text": text}]}
        yield line("response_item", said)
        yield line("event_msg", {"type": "agent_message", "message": text})
        last = 1000 + number % 5000
        total += last
        known.call(last, last // 2, last // 10)
        info = {"total_token_usage": counts(total), "last_token_usage": counts(last)}
        told = {"type": "token_count", "info": {**info, "model_context_window": 272000}}
        for _ in range(2):
            yield line("event_msg", {**told, "rate_limits": {"primary": {"used_percent": 3.0}}})


def litellm(count: int, known: Known) -> Iterator[Line]:
    """Spend logs with what the proxy knows of a call, each call a line."""
    texts = Texts()
    for number in range(count):
        prompt, completion = 1 + number % 4000, number % 500
        cached = prompt // 2
        known.call(prompt, cached, completion)
        usage = {
            "prompt_tokens": prompt,
            "completion_tokens": completion,
            "total_tokens": prompt + completion,
            "prompt_tokens_details": {"cached_tokens": cached, "audio_tokens": None},
            "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": None},
        }
        key = f"{number % 50:064x}"
        yield {
            "request_id": f"chatcmpl-{number:024d}",
            "call_type": "acompletion",
            "api_key": key,
            "spend": 0.000123,
            "total_tokens": prompt + completion,
            "prompt_tokens": prompt,
            "completion_tokens": completion,
            "startTime": "2026-01-14T09:30:01.000000+00:00",
            "endTime": "2026-01-14T09:30:04.000000+00:00",
            "completionStartTime": "2026-01-14T09:30:02.000000+00:00",
            "model": "gpt-4o-mini",
            "model_id": f"{number % 7:064x}",
            "model_group": "gpt-4o-mini",
            "custom_llm_provider": "openai",
            "api_base": "https://api.openai.com",
            "user": f"user-{number % 900}",
            "metadata": {
                "user_api_key": key,
                "user_api_key_alias": "team-" + WORDS[number % len(WORDS)],
                "user_api_key_team_id": None,
                "spend_logs_metadata": None,
                "requester_ip_address": "10.0.0.7",
                "applied_guardrails": [],
                "usage_object": usage,
                "additional_usage_values": {
                    "completion_tokens_details": None,
                    "prompt_tokens_details": None,
                },
                "status": "success",
            },
            "cache_hit": "None",
            "cache_key": "Cache OFF",
            "request_tags": ["User-Agent: OpenAI"],
            "messages": [{"role": "user", "content": texts.some(texts.said)}],
            "response": {"choices": [{"message": {"content": texts.some(texts.said)}}]},
            "session_id": f"{number // 9:032x}",
        }


SHAPES = {"Claude Code": claude_code, "Codex": codex, "LiteLLM": litellm}
