#!/usr/bin/env python3
"""An independent reference of METHODOLOGY.md, in rational arithmetic.

It shares no code with the product. Every number is a fractions.Fraction from the text of the tables to
the last printed digit; the only rounding is `plain`, once per printed figure.

    reference.py [--data DIR] < requests.csv > figures.csv

reads requests (the first eleven columns of COLUMNS; further columns are ignored) and writes full rows.
DIR may hold models.csv, grid-intensity.csv and regions.csv; a file that is absent is the bundled one.
"""
import argparse, csv, hashlib, io, re, sys
from fractions import Fraction as F
from pathlib import Path

BUNDLED = Path(__file__).resolve().parent.parent / "data"
FILES = ("grid-intensity.csv", "models.csv", "regions.csv")
INPUTS = ("case,methodology,model,provider,region,region_assumed,date,"
          "prompt_tokens,cached_prompt_tokens,completion_tokens,requests").split(",")
FIGURES = ("energy_wh,carbon_g,energy_per_1k_tokens_wh,carbon_per_1k_tokens_g,"
           "energy_low_wh,energy_high_wh,carbon_low_g,carbon_high_g").split(",")
COLUMNS = INPUTS + FIGURES + ["accuracy", "methodology_version", "omitted"]

# ---- The constants of METHODOLOGY.md ------------------------------------------------------------

PREFILL = F("0.003")            # J per uncached prompt token and 10^9 active parameters
CACHED = F("0.0003")            # J per cached prompt token and 10^9 active parameters
ATTENTION = F("6e-12")          # J per unit of attention width and pair of tokens
DECODE = F("0.045")             # J per completion token
DECODE_ACTIVE = F("0.010")      # J per completion token and 10^9 active parameters of 16 bits
DECODE_INACTIVE = F("0.0085")   # J per completion token and 10^9 inactive parameters of 16 bits
CONTEXT = F("1.6e-10")          # J per byte of key/value cache read
SERVICE = F("1.86")             # accelerators -> whole service
DEFAULT_PUE = F("1.15")
METHOD_LOW, METHOD_HIGH = F("1.30"), F("0.55")    # an interval end is divided by these
ASSUMED_LOW, ASSUMED_HIGH = F("0.25"), F("2")     # KV and W of an assumed architecture
GUARD = 3
OLD_ACTIVE, OLD_CONSTANT = F("8.91e-5"), F("1.43e-3")   # Wh per token: ecologits-0.4
METHODOLOGIES = ("v1-2026-11", "ecologits-0.4")


class DataError(Exception):
    pass


class Omitted(Exception):
    """No block; the argument is the reason code."""


def fold(text):
    """Trim ASCII white space, fold ASCII case. Nothing else changes."""
    text = text.strip(" \t\n\v\f\r")
    return "".join(chr(ord(c) + 32) if "A" <= c <= "Z" else c for c in text)


def number(text):
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", text):
        raise DataError(f"not a plain decimal: {text!r}")
    return F(text)


def plain(value, places=9):
    """Round once, half to even; plain decimal, trailing zeros trimmed."""
    whole, rest = divmod(value.numerator * 10 ** places, value.denominator)
    if 2 * rest > value.denominator or (2 * rest == value.denominator and whole % 2 == 1):
        whole += 1
    left, right = divmod(whole, 10 ** places)
    return f"{left}.{right:0{places}d}".rstrip("0").rstrip(".")


# ---- Model ids ----------------------------------------------------------------------------------

PROVIDERS = set("""openai azure azure_ai bedrock vertex_ai vertex google gemini models anthropic openrouter
    groq together together_ai fireworks fireworks_ai deepinfra mistral mistralai deepseek deepseek-ai
    meta-llama meta qwen x-ai xai cohere nvidia novita perplexity ollama huggingface replicate cerebras
    sambanova databricks hosted_vllm bedrock_converse converse""".split())
ROUTES = ("us.", "eu.", "apac.", "global.")
MAKERS = ("anthropic.", "meta.", "mistral.", "amazon.", "cohere.", "ai21.", "deepseek.", "qwen.", "openai.")
PUBLISHER = re.compile(r"publishers/[^/]+/models/")
SUFFIX = re.compile(r"(:(free|nitro|beta|online|floor|extended)|-v[0-9]+:[0-9]+"
                    r"|@[0-9]{8}|-[0-9]{8}|-[0-9]{4}-[0-9]{2}-[0-9]{2})\Z")


