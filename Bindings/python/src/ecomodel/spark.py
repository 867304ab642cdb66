"""Tables of any size in Spark: figures as columns, and one exact ledger of all rows.

The package has to be installed on the workers too. Nothing here needs more of Spark than
`mapInArrow`.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import pyarrow as pa
from pyspark.sql.types import DecimalType, StringType, StructField, StructType

from ._arrow import DECIMAL, Enricher
from ._ledger import Ledger

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

# Rows that a format may be told by.
FIRST_ROWS = 1000
# So many ledgers the driver gets, a hundred thousand partitions being no more to it than a hundred.
GROUPS = 16


def enrich(log: DataFrame, enricher: Enricher | None = None) -> DataFrame:
    """A frame with its figures after its own columns.

    Args:
        log: the usage log; its first rows are read to find which column is what.
        enricher: how rows are understood; None: the bundled tables, and columns called `eco_…`.

    Raises:
        ValueError: the columns cannot be used; it says which and why.
    """
    eco = _opened(log, enricher)
    added = [
        StructField(field.name, DecimalType(38, 9) if field.type == DECIMAL else StringType())
        for field in eco.fields()
    ]
    names = {field.name for field in added}
    kept = [field for field in log.schema.fields if field.name not in names]

    def part(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return map(eco, batches)

    return log.mapInArrow(part, StructType([*kept, *added]))


def ledger(log: DataFrame, enricher: Enricher | None = None) -> Ledger:
    """Exact totals of a frame, whatever its partitions are and however often tasks run again.

    They travel as rows, and a task that runs again replaces its row; an accumulator would count it
    twice. Of the log only the columns that are needed are read.

    Args:
        log: the usage log, enriched or not.
        enricher: as for `enrich`.

    Raises:
        ValueError: as for `enrich`.
        OverflowError: the sums would be beyond what a ledger holds.
    """
    eco = _opened(log, enricher)
    whole = Ledger(eco.estimator)
    if eco.layout is None:
        return whole
    paths = {path for paths in eco.layout.columns.values() for path in paths}
    names = {path if path in log.columns else path.split(".")[0] for path in paths}
    needed = log.select(*("`{}`".format(name.replace("`", "``")) for name in sorted(names)))

    def counted(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            eco.figures(batch)
        yield pa.record_batch({"ledger": [eco.ledger.to_json()]})

    def merged(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        group = Ledger(eco.estimator)
        for batch in batches:
            for text in batch["ledger"].to_pylist():
                group.add_json(text)
        yield pa.record_batch({"ledger": [group.to_json()]})

    ledgers = needed.mapInArrow(counted, "ledger string").repartition(GROUPS)
    for row in ledgers.mapInArrow(merged, "ledger string").collect():
        whole.add_json(row["ledger"])
    return whole


def _opened(log: DataFrame, enricher: Enricher | None) -> Enricher:
    """An enricher that knows which column is what, so that all partitions read alike.

    A log without rows leaves it as it is.
    """
    eco = enricher or Enricher(prefix="eco_")
    if eco.layout is None:

        def first(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            for batch in batches:
                try:
                    found: object = eco.open(batch)
                except ValueError as error:
                    found = error
                yield pa.record_batch({"found": [pickle.dumps(found)]})
                return

        row = log.limit(FIRST_ROWS).mapInArrow(first, "found binary").first()
        found = None if row is None else pickle.loads(row["found"])
        if isinstance(found, ValueError):
            raise found
        if found is not None:
            eco._configure(found)
    return eco
