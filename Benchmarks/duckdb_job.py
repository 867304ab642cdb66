#!/usr/bin/env python3
"""The job in DuckDB: read a usage log, add the eco columns, write it, give the totals.

    python3 duckdb_job.py INPUT OUTPUT --tables DIR [--threads 2] [--variant hybrid|exact|double]
                          [--json typed|line]
    python3 duckdb_job.py ONE OTHER --compare    the rows of two enriched logs, by generation id

Variants (one figure in nano-units is N · factor / denominator, rounded once, half to even):

    exact    128-bit integers throughout
    hybrid   floating point; rows whose fraction is so near to a half that an error of the last
             places could decide the rounding are done again in 128-bit integers. Always right, and
             nearly as fast as `double`
    double   floating point alone: wrong by a few nano-units per 100,000 rows, where the exact
             result is a tie

What made it fast, each found by measuring the alternatives: explicit types and no sniffing;
pass-through columns as text, so that no time stamp is parsed and printed again; one join for
region, provider and year together; the join order fixed by hand (DuckDB takes a log for a few dozen
rows and would build its hash table from it); no order of rows asked for. For the totals, CSV reads
the new columns of its own output again, which is as fast as a table in memory and keeps memory
flat; NDJSON keeps the result in a table (`typed`), as fast as appending the block to each line's
own text and reading the log twice (`line`).

Prints one JSON object: seconds and CPU seconds of the job, without interpreter start, imports and
loading of the coefficient tables, and the totals.
"""

import argparse
import json
from pathlib import Path
from typing import NamedTuple

import duckdb

from job import BLOCK, COUNTS, ECO, FIGURES, METHODOLOGY, NEEDED, TEXT, Totals, report, totals

DECIMAL = "DECIMAL(18,9)"
RAW = "FORMAT csv, HEADER false, DELIMITER '\x01', QUOTE '', ESCAPE ''"  # text as it is
LOG_TYPES = dict.fromkeys(TEXT, "VARCHAR")
JSON_TYPES = {
    **LOG_TYPES,
    **dict.fromkeys([*COUNTS, "total_tokens", "latency_ms"], "INTEGER"),
    "cost_credits": "DOUBLE",
    "routing_trace": "JSON",
}
BLOCK_TYPES = {name: DECIMAL if name in FIGURES else "VARCHAR" for name in BLOCK}
ECO_TYPES = {f"eco.{name}": BLOCK_TYPES.get(name, "VARCHAR") for name in ECO}


class Database(NamedTuple):
    connection: duckdb.DuckDBPyConnection
    denominator: int
    named: str  # the providers that have rows of their own, as SQL


def is_json(path: str) -> bool:
    return ".jsonl" in Path(path).name


def struct(types: dict[str, str]) -> str:
    return "{" + ", ".join(f"'{name}': '{kind}'" for name, kind in types.items()) + "}"


def csv_source(path: str, types: dict[str, str], null: str = "\\N") -> str:
    return (
        f"read_csv('{path}', header = true, columns = {struct(types)}, delim = ',', quote = '\"',"
        f" escape = '\"', nullstr = '{null}', auto_detect = false)"
    )


def json_source(path: str, types: dict[str, str]) -> str:
    return f"read_json('{path}', format = 'newline_delimited', columns = {struct(types)})"


def line_source(path: str) -> str:
    """Each line's text, and its needed members."""
    wanted = json.dumps({name: JSON_TYPES[name] for name in NEEDED})
    objects = f"read_ndjson_objects('{path}', format = 'newline_delimited')"
    return (
        f"(SELECT line, unnest(json_transform(line, '{wanted}')) "
        f"FROM (SELECT json::VARCHAR AS line FROM {objects}))"
    )


def half_even(dividend: str, divisor: str) -> str:
    n, d = f"({dividend})", f"({divisor})"
    up = f"2 * ({n} % {d}) > {d} OR (2 * ({n} % {d}) = {d} AND ({n} // {d}) % 2 = 1)"
    return f"(({n} // {d} + CASE WHEN {up} THEN 1 ELSE 0 END) / 1e9)::{DECIMAL}"


