"""What the job is for every peer: the columns of the logs, and how a run is timed."""

import json
import resource
import time

METHODOLOGY = "v1-2026-11"
TEXT = (
    "generation_id created_at completed_at key_id requested_model resolved_model provider region prompt_tokens "
    "completion_tokens total_tokens cached_tokens latency_ms cost_credits status routing_trace"
).split()
COUNTS = ["prompt_tokens", "completion_tokens", "cached_tokens"]
NEEDED = ["created_at", "resolved_model", "provider", "region", *COUNTS]
ECO = ["energy_wh", "carbon_g", "carbon_per_1k_tokens_g", "accuracy", "methodology_version", "omitted"]


def report(run):
    """Runs the job and prints its totals, and its seconds and CPU seconds, as one JSON object."""
    before, began = cpu(), time.perf_counter()
    totals = run()
    seconds, spent = time.perf_counter() - began, cpu() - before
    print(json.dumps({"seconds": seconds, "cpu_seconds": spent, "totals": totals}))


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
