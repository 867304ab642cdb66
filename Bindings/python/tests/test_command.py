"""`python -m ecomodel enrich`, as a user runs it."""

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ecomodel import Ledger
from ecomodel.plot import month


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ecomodel", *map(str, arguments)]
    return subprocess.run(command, check=False, capture_output=True, text=True)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    rows = 1000
    table = pa.table(
        {
            "created_at": [f"2026-03-{1 + n % 28:02d}T12:00:00Z" for n in range(rows)],
            "resolved_model": [
                ["gpt-4o-mini", "llama-3.1-8b-instruct", "o3"][n % 3] for n in range(rows)
            ],
            "region": ["DE"] * rows,
            "prompt_tokens": range(rows),
            "completion_tokens": [26] * rows,
        }
    )
    path = tmp_path / "log.parquet"
    pq.write_table(table, path, row_group_size=300)
    return path


def test_a_log_is_enriched_and_summed(log: Path, tmp_path: Path) -> None:
    out, summary = tmp_path / "out.parquet", tmp_path / "summary.json"
    done = run("enrich", log, out, "--summary", summary, "--with", "interval,basis")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    table = pq.read_table(out)
    assert table.num_rows == 1000
    assert table.schema.field("eco.energy_wh").type == pa.decimal128(38, 9)
    totals = json.loads(summary.read_text(), parse_float=Decimal)["totals"]
    energy = sum(value for value in table["eco.energy_wh"].to_pylist() if value is not None)
    assert (
        totals["energy_wh"] == energy == Ledger().add_json(summary.read_bytes()).totals().energy_wh
    )
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "log.parquet",
        "out.parquet",
        "summary.json",
    ]


def test_a_gate_says_so(log: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    gate = run("enrich", log, out, "--max-omitted", "10%")
    assert gate.returncode == 1
    assert "333 of 1000 records were omitted, over the limit of 10%" in gate.stderr
    assert run("enrich", log, out, "--max-omitted", "40%").returncode == 0


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--from", "diary"], 2, "no log format 'diary'"),
        (["--map", "prompt=nothing"], 2, "no column 'nothing'"),
        (["--map", "prompt"], 2, "expected FIELD=VALUE"),
        (["--assume", "colour=red"], 2, "cannot be"),
        (["--with", "taste"], 2, "cannot be"),
        (["--methodology", "v0"], 4, "no methodology v0"),
        (["--data", "nowhere"], 3, "no tables"),
    ],
)
def test_what_is_wrong_is_told_and_leaves_nothing(
    log: Path, tmp_path: Path, options: list[str], code: int, words: str
) -> None:
    done = run("enrich", log, tmp_path / "out.parquet", *options)
    assert done.returncode == code, done.stderr
    assert words in done.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["log.parquet"]


def test_files_that_cannot_be_read_or_written(log: Path, tmp_path: Path) -> None:
    assert run("enrich", tmp_path / "none.parquet", tmp_path / "out.parquet").returncode == 3
    assert run("enrich", log, tmp_path / "none" / "out.parquet").returncode == 3
    (tmp_path / "text.parquet").write_text("no parquet")
    done = run("enrich", tmp_path / "text.parquet", tmp_path / "out.parquet")
    assert done.returncode == 3
    assert not (tmp_path / "out.parquet").exists()


def test_a_month_is_drawn(log: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    assert run("enrich", log, out).returncode == 0
    table = pq.read_table(out)
    index = table.schema.get_field_index("created_at")
    moments = table["created_at"].cast(pa.timestamp("s", "UTC"))
    figure = month(table.set_column(index, "created_at", moments), "2026-03")
    axes = figure.axes[0]
    heights = sum(bar.get_height() for bars in axes.containers for bar in bars)
    carbon = sum(value for value in table["eco.carbon_g"].to_pylist() if value is not None)
    assert heights == pytest.approx(float(carbon))
    assert len(axes.containers) == 2
    figure.savefig(tmp_path / "month.png")
    with pytest.raises(ValueError, match="no row"):
        month(table.set_column(index, "created_at", moments), "2027-01")
