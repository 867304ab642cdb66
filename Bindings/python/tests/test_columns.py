"""Columns come to what eco-calc makes of the same records in a file: every cell, every total.

Long, because every kind of table is held to the same run.
"""

import copy
import csv
import json
import pickle
import random
import subprocess
import sys
import threading
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pytest

from conftest import REPOSITORY
from ecomodel import Enricher, Estimator, Ledger, enrich
from ecomodel._arrow import More

ECO = Estimator()
BLOCK = "energy_wh carbon_g carbon_per_1k_tokens_g accuracy methodology_version omitted".split()
TEXTS = ("accuracy", "methodology_version", "omitted", "basis")


class Log:
    """A log in a file, and what eco-calc makes of it."""

    def __init__(self, eco_calc: Path, path: Path, *options: str) -> None:
        self.path = path
        out = path.with_suffix(".out.csv")
        summary = path.with_suffix(".summary.json")
        rejects = path.with_suffix(".rejects.jsonl")
        command = [str(eco_calc), str(path), "-o", str(out), "--summary", str(summary)]
        command += ["--rejects", str(rejects), "--max-rejects", "100%", *options]
        run = subprocess.run(command, check=False, capture_output=True)
        assert run.returncode == 0, run.stderr.decode()
        self.summary: dict[str, Any] = json.loads(summary.read_text())
        self.text = summary.read_text()
        with out.open(newline="") as file:
            self.rows = list(csv.DictReader(file))
        lines = rejects.read_text().splitlines() if rejects.exists() else []
        self.rejected = {json.loads(line)["line"]: json.loads(line)["code"] for line in lines}

    def table(self, **types: pa.DataType) -> pa.Table:
        """The records as columns."""
        return pacsv.read_csv(
            self.path,
            parse_options=pacsv.ParseOptions(newlines_in_values=True),
            convert_options=pacsv.ConvertOptions(
                column_types=types, strings_can_be_null=True, null_values=[""]
            ),
        )


def cell(value: object) -> str:
    """A value as eco-calc prints it."""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return "" if value is None else str(value)


def compare(log: Log, table: pa.Table, names: list[str], prefix: str = "eco.") -> None:
    """Every cell of every row, and that rows come in their order."""
    columns = {name: table[prefix + name].to_pylist() for name in names}
    rows = iter(log.rows)
    for index in range(table.num_rows):
        found = {name: cell(columns[name][index]) for name in names}
        code = log.rejected.get(index + 2)
        if code is not None:
            assert found == dict.fromkeys(names, "") | {"omitted": code}, index
        else:
            row = next(rows)
            assert found == {name: row["eco." + name] for name in names}, (index, row)
    assert next(rows, None) is None


def check_totals(log: Log, ledger: Ledger) -> None:
    """All that a summary says, to the last digit."""
    found: dict[str, Any] = json.loads(ledger.to_json())
    # That a log as a whole never counts cached tokens is said of logs.
    log.summary["warnings"].pop("no_cached_tokens", None)
    for key, value in found.items():
        assert log.summary[key] == value, key
    assert len(found) >= 13


@pytest.fixture(scope="module")
def gateway(eco_calc: Path, tmp_path_factory: pytest.TempPathFactory) -> Log:
    """100,000 records of the benchmarks' generator."""
    path = tmp_path_factory.mktemp("gateway") / "usage.csv"
    generator = REPOSITORY / "Benchmarks/generate.py"
    command = [sys.executable, str(generator), "--records", "100000", "--seed", "3"]
    command += ["-o", str(path)]
    subprocess.run(command, check=True)
    return Log(eco_calc, path)


@pytest.fixture(scope="module")
def usage(gateway: Log) -> pa.Table:
    return gateway.table(
        prompt_tokens=pa.int64(), completion_tokens=pa.int64(), cached_tokens=pa.int64()
    )


def test_a_table_equals_the_file(gateway: Log, usage: pa.Table) -> None:
    ledger = Ledger(ECO)
    compare(gateway, enrich(usage, ledger=ledger), BLOCK)
    check_totals(gateway, ledger)


def test_so_do_polars_pandas_and_duckdb(gateway: Log, usage: pa.Table) -> None:
    frame: Any = pl.from_arrow(usage)
    ledger = Ledger(ECO)
    found = enrich(frame, ledger=ledger)
    assert isinstance(found, pl.DataFrame)
    compare(gateway, found.to_arrow(), BLOCK)
    check_totals(gateway, ledger)

    pandas = enrich(usage.to_pandas(), ledger=(ledger := Ledger(ECO)))
    assert type(pandas).__module__.startswith("pandas")
    compare(gateway, pa.Table.from_pandas(pandas), BLOCK)
    check_totals(gateway, ledger)

    relation = duckdb.sql(f"select * from read_csv('{gateway.path}')")
    ledger = Ledger(ECO)
    compare(gateway, enrich(relation, ledger=ledger, prefix="eco_"), BLOCK, "eco_")
    check_totals(gateway, ledger)