def without_prefix(name):
    """The name less its first listed prefix, or None."""
    found = PUBLISHER.match(name)
    if found:
        return name[found.end():]
    before, slash, after = name.partition("/")
    if slash and before in PROVIDERS:
        return after
    for prefix in ROUTES + MAKERS:      # no route is the beginning of a maker or the reverse
        if name.startswith(prefix):
            return name[len(prefix):]
    return None


def without_suffix(name):
    found = SUFFIX.search(name)
    return name[:found.start()] if found else None


def forms(name):
    """Every form a model name is looked up as, in order."""
    prefixed = fold(name)
    while prefixed:
        form = prefixed
        while form:
            yield form
            form = without_suffix(form)
        prefixed = without_prefix(prefixed)


# ---- Tables -------------------------------------------------------------------------------------

class Tables:
    def __init__(self, directory=BUNDLED):
        self.bytes = {}
        for name in FILES:
            own = Path(directory) / name
            self.bytes[name] = (own if own.exists() else BUNDLED / name).read_bytes()
        self.local = any(not (BUNDLED / n).exists() or (BUNDLED / n).read_bytes() != self.bytes[n] for n in FILES)
        lines = "".join(f"{hashlib.sha256(self.bytes[n]).hexdigest()}  {n}\n" for n in FILES)
        self.suffix = "+local." + hashlib.sha256(lines.encode()).hexdigest()[:8] if self.local else ""

        self.models, self.names = {}, {}         # id -> rows, oldest first; name -> id
        for row in self.rows("models.csv"):
            self.models.setdefault(fold(row["id"]), []).append(row)
        for key, rows in self.models.items():
            rows.sort(key=lambda row: row["valid_from"])      # ISO dates; empty first
            if len({row["valid_from"] for row in rows}) != len(rows):
                raise DataError(f"models.csv: {key} has two rows of one date")
            names = {key, key.rpartition("/")[2]}
            for row in rows:
                names.update(fold(alias) for alias in row["aliases"].split())
            for name in names:
                if self.names.setdefault(name, key) != key:
                    raise DataError(f"models.csv: {name} names both {self.names[name]} and {key}")
        self.regions = {}
        for row in self.rows("regions.csv"):
            key = fold(row["region"]), fold(row["provider"])
            if key in self.regions:
                raise DataError(f"regions.csv: two rows for {key}")
            self.regions[key] = row
        self.grid = {}                            # zone -> {year: g per kWh}, life-cycle rows only
        for row in self.rows("grid-intensity.csv"):
            if row["basis"] == "lifecycle":
                years = self.grid.setdefault(fold(row["zone"]), {})
                if int(row["year"]) in years:
                    raise DataError(f"grid-intensity.csv: two rows for {row['zone']} {row['year']}")
                years[int(row["year"])] = number(row["g_per_kwh"])

    def rows(self, name):
        return list(csv.DictReader(io.StringIO(self.bytes[name].decode("utf-8"), newline="")))

    def model(self, name, date):
        """The row of a model name at a date (YYYY-MM-DD, or empty: the newest)."""
        key = next((self.names[form] for form in forms(name) if form in self.names), None)
        if key is None:
            raise Omitted("unknown_model")
        rows = [row for row in self.models[key] if not date or row["valid_from"] <= date]
        if not rows:
            raise Omitted("unknown_model")
        if rows[-1]["evidence"] == "undisclosed":
            raise Omitted("undisclosed_parameters")
        if rows[-1]["evidence"] == "not_completion":
            raise Omitted("not_completion")
        return rows[-1]

    def place(self, region, provider):
        region, provider = fold(region), fold(provider)
        row = self.regions.get((region, provider)) or self.regions.get((region, ""))
        if row is None:
            raise Omitted("unknown_region")
        return row

    def factor(self, zone, year):
        """Grid factor and the year it is of. year None: the newest row."""
        years = [y for y in self.grid.get(fold(zone), {}) if year is None or y <= year]
        if not years:
            raise Omitted("no_grid_data")
        return self.grid[fold(zone)][max(years)], max(years)


# ---- The formula --------------------------------------------------------------------------------

def joules(active, total, bits, kv, width, u, h, o, r=1):
    """GPU energy of r equal requests with u uncached, h cached prompt and o completion tokens."""
    k = F(bits) / 16
    return (PREFILL * active * u
            + CACHED * active * h
            + ATTENTION * width * u * (h + F(u) / 2) / r
            + o * (DECODE + k * (DECODE_ACTIVE * active + DECODE_INACTIVE * (total - active)))
            + CONTEXT * kv * o * (u + h + F(o) / 2) / r)


