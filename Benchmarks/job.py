"""What the job is for every peer: the columns of the logs, the totals, and how a run is timed."""

import json
import resource
import time
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import TypedDict

METHODOLOGY = "v1-2026-11"
TEXT = (
    "generation_id created_at completed_at key_id requested_model resolved_model provider region "
    "prompt_tokens completion_tokens total_tokens cached_tokens latency_ms cost_credits status "
    "routing_trace"
).split()
COUNTS = ["prompt_tokens", "completion_tokens", "cached_tokens"]
NEEDED = ["created_at", "resolved_model", "provider", "region", *COUNTS]
FIGURES = ["energy_wh", "carbon_g", "carbon_per_1k_tokens_g"]
BLOCK = [*FIGURES, "accuracy", "methodology_version"]
ECO = [*BLOCK, "omitted"]

# Reason, records, sums of prompt, cached and completion tokens, energy and carbon.
Group = tuple[str | None, int, int | None, int | None, int | None, Decimal | None, Decimal | None]


class Totals(TypedDict, total=False):
    """The summary's numbers; the sums are absent where nothing was estimated."""

    records: int
    estimated: int
    omitted: dict[str, int]
    prompt_tokens: int
    cached_prompt_tokens: int
    completion_tokens: int
    energy_wh: str
    carbon_g: str


class Report(TypedDict):
    """What a job prints."""

    seconds: float
    cpu_seconds: float
    totals: Totals


def totals(groups: Iterable[Group]) -> Totals:
    """From one row per reason."""
    omitted: dict[str, int] = {}
    result: Totals = {"records": 0, "estimated": 0, "omitted": omitted}
    for reason, count, prompt, cached, completion, energy, carbon in groups:
        result["records"] += count
        if reason is None:
            result["estimated"] = count
            result["prompt_tokens"] = int(prompt or 0)
            result["cached_prompt_tokens"] = int(cached or 0)
            result["completion_tokens"] = int(completion or 0)
            result["energy_wh"], result["carbon_g"] = str(energy), str(carbon)
        else:
            omitted[reason] = count
    return result


def report(run: Callable[[], Totals]) -> None:
    """Runs the job and prints its totals, and its seconds and CPU seconds, as one JSON object."""
    before, began = cpu(), time.perf_counter()
    found = run()
    seconds, spent = time.perf_counter() - began, cpu() - before
    print(json.dumps(Report(seconds=seconds, cpu_seconds=spent, totals=found)))


def cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