def as_is(table: pa.Table) -> pa.Table:
    return table


def views(table: pa.Table) -> pa.Table:
    return cast_texts(table, pa.string_view())


def large(table: pa.Table) -> pa.Table:
    return cast_texts(table, pa.large_string())


def cast_texts(table: pa.Table, kind: pa.DataType) -> pa.Table:
    for index, field in enumerate(table.schema):
        if pa.types.is_string(field.type):
            table = table.set_column(index, field.name, table[field.name].cast(kind))
    return table


def dictionaries(table: pa.Table) -> pa.Table:
    for index, field in enumerate(table.schema):
        if pa.types.is_string(field.type):
            encoded = table[field.name].dictionary_encode()
            table = table.set_column(index, field.name, encoded)
    return table


def floats(table: pa.Table) -> pa.Table:
    for index, field in enumerate(table.schema):
        if pa.types.is_int64(field.type):
            table = table.set_column(index, field.name, table[field.name].cast(pa.float64()))
    return table


def texts(table: pa.Table) -> pa.Table:
    index = table.schema.get_field_index("created_at")
    return table.set_column(
        index, "created_at", pc.strftime(table["created_at"], "%Y-%m-%dT%H:%M:%SZ")
    )


@pytest.mark.parametrize("change", [as_is, views, large, dictionaries, floats, texts])
def test_however_columns_are_stored_and_cut(
    usage: pa.Table, change: Callable[[pa.Table], pa.Table]
) -> None:
    expected = enrich(usage).select(["eco." + name for name in BLOCK])
    chance = random.Random(5)
    table = change(usage)
    start, sums = 0, []
    pieces = []
    while start < table.num_rows:
        count = chance.choice((1, 7, 1000, 17_777))
        # A slice of a slice has an offset in its buffers and in its validity bits.
        piece = table.slice(max(0, start - 3)).slice(min(3, start), count)
        ledger = Ledger(ECO)
        pieces.append(enrich(piece, ledger=ledger, log_format="gateway"))
        sums.append(ledger)
        start += count
    whole = pa.concat_tables(pieces).select(expected.column_names)
    assert whole.equals(expected)
    whole.validate(full=True)
    chance.shuffle(sums)
    merged, at_once = Ledger(ECO), Ledger(ECO)
    for ledger in sums:
        merged.merge(ledger)
    enrich(usage, ledger=at_once)
    assert merged.to_json() == at_once.to_json()


def test_any_number_of_threads_gives_the_same(usage: pa.Table) -> None:
    many = pa.concat_tables([usage] * 8)
    ledgers = [Ledger(ECO) for _ in range(3)]
    tables = [
        enrich(many, ledger=ledger, threads=count)
        for ledger, count in zip(ledgers, (1, 3, 8), strict=True)
    ]
    assert tables[0].equals(tables[1])
    assert tables[0].equals(tables[2])
    assert len({ledger.to_json() for ledger in ledgers}) == 1


def test_eight_threads_share_an_enricher(usage: pa.Table) -> None:
    shared, whole = Enricher(ECO), Ledger(ECO)
    batches = usage.to_batches(max_chunksize=5000)
    shared(batches[0])
    enrich(pa.Table.from_batches(batches[:1]), ledger=whole)

    def work() -> None:
        for batch in batches:
            shared(batch)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for _ in range(8):
        enrich(usage, ledger=whole)
    assert shared.ledger.to_json() == whole.to_json()


# What records can say, odd and wrong included.
VALUES: dict[str, list[str]] = {
    "model": ["gpt-4o-mini", "llama-3.1-8b-instruct", "o3", "deepseek-v3", "nobody/nothing", ""],
    "provider": ["openai", "azure", "ollama", ""],
    "region": ["eu-west", "us-east-1", "DE", "nowhere", "not_available", "N/A", ""],
    "time": [
        "2024-04-26T16:46:40Z",
        "2025-12-31T23:59:59Z",
        "2026-01-01T00:00:00Z",
        "1970-12-31T23:59:59Z",
        "",
    ],
    "prompt": ["0", "1", "18", "900", "3000000", "1000000000000", "1000000000001", "-1", ""],
    "completion": ["0", "26", "700", "1000000000000", "-5", ""],
    "cached": ["0", "0", "17", "1000", ""],
    "read": ["0", "0", "50", ""],
    "written": ["0", "9", ""],
    "thought": ["0", "13", ""],
    "total": ["", "", "", "44", "926", "1600", "31"],
    "requests": ["", "1", "1", "3", "0", "1000000000", "1000000001"],
    "kind": ["", "chat.completion", "embedding", "image_generation"],
    "replay": ["", "false", "true"],
    "concurrency": ["", "12.5", "256", "0.5", "20000", "1"],
    "gpu_seconds": ["", "", "0.012", "40", "0", "-1"],
    "accelerator": ["", "h100-sxm", "A100-80gb-SXM", "abacus"],
    "accelerator_wh": ["", "", "", "0.25", "0.000000001"],
}
SAME = (
    *("prompt", "completion", "total", "requests", "model", "provider", "region", "time", "kind"),
    *("replay", "concurrency", "gpu_seconds", "accelerator", "accelerator_wh"),
)
MAPS = {
    "cached_prompt": "cached",
    "cache_read": "read",
    "cache_write": "written",
    "reasoning": "thought",
    **{name: name for name in SAME},
}
NUMBERS = "prompt completion cached read written thought total requests".split()
DECIMALS = "concurrency gpu_seconds accelerator_wh".split()


