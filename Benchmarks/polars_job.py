#!/usr/bin/env python3
"""The job in Polars: read a usage log, add the eco columns, write it, give the totals.

    POLARS_MAX_THREADS=2 python3 polars_job.py INPUT OUTPUT --tables DIR [--json line|typed]

One streaming pass: the sink and the totals share the scan, the joins and the arithmetic
(`collect_all`). Rows are computed in floating point and rounded to nine places; the sums are
decimal sums of the rounded rows, so they are right but for the rows whose exact result is a tie
(some 1e-13 of the total). The order of rows is kept, which costs nothing here. NDJSON: only the
needed members are decoded, and the block is appended to the line's own text (`line`), which takes
two thirds of the time of reading and writing every member (`typed`).

Prints one JSON object: seconds and CPU seconds of the job, without interpreter start, imports and
loading of the coefficient tables, and the totals.
"""

import argparse
from pathlib import Path
from typing import NamedTuple

import polars as pl
from polars import DataFrame, Expr, LazyFrame, col, lit, when

from job import BLOCK, COUNTS, FIGURES, METHODOLOGY, NEEDED, TEXT, Totals, report, totals

LOG_TYPES = pl.Schema({name: pl.Int64 if name in COUNTS else pl.String for name in TEXT})
HOP = pl.Struct(
    {"provider": pl.String, "region": pl.String, "picked": pl.Boolean, "why": pl.String}
)
JSON_TYPES = pl.Schema(LOG_TYPES)
JSON_TYPES["total_tokens"] = JSON_TYPES["latency_ms"] = pl.Int64()
JSON_TYPES["cost_credits"], JSON_TYPES["routing_trace"] = pl.Float64(), pl.List(HOP)
DECIMAL = pl.Decimal(18, 9)


class Tables(NamedTuple):
    models: DataFrame
    places: DataFrame
    named: list[str]  # the providers that have rows of their own


def load(directory: Path) -> Tables:
    forms = "{}", "g{}", "{}j"
    terms = {form.format(term): pl.Float64 for form in forms for term in "abcde"}
    models = pl.read_csv(directory / "models.csv", schema_overrides=terms)
    models = models.with_columns(sure=col("evidence").is_in(["vendor", "corroborated"]))
    kinds = {"provider": pl.String, "year": pl.String}
    factors = dict.fromkeys(("fe", "fc", "fej", "fcj"), pl.Float64)
    places = pl.read_csv(directory / "places.csv", schema_overrides={**kinds, **factors})
    places = places.with_columns(col("provider").fill_null(""))
    named = places.filter(col("provider") != "")["provider"].unique().sort().to_list()
    return Tables(models, places, named)


def joined(log: LazyFrame, tables: Tables) -> LazyFrame:
    log = log.with_columns(
        _provider=when(col("provider").is_in(tables.named)).then("provider").otherwise(lit("")),
        _year=col("created_at").str.head(4),
    )
    log = log.join(
        tables.models.lazy(),
        left_on="resolved_model",
        right_on="model",
        how="left",
        maintain_order="left",
    )
    return log.join(
        tables.places.lazy(),
        left_on=["region", "_provider", "_year"],
        right_on=["region", "provider", "year"],
        how="left",
        maintain_order="left",
    )


def rounded(nano: Expr, name: str) -> Expr:
    return nano.round(9, mode="half_to_even").cast(DECIMAL).alias(f"eco.{name}")


