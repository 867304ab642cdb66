"""The tables of the independent reference, and how METHODOLOGY.md finds a row in them."""

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from reference_ids import Found, Ids
from reference_places import site_pue

Row = dict[str, str]  # a line of a table, by column

DATA = Path(__file__).resolve().parent.parent / "data"
# The tables that an edition consists of, and where they are.
FILES = {
    "2026-11": ("grid-intensity.csv", "models.csv", "regions.csv"),
    "2026-12": (
        "accelerators.csv",
        "grid-intensity.csv",
        "id-rules.csv",
        "models.csv",
        "pue.csv",
        "regions.csv",
    ),
}
BUNDLED = {"2026-11": DATA / "editions/2026-11", "2026-12": DATA}


class DataError(Exception):
    """A table or a request that is not what METHODOLOGY.md accepts."""


class Omitted(Exception):
    """No block; the argument is the reason code."""


# ---- Text and numbers ----------------------------------------------------------------------------


def fold(text: str) -> str:
    """Trim ASCII white space, fold ASCII case. Nothing else changes."""
    text = text.strip(" \t\n\v\f\r")
    return "".join(chr(ord(c) + 32) if "A" <= c <= "Z" else c for c in text)


def number(text: str) -> Fraction:
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", text):
        raise DataError(f"not a plain decimal: {text!r}")
    return Fraction(text)


# ---- Model ids -----------------------------------------------------------------------------------

PROVIDERS = set(
    """openai azure azure_ai bedrock vertex_ai vertex google gemini models anthropic openrouter
    groq together together_ai fireworks fireworks_ai deepinfra mistral mistralai deepseek
    deepseek-ai meta-llama meta qwen x-ai xai cohere nvidia novita perplexity ollama huggingface
    replicate cerebras sambanova databricks hosted_vllm bedrock_converse converse""".split()
)
ROUTES = tuple("us. eu. apac. global.".split())
MAKERS = tuple("anthropic. meta. mistral. amazon. cohere. ai21. deepseek. qwen. openai.".split())
PUBLISHER = re.compile(r"publishers/[^/]+/models/")
SUFFIX = re.compile(
    r"(:(free|nitro|beta|online|floor|extended)|-v[0-9]+:[0-9]+"
    r"|@[0-9]{8}|-[0-9]{8}|-[0-9]{4}-[0-9]{2}-[0-9]{2})\Z"
)


def without_prefix(name: str) -> str | None:
    """The name less its first listed prefix, or None."""
    if found := PUBLISHER.match(name):
        return name[found.end() :]
    before, slash, after = name.partition("/")
    if slash and before in PROVIDERS:
        return after
    for prefix in ROUTES + MAKERS:  # no route is the beginning of a maker or the reverse
        if name.startswith(prefix):
            return name.removeprefix(prefix)
    return None


def without_suffix(name: str) -> str | None:
    """The name less its last listed suffix, or None."""
    found = SUFFIX.search(name)
    return name[: found.start()] if found else None


def forms(name: str) -> Iterator[str]:
    """Every form a model name is looked up as, in order."""
    prefixed: str | None = fold(name)
    while prefixed:
        form: str | None = prefixed
        while form:
            yield form
            form = without_suffix(form)
        prefixed = without_prefix(prefixed)


# ---- Tables --------------------------------------------------------------------------------------