def figures(variant: str, denominator: int) -> list[str]:
    """SQL for the three figures of a row that is not omitted."""
    # The coefficients are HUGEINT; an overflow is an error, never a wrap.
    whole = (
        "(a * u + b * h + c * o + d * (u::BIGINT * (u + 2 * h))"
        " + e * (o::BIGINT * (2 * (u + h) + o)))"
    )
    divisor = f"{denominator}::HUGEINT"
    exact = [
        half_even(f"{whole} * fe", divisor),
        half_even(f"{whole} * fc", divisor),
        half_even(f"{whole} * fc * 1000", f"{divisor} * t"),
    ]
    double = ["(j * fej)", "(j * fcj)", "(j * fcj * 1000 / t)"]
    if variant == "exact":
        return exact
    if variant == "double":
        return [f"({nano} / 1e9)::{DECIMAL}" for nano in double]
    # Below 10¹² nano-units the floating-point result is off by less than 0.005: ten operations of
    # 2⁻⁵³ each, no subtraction.
    return [
        f"CASE WHEN {x} < 1e12 AND abs({x} - floor({x}) - 0.5) > 0.005"
        f" THEN (round({x}) / 1e9)::{DECIMAL} ELSE {n} END"
        for x, n in zip(double, exact, strict=True)
    ]


def enrich(database: Database, source: str, keep: list[str], variant: str) -> str:
    """SQL for the kept columns and the six eco columns."""
    named = database.named
    provider = f"CASE WHEN l.provider IN ({named}) THEN l.provider ELSE '' END" if named else "''"
    joined = f"""
        SELECT l.*, m.* EXCLUDE (model), p.* EXCLUDE (region, provider, year),
            prompt_tokens - cached_tokens AS u, cached_tokens AS h, completion_tokens AS o,
            prompt_tokens + completion_tokens AS t
        FROM {source} l
        LEFT JOIN models m ON m.model = l.resolved_model
        LEFT JOIN places p ON p.region = l.region AND p.provider = {provider}
            AND p.year = left(l.created_at, 4)::INTEGER"""
    reasons = f"""
        SELECT *,
            aj * u + bj * h + cj * o + dj * u * (u + 2.0 * h) + ej * o * (2.0 * (u + h) + o) AS j,
            CASE WHEN sized IS NULL THEN 'unknown_model'
                WHEN NOT sized THEN 'undisclosed_parameters'
                WHEN gridded IS NULL THEN 'unknown_region' WHEN t = 0 THEN 'no_usage'
                WHEN NOT gridded THEN 'no_grid_data' END AS omitted
        FROM ({joined})"""
    wide = (
        "ga * u + gb * h + gc * o + gd * (u::BIGINT * (u + 2 * h))"
        " + ge * (o::BIGINT * (2 * (u + h) + o)) > 0"
    )
    energy, carbon, per_1k = figures(variant, database.denominator)
    return f"""
        SELECT {", ".join(keep)},
            CASE WHEN omitted IS NULL THEN {energy} END AS "eco.energy_wh",
            CASE WHEN omitted IS NULL THEN {carbon} END AS "eco.carbon_g",
            CASE WHEN omitted IS NULL THEN {per_1k} END AS "eco.carbon_per_1k_tokens_g",
            CASE WHEN omitted IS NOT NULL THEN NULL WHEN evidence = 'name' THEN 'gross'
                WHEN sure AND own AND NOT (guard AND {wide}) THEN 'accurate'
                ELSE 'medium' END AS "eco.accuracy",
            CASE WHEN omitted IS NULL THEN '{METHODOLOGY}' END AS "eco.methodology_version",
            omitted AS "eco.omitted"
        FROM ({reasons})"""


TYPED_MEMBERS = f"""SELECT {", ".join(TEXT)}, CASE WHEN "eco.omitted" IS NULL
    THEN {{{", ".join(f'{name}: "eco.{name}"' for name in BLOCK)}}} END AS eco FROM"""
LINE_MEMBERS = f"""SELECT CASE WHEN "eco.omitted" IS NOT NULL THEN line
    ELSE line[:-2] || ',"eco":{{"energy_wh":' || "eco.energy_wh" || ',"carbon_g":' || "eco.carbon_g"
        || ',"carbon_per_1k_tokens_g":' || "eco.carbon_per_1k_tokens_g" || ',"accuracy":"'
        || "eco.accuracy" || '","methodology_version":"{METHODOLOGY}"}}}}' END FROM"""


