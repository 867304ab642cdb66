"""What the generated logs are a mix of."""

import csv
from pathlib import Path
from typing import NamedTuple

TABLES = Path(__file__).resolve().parent.parent / "data/editions/2026-11"

# id, provider it is mostly served by, weight in the mix
MODELS = [
    ("openai/gpt-4o-mini", "openai", 20),
    ("openai/gpt-4o", "openai", 9),
    ("openai/gpt-4.1-mini", "openai", 5),
    ("openai/gpt-oss-120b", "groq", 4),
    ("anthropic/claude-haiku-4-5", "anthropic", 10),
    ("anthropic/claude-sonnet-4-5", "anthropic", 8),
    ("google/gemini-2.5-flash", "google", 7),
    ("google/gemma-3-27b-it", "google", 2),
    ("meta-llama/llama-3.1-8b-instruct", "together", 7),
    ("meta-llama/llama-3.1-70b-instruct", "together", 4),
    ("meta-llama/llama-3.3-70b-instruct", "fireworks", 5),
    ("meta-llama/llama-4-maverick", "fireworks", 1),
    ("mistralai/mistral-nemo", "mistral", 3),
    ("mistralai/mistral-small-3.2-24b-instruct", "mistral", 3),
    ("mistralai/mixtral-8x7b-instruct", "mistral", 1),
    ("deepseek/deepseek-chat-v3.1", "deepinfra", 4),
    ("deepseek/deepseek-r1", "deepinfra", 2),
    ("qwen/qwen3-8b", "deepinfra", 2),
    ("qwen/qwen3-32b", "groq", 2),
    ("qwen/qwen3-235b-a22b", "together", 1),
    ("microsoft/phi-4", "azure", 1),
]
UNSIZED = [("openai/o3", "openai", 1), ("x-ai/grok-4", "xai", 1)]
UNKNOWN = [
    ("acme/unknown-model", "acme", 2),
    ("internal/summariser", "on-premises", 2),
    ("lowrouter/auto", "openai", 1),
]
REGIONS = [
    ("eu-west", 26),
    ("eu-central", 14),
    ("eu-north", 6),
    ("eu-south", 2),
    ("uk", 4),
    ("us-east", 20),
    ("us-west", 12),
    ("ap-northeast", 5),
    ("ap-southeast", 4),
    ("sa-east", 3),
    ("us-central", 2),
    ("eu", 2),
]
UNKNOWN_REGION = "edge-07"
KEYS = [
    "key_7f3a",
    "key_91bc",
    "key_c0de",
    "key_équipe-données",
    "key_開発",
    "key_a4e1",
    "key_55d0",
    "key_b19f",
]
WHY = [
    "lowest-carbon",
    "cheapest",
    "fastest",
    "pinned",
    "région préférée",
    "capability",
    'alias "fast"',
    "quota → next",
]


class Mix(NamedTuple):
    """A kind of call: its share, and medians and spreads of its token counts."""

    share: float
    prompt: int
    prompt_sigma: float
    completion: int
    completion_sigma: float


MIXES = [
    Mix(0.62, 240, 1.0, 170, 0.9),  # chat
    Mix(0.28, 2900, 0.7, 240, 0.8),  # retrieval
    Mix(0.08, 900, 1.1, 1900, 0.8),  # reasoning, long answers
    Mix(0.02, 32000, 0.7, 600, 0.9),  # long context
]


class LogMix(NamedTuple):
    """Whom the calls of a log are of, where they are served, and over how many days."""

    models: list[tuple[str, str, int]]
    unsized: list[tuple[str, str, int]]
    unknown: list[tuple[str, str, int]]
    regions: list[tuple[str, int]]
    start: tuple[int, int, int]
    days: int


# Some 250 combinations of model, place and year, over two whole years.
GATEWAY = LogMix(MODELS, UNSIZED, UNKNOWN, REGIONS, (2025, 1, 1), 730)


def wide(places: int) -> LogMix:
    """Sixty models and six unknown ones, each at so many places, within a month: as many rates."""

    def table(name: str) -> list[dict[str, str]]:
        with (TABLES / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    listed = table("models.csv")
    dated = {row["id"] for row in listed if row["valid_from"]}  # the others do not read dates
    rows = [row for row in listed if row["total_b"] and row["id"] not in dated]
    models = [(row["id"], "nobody", 3000 // (i + 3)) for i, row in enumerate(rows[::3][:60])]
    unknown = [(f"acme/unknown-{i}", "nobody", 3) for i in range(6)]
    served = {row["zone"] for row in table("grid-intensity.csv") if row["basis"] == "lifecycle"}
    regions = [
        row["region"]
        for row in table("regions.csv")
        if not row["provider"] and row["zone"] in served
    ]
    chosen = [(name, 1) for name in regions[:: len(regions) // 62][:places]]
    return LogMix(models, [], unknown, chosen, (2025, 11, 1), 30)


# As `generate.py --mix` takes them: the second is 66 models at 62 places, the third the same calls
# at one.
LOG_MIXES = {"gateway": GATEWAY, "many-rates": wide(62), "few-rates": wide(1)}