class Tables:
    """The tables of an edition, or one's own in their place, and what is looked up in them."""

    def __init__(self, edition: str, directory: Path | None = None) -> None:
        files, home = FILES[edition], BUNDLED[edition]
        bundled = {name: (home / name).read_bytes() for name in files}
        own = directory or home
        self.bytes = bundled | {
            name: (own / name).read_bytes() for name in files if (own / name).exists()
        }
        hashes = ((hashlib.sha256(self.bytes[name]).hexdigest(), name) for name in files)
        lines = "".join(f"{digest}  {name}\n" for digest, name in hashes)
        local = "+local." + hashlib.sha256(lines.encode()).hexdigest()[:8]
        self.suffix = "" if self.bytes == bundled else local

        self.models: dict[str, list[Row]] = {}  # id -> rows, oldest first
        self.names: dict[str, str] = {}  # id, alias or short form -> id
        self.ids: Ids | None = None  # the rules, in editions that have a table of them
        self.regions: dict[tuple[str, str], Row] = {}  # region and provider -> row
        self.grid: dict[
            str, dict[int, Fraction]
        ] = {}  # zone -> year -> g/kWh, life-cycle rows only
        self.read_models()
        self.read_regions()
        self.read_grid()
        self.pues = self.rows("pue.csv") if "pue.csv" in files else []
        named = self.rows("accelerators.csv") if "accelerators.csv" in files else []
        self.accelerators = {fold(row["name"]): row for row in named}

    def rows(self, name: str) -> list[Row]:
        return list(csv.DictReader(io.StringIO(self.bytes[name].decode("utf-8"), newline="")))

    def read_models(self) -> None:
        for row in self.rows("models.csv"):
            self.models.setdefault(fold(row["id"]), []).append(row)
        for key, rows in self.models.items():
            rows.sort(key=lambda row: row["valid_from"])  # ISO dates; empty first
            if len({row["valid_from"] for row in rows}) != len(rows):
                raise DataError(f"models.csv: {key} has two rows of one date")
            aliases = {fold(alias) for row in rows for alias in row["aliases"].split()}
            for name in {key, key.rpartition("/")[2]} | aliases:
                if self.names.setdefault(name, key) != key:
                    raise DataError(f"models.csv: {name} names both {self.names[name]} and {key}")
        if "id-rules.csv" in self.bytes:
            self.ids = Ids(self.rows("models.csv"), self.rows("id-rules.csv"))

    def read_regions(self) -> None:
        for row in self.rows("regions.csv"):
            key = fold(row["region"]), fold(row["provider"])
            if key in self.regions:
                raise DataError(f"regions.csv: two rows for {key}")
            self.regions[key] = row

    def read_grid(self) -> None:
        for row in self.rows("grid-intensity.csv"):
            if row["basis"] == "lifecycle":
                years = self.grid.setdefault(fold(row["zone"]), {})
                if int(row["year"]) in years:
                    raise DataError(f"grid-intensity.csv: two rows for {row['zone']} {row['year']}")
                years[int(row["year"])] = number(row["g_per_kwh"])

    def found(self, name: str) -> Found | None:
        """The id that a model name means, by the edition's rules."""
        if self.ids is not None:
            return self.ids.find(name)
        return next((Found(self.names[form]) for form in forms(name) if form in self.names), None)

    def model(self, name: str, date: str, *, sized: bool = True) -> Row:
        """The row of a model name at a date (YYYY-MM-DD, or empty: the newest).

        In the precision that the name says, if it says one: bits is then "named". Without a size
        only where none is needed.
        """
        found = self.found(name)
        rows = self.models[found.model] if found is not None else []
        rows = [row for row in rows if not date or row["valid_from"] <= date]
        if not rows:
            raise Omitted("unknown_model")
        if rows[-1]["evidence"] == "undisclosed" and sized:
            raise Omitted("undisclosed_parameters")
        if rows[-1]["evidence"] == "not_completion":
            raise Omitted("not_completion")
        row = rows[-1]
        if found is None or not found.weight_bits:
            return row
        if found.at_most and number(row["weight_bits"]) <= number(found.weight_bits):
            return row
        return row | {
            "weight_bits": found.weight_bits,
            "arithmetic_bits": found.arithmetic_bits,
            "bits": "named",
        }

    def place(self, region: str, provider: str) -> Row:
        region, provider = fold(region), fold(provider)
        row = self.regions.get((region, provider)) or self.regions.get((region, ""))
        if row is None:
            raise Omitted("unknown_region")
        return row

    def pue(self, place: Row, year: int | None) -> Fraction | None:
        """What is published of a site's PUE for a year. year None: the newest."""
        found = site_pue(place, self.pues, year)
        return number(found) if found else None

    def factor(self, zone: str, year: int | None) -> tuple[Fraction, int]:
        """Grid factor and the year it is of. year None: the newest row."""
        known = self.grid.get(fold(zone), {})
        years = [y for y in known if year is None or y <= year]
        if not years:
            raise Omitted("no_grid_data")
        return known[max(years)], max(years)