def enrich(log: LazyFrame, keep: list[str], tables: Tables) -> LazyFrame:
    """The kept columns and the six eco columns."""
    h, o, t = col("cached_tokens"), col("completion_tokens"), tokens()
    u = col("prompt_tokens") - h
    prefill, decode = u * (u + 2 * h), o * (2 * (u + h) + o)

    def combined(form: str) -> Expr:
        a, b, c, d, e = (col(form.format(term)) for term in "abcde")
        return a * u + b * h + c * o + d * prefill + e * decode

    given = col("_omitted").is_null()
    log = joined(log, tables).with_columns(_omitted=omitted())
    log = log.with_columns(_joules=when(given).then(combined("{}j")), _gap=combined("g{}"))
    energy, carbon = col("_joules") * (col("fej") / 1e9), col("_joules") * (col("fcj") / 1e9)
    wide = (col("guard") == 1) & (col("_gap") > 0)
    accuracy = (
        when(~given)
        .then(None)
        .when(col("evidence") == "name")
        .then(lit("gross"))
        .when(col("sure") & (col("own") == 1) & ~wide)
        .then(lit("accurate"))
        .otherwise(lit("medium"))
    )
    return log.select(
        *keep,
        rounded(energy, "energy_wh"),
        rounded(carbon, "carbon_g"),
        rounded(carbon * 1000 / t, "carbon_per_1k_tokens_g"),
        accuracy.alias("eco.accuracy"),
        when(given).then(lit(METHODOLOGY)).alias("eco.methodology_version"),
        col("_omitted").alias("eco.omitted"),
    )


def tokens() -> Expr:
    return col("prompt_tokens") + col("completion_tokens")


def omitted() -> Expr:
    return (
        when(col("sized").is_null())
        .then(lit("unknown_model"))
        .when(col("sized") == 0)
        .then(lit("undisclosed_parameters"))
        .when(col("gridded").is_null())
        .then(lit("unknown_region"))
        .when(tokens() == 0)
        .then(lit("no_usage"))
        .when(col("gridded") == 0)
        .then(lit("no_grid_data"))
    )


def with_block() -> Expr:
    """A line's own text with the block at its end."""
    return pl.concat_str(
        col("line").str.strip_suffix("}"),
        lit(',"eco":{"energy_wh":'),
        col("eco.energy_wh"),
        lit(',"carbon_g":'),
        col("eco.carbon_g"),
        lit(',"carbon_per_1k_tokens_g":'),
        col("eco.carbon_per_1k_tokens_g"),
        lit(',"accuracy":"'),
        col("eco.accuracy"),
        lit(f'","methodology_version":"{METHODOLOGY}"}}}}'),
    )


def run(tables: Tables, source: str, target: str, form: str) -> Totals:
    given = col("eco.omitted").is_null()
    if ".jsonl" not in Path(source).name:
        rows = enrich(pl.scan_csv(source, schema=LOG_TYPES), TEXT, tables)
        sink = rows.sink_csv(target, lazy=True)
    elif form == "typed":
        rows = enrich(pl.scan_ndjson(source, schema=JSON_TYPES), TEXT, tables)
        # A decimal would become a JSON string.
        kinds = {name: pl.Float64 if name in FIGURES else pl.String for name in BLOCK}
        members = (col(f"eco.{name}").cast(kind).alias(name) for name, kind in kinds.items())
        block = when(given).then(pl.struct(*members))
        sink = rows.select(*TEXT, eco=block).sink_ndjson(target, lazy=True)
    else:
        text = pl.Schema({"line": pl.String})
        raw = pl.scan_csv(source, has_header=False, separator="\x01", quote_char=None, schema=text)
        needed = pl.Struct({name: JSON_TYPES[name] for name in NEEDED})
        log = raw.with_columns(record=col("line").str.json_decode(needed)).unnest("record")
        rows = enrich(log, ["line", *COUNTS], tables)
        lines = rows.select(when(given).then(with_block()).otherwise(col("line")))
        sink = lines.sink_csv(
            target, lazy=True, include_header=False, quote_style="never", separator="\x01"
        )
    sums = rows.group_by("eco.omitted").agg(
        pl.len(),
        col("prompt_tokens").sum(),
        col("cached_tokens").sum(),
        col("completion_tokens").sum(),
        col("eco.energy_wh").sum(),
        col("eco.carbon_g").sum(),
    )
    _, groups = pl.collect_all([sink, sums], engine="streaming")
    return totals(groups.iter_rows())


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("input")
    parser.add_argument("output")
    parser.add_argument("--tables", type=Path, required=True)
    parser.add_argument("--json", choices=["line", "typed"], default="line")
    options = parser.parse_args()

    tables = load(options.tables)
    report(lambda: run(tables, options.input, options.output, options.json))


if __name__ == "__main__":
    main()
