"""The bundled vectors: each model and each kind of region of an edition, and the worked example."""

from reference import Reference
from vector_suite import Suite

MODEL, PLACE = "openai/gpt-4o-mini", ("eu-west", "openai")
EXAMPLE, DAY = (18, 0, 26), "2024-04-26"

NAMES = """
    gpt-4o-2024-08-06 azure/gpt-4o-mini openai/gpt-oss-120b:free openai/o3 text-embedding-3-small
    claude-3-5-sonnet-20240620 claude-sonnet-4-5-20250929
    us.anthropic.claude-3-5-haiku-20241022-v1:0 anthropic.claude-3-haiku-20240307-v1:0
    claude-3-5-sonnet@20240620 models/gemini-2.5-flash
    publishers/google/models/gemini-2.0-flash-001 vertex_ai/gemini-2.5-pro x-ai/grok-4
    bedrock/us.meta.llama3-1-70b-instruct-v1:0 groq/llama-3.3-70b-versatile llama3.1:8b
    together_ai/meta-llama/Meta-Llama-3.1-8B-Instruct deepseek/deepseek-r1:free
    deepseek-ai/DeepSeek-V3 mistral-large-latest qwen/qwen3-32b:nitro cohere.command-r-plus-v1:0
    amazon.nova-pro-v1:0
""".split()


def bundled(newest: str, older: str, other: str) -> Suite:
    s = Suite(Reference(newest=newest), newest, older, other)
    example(s)
    variants(s)
    for name in NAMES:
        s.add(f"name {name}", name, EXAMPLE, "eu-west", date="2025-06-30")
    models(s)
    regions(s)
    accelerators(s)
    return s


def example(s: Suite) -> None:
    s.add("worked example", MODEL, EXAMPLE, *PLACE, DAY)
    s.add("worked example under the older method", MODEL, EXAMPLE, *PLACE, DAY, methodology=s.older)
    if s.other != s.newest:
        case = f"worked example under {s.other}"
        s.add(case, MODEL, EXAMPLE, *PLACE, DAY, methodology=s.other)


def variants(s: Suite) -> None:
    """The worked example with one thing changed."""
    west, nowhere = PLACE, ("atlantis", "openai")
    for case, model, usage, place, date in (
        ("year only", MODEL, EXAMPLE, west, "2024"),
        ("no date", MODEL, EXAMPLE, west, ""),
        ("no provider", MODEL, EXAMPLE, ("eu-west", ""), DAY),
        ("google's eu-west", MODEL, EXAMPLE, ("eu-west", "google"), DAY),
        ("prompt-heavy: the guard", MODEL, (5000, 0, 10), west, DAY),
        ("answer-heavy", MODEL, (10, 0, 5000), west, DAY),
        ("mostly cached", MODEL, (86, 1920, 300), west, DAY),
        ("before the first grid row", MODEL, EXAMPLE, west, "2019-12-31"),
        ("bare name", "gpt-4o-mini", EXAMPLE, west, DAY),
        ("dated name", "gpt-4o-mini-2024-07-18", EXAMPLE, west, DAY),
        ("upper case and spaces", "  OpenAI/GPT-4o-Mini ", EXAMPLE, (" EU-West ", " OpenAI "), DAY),
        ("router's name", "openrouter/openai/gpt-4o-mini:free", EXAMPLE, ("eu-west", ""), DAY),
        ("unlisted provider", "acme/gpt-4o-mini", EXAMPLE, west, DAY),
        ("pseudo-model", "lowrouter/auto", EXAMPLE, west, DAY),
        ("unknown region", MODEL, EXAMPLE, nowhere, DAY),
        ("a region's neighbour is not a prefix", MODEL, EXAMPLE, ("eu-west-99", "openai"), DAY),
        ("nothing used", MODEL, (0, 0, 0), west, DAY),
    ):
        s.add(case, model, usage, *place, date)
    s.add("world assumed", MODEL, EXAMPLE, "world", "openai", DAY, assumed=True)
    case = "zone whose publisher states 0 g has no row"
    s.add(case, MODEL, EXAMPLE, "cf", date="2023-06-30")
    s.add("aggregate of 100", MODEL, (1800, 0, 2600), *PLACE, DAY, requests=100)


def models(s: Suite) -> None:
    """Every row once, at the date it holds from; of v2 with a concurrency too."""
    usage = (900, 100, 500)
    for key, rows in sorted(s.tables.models.items()):
        for row in rows:
            case, date = (
                f"model {key} {row['valid_from']}".strip(),
                row["valid_from"] or "2024-12-31",
            )
            s.add(case, key, usage, "eu-west", "aws", date)
            if s.knows_serving:
                s.add(
                    f"{case} among 20.5",
                    key,
                    usage,
                    "eu-west",
                    "aws",
                    date,
                    known={"concurrency": "20.5"},
                )


def accelerators(s: Suite) -> None:
    """Every row once."""
    for name in sorted(s.tables.accelerators):
        known = {"gpu_seconds": "0.25", "accelerator": name}
        s.add(f"accelerator {name}", MODEL, EXAMPLE, *PLACE, DAY, known=known)


def regions(s: Suite) -> None:
    """One of each kind, and every twentieth of the rest."""
    kinds = set()
    for number, (key, row) in enumerate(sorted(s.tables.regions.items())):
        pue = s.tables.pue(row, None)
        kind = pue, row["match"], row["zone"] if pue else ""
        if kind not in kinds or number % 20 == 0 or key == ("world", ""):
            case = " ".join(("region", *key)).strip()
            s.add(case, MODEL, EXAMPLE, *key, "2025-06-30")
        kinds.add(kind)
    if not s.tables.pues:
        return
    for date in ("2020-06-30", "2023", "2024-12-31", "2025-01-01", ""):
        s.add(f"PUE of [{date}]", MODEL, EXAMPLE, "us-west", "google", date)
