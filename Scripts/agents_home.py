#!/usr/bin/env python3
"""Make a home folder with sessions of five agents, and say which calls they made.

    agents_home.py HOME --today 2026-11-26 [--megabytes N] > calls.csv

Sessions are in the shape of Claude Code's, Codex's, Gemini CLI's, opencode's and Copilot CLI's:
resumed and forked ones repeat what was before, subagents have files of their own, calls are told on
several lines while they go on. Each call is in calls.csv once, however often the files tell it.
Long, because each agent's shape is spelt out in a function of its own.
"""

import argparse
import csv
import json
import random
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

Line = dict[str, Any]


class Call(NamedTuple):
    agent: str
    project: str
    branch: str
    session: str
    provider: str
    model: str
    day: str
    prompt: int
    cached: int
    completion: int


class Home:
    """A home folder that is being made."""

    def __init__(self, root: Path, today: date, filler: int) -> None:
        self.root = root
        self.today = today
        self.filler = filler  # bytes of text in each line that is no call
        self.random = random.Random(20)
        self.calls: list[Call] = []

    def write(self, path: str, lines: list[Line]) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")

    def start(self, days: int) -> datetime:
        day = self.today - timedelta(days=days)
        return datetime(day.year, day.month, day.day, 9, self.random.randrange(60), tzinfo=UTC)

    def talk(self, count: int) -> Iterator[tuple[int, int, int, int]]:
        """Uncached, cached, written and completion tokens of calls whose context grows."""
        context = self.random.randrange(8_000, 30_000)
        for number in range(count):
            new = self.random.randrange(200, 4_000)
            answer = self.random.randrange(50, 1_500)
            cached = 0 if number == 0 or self.random.random() < 0.1 else context
            yield self.random.randrange(1, 20), cached, context + new - cached, answer
            context += new + answer

    def text(self) -> str:
        words = ("energy", "carbon", "grid", "token", "\u00e9tude", 'say "so"', "C:\\path")
        return " ".join(self.random.choice(words) for _ in range(self.filler // 7))


def stamp(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.") + f"{time.microsecond // 1000:03}Z"


# ---- Claude Code ---------------------------------------------------------------------------------


def claude_call(
    home: Home, session: str, name: str, time: datetime, work: tuple[str, str], **more: object
) -> list[Line]:
    """The lines of one call, the last of which has the final counts; it is counted."""
    model = home.random.choice(["claude-sonnet-4-5-20250929", "claude-opus-4-5-20251101"])
    fresh, cached, written, answer = next(home.talk(1)) if more else more_counts(home)
    told = [max(1, answer // 3), answer]
    lines: list[Line] = []
    for output in told:
        usage = {
            "input_tokens": fresh,
            "cache_creation_input_tokens": written,
            "cache_read_input_tokens": cached,
            "output_tokens": output,
        }
        message = {"id": f"msg_{name}", "model": model, "role": "assistant", "usage": usage}
        lines.append(
            {
                "type": "assistant",
                "sessionId": session,
                "requestId": f"req_{name}",
                "timestamp": stamp(time),
                "cwd": work[0],
                "gitBranch": work[1],
                "isSidechain": False,
                "message": message | {"content": [{"type": "text", "text": home.text()[:80]}]},
                **more,
            }
        )
    day = time.date().isoformat()
    total = fresh + cached + written
    home.calls.append(
        Call("claude-code", *work, session, "anthropic", model, day, total, cached, answer)
    )
    return lines


def more_counts(home: Home) -> tuple[int, int, int, int]:
    talk = list(home.talk(home.random.randrange(2, 5)))
    return talk[-1]


def claude_code(home: Home, sessions: int) -> None:
    for number in range(sessions):
        work = home.random.choice(
            [("/home/a/work/alpha", "main"), ("/home/a/work/alpha", "fix"), ("/home/a/beta", "")]
        )
        session, time = f"c{number:04}", home.start(home.random.randrange(60))
        folder = ".claude/projects/" + work[0].replace("/", "-")
        lines: list[Line] = [{"type": "summary", "summary": "x", "leafUuid": "u"}]
        for step in range(home.random.randrange(3, 12)):
            time += timedelta(seconds=40)
            user = {"role": "user", "content": home.text()}
            lines.append(
                {
                    "type": "user",
                    "sessionId": session,
                    "cwd": work[0],
                    "timestamp": stamp(time),
                    "message": user,
                }
            )
            lines += claude_call(home, session, f"{session}_{step}", time, work)
        home.write(f"{folder}/{session}.jsonl", lines)
        if number % 3 == 0:  # a subagent: a file of its own
            side: list[Line] = []
            for step in range(3):
                name = f"{session}_side_{step}"
                side += claude_call(home, session, name, time, work, isSidechain=True)
            home.write(f"{folder}/{session}/subagents/agent-{number:04}.jsonl", side)
        if number % 4 == 0:  # resumed: another file repeats the session, then goes on
            later = [line | {"sessionId": f"{session}r"} for line in lines if "sessionId" in line]
            later += claude_call(home, f"{session}r", f"{session}_r", time, work)
            home.write(f"{folder}/{session}r.jsonl", later)


# ---- Codex ---------------------------------------------------------------------------------------


def codex(home: Home, sessions: int) -> None:
    for number in range(sessions):
        session, time = f"x{number:04}", home.start(home.random.randrange(60))
        folder = f".codex/sessions/{time:%Y/%m/%d}"
        meta = {"id": session, "cwd": "/home/a/work/gamma", "git": {"branch": "main"}}
        lines: list[Line] = [
            {"timestamp": stamp(time), "type": "session_meta", "payload": meta},
            {
                "timestamp": stamp(time),
                "type": "turn_context",
                "payload": {"cwd": "/home/a/work/gamma", "model": "gpt-5.1-codex"},
            },
        ]
        total = dict.fromkeys(["input", "cached", "output"], 0)

        def tell(
            told_in: str,
            time: datetime,
            counts: tuple[int, int, int, int],
            total: dict[str, int] = total,
            lines: list[Line] = lines,
        ) -> None:
            fresh, cached, written, answer = counts
            last = {"input": fresh + cached + written, "cached": cached, "output": answer}
            for name, count in last.items():
                total[name] += count
            info = {"last_token_usage": codex_usage(last), "total_token_usage": codex_usage(total)}
            payload = {"type": "token_count", "info": info}
            line = {"timestamp": stamp(time), "type": "event_msg", "payload": payload}
            lines += [line] * home.random.choice([1, 1, 2])  # many are told again
            work = "/home/a/work/gamma", "main", told_in, "openai", "gpt-5.1-codex"
            day = time.date().isoformat()
            home.calls.append(Call("codex", *work, day, last["input"], cached, answer))

        for counts in home.talk(home.random.randrange(3, 9)):
            time += timedelta(seconds=30)
            text = {"type": "message", "role": "user", "content": home.text()}
            lines.append({"timestamp": stamp(time), "type": "response_item", "payload": text})
            tell(session, time, counts)
        home.write(f"{folder}/rollout-{time:%Y-%m-%dT%H-%M-%S}-{session}.jsonl", lines)
        if number % 3 == 0:  # a fork repeats its parent, then goes on
            told_in = f"{session}f"
            fork: Line = {
                "timestamp": stamp(time),
                "type": "session_meta",
                "payload": {**meta, "id": told_in, "forked_from_id": session},
            }
            lines[:] = [fork, *lines[1:]]
            time += timedelta(seconds=30)
            tell(told_in, time, (7, 0, 4_000 + number, 99))
            home.write(f"{folder}/rollout-{time:%Y-%m-%dT%H-%M-%S}-{told_in}.jsonl", lines)


def codex_usage(counts: dict[str, int]) -> Line:
    return {
        "input_tokens": counts["input"],
        "cached_input_tokens": counts["cached"],
        "output_tokens": counts["output"],
        "reasoning_output_tokens": 0,
        "total_tokens": counts["input"] + counts["output"],
    }


# ---- Gemini CLI, opencode, Copilot CLI -----------------------------------------------------------


def gemini_cli(home: Home, sessions: int) -> None:
    for number in range(sessions):
        session, time = f"g{number:04}", home.start(home.random.randrange(60))
        head = {"sessionId": session, "projectHash": "p1", "startTime": stamp(time)}
        chats = f".gemini/tmp/p1/chats/session-{time:%Y-%m-%dT%H-%M}-{session}"
        if number % 2:  # a file of lines: they do not say their session
            session = Path(chats).name
        messages: list[Line] = []
        for step, (fresh, cached, written, answer) in enumerate(home.talk(5)):
            time += timedelta(seconds=20)
            prompt, thoughts = fresh + cached + written, answer // 4
            tokens = {
                "input": prompt,
                "output": answer,
                "cached": cached,
                "thoughts": thoughts,
                "tool": 0,
                "total": prompt + answer + thoughts,
            }
            messages.append({"id": f"u{step}", "timestamp": stamp(time), "type": "user"})
            messages.append(
                {
                    "id": f"{session}m{step}",
                    "timestamp": stamp(time),
                    "type": "gemini",
                    "model": "gemini-2.5-flash",
                    "content": home.text(),
                    "tokens": tokens,
                }
            )
            day = time.date().isoformat()
            home.calls.append(
                Call(
                    "gemini-cli", "p1", "", session, "google", "gemini-2.5-flash", day,
                    prompt, cached, answer + thoughts,
                )
            )  # fmt: skip
        if number % 2 == 0:
            home.write(f"{chats}.json", [{**head, "messages": messages}])
        else:  # a line a message, the last one written twice
            home.write(f"{chats}.jsonl", [head, *messages, messages[-1]])
        home.write(".gemini/tmp/p1/logs.json", [{"sessionId": session, "message": "x"}])


def opencode(home: Home, sessions: int) -> None:
    for number in range(sessions):
        session, time = f"ses_{number:04}", home.start(home.random.randrange(60))
        for step, (fresh, cached, written, answer) in enumerate(home.talk(4)):
            time += timedelta(seconds=20)
            name = f"msg_{number:04}_{step}"
            home.write(
                f".local/share/opencode/storage/message/{session}/{name}.json",
                [
                    {
                        "id": name,
                        "sessionID": session,
                        "role": "assistant",
                        "time": {"created": int(time.timestamp() * 1000)},
                        "modelID": "claude-haiku-4-5",
                        "providerID": "anthropic",
                        "path": {"cwd": "/home/a/delta", "root": "/home/a/delta"},
                        "tokens": {
                            "input": fresh,
                            "output": answer,
                            "reasoning": 0,
                            "cache": {"read": cached, "write": written},
                        },
                    }
                ],
            )
            day, prompt = time.date().isoformat(), fresh + cached + written
            home.calls.append(
                Call(
                    "opencode", "/home/a/delta", "", session, "anthropic", "claude-haiku-4-5", day,
                    prompt, cached, answer,
                )
            )  # fmt: skip
            asked = {"id": f"msg_{number:04}_u{step}", "role": "user", "sessionID": session}
            home.write(
                f".local/share/opencode/storage/message/{session}/{asked['id']}.json", [asked]
            )


def copilot(home: Home, sessions: int) -> None:
    lines: list[Line] = []
    for number in range(sessions):
        time = home.start(home.random.randrange(60))
        spans = []
        for step, (fresh, cached, written, answer) in enumerate(home.talk(3)):
            prompt = fresh + cached + written
            attributes = {
                "gen_ai.operation.name": "chat",
                "gen_ai.provider.name": "github",
                "gen_ai.response.model": "gpt-4.1",
                "gen_ai.conversation.id": f"k{number}",
                "gen_ai.usage.input_tokens": prompt,
                "gen_ai.usage.cache_read.input_tokens": cached,
                "gen_ai.usage.output_tokens": answer,
            }
            spans.append(span(number, step, "chat", time, attributes))
            day = time.date().isoformat()
            home.calls.append(
                Call(
                    "copilot-cli", "", "", f"k{number}", "github", "gpt-4.1", day,
                    prompt, cached, answer,
                )
            )  # fmt: skip
        around = {"gen_ai.operation.name": "invoke_agent", "gen_ai.usage.input_tokens": 9}
        lines += [*spans, span(number, 9, "invoke_agent", time, around)]
    home.write(".copilot/otel/copilot.jsonl", lines)
    home.write(".copilot/session-state/k0/events.jsonl", [{"type": "session.start", "data": {}}])


def span(number: int, step: int, name: str, time: datetime, attributes: Line) -> Line:
    return {
        "type": "span",
        "traceId": f"t{number}",
        "spanId": f"s{number}_{step}",
        "name": name,
        "startTime": [int(time.timestamp()), 0],
        "attributes": attributes,
    }


def make(root: Path, today: date, megabytes: float = 0) -> list[Call]:
    """Makes the folder; with `megabytes`, of about so many."""
    filler = 120 if megabytes < 10 else 16_000
    sessions = 12 if megabytes < 10 else int(megabytes * 2.8)
    home = Home(root, today, filler)
    claude_code(home, sessions)
    codex(home, sessions)
    gemini_cli(home, max(6, sessions // 20))
    opencode(home, max(6, sessions // 20))
    copilot(home, 6)
    return home.calls


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("home", type=Path)
    parser.add_argument("--today", type=date.fromisoformat, required=True)
    parser.add_argument("--megabytes", type=float, default=0)
    arguments = parser.parse_args()
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(Call._fields)
    out.writerows(make(arguments.home, arguments.today, arguments.megabytes))


if __name__ == "__main__":
    main()
