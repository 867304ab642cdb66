#!/usr/bin/env python3
"""What each sample log must come to: Tests/EcoCalcTests/Fixtures/expectations.csv.

    format_expectations.py            writes the file
    format_expectations.py --check    exits 1 where it is not what this script writes

The token counts below are stated by hand, from what each tool documents its fields to include; the
figures come from reference.py, which shares no code with the product. Nothing is taken from it.
"""
import csv, io, sys
from pathlib import Path

import reference

TARGET = Path(__file__).resolve().parent.parent / "Tests/EcoCalcTests/Fixtures/expectations.csv"
COLUMNS = ["file", "flags", "record", "prompt_tokens", "cached_prompt_tokens", "completion_tokens", "requests",
           "energy_wh", "carbon_g", "carbon_per_1k_tokens_g", "accuracy", "outcome"]
MINI, DAY = "gpt-4o-mini-2024-07-18", "2026-01-14"
IE, US = "--assume region=eu-west", "--assume region=us"
ONE_CALL = dict(model=MINI, prompt=2006, cached=1920, completion=300)             # told by seven tools
CLAUDE = dict(model="claude-haiku-4-5-20251001", prompt=3 + 6174 + 5758, cached=5758, completion=503)
GATEWAY = dict(model="openai/gpt-4o-mini", provider="openai", region="eu-west", prompt=18, completion=26)
ROWS = []


def record(file, flags, name, *, outcome="", model="", provider="", region="", date=DAY, prompt="", cached=0,
           completion="", requests=1):
    """One record. An outcome given here is a reason that the log's format decides (`no_usage`), a `reject:`
    code, or `superseded`; reasons about the model and the place are the reference's to find."""
    assumed = "yes" if "region=" in flags and not region else ""
    region = region or (flags.split("region=")[1].split()[0] if assumed else "")
    row = dict.fromkeys(COLUMNS, "")
    row.update(file=file, flags=flags, record=name, outcome=outcome)
    if not outcome:
        answer = reference.answer(TABLES, {
            "case": name, "model": model, "provider": provider, "region": region, "region_assumed": assumed,
            "date": date, "prompt_tokens": str(prompt or 0), "cached_prompt_tokens": str(cached),
            "completion_tokens": str(completion or 0), "requests": str(requests)}, {})
        row.update({name: answer[name] for name in
                    ("energy_wh", "carbon_g", "carbon_per_1k_tokens_g", "accuracy")}, outcome=answer["omitted"])
    if not outcome.startswith("reject:"):
        row.update(prompt_tokens=str(prompt), cached_prompt_tokens=str(cached), completion_tokens=str(completion),
                   requests=str(requests))
    ROWS.append(row)


def gateway():
    f = "gateway/usage.csv"
    record(f, "", "gen_01J9ZK3T5W8Q2N4B6C7D8E9F0A", **GATEWAY)
    record(f, "", "gen_01J9ZK3T5W8Q2N4B6C7D8E9F0B", model="mistral/mistral-large-latest", provider="mistral",
           region="eu-west", prompt=1480, completion=512)
    record(f, "", "gen_01J9ZK3T5W8Q2N4B6C7D8E9F0C", prompt=0, completion=0, outcome="no_usage")
    record(f, "", "gen_01J9ZK3T5W8Q2N4B6C7D8E9F0D", model="anthropic/claude-haiku-4-5", provider="anthropic",
           region="us-west", prompt=2048, completion=17)          # failed, but it used tokens
    record(f, "", "gen_01J9ZK3T5W8Q2N4B6C7D8E9F0E", prompt=512, completion=0, outcome="not_completion")
    f = "gateway/usage.json"
    record(f, "", "gen_01J9ZK3T5W8Q2N4B6C7D8E9F0A", **GATEWAY)
    record(f, "", "gen_01J9ZK3T5W8Q2N4B6C7D8E9F0B", **{**GATEWAY, "model": "acme/unknown-13"})
    record(f, "", "gen_01J9ZK3T5W8Q2N4B6C7D8E9F0C", prompt=0, completion=0, outcome="no_usage")
    for f in ("gateway/usage.jsonl", "traps/usage.jsonl.gz"):
        record(f, "", "gen_01J9ZK3T5W8Q2N4B6C7D8E9F0A", **GATEWAY)
        record(f, "", "gen_01J9ZK3T5W8Q2N4B6C7D8E9F0B", **GATEWAY)
    for f in ("gateway/generation.json", "gateway/chat-completion-response.json"):
        record(f, "", "gen_01J9ZK3T5W8Q2N4B6C7D8E9F0A", **GATEWAY)
    for name in ("gen-1", "gen-2"):
        record("extended/gateway-streams.sse", "", name, **GATEWAY)
    record("extended/gateway-streams.sse", "", "gen-3", outcome="no_usage")


