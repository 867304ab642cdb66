"""What the sample logs of gateways, makers, routers and clouds say, stated by hand.

The token counts are from what each tool documents its fields to include. An outcome that stands
here is a reason that the log's format decides (`no_usage`), a `reject:` code, or `superseded`;
reasons about the model and the place are the reference's to find.
"""

from collections.abc import Iterator
from dataclasses import replace

from sample import GATEWAY, IDLE, SILENT, Call, Log, Sample

IRELAND, AMERICA = "--assume region=eu-west", "--assume region=us"
MINI, GPT_4O = "gpt-4o-mini-2024-07-18", "gpt-4o"
ONE_CALL = Call(MINI, 2006, 300, cached=1920)  # told by seven tools
CLAUDE = Call("claude-haiku-4-5-20251001", 3 + 6174 + 5758, 503, cached=5758)


def sample_logs() -> Iterator[Sample]:
    yield from gateway()
    yield from makers()
    yield from claude_code()
    yield from google()
    yield from routers()
    yield from litellm_calls()
    yield from observers()
    yield from clouds()
    yield from local_servers()


def gateway() -> Iterator[Sample]:
    first, second = "gen_01J9ZK3T5W8Q2N4B6C7D8E9F0A", "gen_01J9ZK3T5W8Q2N4B6C7D8E9F0B"
    third = "gen_01J9ZK3T5W8Q2N4B6C7D8E9F0C"
    log = Log("gateway/usage.csv")
    large = "mistral/mistral-large-latest"
    yield log.has(first, GATEWAY)
    yield log.has(second, Call(large, 1480, 512, provider="mistral", region="eu-west"))
    yield log.has(third, IDLE, "no_usage")
    haiku = "anthropic/claude-haiku-4-5"  # failed, but it used tokens
    failed = Call(haiku, 2048, 17, provider="anthropic", region="us-west")
    yield log.has("gen_01J9ZK3T5W8Q2N4B6C7D8E9F0D", failed)
    yield log.has("gen_01J9ZK3T5W8Q2N4B6C7D8E9F0E", Call("", 512, 0), "not_completion")
    log = Log("gateway/usage.json")
    yield log.has(first, GATEWAY)
    yield log.has(second, replace(GATEWAY, model="acme/unknown-13"))
    yield log.has(third, IDLE, "no_usage")
    for file in ("gateway/usage.jsonl", "traps/usage.jsonl.gz"):
        yield Log(file).has(first, GATEWAY)
        yield Log(file).has(second, GATEWAY)
    for file in ("gateway/generation.json", "gateway/chat-completion-response.json"):
        yield Log(file).has(first, GATEWAY)
    log = Log("extended/gateway-streams.sse")
    yield log.has("gen-1", GATEWAY)
    yield log.has("gen-2", GATEWAY)
    yield log.has("gen-3", SILENT, "no_usage")


def makers() -> Iterator[Sample]:
    chat = "chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG"
    for flags in (IRELAND, "", "--assume region=world"):
        # Reasoning is inside completion.
        yield Log("openai/chat.completion.json", flags).has(chat, ONE_CALL)
    log = Log("openai/batch-output.jsonl", IRELAND)
    yield log.has(chat, ONE_CALL)
    yield log.has("batch_req_456", SILENT, "no_usage")
    log = Log("openai/chat.completion.chunk.sse", IRELAND)
    yield log.has("chatcmpl-B9MI", Call(MINI, 9, 2))
    log = Log("openai/response.json", IRELAND)
    yield log.has("resp_67ccd2bed1ec8190", Call("o3-mini-2025-01-31", 328, 1152))
    yield Log("openai/embeddings.json", IRELAND).has("", Call("", 8), "not_completion")
    day = Call(MINI, 1230000, 88000, cached=410000, requests=742)
    yield Log("openai/organization-usage-completions.json", IRELAND).has("", day)
    log = Log("openai/usage-export.csv", IRELAND)
    yield log.has("", day)
    yield log.has("", SILENT, "no_usage")  # a day on which nothing was asked
    log = Log("extended/usage-without-requests.json", IRELAND)
    yield log.has("", Call("", 18, 26), "no_usage")
    yield log.has("", Call("gpt-4o-mini", 18, 26, requests=2))

    message = replace(CLAUDE, date="", region="us")  # both caches are outside input_tokens
    yield Log("anthropic/message.json").has("msg_01XFDUDYJgAACzvnptvVoYEL", message)
    log = Log("anthropic/message-batch-results.jsonl")
    yield log.has("msg_01XFDUDYJgAACzvnptvVoYEL", message)
    yield log.has("", SILENT, "no_usage")
    yield log.has("", SILENT, "no_usage")
    log = Log("anthropic/stream.sse", AMERICA)
    yield log.has("msg_01", Call("claude-haiku-4-5-20251001", 25, 15, date=""))


