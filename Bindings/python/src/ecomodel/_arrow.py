"""Columns in, columns with figures out: pyarrow, Polars, pandas, and whatever pyarrow reads.

Long, because all kinds of tables share one way in and out.
"""

from __future__ import annotations

import copy
import ctypes
import importlib
import os
import threading
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Literal, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from . import _columns, _formats
from . import _library as lib
from ._estimator import Estimator, default
from ._ledger import Ledger
from ._values import Number

# Frames of libraries that need not be there.
Frame: TypeAlias = Any
More: TypeAlias = Literal["interval", "basis", "embodied"]

DECIMAL = pa.decimal128(38, 9)
BLOCK = (
    ("energy_wh", DECIMAL),
    ("carbon_g", DECIMAL),
    ("carbon_per_1k_tokens_g", DECIMAL),
    ("accuracy", pa.string()),
    ("methodology_version", pa.string()),
    ("omitted", pa.string()),
)
MORE: dict[More, tuple[tuple[str, pa.DataType], ...]] = {
    "interval": tuple(
        (name, DECIMAL)
        for name in ("energy_low_wh", "energy_high_wh", "carbon_low_g", "carbon_high_g")
    ),
    "basis": (("basis", pa.string()),),
    "embodied": tuple(
        (name, DECIMAL) for name in ("embodied_g", "embodied_low_g", "embodied_high_g")
    ),
}
# Large enough that a call costs nothing, small enough for the caches of a core.
ROWS = 1 << 17


