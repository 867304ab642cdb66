#!/usr/bin/env python3
"""The job in Polars: read a usage log, add the eco columns, write it, give the totals.

    POLARS_MAX_THREADS=2 python3 polars_job.py INPUT OUTPUT --tables DIR [--json line|typed]

One streaming pass: the sink and the totals share the scan, the joins and the arithmetic (`collect_all`). Rows are
computed in floating point and rounded to nine places; the sums are decimal sums of the rounded rows, so they are right
but for the rows whose exact result is a tie (some 1e-13 of the total). The order of rows is kept, which costs nothing
here. NDJSON: only the needed members are decoded, and the block is appended to the line's own text (`line`), which
takes two thirds of the time of reading and writing every member (`typed`).

Prints one JSON object: seconds and CPU seconds of the job, without interpreter start, imports and loading of the
coefficient tables, and the totals.
"""

import argparse
import pathlib

import polars as pl
from polars import col, lit, when

from job import COUNTS, ECO, METHODOLOGY, NEEDED, TEXT, report

CSV_TYPES = {name: pl.Int64 if name in COUNTS else pl.String for name in TEXT}
HOP = pl.Struct({"provider": pl.String, "region": pl.String, "picked": pl.Boolean, "why": pl.String})
JSON_TYPES = CSV_TYPES | {
    "total_tokens": pl.Int64, "latency_ms": pl.Int64, "cost_credits": pl.Float64, "routing_trace": pl.List(HOP),
}
DECIMAL = pl.Decimal(18, 9)


def load(tables):
    terms = {f"{prefix}{term}{suffix}": pl.Float64 for prefix, suffix in (("", ""), ("g", ""), ("", "j")) for term in "abcde"}
    models = pl.read_csv(f"{tables}/models.csv", schema_overrides=terms).with_columns(sure=col("evidence").is_in(["vendor", "corroborated"]))
    kinds = {"provider": pl.String, "year": pl.String} | dict.fromkeys(("fe", "fc", "fej", "fcj"), pl.Float64)
    places = pl.read_csv(f"{tables}/places.csv", schema_overrides=kinds)
    places = places.with_columns(col("provider").fill_null(""))
    return models, places, places.filter(col("provider") != "")["provider"].unique().sort().to_list()


def enrich(log, keep, tables):
    models, places, named = tables
    log = log.with_columns(
        _provider=when(col("provider").is_in(named)).then("provider").otherwise(lit("")),
        _year=col("created_at").str.head(4),
    )
    log = log.join(models.lazy(), left_on="resolved_model", right_on="model", how="left", maintain_order="left")
    log = log.join(
        places.lazy(), left_on=["region", "_provider", "_year"], right_on=["region", "provider", "year"],
        how="left", maintain_order="left",
    )
    h, o, t = col("cached_tokens"), col("completion_tokens"), col("prompt_tokens") + col("completion_tokens")
    u = col("prompt_tokens") - h
    prefill, decode = u * (u + 2 * h), o * (2 * (u + h) + o)
    log = log.with_columns(
        _omitted=when(col("sized").is_null()).then(lit("unknown_model"))
        .when(col("sized") == 0).then(lit("undisclosed_parameters"))
        .when(col("gridded").is_null()).then(lit("unknown_region"))
        .when(t == 0).then(lit("no_usage"))
        .when(col("gridded") == 0).then(lit("no_grid_data"))
    )
    given = col("_omitted").is_null()
    log = log.with_columns(
        _joules=when(given).then(
            col("aj") * u + col("bj") * h + col("cj") * o + col("dj") * prefill + col("ej") * decode
        ),
        _gap=col("ga") * u + col("gb") * h + col("gc") * o + col("gd") * prefill + col("ge") * decode,
    )
    energy, carbon = col("_joules") * (col("fej") / 1e9), col("_joules") * (col("fcj") / 1e9)
    wide = (col("guard") == 1) & (col("_gap") > 0)
    return log.select(
        *keep,
        energy.round(9, mode="half_to_even").cast(DECIMAL).alias("eco.energy_wh"),
        carbon.round(9, mode="half_to_even").cast(DECIMAL).alias("eco.carbon_g"),
        (carbon * 1000 / t).round(9, mode="half_to_even").cast(DECIMAL).alias("eco.carbon_per_1k_tokens_g"),
        when(~given).then(None).when(col("evidence") == "name").then(lit("gross"))
        .when(col("sure") & (col("own") == 1) & ~wide).then(lit("accurate")).otherwise(lit("medium"))
        .alias("eco.accuracy"),
        when(given).then(lit(METHODOLOGY)).alias("eco.methodology_version"),
        col("_omitted").alias("eco.omitted"),
    )


def run(tables, source, target, form="line"):
    given = col("eco.omitted").is_null()
    if ".jsonl" not in pathlib.Path(source).name:
        rows = enrich(pl.scan_csv(source, schema=CSV_TYPES), TEXT, tables)
        sink = rows.sink_csv(target, lazy=True)
    elif form == "typed":
        rows = enrich(pl.scan_ndjson(source, schema=JSON_TYPES), TEXT, tables)
        kinds = dict(zip(ECO, [pl.Float64] * 3 + [pl.String] * 2))  # a decimal would become a JSON string
        block = pl.struct(**{name: col(f"eco.{name}").cast(kind) for name, kind in kinds.items()})
        sink = rows.select(*TEXT, eco=when(given).then(block)).sink_ndjson(target, lazy=True)
    else:
        log = pl.scan_csv(source, has_header=False, separator="\x01", quote_char=None, schema={"line": pl.String})
        needed = pl.Struct({name: JSON_TYPES[name] for name in NEEDED})
        log = log.with_columns(record=col("line").str.json_decode(needed)).unnest("record")
        rows = enrich(log, ["line", *COUNTS], tables)
        enriched = pl.concat_str(
            col("line").str.strip_suffix("}"),
            lit(',"eco":{"energy_wh":'), col("eco.energy_wh"), lit(',"carbon_g":'), col("eco.carbon_g"),
            lit(',"carbon_per_1k_tokens_g":'), col("eco.carbon_per_1k_tokens_g"),
            lit(',"accuracy":"'), col("eco.accuracy"), lit(f'","methodology_version":"{METHODOLOGY}"}}}}'),
        )
        sink = rows.select(when(given).then(enriched).otherwise(col("line"))).sink_csv(
            target, lazy=True, include_header=False, quote_style="never", separator="\x01"
        )
    sums = rows.group_by("eco.omitted").agg(
        pl.len(), col("prompt_tokens").sum(), col("cached_tokens").sum(), col("completion_tokens").sum(),
        col("eco.energy_wh").sum(), col("eco.carbon_g").sum(),
    )
    _, groups = pl.collect_all([sink, sums], engine="streaming")
    result = {"records": 0, "estimated": 0, "omitted": {}}
    for reason, count, prompt, cached, completion, energy, carbon in groups.iter_rows():
        result["records"] += count
        if reason is None:
            result["estimated"] = count
            result |= {
                "prompt_tokens": prompt, "cached_prompt_tokens": cached, "completion_tokens": completion,
                "energy_wh": str(energy), "carbon_g": str(carbon),
            }
        else:
            result["omitted"][reason] = count
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("input")
    parser.add_argument("output")
    parser.add_argument("--tables", required=True)
    parser.add_argument("--json", choices=["line", "typed"], default="line")
    options = parser.parse_args()

    tables = load(options.tables)
    report(lambda: run(tables, options.input, options.output, options.json))


if __name__ == "__main__":
    main()