def makers():
    chat = "chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG"
    for flags in (IE, "", "--assume region=world"):                # reasoning is inside completion
        record("openai/chat.completion.json", flags, chat, **ONE_CALL)
    record("openai/batch-output.jsonl", IE, chat, **ONE_CALL)
    record("openai/batch-output.jsonl", IE, "batch_req_456", outcome="no_usage")
    record("openai/chat.completion.chunk.sse", IE, "chatcmpl-B9MI", model=MINI, prompt=9, completion=2)
    record("openai/response.json", IE, "resp_67ccd2bed1ec8190", model="o3-mini-2025-01-31", prompt=328, completion=1152)
    record("openai/embeddings.json", IE, "", prompt=8, outcome="not_completion")
    day = dict(model=MINI, prompt=1230000, cached=410000, completion=88000, requests=742)
    record("openai/organization-usage-completions.json", IE, "", **day)
    record("openai/usage-export.csv", IE, "", **day)
    record("openai/usage-export.csv", IE, "", outcome="no_usage")  # a day on which nothing was asked
    record("extended/usage-without-requests.json", IE, "", prompt=18, completion=26, outcome="no_usage")
    record("extended/usage-without-requests.json", IE, "", model="gpt-4o-mini", prompt=18, completion=26, requests=2)
    message = dict(CLAUDE, date="", region="us")                   # both caches are outside input_tokens
    record("anthropic/message.json", "", "msg_01XFDUDYJgAACzvnptvVoYEL", **message)
    record("anthropic/message-batch-results.jsonl", "", "msg_01XFDUDYJgAACzvnptvVoYEL", **message)
    record("anthropic/message-batch-results.jsonl", "", "", outcome="no_usage")
    record("anthropic/message-batch-results.jsonl", "", "", outcome="no_usage")
    record("anthropic/stream.sse", US, "msg_01", model="claude-haiku-4-5-20251001", date="", prompt=25, completion=15)
    f = "claude-code/transcript.jsonl"                             # one message, told as it grew
    record(f, US, "req_011", prompt=11935, cached=5758, completion=1, outcome="superseded")
    record(f, US, "req_011", **CLAUDE)
    f = "extended/claude-code-session.jsonl"
    record(f, US, "", outcome="not_completion")
    record(f, US, "req_1", prompt=11935, cached=5758, completion=1, outcome="superseded")
    record(f, US, "req_1", prompt=11935, cached=5758, completion=9, outcome="superseded")
    record(f, US, "", outcome="not_completion")
    record(f, US, "req_1", **CLAUDE)
    record(f, US, "", outcome="not_completion")
    record(f, US, "req_2", **{**CLAUDE, "completion": 7})
    record(f, US, "req_3", **{**CLAUDE, "completion": 8})          # another message of the same request
    record(f, US, "req_3", **{**CLAUDE, "completion": 8})
    record(f, US, "req_1", **CLAUDE)                               # far from its fellows: counted again
    # Thoughts are outside candidates, tool prompts outside prompts.
    record("gemini/generate-content.json", IE, "rA9xacW", model="gemini-2.5-flash", prompt=1200, cached=1024,
           completion=210 + 640)
    f = "vertex/request-response-logs.jsonl"
    record(f, "", "98765432101234567", model="gemini-2.5-flash", region="europe-west1", prompt=1200, completion=850)
    record(f, "", "98765432101234568", model="claude-3-5-sonnet-20240620", region="us-east5", prompt=25, completion=15)


def routers():
    record("openrouter/generation.json", "", "gen-1768383001-NEpXKqXYIDjS7TmNrT9j", region="europe", provider="Novita",
           model="meta-llama/llama-3.1-8b-instruct:free", prompt=88813, cached=1600, completion=52)
    record("extended/openrouter-replay.json", "", "gen-1", prompt=18, completion=26, outcome="not_inferred")
    record("openrouter/activity.json", IE, "", model="openai/gpt-4.1", provider="OpenAI", prompt=50, completion=125,
           requests=5)
    record("openrouter/activity-export.csv", IE, "gen-1768383001-billableAAA", model="openai/gpt-oss-120b",
           provider="Groq", prompt=10389, completion=137)
    record("litellm/spendlogs.csv", IE, "chatcmpl-B9MH", provider="openai", **ONE_CALL)
    # An Azure deployment's name is no model's; nor does this line tell the cached tokens.
    record("litellm/spendlogs.jsonl", IE, "chatcmpl-B9MH", model="azure/my-deployment", provider="azure",
           prompt=2006, completion=300)
    record("litellm/standard-logging-payload.json", "", "chatcmpl-B9MH", provider="bedrock", region="eu-west-3",
           **{**CLAUDE, "model": "bedrock/eu.anthropic.claude-haiku-4-5-20251001-v1:0"})
    # Portkey does not tell the cached tokens: the same call comes out higher.
    record("portkey/logs-export.jsonl", IE, "0f7c", model="gpt-4o-mini", provider="openai", prompt=2006, completion=300)
    f = "extended/litellm-calls.jsonl"
    call = dict(model="gpt-4o-mini", provider="openai", region="eu-west-3", prompt=18, completion=26)
    for name in ("false-in-words", "hit-in-words", "hit", "no-hit", "null-hit", "none-in-words", "empty-hit"):
        record(f, "", name, **call, outcome="not_inferred" if name in ("hit-in-words", "hit") else "")
    record(f, "", "embedding", prompt=18, completion=0, outcome="not_completion")
    record(f, "", "image", prompt=18, completion=26, outcome="not_completion")
    record(f, "", "moderation", prompt=18, completion=26, outcome="not_completion")
    record(f, "", "default-zeros", prompt=0, completion=0, outcome="no_usage")
    record(f, "", "float-time", **call)
    record(f, "", "vertex-host", **{**call, "region": "europe-west1"})
    record(f, "", "no-region-in-host", **{**call, "region": ""})


