"""What the sample logs of agents, and of tools that watch, sum up or batch calls, say; by hand.

As in sample_logs.py: the token counts are from what each tool documents its fields to include.
"""

from collections.abc import Iterator
from dataclasses import replace

from sample import SILENT, Call, Log, Sample
from sample_logs import CLAUDE, IRELAND, MINI, ONE_CALL

OPENAI = replace(ONE_CALL, provider="openai")
ANTHROPIC = replace(CLAUDE, provider="anthropic")
AGENT = Call("", 2006, 300)  # a span around a call, with the call's counts
FLASH = Call("gemini-2.5-flash", 1200, 210 + 640, cached=1024)  # thoughts are outside candidates
SEVEN = Call(MINI, 14042, 2100, cached=13440, requests=7)
HAIKU_PROFILE = "anthropic.claude-haiku-4-5-20251001-v1:0"


def sample_exports() -> Iterator[Sample]:
    yield from agents()
    yield from headless_agents()
    yield from clouds()
    yield from azure()
    yield from makers()
    yield from routers()
    yield from spans()
    yield from observers()
    yield from evaluations()
    yield from generic()


def agents() -> Iterator[Sample]:
    log = Log("agents/cursor.csv", IRELAND)  # four columns that do not overlap
    yield log.has("", replace(CLAUDE, model="claude-haiku-4-5"))
    yield log.has("", replace(ONE_CALL, model="gpt-4o-mini"))
    yield Log("agents/opencode.json", IRELAND).has("msg_1", ANTHROPIC)  # 400 + 103 out
    for name in ("copilot-billing", "copilot-billing-earlier"):
        yield Log(f"agents/{name}.csv", IRELAND).has("", SILENT, "no_usage")
    log = Log("agents/copilot-otel.jsonl", IRELAND)
    yield log.has("sp1", AGENT, "not_completion")
    yield log.has("sp2", OPENAI)
    log = Log("agents/gemini-cli-session.json", IRELAND)
    yield log.has("m1", SILENT, "not_completion")
    yield log.has("m2", FLASH)
    log = Log("agents/gemini-cli-session.jsonl", IRELAND)
    yield log.has("", SILENT, "no_usage")
    yield log.has("m1", SILENT, "not_completion")
    yield log.has("m2", FLASH)
    yield Log("agents/gemini-cli-telemetry.json", IRELAND).has("", FLASH)
    log = Log("agents/otlp-logs.json", IRELAND)
    yield log.has("req_1", CLAUDE)  # both caches are outside
    yield log.has("", ONE_CALL)  # both details are inside
    log = Log("agents/pi.jsonl", IRELAND)
    yield log.has("s1", SILENT, "no_usage")
    yield log.has("e1", SILENT, "no_usage")
    yield log.has("e2", ANTHROPIC)
    log = Log("agents/kimi-wire.jsonl", f"--assume model=gpt-4o-mini {IRELAND}")
    yield log.has("", SILENT, "no_usage")
    yield log.has("chatcmpl-1", replace(ONE_CALL, model="gpt-4o-mini"))  # 86 + 1920 in
    log = Log("agents/cline-ui-messages.json", IRELAND)
    yield log.has("", SILENT, "not_completion")
    yield log.has("", ANTHROPIC)


def headless_agents() -> Iterator[Sample]:
    """The result alone counts, a record for each model."""
    result = replace(CLAUDE, date="")
    yield Log("agents/claude-headless.json", IRELAND).has("s1", result)
    log = Log("agents/claude-headless.jsonl", IRELAND)
    yield log.has("s1", replace(result, requests=2))
    yield log.has("s1", Call("claude-sonnet-4-5", 100, 20, date="", requests=2))
    log = Log("agents/claude-headless-no-model.json", f"--assume model=claude-haiku-4-5 {IRELAND}")
    yield log.has("s1", replace(result, model="claude-haiku-4-5"))


def clouds() -> Iterator[Sample]:
    log = Log("clouds/bedrock-batch.jsonl.out", IRELAND)
    yield log.has("msg_1", replace(CLAUDE, date=""))
    yield log.has("r2", SILENT, "no_usage")
    call = replace(CLAUDE, model=HAIKU_PROFILE, region="us-west-2")
    for name in ("events.json", "subscription.json", "insights.csv"):
        yield Log(f"clouds/cloudwatch-{name}").has("req-1", call)
    log = Log("clouds/bedrock-converse.json", f"--assume model=claude-haiku-4-5 {IRELAND}")
    yield log.has("req-1", replace(CLAUDE, model="claude-haiku-4-5", date=""))


def azure() -> Iterator[Sample]:
    log = Log("clouds/azure-apim-portal.csv")  # 1/14/2026 is of January
    yield log.has("", Call("gpt-4o-mini", 14, 8, region="Sweden Central"))
    yield log.has("", SILENT, "no_usage")
    log = Log("clouds/app-insights.csv", IRELAND)
    yield log.has("d1", OPENAI)
    yield log.has("d2", AGENT, "not_completion")
    log = Log("clouds/app-insights.jsonl", IRELAND)
    yield log.has("d1", OPENAI)
    yield log.has("d2", OPENAI)
    for name in ("csv", "jsonl"):
        yield Log(f"clouds/app-dependencies.{name}", IRELAND).has("d1", OPENAI)


