#!/usr/bin/env python3
"""Writes a gateway usage log of any size: the same arguments give the same bytes.

    python3 generate.py --records 1000000 --format csv   -o usage.csv
    python3 generate.py --records 1000000 --format jsonl -o usage.jsonl

What is in it: some twenty known models with skewed popularity, about 5 % unknown ones and a few that are known
but unsized; twelve regions and now and then one that no table has; calls over 2025 and 2026 in order of time; token
counts from a log-normal mix of chat, retrieval and long-context calls; prompt caching; failed calls with and without
usage; traces with quotes, commas and text beyond ASCII.

A row has at most one reason to be left out, so the figures do not depend on which reason is looked at first.
"""

import argparse
import math
import random
import sys
from statistics import NormalDist

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
UNKNOWN = [("acme/unknown-model", "acme", 2), ("internal/summariser", "on-premises", 2), ("lowrouter/auto", "openai", 1)]
REGIONS = [
    ("eu-west", 26), ("eu-central", 14), ("eu-north", 6), ("eu-south", 2), ("uk", 4), ("us-east", 20), ("us-west", 12),
    ("ap-northeast", 5), ("ap-southeast", 4), ("sa-east", 3), ("us-central", 2), ("eu", 2),
]
UNKNOWN_REGION = "edge-07"
KEYS = ["key_7f3a", "key_91bc", "key_c0de", "key_équipe-données", "key_開発", "key_a4e1", "key_55d0", "key_b19f"]
WHY = ["lowest-carbon", "cheapest", "fastest", "pinned", "région préférée", "capability", 'alias "fast"', "quota → next"]
HEADER = (
    "generation_id,created_at,completed_at,key_id,requested_model,resolved_model,provider,region,prompt_tokens,"
    "completion_tokens,total_tokens,cached_tokens,latency_ms,cost_credits,status,routing_trace"
)
START, DAYS = (2025, 1, 1), 730  # two whole years
POOL = 1 << 14
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def days_of(start, count):
    year, month, day = start
    names = []
    while len(names) < count:
        names.append(f"{year:04d}-{month:02d}-{day:02d}T")
        day += 1
        length = 29 if month == 2 and year % 4 == 0 else (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]
        if day > length:
            day, month = 1, month + 1
        if month > 12:
            month, year = 1, year + 1
    return names


def spread(weighted, count):
    """A list of `count` entries in which each item has its share."""
    total = sum(item[-1] for item in weighted)
    result = []
    for item in weighted:
        result += [item[:-1] if len(item) > 2 else item[0]] * max(1, round(count * item[-1] / total))
    return result


def log_normal(count, median, sigma, largest):
    normal = NormalDist()
    return [
        max(1, min(largest, round(median * math.exp(sigma * normal.inv_cdf((i + 0.5) / count))))) for i in range(count)
    ]