def odd(path: Path, seed: int, count: int) -> None:
    """A log of odd records; most say little, so that every rule is reached."""
    chance = random.Random(seed)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(VALUES)
        for _ in range(count):
            plain = chance.random() < 0.5
            said = 0.3 if plain else 0.8
            writer.writerow(
                chance.choice(values)
                if name in ("model", "region", "prompt", "completion") or chance.random() < said
                else ""
                for name, values in VALUES.items()
            )


@pytest.mark.parametrize(
    ("methodology", "assume"),
    [
        ("v2-2026-12", {}),
        ("v2-2026-12", {"region": "world", "model": "gpt-4o-mini", "concurrency": "24"}),
        ("v2-2026-12", {"region": "FR", "provider": "ollama", "accelerator": "h100-sxm"}),
        ("v1-2026-11", {"region": "FR"}),
        ("ecologits-0.4", {}),
    ],
)
def test_odd_records_are_read_by_the_same_rules(
    eco_calc: Path, tmp_path: Path, methodology: str, assume: dict[str, str]
) -> None:
    path = tmp_path / "odd.csv"
    odd(path, len(assume), 20_000)
    more: tuple[More, ...] = ("interval", "basis", "embodied")
    options = [f"--map={field}={column}" for field, column in MAPS.items()]
    options += [f"--assume={name}={value}" for name, value in assume.items()]
    options += ["--methodology", methodology, "--with", ",".join(more), "--measured-unknown"]
    log = Log(eco_calc, path, *options)
    types = dict.fromkeys(NUMBERS, pa.int64()) | dict.fromkeys(DECIMALS, pa.decimal128(30, 9))
    eco = Estimator(methodology)
    ledger = Ledger(eco)
    names = [*BLOCK, *"energy_low_wh energy_high_wh carbon_low_g carbon_high_g basis".split()]
    found = enrich(
        log.table(**types, time=pa.timestamp("s", "UTC"), replay=pa.bool_(), region=pa.string()),
        estimator=eco,
        ledger=ledger,
        columns=MAPS,
        assume=assume,
        more=more,
        measured_unknown=True,
    )
    embodied = ["embodied_g", "embodied_low_g", "embodied_high_g"]
    compare(log, found, [*names, *embodied])
    check_totals(log, ledger)


def test_a_batch_that_cannot_be_used_says_why_and_counts_nothing() -> None:
    good = {"model": ["gpt-4o-mini"], "region": ["DE"], "prompt_tokens": [1], "output_tokens": [2]}
    for bad, words in (
        ({"model": [1]}, "model: expected text"),
        ({"prompt_tokens": ["x"]}, "prompt: expected numbers"),
        ({"time": [True]}, "time: expected dates or times"),
        ({"time": ["yesterday"]}, "ISO 8601"),
        ({"requests": [["x"]]}, "requests: expected numbers"),
    ):
        ledger = Ledger(ECO)
        with pytest.raises(ValueError, match=words):
            enrich(pa.table(good | bad), ledger=ledger)
        assert ledger.totals().records == 0
    with pytest.raises(ValueError, match="no column is known to count tokens: a"):
        enrich(pa.table({"a": [1]}))
    with pytest.raises(ValueError, match="no field 'colour'"):
        enrich(pa.table(good), columns={"colour": "model"})
    with pytest.raises(ValueError, match="no column 'b'"):
        enrich(pa.table(good), columns={"prompt": "b"})
    with pytest.raises(ValueError, match="no log format 'diary'"):
        enrich(pa.table(good), log_format="diary")
    with pytest.raises(ValueError, match="assume"):
        enrich(pa.table(good), assume={"colour": "red"})