class Enricher:
    """From batches of columns to batches with figures, with a ledger of all that went through.

    It finds which column is what in the first batch. Threads may share one, but then they wait for
    each other: give each a copy, and merge the ledgers. A copy, or what was pickled, reads columns
    as this one does, and its ledger is empty.
    """

    def __init__(
        self,
        estimator: Estimator | None = None,
        *,
        log_format: str | None = None,
        columns: Mapping[str, str] | None = None,
        assume: Mapping[str, Number] | None = None,
        more: Iterable[More] = (),
        measured_unknown: bool = False,
        prefix: str = "eco.",
    ) -> None:
        """See `enrich`.

        Raises:
            ValueError: there is no such field, format or assumption.
        """
        more = tuple(more)
        self._options: dict[str, Any] = {
            "log_format": log_format,
            "columns": dict(columns or {}),
            "assume": dict(assume or {}),
            "more": more,
            "measured_unknown": measured_unknown,
            "prefix": prefix,
        }
        self.estimator = estimator or default()
        self._handle: int = lib.enricher_new(self.estimator._handle)
        self.prefix = prefix
        self.more = tuple(name for name in MORE if name in more)
        self.layout: _formats.Layout | None = None
        """Which column is what; None before the first batch."""
        for name, value in self._options["assume"].items():
            self._set("assume", f"{name}={value}")
        for name in more:
            self._set("with", name)
        if measured_unknown:
            self._set("measured_unknown", "yes")

    def __del__(self, _free: lib.Function = lib.enricher_free) -> None:
        _free(getattr(self, "_handle", None))

    def __reduce__(self) -> tuple[Any, ...]:
        return _enricher, (self.estimator, self._options, self.layout)

    @property
    def ledger(self) -> Ledger:
        """A copy of the ledger so far."""
        return Ledger(self.estimator, _handle=lib.enricher_ledger(self._handle))

    def fields(self) -> list[pa.Field]:
        """The columns that are added."""
        added = [*BLOCK, *(column for name in self.more for column in MORE[name])]
        return [pa.field(self.prefix + name, kind) for name, kind in added]

    def schema(self, given: pa.Schema) -> pa.Schema:
        """The columns of a table with those that are added; old ones of the same names go."""
        names = {field.name for field in self.fields()}
        return pa.schema([*(f for f in given if f.name not in names), *self.fields()])

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """A batch with its figures after its own columns."""
        schema = self.schema(batch.schema)
        kept = [batch.column(name) for name in schema.names[: -len(self.fields())]]
        return pa.RecordBatch.from_arrays([*kept, *self.figures(batch).columns], schema=schema)

    def figures(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The figures of a batch alone, under their own names without a prefix.

        Raises:
            ValueError: the columns cannot be used.
            OverflowError: the sums would be beyond what a ledger holds; nothing was counted.
        """
        layout = self.layout or self.open(batch)
        found = {name: self._column(batch, name, layout) for name in layout.columns}
        given = pa.RecordBatch.from_arrays(list(found.values()), names=list(found))
        if not found:
            given = pa.RecordBatch.from_arrays([pa.nulls(batch.num_rows)], names=["none"])
        return self._run(given)

    def open(self, batch: pa.RecordBatch) -> _formats.Layout:
        """Finds which column is what, by names and by the first values, and counts nothing.

        Raises:
            ValueError: no format fits, several do, or a column is not there.
        """

        def first(path: str) -> object:
            return next(
                (value for value in _columns.column(batch, path).to_pylist() if value), None
            )

        layout = _formats.layout(
            set(_columns.paths(batch.schema)),
            first,
            name=self._options["log_format"],
            mapped=self._options["columns"],
        )
        self._configure(layout)
        return layout

    def _set(self, option: str, value: str) -> None:
        pair = option.encode(), value.encode()
        sizes = [len(text) for text in pair]
        if lib.enricher_set(self._handle, pair[0], sizes[0], pair[1], sizes[1]):
            raise ValueError(f"{option}: {value!r} cannot be")

    def _configure(self, layout: _formats.Layout) -> None:
        for option, value in layout.options:
            # What the caller says comes before what the format does.
            if not (option == "assume" and value.split("=")[0] in self._options["assume"]):
                self._set(option, value)
        self._set("formats", _formats.sha256())
        self.layout = layout

    @staticmethod
    def _column(batch: pa.RecordBatch, name: str, layout: _formats.Layout) -> pa.Array:
        columns = [_columns.column(batch, path) for path in layout.columns[name]]
        combination = layout.combined.get(name)
        if len(columns) == 1:
            column = columns[0]
        elif combination == "largest":
            column = pc.max_element_wise(*columns)
        elif combination == "sum":
            column = columns[0]
            for other in columns[1:]:
                column = pc.add(pc.fill_null(column, 0), pc.fill_null(other, 0))
        else:
            column = pc.coalesce(*columns)
        return _columns.moments(column) if name == "time" else column

    def _run(self, given: pa.RecordBatch) -> pa.RecordBatch:
        schema, array = given.__arrow_c_array__()
        out_schema, out_array = ctypes.create_string_buffer(72), ctypes.create_string_buffer(80)
        message = ctypes.create_string_buffer(lib.ERROR_SIZE)
        code = lib.enricher_run(
            self._handle,
            _pointer(schema, b"arrow_schema"),
            _pointer(array, b"arrow_array"),
            out_schema,
            out_array,
            message,
            lib.ERROR_SIZE,
        )
        if code:
            raise lib.error(code, message.value.decode())
        return pa.RecordBatch._import_from_c(
            ctypes.addressof(out_array), ctypes.addressof(out_schema)
        )


def _enricher(
    estimator: Estimator, options: dict[str, Any], layout: _formats.Layout | None
) -> Enricher:
    enricher = Enricher(estimator, **options)
    if layout is not None:
        enricher._configure(layout)
    return enricher


def enrich(
    data: Frame,
    *,
    estimator: Estimator | None = None,
    ledger: Ledger | None = None,
    log_format: str | None = None,
    columns: Mapping[str, str] | None = None,
    assume: Mapping[str, Number] | None = None,
    more: Iterable[More] = (),
    measured_unknown: bool = False,
    prefix: str = "eco.",
    threads: int | None = None,
) -> Frame:
    """A table with its figures: exact decimals, a label, a version, and why there is no figure.

    Args:
        data: a pyarrow table or batch, a Polars or pandas frame; or whatever `pyarrow.table` takes,
            a DuckDB relation or a reader of batches for example.
        estimator: whose figures; None: the bundled tables, the newest methodology.
        ledger: gets exact totals added of all rows, those without a figure too.
        log_format: how the columns are called, as `eco-calc data formats` lists; None: they say it.
        columns: which column is what, where no format says it: `{"prompt": "tokens_in"}`.
        assume: for rows that do not say it: region, provider, model, concurrency, accelerator.
        more: further columns: interval, basis, embodied.
        measured_unknown: a model whose size nobody published has figures where it was measured.
        prefix: of the added columns. `eco_` needs no quotes in SQL.
        threads: how many work; None: as many as there are processors. The result is the same.

    Returns:
        A Polars frame for a Polars frame, a pandas one for a pandas one, a batch for a batch, and a
        pyarrow table for everything else. A pandas frame gets Arrow's types: decimals stay exact.

    Raises:
        ValueError: the columns cannot be used; it says which and why.
        OverflowError: the sums would be beyond what a ledger holds.
    """
    options: dict[str, Any] = {
        "log_format": log_format,
        "columns": columns,
        "assume": assume,
        "more": tuple(more),
        "measured_unknown": measured_unknown,
        "prefix": prefix,
    }
    library = type(data).__module__.partition(".")[0]
    table = _table(data, library)
    result, sums = _enrich(table, estimator or default(), options, threads)
    if ledger is not None:
        ledger.merge(sums)
    if library == "polars":
        return importlib.import_module("polars").from_arrow(result)
    if library == "pandas":
        return _pandas(data, result, prefix)
    if isinstance(data, pa.RecordBatch):
        return pa.RecordBatch.from_arrays(
            [column.combine_chunks() for column in result.columns], schema=result.schema
        )
    return result


def _table(data: Frame, library: str) -> pa.Table:
    if isinstance(data, pa.Table):
        return data
    if isinstance(data, pa.RecordBatch):
        return pa.Table.from_batches([data])
    if library == "pandas":
        return pa.Table.from_pandas(data, preserve_index=False)
    if hasattr(data, "read_all"):
        table: pa.Table = data.read_all()
        return table
    return pa.table(data)


def _enrich(
    table: pa.Table, estimator: Estimator, options: dict[str, Any], threads: int | None
) -> tuple[pa.Table, Ledger]:
    batches = table.to_batches(max_chunksize=ROWS) or [
        pa.RecordBatch.from_pylist([], schema=table.schema)
    ]
    first = Enricher(estimator, **options)
    enriched = [first(batches[0])]
    workers = min(threads or len(os.sched_getaffinity(0)), len(batches) - 1)
    enrichers = [first]
    local = threading.local()

    def work(batch: pa.RecordBatch) -> pa.RecordBatch:
        own: Enricher | None = getattr(local, "own", None)
        if own is None:
            # Which column is what, all of a table says, and not each part of it.
            own = local.own = copy.copy(first)
            enrichers.append(own)
        return own(batch)

    if workers > 1:
        with ThreadPoolExecutor(workers) as pool:
            enriched += pool.map(work, batches[1:])
    else:
        enriched += map(first, batches[1:])
    sums = Ledger(estimator)
    for enricher in enrichers:
        sums.merge(enricher.ledger)
    return pa.Table.from_batches(enriched, first.schema(table.schema)), sums


def _pandas(data: Frame, result: pa.Table, prefix: str) -> Frame:
    pandas = importlib.import_module("pandas")
    added = [name for name in result.column_names if name.startswith(prefix)]
    figures = result.select(added).to_pandas(types_mapper=pandas.ArrowDtype)
    figures.index = data.index
    kept = data.drop(columns=[name for name in added if name in data.columns])
    return pandas.concat([kept, figures], axis=1)


def _pointer(capsule: object, name: bytes) -> int:
    address: int = _get_pointer(capsule, name)
    return address


_get_pointer: Any = ctypes.pythonapi.PyCapsule_GetPointer
_get_pointer.restype, _get_pointer.argtypes = ctypes.c_void_p, (ctypes.py_object, ctypes.c_char_p)
