#!/usr/bin/env python3
"""How fast the package is, beside EcoLogits and beside Polars, all in one run: speed.py [ROWS]

One estimate with a kept rate and by names, beside EcoLogits' functions: not the same work, as
Benchmarks/ecologits_call.py says. A million rows in memory, beside a Polars expression of the same
formula in floating point, Benchmarks/polars_job.py, with as many threads. Rounds alternate, so that
what else the machine does is shared out; medians, and the median of each round's ratio.

It needs the package, polars, pyarrow and ecologits: all but the first are in .build-python of
Scripts/lint_python.sh.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

import polars as pl
import pyarrow as pa

from ecomodel import Estimator, Ledger, Rate, enrich

BENCHMARKS = Path(__file__).resolve().parents[3] / "Benchmarks"
sys.path.insert(0, str(BENCHMARKS))
import ecologits_call  # noqa: E402
import polars_job  # noqa: E402
from job import COUNTS, METHODOLOGY, NEEDED  # noqa: E402

ROUNDS = 15


def alternate(
    calls: Mapping[str, Callable[[], object]], batches: Mapping[str, int], base: str, unit: float
) -> None:
    """Times calls in turn, and prints each with its ratio to one of them."""
    seconds: dict[str, list[float]] = {name: [] for name in calls}
    for number in range(ROUNDS + 1):
        for name, call in calls.items():
            batch = batches.get(name, 1)
            start = time.perf_counter()
            for _ in range(batch):
                call()
            # The first round warms up.
            if number:
                seconds[name].append((time.perf_counter() - start) / batch)
    for name, samples in seconds.items():
        ratio = statistics.median(
            one / other for one, other in zip(samples, seconds[base], strict=True)
        )
        print(
            f"{name:45} {statistics.median(samples) * unit:9.2f}   least"
            f" {min(samples) * unit:9.2f}   {ratio:7.2f} times {base}"
        )


def one_estimate() -> None:
    eco = Estimator()
    model, region, at = "openai/gpt-4o-mini", "eu-west", "2024-04-26"
    rate = eco.rate(model, region=region, provider="openai", at=at)
    assert isinstance(rate, Rate)
    ours: dict[str, Callable[[], object]] = {
        "kept rate": lambda: rate.estimate(18, 26),
        "by names": lambda: eco.estimate(
            model, region=region, provider="openai", at=at, prompt_tokens=18, completion_tokens=26
        ),
    }
    theirs = {f"EcoLogits {name}": call for name, call in ecologits_call.calls().items()}
    print("One estimate, µs")
    batches = {**dict.fromkeys(ours, 10_000), **dict.fromkeys(theirs, 200)}
    alternate({**ours, **theirs}, batches, "kept rate", 1e6)


def many_rows(folder: Path, rows: int) -> None:
    log = folder / "log.csv"
    generate = [sys.executable, BENCHMARKS / "generate.py", "--records", str(rows), "-o", log]
    subprocess.run([str(word) for word in generate], check=True)
    coefficients = [sys.executable, str(BENCHMARKS / "coefficients.py"), "--to", str(folder)]
    subprocess.run(coefficients, check=True)
    tables = polars_job.load(folder)
    frame = pl.read_csv(log, schema=polars_job.LOG_TYPES).select(NEEDED)
    # A table's times are moments; the expression takes the year out of their text.
    moments = pl.col("created_at").str.to_datetime(time_unit="us", time_zone="UTC")
    timed = frame.with_columns(moments)
    table: pa.Table = timed.to_arrow()
    eco = Estimator(METHODOLOGY)
    ledger = Ledger(eco)
    enrich(table, estimator=eco, ledger=ledger)
    expression = polars_job.enrich(frame.lazy(), NEEDED, tables)
    energy = Decimal(expression.collect()["eco.energy_wh"].sum())
    # Rounded rows of floats: right but for ties.
    assert abs(energy - ledger.totals().energy_wh) < energy / 10**9
    print(f"\n{rows} rows of {len(NEEDED)} columns ({', '.join(COUNTS)}, …), ms")
    alternate(
        {
            "Polars expression": expression.collect,
            "enrich, Polars frame": lambda: enrich(timed, estimator=eco),
            "enrich, Arrow table": lambda: enrich(table, estimator=eco),
            "enrich, Arrow table, 1 thread": lambda: enrich(table, estimator=eco, threads=1),
        },
        {},
        "Polars expression",
        1e3,
    )


if __name__ == "__main__":
    cores = len(os.sched_getaffinity(0))
    print(
        f"{cores} cores, {pl.thread_pool_size()} threads of Polars; load {os.getloadavg()[0]:.1f}\n"
    )
    one_estimate()
    with tempfile.TemporaryDirectory() as name:
        many_rows(Path(name), int([*sys.argv, "1000000"][1]))