def test_empty_tables_and_missing_values() -> None:
    none = enrich(
        pa.table({"model": pa.array([], pa.string()), "prompt_tokens": pa.array([], pa.int32())})
    )
    assert none.num_rows == 0
    assert none.column_names[-6:] == ["eco." + name for name in BLOCK]
    nulls = enrich(
        pa.table({"model": pa.nulls(3), "prompt_tokens": pa.nulls(3), "region": ["DE"] * 3})
    )
    assert nulls["eco.omitted"].to_pylist() == ["no_usage"] * 3


def test_old_figures_are_replaced() -> None:
    table = pa.table({"model": ["gpt-4o-mini"], "region": ["DE"], "prompt_tokens": [1]})
    once = enrich(table)
    assert enrich(once).equals(once)


def test_members_of_structs_are_columns() -> None:
    rows = [
        {
            "id": "x",
            "object": "chat.completion",
            "created": 1714150000,
            "model": "gpt-4o-mini",
            "usage": {"prompt_tokens": 18, "completion_tokens": 26, "total_tokens": 44},
        }
    ]
    found = enrich(pa.Table.from_pylist(rows), assume={"region": "eu-west"})
    assert found["eco.energy_wh"].to_pylist() == [Decimal("0.002107239")]
    assert found["eco.accuracy"].to_pylist() == ["gross"]


@pytest.mark.parametrize("again", [copy.copy, lambda one: pickle.loads(pickle.dumps(one))])
def test_a_copy_reads_as_the_first_one_does_and_has_counted_nothing(
    again: Callable[[Enricher], Enricher],
) -> None:
    usage = {"prompt_tokens": 18, "completion_tokens": 26, "total_tokens": 44}
    row = {"id": "x", "object": "chat.completion", "created": 1714150000, "usage": usage}
    table = pa.Table.from_pylist([{**row, "model": "gpt-4o-mini"}, {"model": "gpt-4o-mini"}])
    told, untold = table.slice(0, 1).to_batches()[0], table.slice(1).to_batches()[0]
    eco = Estimator("v1-2026-11")
    first = Enricher(eco, assume={"region": "eu-west"}, more=["basis"], prefix="eco_")
    first(told)
    other = again(first)
    # The name of a format stands in the first rows alone.
    with pytest.raises(ValueError, match="no column is known"):
        Enricher(eco)(untold)
    assert other(untold)["eco_omitted"].to_pylist() == ["no_usage"]
    assert other(told).equals(first(told))
    assert other.ledger.totals().records == 2
    assert first.ledger.totals().records == 2


def test_sums_need_their_number_of_requests() -> None:
    table = pa.table(
        {
            "start_time": [1714150000, 1714150000],
            "model": ["gpt-4o-mini", "gpt-4o-mini"],
            "input_tokens": [36, 36],
            "output_tokens": [52, 52],
            "num_model_requests": [2, None],
        }
    )
    found = enrich(table, assume={"region": "eu-west"})
    assert found["eco.energy_wh"].to_pylist() == [Decimal("0.004214478"), None]
    assert found["eco.omitted"].to_pylist() == [None, "no_usage"]


def test_rows_of_a_tool_are_not_said_to_lack_a_provider(eco_calc: Path, tmp_path: Path) -> None:
    path = tmp_path / "copilot.csv"
    path.write_text(
        "date,username,model,aic_quantity,input,output,cache_read,cache_write,n\n"
        "2026-01-05,ann,gpt-4o-mini,1,18,26,0,0,2\n"
    )
    log = Log(eco_calc, path, "--map=requests=n")
    ledger = Ledger(ECO)
    compare(log, enrich(log.table(), ledger=ledger, columns={"requests": "n"}), BLOCK)
    check_totals(log, ledger)
    # How often it is said is what is compared.
    assert log.summary["warnings"]["region_missing"] == 1
    assert "provider_missing" not in log.summary["warnings"]


def test_a_bill_is_no_log() -> None:
    with pytest.raises(ValueError, match="no log format 'focus'"):
        enrich(pa.table({"model": ["gpt-4o-mini"], "prompt_tokens": [1]}), log_format="focus")


def test_a_place_from_the_provider_is_refused() -> None:
    with pytest.raises(ValueError, match="region=provider"):
        enrich(pa.table({"prompt_tokens": [1]}), assume={"region": "provider"})


def test_sums_out_of_range_count_nothing() -> None:
    table = pa.table(
        {
            "model": ["gpt-4o-mini"] * 500_000,
            "region": ["DE"] * 500_000,
            "prompt_tokens": pa.array([10**12] * 500_000),
            "completion_tokens": pa.array([10**12] * 500_000),
        }
    )
    ledger = Ledger(ECO)
    with pytest.raises(OverflowError):
        enrich(table, ledger=ledger, threads=1)
    assert ledger.totals().records == 0