def claude_code() -> Iterator[Sample]:
    """One message, told as it grew."""
    first, second = Call("", 11935, 1, cached=5758), Call("", 11935, 9, cached=5758)
    log = Log("claude-code/transcript.jsonl", AMERICA)
    yield log.has("req_011", first, "superseded")
    yield log.has("req_011", CLAUDE)
    log = Log("extended/claude-code-session.jsonl", AMERICA)
    yield log.has("", SILENT, "not_completion")
    yield log.has("req_1", first, "superseded")
    yield log.has("req_1", second, "superseded")
    yield log.has("", SILENT, "not_completion")
    yield log.has("req_1", CLAUDE, "superseded")
    yield log.has("", SILENT, "not_completion")
    yield log.has("req_2", replace(CLAUDE, completion=7))
    yield log.has("req_3", replace(CLAUDE, completion=8))  # another message of the same request
    yield log.has("req_3", replace(CLAUDE, completion=8))
    yield log.has("req_1", CLAUDE)  # told once more, far from its fellows


def google() -> Iterator[Sample]:
    # Thoughts are outside candidates, tool prompts outside prompts.
    log = Log("gemini/generate-content.json", IRELAND)
    yield log.has("rA9xacW", Call("gemini-2.5-flash", 1200, 210 + 640, cached=1024))
    log = Log("vertex/request-response-logs.jsonl")
    yield log.has("98765432101234567", Call("gemini-2.5-flash", 1200, 850, region="europe-west1"))
    claude = Call("claude-3-5-sonnet-20240620", 25, 15, region="us-east5")
    yield log.has("98765432101234568", claude)


def routers() -> Iterator[Sample]:
    log = Log("openrouter/generation.json")
    llama = "meta-llama/llama-3.1-8b-instruct:free"
    call = Call(llama, 88813, 52, cached=1600, region="europe", provider="Novita")
    yield log.has("gen-1768383001-NEpXKqXYIDjS7TmNrT9j", call)
    yield Log("extended/openrouter-replay.json").has("gen-1", Call("", 18, 26), "not_inferred")
    call = Call("openai/gpt-4.1", 50, 125, provider="OpenAI", requests=5)
    yield Log("openrouter/activity.json", IRELAND).has("", call)
    call = Call("openai/gpt-oss-120b", 10389, 137, provider="Groq")
    yield Log("openrouter/activity-export.csv", IRELAND).has("gen-1768383001-billableAAA", call)
    call = replace(ONE_CALL, provider="openai")
    yield Log("litellm/spendlogs.csv", IRELAND).has("chatcmpl-B9MH", call)
    # An Azure deployment's name is no model's; nor does this line tell the cached tokens.
    call = Call("azure/my-deployment", 2006, 300, provider="azure")
    yield Log("litellm/spendlogs.jsonl", IRELAND).has("chatcmpl-B9MH", call)
    haiku = "bedrock/eu.anthropic.claude-haiku-4-5-20251001-v1:0"
    call = replace(CLAUDE, model=haiku, provider="bedrock", region="eu-west-3")
    yield Log("litellm/standard-logging-payload.json").has("chatcmpl-B9MH", call)
    # Portkey does not tell the cached tokens: the same call comes out higher.
    call = Call("gpt-4o-mini", 2006, 300, provider="openai")
    yield Log("portkey/logs-export.jsonl", IRELAND).has("0f7c", call)


