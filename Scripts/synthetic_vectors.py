"""The synthetic vectors: one idea a case, against the tables in Vectors/tables.

Long, because it is a list.
"""

from fractions import Fraction
from pathlib import Path

from reference import FIGURES, Rate, Reference, plain
from serving_vectors import serving
from vector_suite import NANO, Suite, Usage, split_nano

TRILLION = 10**12

PLAIN_NAMES = """
    id-alias maker/id-other-name id-other-name openai/maker/id-other-name openai/id-alias
    openrouter/openai/id-plain openrouter/groq/openai/id-plain acme/id-plain
    openrouter/acme/id-plain acme/openai/id-plain publishers/google/models/id-plain
    vertex_ai/publishers/google/models/id-plain@20240101 models/id-plain publishers/google/id-plain
    azure/id-plain-2024-08-06 us.id-plain bedrock/us.anthropic.id-plain-v1:0
    global.anthropic.id-plain-20240101-v2:0 apac.eu.id-plain ap.id-plain anthropic.us.id-plain
    id-plain:free id-plain:nitro id-plain:beta id-plain:online id-plain:floor id-plain:extended
    id-plain:FREE id-plain:thinking id-plain:8b id-plain:free:online id-plain-2024-01-01:free
    id-plain:free-2024-01-01 id-plain-20240101 id-plain@20240101 id-plain@2024-01-01
    id-plain-2024-01 id-plain-202401 id-plain-v1 id-plain-v1:0 id-plain-v12:34 id-plain-v:0
    id-plainv1:0 id-plai id-plain2
""".split()
MORE_NAMES = """
    / openai/ :free openai/:free /id-plain id-plain/ openai/id-dated id-dated-2024-05-13
    id-dated-2024-05-14 id-dated-20240513 openai/id-dated-2024-05-13:free maker/id-free:free
    id-free:free openai/id-free:free google/id-free:free google/id-free:nitro maker/id-free bare-id
    openai/bare-id us.id-route eu.id-route id-route openai/us.id-route meta.id-maker
    us.meta.id-maker id-maker meta.meta.id-maker id-v2 id-v2-v1:0 id-v2:0
""".split()
# By the rules of edition 2026-12: words, precisions, Ollama's tags and defaults.
RULED_NAMES = """
    id_plain ID.PLAIN x/y/id-plain id-plain-instruct id-plain-preview-2507 id-plain-fp8 id-plain-awq
    id-plain-Q4_K_M.gguf id-plain-gguf id-plain-4bit-2507 ollama/id-default id-default:latest
    acme/id-default id-plain-mini id-plain-fp9 width/weights-only-4-fp8 width-dense-16-bf16
""".split()
NAMES = [
    *("openai/id-plain", "id-plain", "ID-PLAIN", "  OpenAI/Id-Plain\t"),
    *PLAIN_NAMES,
    *("id plain", "", " "),
    *MORE_NAMES,
    *("\u00a0id-plain", "id\u2011plain", "lowrouter/auto"),
]


def synthetic(tables: Path, newest: str, older: str, other: str) -> Suite:
    s = Suite(Reference(tables, newest), newest, older, other)
    for part in (coefficients, precision, extremes, aggregates, ties):
        part(s)
    (serving if s.knows_serving else guard)(s)
    if s.knows_serving:
        ruled(s)
    for part in (intervals, labels, grid_years, model_versions, regions, names, reasons):
        part(s)
    return s


def short(model: str) -> str:
    return model.split("/")[1]


def coefficients(s: Suite) -> None:
    """Each coefficient alone (the others vanish or are known), then together."""
    sizes = "size/tiny size/one size/decimals context/kv context/width context/llama"
    for model in sizes.split():
        for idea, usage in (
            ("prefill alone", (1000, 0, 0)),
            ("cached alone", (0, 1000, 0)),
            ("decode alone", (0, 0, 1000)),
            ("prefill after a cached prompt", (300, 700, 0)),
            ("decode after a prompt", (300, 700, 500)),
            ("one token in", (1, 0, 0)),
            ("one cached token", (0, 1, 0)),
            ("one token out", (0, 0, 1)),
        ):
            s.add(f"{idea} {short(model)}", model, usage, "one")