class Rate:
    """Everything that is decided before the tokens are counted."""

    def __init__(self, tables, methodology, model, provider, region, assumed, date):
        self.methodology = methodology
        self.version = methodology + tables.suffix
        year = int(date[:4]) if date else None
        row = tables.model(model, date + "-12-31" if len(date) == 4 else date)
        place = tables.place(region, provider)
        self.grid, grid_year = tables.factor(place["zone"], year)
        self.pue = number(place["pue"]) if place["pue"] else DEFAULT_PUE
        own = row["architecture"] == "config"
        kv, width, bits = number(row["kv_bytes"]), number(row["attention_width"]), number(row["weight_bits"])
        self.ends = []                            # low, point, high
        for size, scale in (("_low", ASSUMED_LOW), ("", F(1)), ("_high", ASSUMED_HIGH)):
            scale = F(1) if own else scale
            self.ends.append((number(row[f"active{size}_b"]), number(row[f"total{size}_b"]), bits,
                              kv * scale, width * scale))
        if assumed or row["evidence"] == "name":
            self.accuracy = "gross"
        elif (row["evidence"] in ("vendor", "corroborated") and place["match"] == "own"
              and (year is None or year - grid_year <= 2)):
            self.accuracy = "accurate"
        else:
            self.accuracy = "medium"

    def wh(self, end, u, h, o, r):
        if self.methodology == "ecologits-0.4":
            return (OLD_ACTIVE * end[0] + OLD_CONSTANT) * (u + h + o)
        return joules(*end, u, h, o, r) * SERVICE * self.pue / 3600

    def estimate(self, u, h, o, r=1):
        """Exact figures, in the order of FIGURES, and the label."""
        small, energy, large = (self.wh(end, u, h, o, r) for end in self.ends)
        accuracy = self.accuracy
        if accuracy == "accurate" and large > GUARD * small:
            accuracy = "medium"
        low, high = small, large
        if self.methodology != "ecologits-0.4":
            low, high = small / METHOD_LOW, large / METHOD_HIGH
        gram, per = self.grid / 1000, F(1000, u + h + o)
        return [energy, energy * gram, energy * per, energy * gram * per,
                low, high, low * gram, high * gram], accuracy


# ---- Requests -----------------------------------------------------------------------------------

def answer(tables, request, cache):
    """A full row (a dictionary by COLUMNS) for a request (a dictionary by INPUTS)."""
    row = {name: request.get(name) or "" for name in COLUMNS}
    for name in FIGURES + ["accuracy", "methodology_version", "omitted"]:
        row[name] = ""
    count = {}
    for name, least, most in (("prompt_tokens", 0, 10 ** 12), ("cached_prompt_tokens", 0, 10 ** 12),
                              ("completion_tokens", 0, 10 ** 12), ("requests", 1, 10 ** 9)):
        text = row[name] or str(least)
        if not re.fullmatch("[0-9]+", text) or not least <= int(text) <= most:
            raise DataError(f"case {row['case']}: {name} is {text!r}")
        count[name] = int(text)
    h, o, r = count["cached_prompt_tokens"], count["completion_tokens"], count["requests"]
    u = count["prompt_tokens"] - h
    if u < 0:
        raise DataError(f"case {row['case']}: more cached than prompt tokens")
    if row["region_assumed"] not in ("", "yes"):
        raise DataError(f"case {row['case']}: region_assumed is {row['region_assumed']!r}")
    if not re.fullmatch(r"([0-9]{4}(-[0-9]{2}-[0-9]{2})?)?", row["date"]):
        raise DataError(f"case {row['case']}: date is {row['date']!r}")
    methodology = row["methodology"] or METHODOLOGIES[0]
    if methodology not in METHODOLOGIES:
        raise DataError(f"case {row['case']}: methodology is {methodology!r}")
    try:
        if u + h + o == 0:
            raise Omitted("no_usage")
        key = (methodology, row["model"], row["provider"], row["region"], row["region_assumed"], row["date"])
        if key not in cache:
            try:
                cache[key] = Rate(tables, *key)
            except Omitted as reason:
                cache[key] = reason
        if isinstance(cache[key], Omitted):
            raise cache[key]
        values, row["accuracy"] = cache[key].estimate(u, h, o, r)
        row.update(zip(FIGURES, map(plain, values)))
        row["methodology_version"] = cache[key].version
    except Omitted as reason:
        row["omitted"] = str(reason)
    return row


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", default=BUNDLED, metavar="DIR")
    tables, cache = Tables(options.parse_args().data), {}
    out = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    out.writeheader()
    for request in csv.DictReader(sys.stdin):
        out.writerow(answer(tables, request, cache))


if __name__ == "__main__":
    try:
        main()
    except DataError as error:
        sys.exit(f"reference.py: {error}")