def litellm_calls() -> Iterator[Sample]:
    log = Log("extended/litellm-calls.jsonl")
    call = Call("gpt-4o-mini", 18, 26, provider="openai", region="eu-west-3")
    yield log.has("false-in-words", call)
    yield log.has("hit-in-words", call, "not_inferred")
    yield log.has("hit", call, "not_inferred")
    for name in ("no-hit", "null-hit", "none-in-words", "empty-hit"):
        yield log.has(name, call)
    yield log.has("embedding", Call("", 18, 0), "not_completion")
    yield log.has("image", Call("", 18, 26), "not_completion")
    yield log.has("moderation", Call("", 18, 26), "not_completion")
    yield log.has("default-zeros", IDLE, "no_usage")
    yield log.has("float-time", call)
    yield log.has("vertex-host", replace(call, region="europe-west1"))
    yield log.has("no-region-in-host", replace(call, region=""))


def observers() -> Iterator[Sample]:
    openai = replace(ONE_CALL, provider="openai")
    for file in ("observations-v2.json", "blob-export-observations.jsonl"):
        yield Log(f"langfuse/{file}", IRELAND).has("obs-1", ONE_CALL)  # 86 + 1920 in, 236 + 64 out
    call = replace(ONE_CALL, provider="OPENAI")
    yield Log("helicone/export.jsonl", IRELAND).has("b1f0a4c2", call)
    call = replace(openai, model="gpt-4o-mini")
    yield Log("langsmith/runs.jsonl", IRELAND).has("1b2c", call)
    log = Log("otel/otlp-traces.json", IRELAND)
    yield log.has("chatcmpl-B9MH", openai)
    yield log.has("eee19b7ec3c1b175", Call(GPT_4O, 12, 34, provider="openai"))


def clouds() -> Iterator[Sample]:
    log = Log("bedrock/model-invocation.jsonl")
    haiku = Call("anthropic.claude-3-haiku-20240307-v1:0", 35, 446, region="us-west-2")
    yield log.has("915a6a04-3f83-4c70-a277-7fbf7ea546b3", haiku)
    profile = "arn:aws:bedrock:eu-west-3:123456789012:application-inference-profile/a1b2c3"
    call = Call(profile, 512, 256, region="eu-west-3")
    yield log.has("915a6a04-3f83-4c70-a277-7fbf7ea546b4", call)
    yield log.has("915a6a04-3f83-4c70-a277-7fbf7ea546b5", SILENT, "no_usage")
    log = Log("azure/apim-gateway-llm-log.jsonl")
    yield log.has("chatcmpl-9gRL", Call("gpt-4o-mini", 14, 8, region="Sweden Central"))
    yield log.has("chatcmpl-9gRL", IDLE, "no_usage")
    yield from Log("azure/request-response.jsonl").rejects("no_token_counts", "")


def local_servers() -> Iterator[Sample]:
    log = Log("local/vllm-chat.completion.json", IRELAND)
    yield log.has("chatcmpl-abc123", Call("meta-llama/Llama-3.1-8B-Instruct", 42, 128))
    qwen = Call(
        "Qwen3-Coder-30B-A3B-Instruct-IQ4_NL.gguf",
        310,
        27,
        cached=300,
        date="",
        provider="llama.cpp",
    )
    yield Log("local/llama-server-completion.json", IRELAND).has("", qwen)
    served = Call("meta-llama/Llama-3.1-8B-Instruct", None, 20, date="")
    flags = f"--assume model={served.model} {IRELAND}"
    yield Log("local/tgi-generate.json", flags).has("", served)
    llama = Call("llama3.1:8b-instruct-q4_K_M", 26, 282, provider="ollama")
    yield Log("local/ollama-chat.jsonl", IRELAND).has("", llama)