def precision(s: Suite) -> None:
    for bits in ("4", "4-25", "8", "16", "32"):
        for kind in ("dense", "moe"):
            case, model = f"weights of {bits} bits {kind}", f"width/{kind}-{bits}"
            s.add(case, model, (100, 10, 200), "north", date="2024")
            s.add(f"{case} decode", model, (0, 0, 1), "one")
            s.add(f"{case} old method", model, (100, 10, 200), "one", methodology=s.older)


def extremes(s: Suite) -> None:
    half, both = TRILLION // 2, (TRILLION, 0, TRILLION)
    for model in ("size/tiny", "size/huge", "context/llama"):
        name = short(model)
        s.add(f"10^12 uncached {name}", model, (TRILLION, 0, 0), "coal")
        s.add(f"10^12 cached {name}", model, (0, TRILLION, 0), "coal")
        s.add(f"10^12 out {name}", model, (0, 0, TRILLION), "coal")
        s.add(f"10^12 in and out {name}", model, both, "coal")
        s.add(f"10^12 half cached and out {name}", model, (half, half, TRILLION), "coal")
        s.add(f"10^12 in and out old method {name}", model, both, "coal", methodology=s.older)
        s.add(f"10^12 over 10^9 requests {name}", model, both, "coal", requests=10**9)
        s.add(f"one token in 10^9 requests {name}", model, (1, 0, 1), "one", requests=10**9)
    s.add("carbon below half a nanogram is 0", "size/tiny", (1, 0, 0), "pure")
    s.add("all but one token cached", "context/llama", (1, TRILLION - 1, 0), "one")
    s.add("odd tokens and half pairs", "context/width", (333, 111, 777), "one")


def aggregates(s: Suite) -> None:
    """r equal requests told at once."""
    model, usage = "context/llama", (6000, 3000, 9000)
    for r in (1, 2, 3, 7, 1000, 999_999_999):
        s.add(f"aggregate of {r}", model, usage, "one", requests=r)
    s.add("aggregate of 1000 old method", model, usage, "one", requests=1000, methodology=s.older)
    rate = s.rate(model, "one")
    once, many = rate.figures(6, 3, 9), rate.figures(*usage, 1000)
    assert many["energy_wh"] == 1000 * once["energy_wh"]  # equal requests: exact


def ties(s: Suite) -> None:
    """The exact figure ends in half a nano-unit; half goes to the even side."""
    for figure in FIGURES:
        for down in (True, False):
            case = f"tie {figure} to even {'below' if down else 'above'}"
            model, region, usage = tie(s, figure, down=down)
            value = s.rate(model, region).figures(*usage)[figure]
            whole, rest = split_nano(value)
            assert rest == Fraction(1, 2), case
            assert (whole % 2 == 0) == down, case
            assert Fraction(plain(value)) * NANO == (whole if down else whole + 1), case
            s.add(case, model, usage, region)


def tie(s: Suite, figure: str, *, down: bool) -> tuple[str, str, Usage]:
    """The first small request whose exact `figure` lies half-way between two nano-units."""
    counts = range(1, 2001)
    usages = [(0, n, 0) for n in counts] + [(n, 0, 0) for n in counts]
    if s.knows_serving:
        # The ends of its intervals have more places: larger numbers find them sooner.
        usages = [(n, 0, 0) for n in (*range(5, 2001, 5), *range(2500, 40625, 625))]
        usages += [(0, n, 0) for n in range(100, 4001, 100)]
    # One place has 1000 g/kWh, so that carbon equals energy: not for a tie of carbon alone.
    places = ("half",) if figure.startswith("carbon") else ("one", "tie")
    for model in (name for name in s.tables.models if name.startswith("tie/")):
        for region in places:
            rate = s.rate(model, region)
            for usage in usages:
                whole, rest = split_nano(rate.figures(*usage)[figure])
                if rest == Fraction(1, 2) and (whole % 2 == 0) == down:
                    return model, region, usage
    raise AssertionError(f"no tie found for {figure}")


