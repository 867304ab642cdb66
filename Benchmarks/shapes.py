#!/usr/bin/env python3
"""Times logs of agents and proxies beside a gateway's JSON lines, for each byte.

    python3 Benchmarks/shapes.py ECO_CALC                      a million records of each shape
    python3 Benchmarks/shapes.py ECO_CALC --records 100000 --runs 3 --work /dev/shm/eco
    python3 Benchmarks/shapes.py ECO_CALC --ids 8000000        memory of --dedupe as well

Prints Markdown: the fastest of the runs, nanoseconds for each byte, how many times those of the
gateway's lines, and peak memory. Logs of agents are read twice, for a call may stand in several
records. Nothing is asserted but the number of records.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
WORDS = "the file has a test that says what it should do and then it does something else".split()


def text(rng: random.Random, words: int) -> str:
    return " ".join(rng.choices(WORDS, k=words))


def claude(count: int, rng: random.Random) -> Iterator[dict[str, object]]:
    """Each call on two lines, with what the user and the tools say between them."""
    for number in range(count // 3):
        message = {
            "id": f"msg_{number:024d}",
            "type": "message",
            "role": "assistant",
            "model": "claude-sonnet-4-5-20250929",
            "content": [{"type": "text", "text": text(rng, 60)}],
        }
        line = {
            "parentUuid": f"{number:032x}",
            "isSidechain": False,
            "userType": "external",
            "cwd": "/home/someone/project",
            "sessionId": f"{number // 200:032x}",
            "version": "2.1.0",
            "type": "assistant",
            "timestamp": "2026-02-03T09:00:02.000Z",
            "requestId": f"req_{number:024d}",
        }
        for output in (1, 1 + number % 700):
            usage = {
                "input_tokens": 4,
                "cache_creation_input_tokens": number % 3000,
                "cache_read_input_tokens": number % 90000,
                "output_tokens": output,
                "service_tier": "standard",
            }
            yield {**line, "message": {**message, "usage": usage}}
        yield {**line, "type": "user", "message": {"role": "user", "content": text(rng, 120)}}


def codex(count: int, rng: random.Random) -> Iterator[dict[str, object]]:
    """Turns of a hundred in a session: what was said, and the totals told twice."""
    stamp = {"timestamp": "2026-02-01T10:00:00.000Z"}
    total = 0
    for number in range(count // 4):
        if number % 100 == 0:
            total = 0
            yield {**stamp, "type": "session_meta", "payload": {"id": f"{number:032x}"}}
        yield {**stamp, "type": "turn_context", "payload": {"cwd": "/w", "model": "gpt-5.2-codex"}}
        said = {"type": "message", "role": "assistant", "content": [{"text": text(rng, 80)}]}
        yield {**stamp, "type": "response_item", "payload": said}
        last = 1000 + number % 5000
        total += last

        def usage(tokens: int) -> dict[str, int]:
            return {
                "input_tokens": tokens,
                "cached_input_tokens": tokens // 2,
                "output_tokens": tokens // 10,
                "reasoning_output_tokens": tokens // 20,
                "total_tokens": tokens + tokens // 10,
            }

        info = {"total_token_usage": usage(total), "last_token_usage": usage(last)}
        for _ in range(2):
            payload = {"type": "token_count", "info": info}
            yield {**stamp, "type": "event_msg", "payload": payload}


def litellm(count: int, rng: random.Random) -> Iterator[dict[str, object]]:
    for number in range(count):
        prompt, completion = number % 4000, number % 500
        yield {
            "request_id": f"chatcmpl-{number:024d}",
            "call_type": "acompletion",
            "api_key": f"{number % 50:064x}",
            "spend": 0.000123,
            "total_tokens": prompt + completion,
            "prompt_tokens": prompt,
            "completion_tokens": completion,
            "startTime": "2026-01-14T09:30:01.000000+00:00",
            "endTime": "2026-01-14T09:30:04.000000+00:00",
            "model": "gpt-4o-mini",
            "model_group": "gpt-4o-mini",
            "custom_llm_provider": "openai",
            "user": text(rng, 3),
            "metadata": {"usage_object": {"prompt_tokens_details": {"cached_tokens": 0}}},
            "cache_hit": "None",
        }


SHAPES: dict[str, Callable[[int, random.Random], Iterator[dict[str, object]]]] = {
    "Claude Code": claude,
    "Codex": codex,
    "LiteLLM": litellm,
}


def write(path: Path, records: Iterator[dict[str, object]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for record in records:
            file.write(json.dumps(record, separators=(",", ":")) + "\n")


def run(eco: Path, log: Path, out: Path, *options: str) -> tuple[float, int]:
    """Seconds, and peak memory in bytes."""
    command = [str(eco), str(log), "-o", str(out), "-q", "--assume", "region=us", *options]
    started = time.perf_counter()
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if status:
        sys.exit(f"{log.name}: status {status}")
    return seconds, usage.ru_maxrss * 1024


def ids(eco: Path, work: Path, count: int) -> None:
    """Memory of --dedupe for so many ids."""
    log = work / "ids.csv"
    with log.open("w") as file:
        file.write("generation_id,resolved_model,prompt_tokens,completion_tokens\n")
        for number in range(count):
            file.write(f"gen_{number},gpt-4o-mini,18,26\n")
    cases: list[list[str]] = [[], ["--dedupe"]]
    for options in cases:
        seconds, memory = run(eco, log, work / "out", *options)
        name = " ".join(["plain", *options])
        print(f"| {count:,} ids, {name} | {seconds:.2f} s | {memory / (1 << 20):.0f} MiB |")
    log.unlink()


def main() -> None:
    parser = argparse.ArgumentParser(description="Times logs of agents beside a gateway's.")
    parser.add_argument("eco_calc", type=Path, metavar="ECO_CALC")
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--ids", type=int, default=0)
    parser.add_argument("--work", type=Path)
    options = parser.parse_args()
    eco = options.eco_calc.resolve()
    with tempfile.TemporaryDirectory(dir=options.work) as name:
        work = Path(name)
        logs = {"gateway, JSON lines": work / "gateway.jsonl"}
        generate = [sys.executable, str(HERE / "generate.py"), "--records", str(options.records)]
        gateway = str(logs["gateway, JSON lines"])
        subprocess.run([*generate, "--format", "jsonl", "-o", gateway], check=True)
        for shape, records in SHAPES.items():
            logs[shape] = work / f"{shape.replace(' ', '-')}.jsonl"
            write(logs[shape], records(options.records, random.Random(1)))
        print(f"| {options.records:,} records | MB | s | ns a byte | times | MiB |")
        print("|---|---|---|---|---|---|")
        base = 0.0
        for shape, log in logs.items():
            done = [run(eco, log, work / "out") for _ in range(options.runs)]
            seconds, memory = min(done)[0], max(peak for _, peak in done)
            size = log.stat().st_size
            each = seconds / size * 1e9
            base = base or each
            print(
                f"| {shape} | {size / 1e6:.0f} | {seconds:.2f} | {each:.2f} | {each / base:.2f}"
                f" | {memory / (1 << 20):.0f} |",
                flush=True,
            )
        if options.ids:
            ids(eco, work, options.ids)


if __name__ == "__main__":
    main()