def observers_and_clouds():
    record("langfuse/observations-v2.json", IE, "obs-1", **ONE_CALL)      # 86 + 1920 in, 236 + 64 out
    record("langfuse/blob-export-observations.jsonl", IE, "obs-1", **ONE_CALL)
    record("helicone/export.jsonl", IE, "b1f0a4c2", provider="OPENAI", **ONE_CALL)
    record("langsmith/runs.jsonl", IE, "1b2c", provider="openai", **{**ONE_CALL, "model": "gpt-4o-mini"})
    record("otel/otlp-traces.json", IE, "chatcmpl-B9MH", provider="openai", **ONE_CALL)
    record("otel/otlp-traces.json", IE, "eee19b7ec3c1b175", model="gpt-4o", provider="openai", prompt=12, completion=34)
    f = "bedrock/model-invocation.jsonl"
    record(f, "", "915a6a04-3f83-4c70-a277-7fbf7ea546b3", model="anthropic.claude-3-haiku-20240307-v1:0",
           region="us-west-2", prompt=35, completion=446)
    record(f, "", "915a6a04-3f83-4c70-a277-7fbf7ea546b4", region="eu-west-3", prompt=512, completion=256,
           model="arn:aws:bedrock:eu-west-3:123456789012:application-inference-profile/a1b2c3")
    record(f, "", "915a6a04-3f83-4c70-a277-7fbf7ea546b5", outcome="no_usage")
    f = "azure/apim-gateway-llm-log.jsonl"
    record(f, "", "chatcmpl-9gRL", model="gpt-4o-mini", region="Sweden Central", prompt=14, completion=8)
    record(f, "", "chatcmpl-9gRL", prompt=0, completion=0, outcome="no_usage")
    record("azure/request-response.jsonl", "", "", outcome="reject:no_token_counts")
    record("local/vllm-chat.completion.json", IE, "chatcmpl-abc123", model="meta-llama/Llama-3.1-8B-Instruct", prompt=42,
           completion=128)
    record("local/llama-server-completion.json", IE, "", model="Qwen3-Coder-30B-A3B-Instruct-IQ4_NL.gguf", date="",
           prompt=310, cached=300, completion=27)
    record("local/ollama-chat.jsonl", IE, "", model="llama3.1:8b-instruct-q4_K_M", prompt=26, completion=282)


