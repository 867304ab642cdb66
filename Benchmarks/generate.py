#!/usr/bin/env python3
"""Writes a gateway usage log of any size: the same arguments give the same bytes.

    python3 generate.py --records 1000000 --format csv   -o usage.csv
    python3 generate.py --records 1000000 --format jsonl -o usage.jsonl

    python3 generate.py --mix many-rates               66 models at 62 places, in a month
    python3 generate.py --mix few-rates                the same calls at one place

What is in the first: some twenty known models with skewed popularity, about 5 % unknown ones and a
few that are known but unsized; twelve regions and now and then one that no table has; calls over
2025 and 2026 in order of time; token counts from a log-normal mix of chat, retrieval and
long-context calls; prompt caching; failed calls with and without usage; traces with quotes, commas
and text beyond ASCII.

A row has at most one reason to be left out, so the figures do not depend on which reason is looked
at first.
"""

import argparse
import math
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import NormalDist
from typing import TypeVar

from job import TEXT
from log_mix import GATEWAY, KEYS, LOG_MIXES, MIXES, UNKNOWN_REGION, WHY, LogMix

Item = TypeVar("Item")

DAY_MS = 86_400_000
POOL = 1 << 14
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CREDITS = 100_000  # that have a text in the pool; above, the price is "10.0000"
JSON_LINE = (
    '{{"generation_id":"gen_01J{}{}{}","created_at":"{}{}.{}Z","completed_at":"{}{}.{}Z",'
    '"key_id":"{}","requested_model":"{}","resolved_model":"{}","provider":"{}","region":"{}",'
    '"prompt_tokens":{},"completion_tokens":{},"total_tokens":{},"cached_tokens":{},'
    '"latency_ms":{},"cost_credits":{},"status":"{}","routing_trace":{}}}\n'
)
CSV_LINE = "gen_01J{}{}{},{}{}.{}Z,{}{}.{}Z" + ",{}" * 13 + "\n"


def days_of(start: tuple[int, int, int], count: int) -> list[str]:
    year, month, day = start
    lengths = 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
    names: list[str] = []
    while len(names) < count:
        names.append(f"{year:04d}-{month:02d}-{day:02d}T")
        day += 1
        length = 29 if month == 2 and year % 4 == 0 else lengths[month - 1]
        if day > length:
            day, month = 1, month + 1
        if month > 12:
            month, year = 1, year + 1
    return names


def spread(weighted: Sequence[tuple[Item, int]], count: int) -> list[Item]:
    """A list of about `count` entries in which each item has its share."""
    total = sum(weight for _, weight in weighted)
    result: list[Item] = []
    for item, weight in weighted:
        result += [item] * max(1, round(count * weight / total))
    return result


def log_normal(count: int, median: int, sigma: float, largest: int) -> list[int]:
    normal = NormalDist()
    quantiles = (normal.inv_cdf((i + 0.5) / count) for i in range(count))
    return [max(1, min(largest, round(median * math.exp(sigma * q)))) for q in quantiles]