def makers() -> Iterator[Sample]:
    for name in ("batch-output.jsonl", "stream.sse", "python-sdk.json"):
        yield Log(f"gemini/{name}", IRELAND).has("rA9xacW", FLASH)
    log = Log("openai/chat-list.json", IRELAND)
    yield log.has("chatcmpl-1", ONE_CALL)
    yield log.has("chatcmpl-2", Call(MINI, 9, 2))
    yield Log("openai/batch-object.json", IRELAND).has("batch_1", SEVEN)
    thought = Call("o3-mini-2025-01-31", 328, 1152)
    yield Log("openai/responses-stream.sse", IRELAND).has("resp_1", thought)
    log = Log("openai/mixed-answers.jsonl", IRELAND)
    yield log.has("chatcmpl-1", ONE_CALL)
    yield log.has("rA9xacW", FLASH)
    yield log.has("msg_1", replace(CLAUDE, date=""))
    yield log.has("resp_1", thought)
    yield log.has("", Call("", 8), "not_completion")
    # Sums without a number of requests.
    yield Log("anthropic/usage-report.json").has("", replace(CLAUDE, model=""), "no_usage")
    yield Log("anthropic/usage-report.csv").has("", SILENT, "no_usage")


def routers() -> Iterator[Sample]:
    call = Call("gpt-4o-mini", 18, 26, provider="openai")
    log = Log("routers/cloudflare.jsonl", IRELAND)
    yield log.has("l1", call)
    yield log.has("l2", call, "not_inferred")
    yield Log("routers/cloudflare.json", IRELAND).has("l1", call)
    day = replace(SEVEN, model="gpt-4o-mini")
    yield Log("routers/litellm-daily.json", IRELAND).has("", day)
    yield Log("routers/litellm-daily.csv", IRELAND).has("", replace(day, provider="openai"))


def spans() -> Iterator[Sample]:
    for name in ("console.json", "flat.jsonl"):
        yield Log(f"otel/{name}", IRELAND).has("chatcmpl-B9MH", OPENAI)
    for log in (Log("otel/openinference.json", IRELAND), Log("observers/phoenix.csv", IRELAND)):
        yield log.has("s1", AGENT, "not_completion")
        yield log.has("s2", OPENAI)


def observers() -> Iterator[Sample]:
    log = Log("langfuse/ui-export.json", IRELAND)
    yield log.has("o1", ONE_CALL)  # 86 + 1920 in, 236 + 64 out
    yield log.has("o2", SILENT, "not_completion")
    yield Log("langfuse/ui-export.csv", IRELAND).has("o1", ONE_CALL)
    message = replace(OPENAI, date="")
    log = Log("observers/langchain.jsonl", IRELAND)
    yield log.has("run-1", message)
    yield log.has("", SILENT, "no_usage")
    yield Log("observers/langchain-dumps.jsonl", IRELAND).has("run-1", message)
    log = Log("observers/llm-logs.json", IRELAND)
    yield log.has("01k", ONE_CALL)
    yield log.has("01l", Call("gpt-4o-mini", 18, 26))
    log = Log("observers/datadog.json", IRELAND)
    yield log.has("1", OPENAI)
    yield log.has("2", SILENT, "not_completion")
    yield Log("observers/datadog.jsonl", IRELAND).has("1", OPENAI)


def evaluations() -> Iterator[Sample]:
    log = Log("observers/mlflow.json", IRELAND)
    yield log.has("s1", SILENT, "not_completion")
    yield log.has("s2", ONE_CALL)
    call = Call("openai/gpt-4o-mini", 2006, 300)  # it does not tell the cached tokens
    log = Log("observers/promptfoo.json", IRELAND)
    yield log.has("r1", call)
    yield log.has("r2", SILENT, "not_inferred")
    yield Log("observers/promptfoo.jsonl", IRELAND).has("r1", replace(call, date=""))
    log = Log("observers/weave.json", IRELAND)  # an outer call has the sum of those inside
    yield log.has("c1", Call(MINI, 4012, 600, cached=3840, requests=2))
    yield log.has("c2", AGENT, "not_completion")


def generic() -> Iterator[Sample]:
    """Logs of no format, read by what their columns and members are called."""
    call, small = replace(ONE_CALL, model="gpt-4o-mini"), Call("gpt-4o-mini", 18, 26)
    log = Log("generic/table.csv")
    yield log.has("", replace(call, region="eu-west"))
    yield log.has("", replace(small, region="eu-west"))
    log = Log("generic/usage-object.jsonl", IRELAND)
    yield log.has("g1", call)
    yield log.has("g2", SILENT, "no_usage")
    log = Log("generic/nested.json", IRELAND)
    yield log.has("g1", small)
    yield log.has("g2", call)