def traps():
    f = "traps/traps.csv"
    mini = dict(GATEWAY)
    record(f, "", "t01", **mini)
    record(f, "", "t02", **{**mini, "model": "OpenAI/GPT-4o-Mini", "region": "EU-West"})
    record(f, "", "t03", **{**mini, "model": "openai/gpt-4o-mini:free"})
    record(f, "", "t04", outcome="reject:bad_number")
    record(f, "", "t05", model="anthropic.claude-3-haiku-20240307-v1:0", provider="bedrock", region="eu-west-3", prompt=35,
           completion=446)
    record(f, "", "t06", model="claude-3-5-sonnet@20240620", provider="vertex", region="us-east5", prompt=25, completion=15)
    record(f, "", "t07", **{**mini, "prompt": 1000, "completion": 200})
    record(f, "", "t08", **{**mini, "prompt": 1000, "completion": 200})
    record(f, "", "t09", outcome="no_usage")
    record(f, "", "t10", outcome="no_usage")
    record(f, "", "t11", outcome="reject:bad_number")
    record(f, "", "t12", **{**mini, "prompt": 1000})
    record(f, "", "t13", outcome="reject:bad_number")
    record(f, "", "t14", outcome="reject:bad_number")
    record(f, "", "t15", **{**mini, "model": "acme/secret-v9", "prompt": 10, "completion": 10})
    record(f, "", "t16", **{**mini, "region": "mars-north", "prompt": 10, "completion": 10})
    record(f, "", "t17", prompt=512, completion=0, outcome="not_completion")
    record(f, "", "t18", model="lowrouter/auto", prompt=10, completion=10)
    record(f, "", "t19", **{**mini, "prompt": 2048, "completion": 17})
    record(f, "", "t01", **mini)
    record(f, "", "t20", **mini)
    record(f, "", "t21", outcome="reject:ragged_row")
    record("traps/semicolon-decimal-comma.csv", "", "g1", outcome="reject:bad_time")
    record("traps/usage.tsv", "", "g1", **{**mini, "provider": ""})
    f = "extended/semicolons.csv"
    record(f, "", "g1", **mini)
    record(f, "", "g2", **mini)
    record(f, "", "g3", outcome="reject:bad_number")
    f = "extended/gateway-values.csv"
    record(f, "", "cached", **{**mini, "prompt": 2006, "cached": 1920, "completion": 300})
    for name in ("quoted", "spaces", "after-a-blank-line"):
        record(f, "", name, **mini)
    record(f, "", "a-quote-inside", outcome="reject:malformed_csv")
    record(f, "", "an-open-quote", outcome="reject:malformed_csv")
    record(f, "", "after-an-open-quote", **mini)
    record(f, "", "too-many", outcome="reject:ragged_row")
    record(f, "", "a,comma", **mini)
    record(f, "", "two-lines", **mini)
    record(f, "", "cached-exceeds-prompt", outcome="reject:cached_exceeds_prompt")


def values():
    f = "extended/gateway-values.jsonl"

    def good(name, **changes):
        record(f, "", name, **{**GATEWAY, **changes})

    def reject(code, *names):
        for name in names:
            record(f, "", name, outcome="reject:" + code)

    good("digits-in-strings")
    good("integral-decimals")
    good("integral-exponent", prompt=1000)
    good("exponent-with-fraction", prompt=1500)
    good("capital-exponent", prompt=1000)
    good("negative-exponent")
    reject("bad_number", "fraction", "negative", "beyond-the-limit")
    good("at-the-limit", prompt=10 ** 12)
    reject("bad_number", "huge-exponent", "separators", "nan-in-a-string", "true-for-a-number")
    for name in ("null-tokens", "empty-tokens", "missing-tokens"):
        record(f, "", name, outcome="no_usage")
    record(f, "", "zero-tokens", prompt=0, completion=0, outcome="no_usage")
    good("prompt-only", completion="")
    good("completion-only", prompt="")
    record(f, "", "only-a-total", outcome="no_usage")
    reject("total_mismatch", "total-too-small")
    good("total-larger")
    good("cached", prompt=2006, cached=1920, completion=300)
    reject("cached_exceeds_prompt", "cached-exceeds-prompt")
    for unit in ("seconds", "seconds-with-fraction", "milliseconds", "microseconds", "nanoseconds", "in-a-string"):
        good("epoch-" + unit)
    good("naive-time")
    good("day-only")
    good("new-year-in-the-east", date="2024-12-31")
    good("old-year-in-the-west", date="2025-01-01")
    good("leap-day", date="2024-02-29")
    reject("bad_time", "no-leap-day", "local-order", "no-such-hour")
    good("year-before-the-grid", date="1999-06-01")
    good("no-time", date="")
    good("null-time", date="")
    good("case-and-spaces")
    good("dated-snapshot")
    good("nitro")
    good("nearly-a-name", model="openai/gpt-4o-minis")
    good("no-model", model="")
    good("no-region", region="")
    good("prefix-of-a-region", region="eu-west-1x")
    good("undisclosed", model="openai/o3")
    good("escaped")
    good("escaped-key")
    good("twice")
    f = "extended/stale-blocks.jsonl"
    for name in ("first", "middle", "last", "null", "twice", "first-and-omitted", "middle-and-omitted",
                 "last-and-omitted", "twice-and-omitted", "in-lowrouter", "empty-lowrouter", "in-both",
                 "in-both-and-omitted", "spaces", "escaped-key", "nested-is-not-ours"):
        good(name, model="acme/secret" if name.endswith("omitted") else GATEWAY["model"])


def main():
    global TABLES
    TABLES = reference.Tables()
    for part in (gateway, makers, routers, observers_and_clouds, traps, values):
        part()
    text = io.StringIO()
    out = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    out.writeheader()
    out.writerows(ROWS)
    if sys.argv[1:] == ["--check"]:
        same = TARGET.exists() and TARGET.read_bytes() == text.getvalue().encode()
        sys.exit(0 if same else f"{TARGET.name} is not what {Path(__file__).name} writes")
    TARGET.write_bytes(text.getvalue().encode())


if __name__ == "__main__":
    main()