def quote_json(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def traces(rng, chosen, csv):
    """Some routing traces for each (provider, region), already in the form the log needs."""
    result = []
    for provider, region in chosen:
        texts = ["[]", "[]"]
        for _ in range(6):
            hops = [(provider, region, "true", WHY[int(rng.random() * len(WHY))])]
            if rng.random() < 0.3:
                hops.append(("mistral", "eu-west", "false", WHY[int(rng.random() * len(WHY))]))
            texts.append(
                "["
                + ",".join(
                    f'{{"provider":"{p}","region":"{r}","picked":{picked},"why":{quote_json(why)}}}'
                    for p, r, picked, why in hops
                )
                + "]"
            )
        if csv:
            texts = ['"' + text.replace('"', '""') + '"' for text in texts]
            texts[0] = '""'  # an empty quoted field, as some exports have
        result.append(texts)
    return result


def generate(records, form, out, seed=1):
    rng = random.Random(seed)
    uniform = rng.random
    csv = form == "csv"

    # Everything that costs formatting is drawn from pools made once.
    known = [(m, p, n * 100) for m, p, n in MODELS]
    rest = sum(n for *_, n in known)
    models = spread(
        known + [(m, p, n * rest // 200) for m, p, n in UNSIZED] + [(m, p, n * rest // 100) for m, p, n in UNKNOWN], POOL
    )
    regions = spread(REGIONS, POOL)
    names = sorted({p for _, p, _ in MODELS + UNSIZED + UNKNOWN})
    places = [(p, r) for p in names for r in [name for name, _ in REGIONS] + [UNKNOWN_REGION]]
    trace_of = dict(zip(places, traces(rng, places, csv)))
    known_ids = {m for m, _, _ in MODELS}

    pairs = []  # (prompt, completion)
    for share, prompt, prompt_sigma, completion, completion_sigma in (
        (0.62, 240, 1.0, 170, 0.9),  # chat
        (0.28, 2900, 0.7, 240, 0.8),  # retrieval
        (0.08, 900, 1.1, 1900, 0.8),  # reasoning, long answers
        (0.02, 32000, 0.7, 600, 0.9),  # long context
    ):
        count = int(POOL * share)
        prompts = log_normal(count, prompt, prompt_sigma, 200_000)
        completions = log_normal(count, completion, completion_sigma, 32_000)
        for i in range(count - 1, 0, -1):
            j = int(uniform() * (i + 1))
            completions[i], completions[j] = completions[j], completions[i]
        pairs += zip(prompts, completions)

    if csv:
        line = "gen_01J{}{}{},{}{}.{}Z,{}{}.{}Z,{},{},{},{},{},{},{},{},{},{},{},{},{}\n".format
    else:
        line = (
            '{{"generation_id":"gen_01J{}{}{}","created_at":"{}{}.{}Z","completed_at":"{}{}.{}Z","key_id":"{}",'
            '"requested_model":"{}","resolved_model":"{}","provider":"{}","region":"{}","prompt_tokens":{},'
            '"completion_tokens":{},"total_tokens":{},"cached_tokens":{},"latency_ms":{},"cost_credits":{},'
            '"status":"{}","routing_trace":{}}}\n'
        ).format
    days = days_of(START, DAYS + 1)
    clock = [f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}" for s in range(86400)]
    milli = [f"{n:03d}" for n in range(1000)]
    four = [a + b + c + d for a in ALPHABET[:8] for b in ALPHABET for c in ALPHABET for d in ALPHABET]
    seven = [four[int(uniform() * len(four))] + four[int(uniform() * len(four))][:3] for _ in range(4096)]
    cost = [f"{n // 10000}.{n % 10000:04d}" for n in range(100_000)]

    # Calls in order of time, evenly over the two years with some jitter; half of the mean gap is fixed.
    gap = DAYS * 86_400_000 / max(1, records)
    if csv:
        out.write(HEADER + "\n")
    lines = []
    for i in range(records):
        draw = uniform()
        low = int(draw * 1e9) % POOL  # further choices from the lower digits of one draw
        model, provider = models[int(draw * len(models)) % len(models)]
        region = regions[low]
        second = uniform()
        prompt, completion = pairs[int(second * len(pairs))]
        mark = int(second * 1e9) % 1000
        status = "ok"
        requested = model
        cached = 0
        if mark >= 600:
            if mark < 780:
                cached = prompt * (mark - 560) // 256 & ~63  # a cached prefix in blocks of 64 tokens
            elif mark < 860:
                requested = "lowrouter/auto"
            elif mark < 880:
                status = "upstream_error"
                completion //= 8
            elif model in known_ids:
                if mark < 890:
                    status = "client_error"
                    prompt = completion = 0
                elif mark < 896:
                    region = UNKNOWN_REGION
        millis = int((i + second * 0.5) * gap)
        latency = 40 + low % 211 + completion * (8 + mark % 13)
        begin = millis // 1000
        until = millis + latency
        end = until // 1000
        credits = (prompt + 4 * completion) // 8
        lines.append(
            line(
                four[i & 0x3FFFF],
                seven[low & 4095],
                seven[low >> 2] + four[(i >> 18) * 1024 + mark & 0x3FFFF],
                days[begin // 86400],
                clock[begin % 86400],
                milli[millis % 1000],
                days[end // 86400],
                clock[end % 86400],
                milli[until % 1000],
                KEYS[low & 7],
                requested,
                model,
                provider,
                region,
                prompt,
                completion,
                prompt + completion,
                cached,
                latency,
                cost[credits] if credits < 100_000 else "10.0000",
                status,
                trace_of[provider, region][low >> 3 & 7],
            )
        )
        if len(lines) == 20_000:
            out.write("".join(lines))
            lines.clear()
    out.write("".join(lines))


def main():
    parser = argparse.ArgumentParser(description="A deterministic gateway usage log.")
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--format", choices=["csv", "jsonl"], default="csv")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-o", "--output", default="-", help="a path, or - for standard output")
    options = parser.parse_args()
    if options.output == "-":
        sys.stdout.reconfigure(encoding="utf-8", newline="")
        generate(options.records, options.format, sys.stdout, options.seed)
    else:
        with open(options.output, "w", encoding="utf-8", newline="") as out:
            generate(options.records, options.format, out, options.seed)


if __name__ == "__main__":
    main()