def guard(s: Suite) -> None:
    """The size part of the interval, high over low: 3 passes, more does not."""

    def spread(model: str, usage: Usage) -> Fraction:
        rate = s.rate(model, "north")
        assert isinstance(rate, Rate)
        return rate.spread(*usage)

    for case, model, usage, ratio in (
        ("guard exactly 3", "range/three", (0, 1000, 0), Fraction(3)),
        ("guard just above 3", "range/above", (0, 1000, 0), Fraction("3.0005")),
        ("guard exactly 3 mixed", "range/mixed", (27, 0, 1), Fraction(3)),
    ):
        assert spread(model, usage) == ratio, case
        s.add(case, model, usage, "north", date="2024")
    assert 3 < spread("range/mixed", (28, 0, 1)) < Fraction("3.1")
    assert Fraction("2.7") < spread("range/mixed", (26, 0, 1)) < 3
    s.add("guard one token more", "range/mixed", (28, 0, 1), "north", date="2024")
    s.add("guard one token less", "range/mixed", (26, 0, 1), "north", date="2024")
    case, usage = "guard does not touch the old method's narrow range", (0, 1000, 0)
    s.add(case, "range/above", usage, "north", date="2024", methodology=s.older)


def intervals(s: Suite) -> None:
    usages = (18, 0, 26), (5000, 0, 10), (10, 0, 5000), (1000, 100000, 100), (200000, 0, 0)
    for model in ("range/wide", "range/moe", "range/assumed", "range/skew"):
        case = f"interval {short(model)}"
        for u, h, o in usages:
            s.add(f"{case} {u} {h} {o}", model, (u, h, o), "north", date="2024")
        s.add(f"{case} old method", model, (18, 0, 26), "north", date="2024", methodology=s.older)


def labels(s: Suite) -> None:
    """The weakest input decides."""
    usage, day = (10, 0, 10), "2024-03-01"
    for evidence in ("vendor", "corroborated", "single", "name-7b"):
        case, model = f"label {evidence}", f"label/{evidence}"
        s.add(f"{case} own", model, usage, "north", date=day)
        s.add(f"{case} broad", model, usage, "broad", date=day)
        s.add(f"{case} old row", model, usage, "north", date="2027-03-01")
        s.add(f"{case} assumed", model, usage, "world", date=day, assumed=True)
        s.add(f"{case} assumed own", model, usage, "north", date=day, assumed=True)
        s.add(f"{case} world said", model, usage, "world", date=day)
        s.add(f"{case} old method", model, usage, "north", date=day, methodology=s.older)
    s.add("label undisclosed", "label/undisclosed", usage, "north", date="2024")
    s.add("label undisclosed by alias", "LABEL-SECRET", usage, "north", date="2024")
    case, model = "label not a completion", "label/embedding"
    s.add(case, model, (10, 0, 0), "north", date="2024")
    s.add(f"{case} old method", model, (10, 0, 0), "north", date="2024", methodology=s.older)


def grid_years(s: Suite) -> None:
    """Rows of 2020, 2022, 2024."""
    model, usage = "label/vendor", (10, 0, 10)
    dates = """2019-12-31 2019 2020-01-01 2020 2021-06-30 2022-01-01 2022 2023-12-31 2024 2024-12-31
        2025 2026-12-31 2027-01-01 2027 9999-12-31 0001"""
    for date in [*dates.split(), ""]:
        s.add(f"grid year {date or 'none'}", model, usage, "north", date=date)
    s.add("grid starts later", model, usage, "late", date="2024-12-31")
    s.add("grid starts that year", model, usage, "late", date="2025-01-01")
    s.add("grid combustion only", model, usage, "nogrid", date="2024")
    s.add("grid combustion only without a date", model, usage, "nogrid")
    s.add("grid before the world's first", model, usage, "world", date="2019", assumed=True)


