#!/usr/bin/env python3
"""Make the conformance vectors of Tests/EcoModelTests/Vectors with reference.py.

    vectors.py            write bundled.csv (against data/) and synthetic.csv (against Vectors/tables/)
    vectors.py --check    compare instead of writing; exit 1 on a difference

The columns are described in METHODOLOGY.md, "How to verify".
"""
import csv, io, sys
from fractions import Fraction as F
from pathlib import Path

import reference
from reference import COLUMNS, FIGURES, INPUTS, Rate, Tables, plain

HOME = Path(__file__).resolve().parent.parent / "Tests/EcoModelTests/Vectors"
V1, OLD = reference.METHODOLOGIES


class Suite:
    def __init__(self, tables):
        self.tables, self.requests, self.names = tables, [], set()

    def add(self, case, model, u, h, o, region, provider="", date="", r=1, assumed="", methodology=V1):
        """u: uncached prompt tokens; h: cached; o: completion."""
        assert case not in self.names and "," not in case, f"case {case}"
        self.names.add(case)
        self.requests.append(dict(zip(INPUTS, (case, methodology, model, provider, region, assumed, date,
                                               str(u + h), str(h), str(o), str(r)))))

    def answers(self):
        cache = {}
        return [reference.answer(self.tables, request, cache) for request in self.requests]

    def text(self):
        out = io.StringIO()
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.answers())
        return out.getvalue()

    def exact(self, model, region, u, h, o, date="", provider="", methodology=V1, r=1):
        """The unrounded figures of a request, and its size ends' ratio."""
        rate = Rate(self.tables, methodology, model, provider, region, "", date)
        low, _, high = (rate.wh(end, u, h, o, r) for end in rate.ends)
        return dict(zip(FIGURES, rate.estimate(u, h, o, r)[0])), high / low


# ---- The synthetic suite: one idea a case -------------------------------------------------------