def quote_json(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def hop(rng: random.Random, provider: str, region: str, picked: str) -> str:
    why = quote_json(WHY[int(rng.random() * len(WHY))])
    return f'{{"provider":"{provider}","region":"{region}","picked":{picked},"why":{why}}}'


def traces(
    rng: random.Random, chosen: list[tuple[str, str]], *, quoted: bool
) -> dict[tuple[str, str], list[str]]:
    """Some routing traces for each provider and region, already in the form the log needs."""
    result = {}
    for provider, region in chosen:
        texts = ["[]", "[]"]
        for _ in range(6):
            hops = [hop(rng, provider, region, "true")]
            if rng.random() < 0.3:
                hops.append(hop(rng, "mistral", "eu-west", "false"))
            texts.append("[" + ",".join(hops) + "]")
        if quoted:
            texts = ['"' + text.replace('"', '""') + '"' for text in texts]
            texts[0] = '""'  # an empty quoted field, as some exports have
        result[provider, region] = texts
    return result


def usages(rng: random.Random) -> list[tuple[int, int]]:
    """Prompt and completion tokens of as many calls as the pool has."""
    pairs: list[tuple[int, int]] = []
    for mix in MIXES:
        count = int(POOL * mix.share)
        prompts = log_normal(count, mix.prompt, mix.prompt_sigma, 200_000)
        completions = log_normal(count, mix.completion, mix.completion_sigma, 32_000)
        for i in range(count - 1, 0, -1):
            j = int(rng.random() * (i + 1))
            completions[i], completions[j] = completions[j], completions[i]
        pairs += zip(prompts, completions, strict=True)
    return pairs


class Pools:
    """Everything that costs formatting, made once."""

    def __init__(self, rng: random.Random, form: str, mix: LogMix) -> None:
        known = [((model, provider), 100 * weight) for model, provider, weight in mix.models]
        rest = sum(weight for _, weight in known)
        unsized = [((m, p), weight * rest // 200) for m, p, weight in mix.unsized]
        unknown = [((m, p), weight * rest // 100) for m, p, weight in mix.unknown]
        self.models = spread(known + unsized + unknown, POOL)
        self.known = {model for model, _, _ in mix.models}
        self.regions = (spread(mix.regions, POOL) * 2)[:POOL]
        everybody = mix.models + mix.unsized + mix.unknown
        providers = sorted({provider for _, provider, _ in everybody})
        names = [*(name for name, _ in mix.regions), UNKNOWN_REGION]
        places = [(provider, region) for provider in providers for region in names]
        self.traces = traces(rng, places, quoted=form == "csv")
        self.usages = usages(rng)
        self.days = days_of(mix.start, mix.days + 1)
        self.clock = [f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}" for s in range(86400)]
        self.milli = [f"{n:03d}" for n in range(1000)]
        all_32 = ALPHABET
        self.four = [
            a + b + c + d for a in all_32[:8] for b in all_32 for c in all_32 for d in all_32
        ]
        self.seven = [self.word(rng) + self.word(rng)[:3] for _ in range(4096)]
        self.cost = [f"{n // 10000}.{n % 10000:04d}" for n in range(CREDITS)]

    def word(self, rng: random.Random) -> str:
        return self.four[int(rng.random() * len(self.four))]

    def time(self, millis: int) -> tuple[str, str, str]:
        """Day, clock and milliseconds."""
        second = millis // 1000
        return self.days[second // 86400], self.clock[second % 86400], self.milli[millis % 1000]

    def price(self, credits_used: int) -> str:
        return self.cost[credits_used] if credits_used < CREDITS else "10.0000"


@dataclass
class Call:
    model: str
    region: str
    prompt: int
    completion: int
    requested: str
    cached: int = 0
    status: str = "ok"

    def befall(self, mark: int, *, known: bool) -> None:
        """What happens to two in five calls; `mark` is below a thousand."""
        if mark < 600:
            return
        if mark < 780:  # a cached prefix in blocks of 64 tokens
            self.cached = self.prompt * (mark - 560) // 256 & ~63
        elif mark < 860:
            self.requested = "lowrouter/auto"
        elif mark < 880:
            self.status = "upstream_error"
            self.completion //= 8
        elif known and mark < 890:
            self.status = "client_error"
            self.prompt = self.completion = 0
        elif known and mark < 896:
            self.region = UNKNOWN_REGION


def rows(records: int, form: str, seed: int, mix: LogMix) -> Iterator[str]:
    """The lines of the log, without a header."""
    rng = random.Random(seed)
    pools = Pools(rng, form, mix)
    line = (CSV_LINE if form == "csv" else JSON_LINE).format
    # Calls in order of time, evenly over the days with some jitter; half of the mean gap is fixed.
    gap = mix.days * DAY_MS / max(1, records)
    for i in range(records):
        draw, second = rng.random(), rng.random()
        low = int(draw * 1e9) % POOL  # further choices from the lower digits of one draw
        mark = int(second * 1e9) % 1000
        model, provider = pools.models[int(draw * len(pools.models)) % len(pools.models)]
        prompt, completion = pools.usages[int(second * len(pools.usages))]
        call = Call(model, pools.regions[low], prompt, completion, requested=model)
        call.befall(mark, known=model in pools.known)
        start = int((i + second * 0.5) * gap)
        latency = 40 + low % 211 + call.completion * (8 + mark % 13)
        yield line(
            pools.four[i & 0x3FFFF],
            pools.seven[low & 4095],
            pools.seven[low >> 2] + pools.four[(i >> 18) * 1024 + mark & 0x3FFFF],
            *pools.time(start),
            *pools.time(start + latency),
            KEYS[low & 7],
            call.requested,
            call.model,
            provider,
            call.region,
            call.prompt,
            call.completion,
            call.prompt + call.completion,
            call.cached,
            latency,
            pools.price((call.prompt + 4 * call.completion) // 8),
            call.status,
            pools.traces[provider, call.region][low >> 3 & 7],
        )


def lines(records: int, form: str, seed: int = 1, mix: LogMix = GATEWAY) -> Iterator[bytes]:
    """The log, line by line."""
    if form == "csv":
        yield (",".join(TEXT) + "\n").encode()
    for row in rows(records, form, seed, mix):
        yield row.encode()


def main() -> None:
    parser = argparse.ArgumentParser(description="A deterministic gateway usage log.")
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--format", choices=["csv", "jsonl"], default="csv")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mix", choices=sorted(LOG_MIXES), default="gateway")
    parser.add_argument("-o", "--output", default="-", help="a path, or - for standard output")
    options = parser.parse_args()
    log = lines(options.records, options.format, options.seed, LOG_MIXES[options.mix])
    if options.output == "-":
        sys.stdout.buffer.writelines(log)
    else:
        with Path(options.output).open("wb") as out:
            out.writelines(log)


if __name__ == "__main__":
    main()