def model_versions(s: Suite) -> None:
    usage = (10, 0, 10)
    dates = "2024-05-31 2024-06-01 2024-06-02 2024-12-31 2025-01-01 2023 2024 2025"
    for date in [*dates.split(), ""]:
        s.add(f"model version {date or 'none'}", "time/versions", usage, "north", date=date)
    day = "2024-07-01"
    s.add("model version through an alias", "time-alias", usage, "north", date=day)
    s.add("model version old method", "time-alias", usage, "north", date=day, methodology=s.older)
    for case, model, date in (
        ("all later", "time/late", "2024-12-31"),
        ("all later and a year only", "time/late", "2024"),
        ("later without a date", "time/late", ""),
        ("before it was closed", "time/closed", "2024-12-31"),
        ("after it was closed", "time/closed", "2025-01-01"),
        ("closed without a date", "time/closed", ""),
    ):
        s.add(f"model version {case}", model, usage, "north", date=date)


def visible(text: str) -> str:
    for character, name in (("\t", "TAB"), ("\u00a0", "NBSP"), ("\u2011", "U+2011")):
        text = text.replace(character, name)
    return text


def regions(s: Suite) -> None:
    for region, provider in (
        ("north", ""),
        ("north", "cloudy"),
        ("north", "fog"),
        ("north", "other"),
        ("NORTH", "CLOUDY"),
        ("  north\t", "  Cloudy "),
        ("only", "cloudy"),
        ("only", ""),
        ("only", "fog"),
        ("broad", "cloudy"),
        ("north-1", ""),
        ("nor", ""),
        ("", ""),
        ("", "cloudy"),
        ("XA", ""),
        ("xaa", ""),
        ("XB", ""),
        ("\u00a0north", ""),
    ):
        case = visible(f"region [{region}] provider [{provider}]")
        s.add(case, "label/vendor", (10, 0, 10), region, provider, "2024")
    if s.tables.pues:
        sites(s)


def sites(s: Suite) -> None:
    """Areas, and PUE by year, which the first edition does not know."""
    for provider in ("", "cloudy"):
        case = f"region [part] provider [{provider}]"
        s.add(case, "label/vendor", (10, 0, 10), "part", provider, "2024")
    for year in ("2019", "2020", "2022-12-31", "2023-01-01", "2024", "2030", ""):
        for region, provider in (("north", "cloudy"), ("site", ""), ("site", "cloudy")):
            case = f"PUE of [{region}] provider [{provider}] in [{year}]"
            s.add(case, "label/vendor", (10, 0, 10), region, provider, year)


def names(s: Suite) -> None:
    for name in NAMES:
        s.add(visible(f"name [{name}]"), name, (0, 0, 1000), "one")


def ruled(s: Suite) -> None:
    for name in RULED_NAMES:
        s.add(f"rules [{name}]", name, (700, 100, 300), "north", date="2024")
    s.add("arithmetic in 16 bits", "width/weights-only-4", (100, 10, 200), "north", date="2024")


def reasons(s: Suite) -> None:
    """Which reason is told when several hold."""
    for case, model, usage, region, date in (
        ("no tokens", "label/vendor", (0, 0, 0), "north", "2024"),
        ("no tokens before model", "nobody", (0, 0, 0), "north", "2024"),
        ("no tokens before region", "label/vendor", (0, 0, 0), "nowhere", "2024"),
        ("model before region", "nobody", (1, 0, 1), "nowhere", "2024"),
        ("undisclosed before region", "label/undisclosed", (1, 0, 1), "nowhere", "2024"),
        ("not a completion before region", "label/embedding", (1, 0, 1), "nowhere", "2024"),
        ("model before grid", "nobody", (1, 0, 1), "north", "2019"),
    ):
        s.add(f"reason {case}", model, usage, region, date=date)
    model = "label/vendor"
    case = "reason unknown region though assumed"
    s.add(case, model, (1, 0, 1), "nowhere", date="2024", assumed=True)
    s.add("reason cached only is usage", model, (0, 1, 0), "north", date="2024")
    case = "default methodology is the newest"
    s.add(case, model, (1, 0, 1), "north", date="2024", methodology="")