def synthetic():
    s = Suite(Tables(HOME / "tables"))

    # Each coefficient alone (the others vanish or are known), then together.
    for model in ("size/tiny", "size/one", "size/decimals", "context/kv", "context/width", "context/llama"):
        name = model.split("/")[1]
        s.add(f"prefill alone {name}", model, 1000, 0, 0, "one")
        s.add(f"cached alone {name}", model, 0, 1000, 0, "one")
        s.add(f"decode alone {name}", model, 0, 0, 1000, "one")
        s.add(f"prefill after a cached prompt {name}", model, 300, 700, 0, "one")
        s.add(f"decode after a prompt {name}", model, 300, 700, 500, "one")
        s.add(f"one token in {name}", model, 1, 0, 0, "one")
        s.add(f"one cached token {name}", model, 0, 1, 0, "one")
        s.add(f"one token out {name}", model, 0, 0, 1, "one")
    for bits in ("4", "4-25", "8", "16", "32"):
        for kind in ("dense", "moe"):
            s.add(f"weights of {bits} bits {kind}", f"width/{kind}-{bits}", 100, 10, 200, "north", date="2024")
            s.add(f"weights of {bits} bits {kind} decode", f"width/{kind}-{bits}", 0, 0, 1, "one")
            s.add(f"weights of {bits} bits {kind} old method", f"width/{kind}-{bits}", 100, 10, 200, "one",
                  methodology=OLD)

    # Large and small.
    trillion = 10 ** 12
    for model in ("size/tiny", "size/huge", "context/llama"):
        name = model.split("/")[1]
        s.add(f"10^12 uncached {name}", model, trillion, 0, 0, "coal")
        s.add(f"10^12 cached {name}", model, 0, trillion, 0, "coal")
        s.add(f"10^12 out {name}", model, 0, 0, trillion, "coal")
        s.add(f"10^12 in and out {name}", model, trillion, 0, trillion, "coal")
        s.add(f"10^12 half cached and out {name}", model, trillion // 2, trillion // 2, trillion, "coal")
        s.add(f"10^12 in and out old method {name}", model, trillion, 0, trillion, "coal", methodology=OLD)
        s.add(f"10^12 over 10^9 requests {name}", model, trillion, 0, trillion, "coal", r=10 ** 9)
        s.add(f"one token in 10^9 requests {name}", model, 1, 0, 1, "one", r=10 ** 9)
    s.add("carbon below half a nanogram is 0", "size/tiny", 1, 0, 0, "pure")
    s.add("all but one token cached", "context/llama", 1, trillion - 1, 0, "one")
    s.add("odd tokens and half pairs", "context/width", 333, 111, 777, "one")

    # Aggregates: r equal requests told at once.
    for r in (1, 2, 3, 7, 1000, 999_999_999):
        s.add(f"aggregate of {r}", "context/llama", 6000, 3000, 9000, "one", r=r)
    s.add("aggregate of 1000 old method", "context/llama", 6000, 3000, 9000, "one", r=1000, methodology=OLD)
    once, _ = s.exact("context/llama", "one", 6, 3, 9)
    many, _ = s.exact("context/llama", "one", 6000, 3000, 9000, r=1000)
    assert many["energy_wh"] == 1000 * once["energy_wh"]      # equal requests: exact

    # Ties: the exact figure ends in half a nano-unit; half goes to the even side.
    for figure in FIGURES:
        for down in (True, False):
            case = f"tie {figure} to even {'below' if down else 'above'}"
            model, region, u, h, o = tie(s, figure, down)
            value = s.exact(model, region, u, h, o)[0][figure] * 10 ** 9
            whole, rest = divmod(value, 1)
            assert rest == F(1, 2) and (whole % 2 == 0) == down, case
            assert F(plain(value / 10 ** 9)) * 10 ** 9 == (whole if down else whole + 1), case
            s.add(case, model, u, h, o, region)

    # The guard: size part of the interval, high over low.
    for case, model, u, h, o, ratio in (("guard exactly 3", "range/three", 0, 1000, 0, 3),
                                        ("guard just above 3", "range/above", 0, 1000, 0, F("3.0005")),
                                        ("guard exactly 3 mixed", "range/mixed", 27, 0, 1, 3)):
        assert s.exact(model, "north", u, h, o)[1] == ratio, case
        s.add(case, model, u, h, o, "north", date="2024")
    assert 3 < s.exact("range/mixed", "north", 28, 0, 1)[1] < F("3.1")
    assert F("2.7") < s.exact("range/mixed", "north", 26, 0, 1)[1] < 3
    s.add("guard one token more", "range/mixed", 28, 0, 1, "north", date="2024")
    s.add("guard one token less", "range/mixed", 26, 0, 1, "north", date="2024")
    s.add("guard does not touch the old method's narrow range", "range/above", 0, 1000, 0, "north", date="2024",
          methodology=OLD)
    for model in ("range/wide", "range/moe", "range/assumed", "range/skew"):
        name = model.split("/")[1]
        for u, h, o in ((18, 0, 26), (5000, 0, 10), (10, 0, 5000), (1000, 100000, 100), (200000, 0, 0)):
            s.add(f"interval {name} {u} {h} {o}", model, u, h, o, "north", date="2024")
        s.add(f"interval {name} old method", model, 18, 0, 26, "north", date="2024", methodology=OLD)

    # Labels: the weakest input decides.
    for evidence in ("vendor", "corroborated", "single", "name-7b"):
        model = f"label/{evidence}"
        s.add(f"label {evidence} own", model, 10, 0, 10, "north", date="2024-03-01")
        s.add(f"label {evidence} broad", model, 10, 0, 10, "broad", date="2024-03-01")
        s.add(f"label {evidence} old row", model, 10, 0, 10, "north", date="2027-03-01")
        s.add(f"label {evidence} assumed", model, 10, 0, 10, "world", date="2024-03-01", assumed="yes")
        s.add(f"label {evidence} assumed own", model, 10, 0, 10, "north", date="2024-03-01", assumed="yes")
        s.add(f"label {evidence} world said", model, 10, 0, 10, "world", date="2024-03-01")
        s.add(f"label {evidence} old method", model, 10, 0, 10, "north", date="2024-03-01", methodology=OLD)
    s.add("label undisclosed", "label/undisclosed", 10, 0, 10, "north", date="2024")
    s.add("label undisclosed by alias", "LABEL-SECRET", 10, 0, 10, "north", date="2024")
    s.add("label not a completion", "label/embedding", 10, 0, 0, "north", date="2024")
    s.add("label not a completion old method", "label/embedding", 10, 0, 0, "north", date="2024", methodology=OLD)

    # Years of the grid: rows of 2020, 2022, 2024.
    for date in ("2019-12-31", "2019", "2020-01-01", "2020", "2021-06-30", "2022-01-01", "2022", "2023-12-31", "2024",
                 "2024-12-31", "2025", "2026-12-31", "2027-01-01", "2027", "9999-12-31", "0001", ""):
        s.add(f"grid year {date or 'none'}", "label/vendor", 10, 0, 10, "north", date=date)
    s.add("grid starts later", "label/vendor", 10, 0, 10, "late", date="2024-12-31")
    s.add("grid starts that year", "label/vendor", 10, 0, 10, "late", date="2025-01-01")
    s.add("grid combustion only", "label/vendor", 10, 0, 10, "nogrid", date="2024")
    s.add("grid combustion only without a date", "label/vendor", 10, 0, 10, "nogrid")
    s.add("grid before the world's first", "label/vendor", 10, 0, 10, "world", date="2019", assumed="yes")

    # Versions of a model.
    for date in ("2024-05-31", "2024-06-01", "2024-06-02", "2024-12-31", "2025-01-01", "2023", "2024", "2025", ""):
        s.add(f"model version {date or 'none'}", "time/versions", 10, 0, 10, "north", date=date)
    s.add("model version through an alias", "time-alias", 10, 0, 10, "north", date="2024-07-01")
    s.add("model version old method", "time-alias", 10, 0, 10, "north", date="2024-07-01", methodology=OLD)
    s.add("model version all later", "time/late", 10, 0, 10, "north", date="2024-12-31")
    s.add("model version all later and a year only", "time/late", 10, 0, 10, "north", date="2024")
    s.add("model version later without a date", "time/late", 10, 0, 10, "north")
    s.add("model version before it was closed", "time/closed", 10, 0, 10, "north", date="2024-12-31")
    s.add("model version after it was closed", "time/closed", 10, 0, 10, "north", date="2025-01-01")
    s.add("model version closed without a date", "time/closed", 10, 0, 10, "north")

    # Regions.
    for region, provider in (("north", ""), ("north", "cloudy"), ("north", "fog"), ("north", "other"),
                             ("NORTH", "CLOUDY"), ("  north\t", "  Cloudy "), ("only", "cloudy"), ("only", ""),
                             ("only", "fog"), ("broad", "cloudy"), ("north-1", ""), ("nor", ""), ("", ""),
                             ("", "cloudy"), ("XA", ""), ("xaa", ""), ("XB", ""), ("\u00a0north", "")):
        case = f"region [{region}] provider [{provider}]".replace("\t", "TAB").replace("\u00a0", "NBSP")
        s.add(case, "label/vendor", 10, 0, 10, region, provider=provider, date="2024")

    # Names.
    for name in ("openai/id-plain", "id-plain", "ID-PLAIN", "  OpenAI/Id-Plain\t", "id-alias", "maker/id-other-name",
                 "id-other-name", "openai/maker/id-other-name", "openai/id-alias", "openrouter/openai/id-plain",
                 "openrouter/groq/openai/id-plain", "acme/id-plain", "openrouter/acme/id-plain", "acme/openai/id-plain",
                 "publishers/google/models/id-plain", "vertex_ai/publishers/google/models/id-plain@20240101",
                 "models/id-plain", "publishers/google/id-plain", "azure/id-plain-2024-08-06", "us.id-plain",
                 "bedrock/us.anthropic.id-plain-v1:0", "global.anthropic.id-plain-20240101-v2:0", "apac.eu.id-plain",
                 "ap.id-plain", "anthropic.us.id-plain", "id-plain:free", "id-plain:nitro", "id-plain:beta",
                 "id-plain:online", "id-plain:floor", "id-plain:extended", "id-plain:FREE", "id-plain:thinking",
                 "id-plain:8b", "id-plain:free:online", "id-plain-2024-01-01:free", "id-plain:free-2024-01-01",
                 "id-plain-20240101", "id-plain@20240101", "id-plain@2024-01-01", "id-plain-2024-01", "id-plain-202401",
                 "id-plain-v1", "id-plain-v1:0", "id-plain-v12:34", "id-plain-v:0", "id-plainv1:0", "id-plai",
                 "id-plain2", "id plain", "", " ", "/", "openai/", ":free", "openai/:free", "/id-plain", "id-plain/",
                 "openai/id-dated", "id-dated-2024-05-13", "id-dated-2024-05-14", "id-dated-20240513",
                 "openai/id-dated-2024-05-13:free", "maker/id-free:free", "id-free:free", "openai/id-free:free",
                 "google/id-free:free", "google/id-free:nitro", "maker/id-free", "bare-id", "openai/bare-id",
                 "us.id-route", "eu.id-route", "id-route", "openai/us.id-route", "meta.id-maker", "us.meta.id-maker",
                 "id-maker", "meta.meta.id-maker", "id-v2", "id-v2-v1:0", "id-v2:0", "\u00a0id-plain",
                 "id\u2011plain", "lowrouter/auto"):
        case = f"name [{name}]".replace("\t", "TAB").replace("\u00a0", "NBSP").replace("\u2011", "U+2011")
        s.add(case, name, 0, 0, 1000, "one")

    # Which reason is told when several hold.
    s.add("reason no tokens", "label/vendor", 0, 0, 0, "north", date="2024")
    s.add("reason no tokens before model", "nobody", 0, 0, 0, "north", date="2024")
    s.add("reason no tokens before region", "label/vendor", 0, 0, 0, "nowhere", date="2024")
    s.add("reason model before region", "nobody", 1, 0, 1, "nowhere", date="2024")
    s.add("reason undisclosed before region", "label/undisclosed", 1, 0, 1, "nowhere", date="2024")
    s.add("reason not a completion before region", "label/embedding", 1, 0, 1, "nowhere", date="2024")
    s.add("reason model before grid", "nobody", 1, 0, 1, "north", date="2019")
    s.add("reason unknown region though assumed", "label/vendor", 1, 0, 1, "nowhere", date="2024", assumed="yes")
    s.add("reason cached only is usage", "label/vendor", 0, 1, 0, "north", date="2024")
    s.add("default methodology is the newest", "label/vendor", 1, 0, 1, "north", date="2024", methodology="")
    return s


def tie(suite, figure, down):
    """The first small request whose exact `figure` lies half-way between two nano-units."""
    for model in ("tie/a", "tie/b"):
        # One place has 1000 g/kWh, so that carbon equals energy: not for a tie of carbon alone.
        for region in ("half",) if figure.startswith("carbon") else ("one", "tie"):
            rate = Rate(suite.tables, V1, model, "", region, "", "")
            index = FIGURES.index(figure)
            for u, h, o in [(0, n, 0) for n in range(1, 2001)] + [(n, 0, 0) for n in range(1, 2001)]:
                whole, rest = divmod(rate.estimate(u, h, o)[0][index] * 10 ** 9, 1)
                if rest == F(1, 2) and (whole % 2 == 0) == down:
                    return model, region, u, h, o
    raise AssertionError(f"no tie found for {figure}")


# ---- The bundled suite --------------------------------------------------------------------------

def bundled():
    s = Suite(Tables())
    example = 18, 0, 26
    s.add("worked example", "openai/gpt-4o-mini", *example, "eu-west", "openai", "2024-04-26")

    # The same by hand, as in METHODOLOGY.md. P = 8, k = 1, KV = W = 131072, Ireland 2024, PUE 1.11:
    #   prefill    0.003 * 8 * 18                          = 0.432
    #   attention  6e-12 * 131072 * 18 * (0 + 18/2)        = 0.000127401984
    #   decode     26 * (0.045 + 0.010 * 8 + 0.0085 * 0)   = 3.25
    #   context    1.6e-10 * 131072 * 26 * (18 + 0 + 26/2) = 0.0169030451 2
    #   together                                             3.699030447104 J
    #   energy     3.699030447104 * 1.86 * 1.11 / 3600     = 0.002121393961... Wh
    #   carbon     0.002121393961... * 270.91 / 1000       = 0.000574706838... g
    #   per 1000   0.000574706838... * 1000 / 44           = 0.013061519... g
    gpu = F("0.432") + F("0.000127401984") + F("3.25") + F("0.01690304512")
    energy = gpu * F("1.86") * F("1.11") / 3600
    carbon = energy * F("270.91") / 1000
    assert gpu == F("3.699030447104") == reference.joules(8, 8, 16, 131072, 131072, *example)
    assert [plain(x) for x in (energy, carbon, carbon * 1000 / 44)] == ["0.002121394", "0.000574707", "0.013061519"]
    row = s.answers()[0]
    assert (row["energy_wh"], row["carbon_g"], row["carbon_per_1k_tokens_g"], row["accuracy"]) == (
        "0.002121394", "0.000574707", "0.013061519", "accurate"), row
    assert row["methodology_version"] == V1

    s.add("worked example under the older method", "openai/gpt-4o-mini", *example, "eu-west", "openai", "2024-04-26",
          methodology=OLD)
    for case, model, usage, region, provider, date in (
            ("year only", "openai/gpt-4o-mini", example, "eu-west", "openai", "2024"),
            ("no date", "openai/gpt-4o-mini", example, "eu-west", "openai", ""),
            ("no provider", "openai/gpt-4o-mini", example, "eu-west", "", "2024-04-26"),
            ("google's eu-west", "openai/gpt-4o-mini", example, "eu-west", "google", "2024-04-26"),
            ("prompt-heavy: the guard", "openai/gpt-4o-mini", (5000, 0, 10), "eu-west", "openai", "2024-04-26"),
            ("answer-heavy", "openai/gpt-4o-mini", (10, 0, 5000), "eu-west", "openai", "2024-04-26"),
            ("mostly cached", "openai/gpt-4o-mini", (86, 1920, 300), "eu-west", "openai", "2024-04-26"),
            ("before the first grid row", "openai/gpt-4o-mini", example, "eu-west", "openai", "2019-12-31"),
            ("bare name", "gpt-4o-mini", example, "eu-west", "openai", "2024-04-26"),
            ("dated name", "gpt-4o-mini-2024-07-18", example, "eu-west", "openai", "2024-04-26"),
            ("upper case and spaces", "  OpenAI/GPT-4o-Mini ", example, " EU-West ", " OpenAI ", "2024-04-26"),
            ("router's name", "openrouter/openai/gpt-4o-mini:free", example, "eu-west", "", "2024-04-26"),
            ("unlisted provider", "acme/gpt-4o-mini", example, "eu-west", "openai", "2024-04-26"),
            ("pseudo-model", "lowrouter/auto", example, "eu-west", "openai", "2024-04-26"),
            ("unknown region", "openai/gpt-4o-mini", example, "atlantis", "openai", "2024-04-26"),
            ("a region's neighbour is not a prefix", "openai/gpt-4o-mini", example, "eu-west-99", "openai", "2024-04-26"),
            ("nothing used", "openai/gpt-4o-mini", (0, 0, 0), "eu-west", "openai", "2024-04-26")):
        s.add(case, model, *usage, region, provider, date)
    s.add("world assumed", "openai/gpt-4o-mini", *example, "world", "openai", "2024-04-26", assumed="yes")
    s.add("zone whose publisher states 0 g has no row", "openai/gpt-4o-mini", *example, "cf", "", "2023-06-30")
    s.add("aggregate of 100", "openai/gpt-4o-mini", 1800, 0, 2600, "eu-west", "openai", "2024-04-26", r=100)

    for name in ("gpt-4o-2024-08-06", "azure/gpt-4o-mini", "openai/gpt-oss-120b:free", "openai/o3", "text-embedding-3-small",
                 "claude-3-5-sonnet-20240620", "claude-sonnet-4-5-20250929", "us.anthropic.claude-3-5-haiku-20241022-v1:0",
                 "anthropic.claude-3-haiku-20240307-v1:0", "claude-3-5-sonnet@20240620", "models/gemini-2.5-flash",
                 "publishers/google/models/gemini-2.0-flash-001", "vertex_ai/gemini-2.5-pro", "x-ai/grok-4",
                 "bedrock/us.meta.llama3-1-70b-instruct-v1:0", "groq/llama-3.3-70b-versatile", "llama3.1:8b",
                 "together_ai/meta-llama/Meta-Llama-3.1-8B-Instruct", "deepseek/deepseek-r1:free", "deepseek-ai/DeepSeek-V3",
                 "mistral-large-latest", "qwen/qwen3-32b:nitro", "cohere.command-r-plus-v1:0", "amazon.nova-pro-v1:0"):
        s.add(f"name {name}", name, *example, "eu-west", "", "2025-06-30")

    # Every model row once, at the date it holds from; one region of each kind, and every twentieth of the rest.
    for key in sorted(s.tables.models):
        for row in s.tables.models[key]:
            date = row["valid_from"] or "2024-12-31"
            s.add(f"model {key} {row['valid_from']}".strip(), key, 900, 100, 500, "eu-west", "aws", date)
    kinds = set()
    for place, (key, row) in enumerate(sorted(s.tables.regions.items())):
        kind = row["pue"], row["match"], row["zone"] if row["pue"] else ""
        if kind not in kinds or place % 20 == 0 or key == ("world", ""):
            s.add(" ".join(("region", *key)).strip(), "openai/gpt-4o-mini", *example, *key, "2025-06-30")
        kinds.add(kind)
    return s


def main():
    check = sys.argv[1:] == ["--check"]
    if sys.argv[1:] and not check:
        sys.exit(__doc__)
    differs = False
    for name, suite in (("synthetic", synthetic), ("bundled", bundled)):
        path, text = HOME / f"{name}.csv", suite().text()
        assert '"' not in text      # a reader may split at commas
        if not check:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            print(f"{path} differs from what {Path(__file__).name} makes", file=sys.stderr)
            differs = True
        print(f"{name}.csv: {text.count(chr(10)) - 1} cases", file=sys.stderr)
    sys.exit(1 if differs else 0)


if __name__ == "__main__":
    main()