def connect(threads: int, tables: Path) -> Database:
    """A database with the small tables in it."""
    con = duckdb.connect(config={"threads": threads})
    con.execute("SET preserve_insertion_order = false; SET enable_progress_bar = false")
    con.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
    model = {"model": "VARCHAR", "evidence": "VARCHAR"}
    model |= {f"{prefix}{term}": "HUGEINT" for prefix in ("", "g") for term in "abcde"}
    model |= {f"{term}j": "DOUBLE" for term in "abcde"}
    place = {"region": "VARCHAR", "provider": "VARCHAR"}
    place |= {"fe": "HUGEINT", "fc": "HUGEINT", "fej": "DOUBLE", "fcj": "DOUBLE"}
    con.execute(f"""
        CREATE TEMP TABLE models AS SELECT * REPLACE (sized = 1 AS sized, guard = 1 AS guard),
            evidence IN ('vendor', 'corroborated') AS sure
        FROM read_csv('{tables}/models.csv', types = {struct(model)})""")
    con.execute(f"""
        CREATE TEMP TABLE places AS SELECT * REPLACE (gridded = 1 AS gridded, own = 1 AS own,
            coalesce(provider, '') AS provider)
        FROM read_csv('{tables}/places.csv', types = {struct(place)})""")
    named = con.execute("SELECT DISTINCT provider FROM places WHERE provider <> '' ORDER BY 1")
    providers = ", ".join(f"'{name}'" for (name,) in named.fetchall())
    return Database(con, int((tables / "denominator.txt").read_text()), providers)


def run(database: Database, source: str, target: str, variant: str, form: str) -> Totals:
    con = database.connection
    if not is_json(source):
        types = LOG_TYPES | dict.fromkeys(COUNTS, "INTEGER")
        query = enrich(database, csv_source(source, types), TEXT, variant)
        con.execute(f"COPY ({query}) TO '{target}' (FORMAT csv, HEADER)")
        result = "FROM " + csv_source(target, types | ECO_TYPES, null="")
    elif form == "typed":
        query = enrich(database, json_source(source, JSON_TYPES), TEXT, variant)
        con.execute(f"CREATE TEMP TABLE result AS {query}")
        con.execute(f"COPY ({TYPED_MEMBERS} result) TO '{target}' (FORMAT json)")
        result = "FROM result"
    else:
        query = enrich(database, line_source(source), ["line"], variant)
        con.execute(f"COPY ({LINE_MEMBERS} ({query})) TO '{target}' ({RAW})")
        log = json_source(source, {name: JSON_TYPES[name] for name in NEEDED})
        result = enrich(database, log, COUNTS, variant)
    summed = "prompt_tokens", "cached_tokens", "completion_tokens"
    columns = [*summed, '"eco.energy_wh"', '"eco.carbon_g"']
    sums = "count(*), " + ", ".join(f"sum({name})" for name in columns)
    groups = con.execute(f'SELECT "eco.omitted", {sums} FROM ({result}) GROUP BY 1').fetchall()
    return totals(groups)


def enriched(path: str) -> str:
    """SQL for id and eco columns of an enriched log."""
    if is_json(path):
        block = ", ".join(f"{name} {kind}" for name, kind in BLOCK_TYPES.items())
        types = {"generation_id": "VARCHAR", "eco": f"STRUCT({block})"}
        return f"""(SELECT generation_id, eco.energy_wh AS e, eco.carbon_g AS c,
            eco.carbon_per_1k_tokens_g AS k, eco.accuracy AS a, eco.methodology_version AS v,
            NULL AS o FROM {json_source(path, types)})"""
    return f"""(SELECT generation_id, "eco.energy_wh" AS e, "eco.carbon_g" AS c,
        "eco.carbon_per_1k_tokens_g" AS k, nullif("eco.accuracy", '') AS a,
        nullif("eco.methodology_version", '') AS v, nullif("eco.omitted", '') AS o
        FROM {csv_source(path, LOG_TYPES | ECO_TYPES, null="")})"""


def compare(one: str, other: str) -> tuple[int, list[str | None]]:
    """How many rows differ in any eco figure, and the first of them."""
    columns = "generation_id", "e", "c", "k", "a", "v", "o"
    differ = " OR ".join(f"x.{name} IS DISTINCT FROM y.{name}" for name in columns)
    both = f"{enriched(one)} x FULL JOIN {enriched(other)} y ON x.generation_id = y.generation_id"
    pair = "x::VARCHAR || ' and ' || coalesce(y::VARCHAR, 'no such row')"
    query = f"SELECT count(*), min({pair}) FROM {both} WHERE {differ}"
    [(count, first)] = duckdb.connect().execute(query).fetchall()
    return count, [first]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("input")
    parser.add_argument("output")
    parser.add_argument("--tables", type=Path)
    parser.add_argument("--compare", action="store_true")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--variant", choices=["hybrid", "exact", "double"], default="hybrid")
    parser.add_argument("--json", choices=["typed", "line"], default="typed")
    options = parser.parse_args()
    if options.compare:
        count, first = compare(options.input, options.output)
        print(json.dumps({"differ": count, "first": first}))
        return

    database = connect(options.threads, options.tables)
    report(lambda: run(database, options.input, options.output, options.variant, options.json))


if __name__ == "__main__":
    main()
