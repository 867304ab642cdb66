"""What the sample logs of odd and wrong values say, stated by hand as in sample_logs.py."""

from collections.abc import Iterator
from dataclasses import replace

from sample import GATEWAY, IDLE, SILENT, Call, Log, Sample


def sample_traps() -> Iterator[Sample]:
    yield from traps()
    yield from csv_values()
    yield from json_values()
    yield from stale_blocks()


def traps() -> Iterator[Sample]:
    log = Log("traps/traps.csv")
    thousand = replace(GATEWAY, prompt=1000, completion=200)
    ten = replace(GATEWAY, prompt=10, completion=10)
    yield log.has("t01", GATEWAY)
    yield log.has("t02", replace(GATEWAY, model="OpenAI/GPT-4o-Mini", region="EU-West"))
    yield log.has("t03", replace(GATEWAY, model="openai/gpt-4o-mini:free"))
    yield from log.rejects("bad_number", "t04")
    haiku = "anthropic.claude-3-haiku-20240307-v1:0"
    yield log.has("t05", Call(haiku, 35, 446, provider="bedrock", region="eu-west-3"))
    sonnet = "claude-3-5-sonnet@20240620"
    yield log.has("t06", Call(sonnet, 25, 15, provider="vertex", region="us-east5"))
    yield log.has("t07", thousand)
    yield log.has("t08", thousand)
    yield log.has("t09", SILENT, "no_usage")
    yield log.has("t10", SILENT, "no_usage")
    yield from log.rejects("bad_number", "t11")
    yield log.has("t12", replace(GATEWAY, prompt=1000))
    yield from log.rejects("bad_number", "t13", "t14")
    yield log.has("t15", replace(ten, model="acme/secret-v9"))
    yield log.has("t16", replace(ten, region="mars-north"))
    yield log.has("t17", Call("", 512, 0), "not_completion")
    yield log.has("t18", Call("lowrouter/auto", 10, 10))
    yield log.has("t19", replace(GATEWAY, prompt=2048, completion=17))
    yield log.has("t01", GATEWAY)
    yield log.has("t20", GATEWAY)
    yield from log.rejects("ragged_row", "t21")
    yield from Log("traps/semicolon-decimal-comma.csv").rejects("bad_time", "g1")
    yield Log("traps/usage.tsv").has("g1", replace(GATEWAY, provider=""))
    log = Log("extended/semicolons.csv")
    yield log.has("g1", GATEWAY)
    yield log.has("g2", GATEWAY)
    yield from log.rejects("bad_number", "g3")


def csv_values() -> Iterator[Sample]:
    log = Log("extended/gateway-values.csv")
    yield log.has("cached", replace(GATEWAY, prompt=2006, cached=1920, completion=300))
    for name in ("quoted", "spaces", "after-a-blank-line"):
        yield log.has(name, GATEWAY)
    yield from log.rejects("malformed_csv", "a-quote-inside", "an-open-quote")
    yield log.has("after-an-open-quote", GATEWAY)
    yield from log.rejects("ragged_row", "too-many")
    yield log.has("a,comma", GATEWAY)
    yield log.has("two-lines", GATEWAY)
    yield from log.rejects("cached_exceeds_prompt", "cached-exceeds-prompt")


def json_values() -> Iterator[Sample]:
    log = Log("extended/gateway-values.jsonl")
    thousand, dateless = replace(GATEWAY, prompt=1000), replace(GATEWAY, date="")
    yield log.has("digits-in-strings", GATEWAY)
    yield log.has("integral-decimals", GATEWAY)
    yield log.has("integral-exponent", thousand)
    yield log.has("exponent-with-fraction", replace(GATEWAY, prompt=1500))
    yield log.has("capital-exponent", thousand)
    yield log.has("negative-exponent", GATEWAY)
    yield from log.rejects("bad_number", "fraction", "negative", "beyond-the-limit")
    yield log.has("at-the-limit", replace(GATEWAY, prompt=10**12))
    yield from log.rejects("bad_number", "huge-exponent", "separators", "nan-in-a-string")
    yield from log.rejects("bad_number", "true-for-a-number")
    for name in ("null-tokens", "empty-tokens", "missing-tokens"):
        yield log.has(name, SILENT, "no_usage")
    yield log.has("zero-tokens", IDLE, "no_usage")
    yield log.has("prompt-only", replace(GATEWAY, completion=None))
    yield log.has("completion-only", replace(GATEWAY, prompt=None))
    yield log.has("only-a-total", SILENT, "no_usage")
    yield from log.rejects("total_mismatch", "total-too-small")
    yield log.has("total-larger", GATEWAY)
    yield log.has("cached", replace(GATEWAY, prompt=2006, cached=1920, completion=300))
    yield from log.rejects("cached_exceeds_prompt", "cached-exceeds-prompt")
    for unit in ("seconds", "seconds-with-fraction", "milliseconds", "microseconds", "nanoseconds"):
        yield log.has(f"epoch-{unit}", GATEWAY)
    yield log.has("epoch-in-a-string", GATEWAY)
    yield log.has("naive-time", GATEWAY)
    yield log.has("day-only", GATEWAY)
    yield log.has("new-year-in-the-east", replace(GATEWAY, date="2024-12-31"))
    yield log.has("old-year-in-the-west", replace(GATEWAY, date="2025-01-01"))
    yield log.has("leap-day", replace(GATEWAY, date="2024-02-29"))
    yield from log.rejects("bad_time", "no-leap-day", "local-order", "no-such-hour")
    yield log.has("year-before-the-grid", replace(GATEWAY, date="1999-06-01"))
    yield log.has("no-time", dateless)
    yield log.has("null-time", dateless)
    yield log.has("case-and-spaces", GATEWAY)
    yield log.has("dated-snapshot", GATEWAY)
    yield log.has("nitro", GATEWAY)
    yield log.has("nearly-a-name", replace(GATEWAY, model="openai/gpt-4o-minis"))
    yield log.has("no-model", replace(GATEWAY, model=""))
    yield log.has("no-region", replace(GATEWAY, region=""))
    yield log.has("prefix-of-a-region", replace(GATEWAY, region="eu-west-1x"))
    yield log.has("undisclosed", replace(GATEWAY, model="openai/o3"))
    yield log.has("escaped", GATEWAY)
    yield log.has("escaped-key", GATEWAY)
    yield log.has("twice", GATEWAY)


def stale_blocks() -> Iterator[Sample]:
    log = Log("extended/stale-blocks.jsonl")
    for name in """first middle last null twice first-and-omitted middle-and-omitted
        last-and-omitted twice-and-omitted in-lowrouter empty-lowrouter in-both in-both-and-omitted
        spaces escaped-key nested-is-not-ours""".split():
        omitted = name.endswith("omitted")
        yield log.has(name, replace(GATEWAY, model="acme/secret") if omitted else GATEWAY)
