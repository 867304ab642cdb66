"""What a row costs in Spark, and how much of it is ours: measure.py LOG.csv [ROUNDS]

Microseconds of CPU for each row, of all processes of the engine: JVM, Python daemon and workers. So
they hardly depend on what else the machine does, as times on a clock would.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from statistics import median

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
from pyspark.sql import DataFrame, SparkSession

from ecomodel import Enricher
from ecomodel.spark import enrich, ledger

TIMES = ("created_at", "completed_at")
MOMENT = pa.timestamp("us", "UTC")  # Spark's own, which has no nanoseconds
TICKS = os.sysconf("SC_CLK_TCK")


def engine_cpu() -> float:
    """Seconds of CPU that all processes below this one have used, the ended ones included."""
    stats = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        stats[int(path.parent.name)] = (int(words[1]), sum(map(int, words[11:15])))
    below, found = 0, {os.getpid()}
    while len(found) > below:
        below = len(found)
        found |= {pid for pid, (parent, _) in stats.items() if parent in found}
    return sum(stats[pid][1] for pid in found - {os.getpid()}) / TICKS


def identity(log: DataFrame) -> DataFrame:
    """The way through Python without anything done there."""

    def part(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        yield from batches

    return log.mapInArrow(part, log.schema)


def clocked(spark: SparkSession, log: DataFrame) -> float:
    """Seconds of CPU inside our calls, over all tasks of a job."""
    spent = spark.sparkContext.accumulator(0.0)
    eco = Enricher(prefix="eco_")

    def part(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        start = 0.0
        for batch in batches:
            start = time.thread_time()
            eco(batch)
            spent.add(time.thread_time() - start)
            yield batch

    log.mapInArrow(part, log.schema).write.format("noop").mode("overwrite").save()
    return float(spent.value)


def main() -> None:
    source, rounds = Path(sys.argv[1]), int([*sys.argv, "5"][2])
    os.environ["PYSPARK_PYTHON"] = sys.executable
    spark = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.log.level", "ERROR")
        .config("spark.driver.memory", "4g")
        .getOrCreate()
    )
    with tempfile.TemporaryDirectory() as folder:
        table = pacsv.read_csv(
            source,
            parse_options=pacsv.ParseOptions(newlines_in_values=True),
            convert_options=pacsv.ConvertOptions(column_types=dict.fromkeys(TIMES, MOMENT)),
        )
        pq.write_table(table, f"{folder}/log.parquet", row_group_size=100_000)
        log = spark.read.parquet(f"{folder}/log.parquet")
        output = f"{folder}/out"

        def write(frame: DataFrame) -> None:
            frame.write.mode("overwrite").parquet(output)

        jobs: dict[str, Callable[[], object]] = {
            "engine: read, through Python, write": lambda: write(identity(log)),
            "enriched: the same and six columns": lambda: write(enrich(log)),
            "totals: seven columns to one ledger": lambda: ledger(log),
        }
        spent: dict[str, list[float]] = {name: [] for name in (*jobs, "ours, in our calls")}
        for number in range(rounds + 1):
            # The first round warms the JVM up.
            for name, job in jobs.items():
                before = engine_cpu()
                job()
                spent[name].append(engine_cpu() - before)
            spent["ours, in our calls"].append(clocked(spark, log))
            if number == 0:
                spent = {name: [] for name in spent}
        rows = table.num_rows
        found = {name: median(seconds) / rows * 1e6 for name, seconds in spent.items()}
        for name, microseconds in found.items():
            print(f"{name:40}{microseconds:6.2f} µs of CPU a row")
        engine, *_, ours = found.values()
        share = f"{ours / engine:.1%} of the engine's"
        print(f"ours is {share}, median of {rounds} rounds of {rows} rows")
    spark.stop()


if __name__ == "__main__":
    main()
