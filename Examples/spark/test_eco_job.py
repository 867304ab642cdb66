"""The job comes to what one eco-calc makes of the same records, whatever is killed on the way.

ECO_CALC names the command; ci.sh builds and installs what else there has to be.
"""

import csv
import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest

from cluster import Cluster, Job, until

RECORDS, FILES = 100_000, 25
GENERATOR = Path(__file__).resolve().parents[2] / "Benchmarks/generate.py"
BLOCK = "energy_wh carbon_g carbon_per_1k_tokens_g accuracy methodology_version omitted".split()


class Log:
    """A log in Parquet files, and what eco-calc makes of it as CSV."""

    def __init__(self, folder: Path) -> None:
        path, out, summary = (folder / name for name in ("log.csv", "out.csv", "summary.json"))
        sample = ("--records", str(RECORDS), "--seed", "5", "-o", path)
        subprocess.run([sys.executable, GENERATOR, *sample], check=True)
        results = ("-o", out, "--summary", summary)
        subprocess.run([os.environ["ECO_CALC"], "-q", path, *results], check=True)
        with out.open(newline="") as file:
            self.cells = {
                row["generation_id"]: [row["eco." + name] for name in BLOCK]
                for row in csv.DictReader(file)
            }
        self.summary = numbers(summary)
        counts = ("prompt_tokens", "completion_tokens", "cached_tokens")
        types = dict.fromkeys(counts, pa.int64())
        times = dict.fromkeys(("created_at", "completed_at"), pa.timestamp("us", "UTC"))
        table = pacsv.read_csv(
            path,
            parse_options=pacsv.ParseOptions(newlines_in_values=True),
            convert_options=pacsv.ConvertOptions(
                column_types={**types, **times}, strings_can_be_null=True, null_values=[""]
            ),
        )
        self.parquet = folder / "log"
        self.parquet.mkdir()
        rows = RECORDS // FILES
        for number in range(FILES):
            part = table.slice(number * rows, rows)
            pq.write_table(part, self.parquet / f"{number:02d}.parquet")

    def check(self, output: Path) -> None:
        """Holds each cell and each total of an output to what eco-calc said."""
        table = pq.read_table(output)
        columns = [table["eco_" + name].to_pylist() for name in BLOCK]
        ids = table["generation_id"].to_pylist()
        assert len(ids) == RECORDS
        found = {
            key: [text(value) for value in row] for key, *row in zip(ids, *columns, strict=True)
        }
        assert found == self.cells
        said = numbers(output / "_summary.json")
        # That a log as a whole never counts cached tokens is said of logs.
        expected = {**self.summary, "warnings": dict(self.summary["warnings"])}
        expected["warnings"].pop("no_cached_tokens", None)
        assert said == {key: expected[key] for key in said}
        assert {"records", "totals", "rates", "omitted", "accuracy"} <= said.keys()


def numbers(path: Path) -> dict[str, Any]:
    """A summary, with every digit of its numbers."""
    summary: dict[str, Any] = json.loads(path.read_text(), parse_float=Decimal)
    return summary


def text(value: object) -> str:
    """A value as eco-calc prints it."""
    if isinstance(value, Decimal):
        return f"{value:f}".rstrip("0").rstrip(".")
    return "" if value is None else str(value)


def committed(output: Path) -> int:
    """How many tasks of a running job have written their part."""
    return len(list(output.parent.glob(f"{output.name}.*.part/_temporary/0/task_*")))


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Log:
    return Log(tmp_path_factory.mktemp("log"))


def test_one_machine_comes_to_the_same_and_an_output_is_never_written_twice(
    log: Log, tmp_path: Path
) -> None:
    output = tmp_path / "out"
    job = Job(tmp_path / "first", "local[2]", log.parquet, output)
    assert job.end() == 0, job.said.read_text()
    log.check(output)
    before = {path: path.stat().st_mtime_ns for path in output.iterdir()}
    again = Job(tmp_path / "again", "local[2]", log.parquet, output)
    assert again.end() == 3
    assert f"{output} is there already" in again.said.read_text()
    assert {path: path.stat().st_mtime_ns for path in output.iterdir()} == before


def test_a_killed_job_leaves_no_output_and_the_next_one_is_whole(log: Log, tmp_path: Path) -> None:
    output = tmp_path / "out"
    job = Job(tmp_path / "first", "local[1]", log.parquet, output)
    until(lambda: committed(output) > 1, job.process)
    job.kill()
    assert not output.exists()
    again = Job(tmp_path / "again", "local[2]", log.parquet, output)
    assert again.end() == 0, again.said.read_text()
    log.check(output)


def test_a_cluster_that_loses_a_worker_comes_to_the_same(log: Log, tmp_path: Path) -> None:
    output = tmp_path / "out"
    with Cluster(tmp_path / "cluster") as cluster:
        job = Job(tmp_path / "job", cluster.master, log.parquet, output)
        until(lambda: committed(output) > 3, job.process)
        done = committed(output)
        cluster.kill(1)
        assert done < FILES
        assert job.end() == 0, job.said.read_text()
    assert "Lost executor" in job.said.read_text()
    log.check(output)


def test_columns_that_nothing_is_known_of_leave_no_output(tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": [1], "b": ["x"]}), tmp_path / "log.parquet")
    job = Job(tmp_path / "job", "local[1]", tmp_path / "log.parquet", tmp_path / "out")
    assert job.end() == 2
    assert "no column is known to count tokens: a, b" in job.said.read_text()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["job", "log.parquet"]
