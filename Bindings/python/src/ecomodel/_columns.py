"""Columns of a batch by name, and times as timestamps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyarrow as pa
import pyarrow.compute as pc


def paths(schema: pa.Schema | pa.StructType) -> Iterable[str]:
    """The names of all columns, and after a dot those of members of structs."""
    for field in schema:
        yield field.name
        if isinstance(field.type, pa.StructType):
            yield from (f"{field.name}.{inner}" for inner in paths(field.type))


def column(batch: pa.RecordBatch, path: str) -> pa.Array:
    names: Sequence[str] = batch.schema.names
    if path in names:
        return batch.column(path)
    column, *members = path.split(".")
    values: pa.Array = batch.column(column)
    for member in members:
        values = pc.struct_field(values, member)
    return values


def moments(column: pa.Array) -> pa.Array:
    """Times as timestamps: ISO 8601 texts, and numbers since 1970 by their size."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.dictionary_decode()
        kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return _parsed(column.cast(pa.string()))
    if pa.types.is_floating(kind) or pa.types.is_integer(kind):
        most = pc.max(pc.abs(column)).as_py() or 0
        unit = next(unit for limit, unit in _UNITS if most < limit)
        return pc.cast(pc.cast(column, pa.int64(), safe=False), pa.timestamp(unit, "UTC"))
    return column


_UNITS = ((10**11, "s"), (10**14, "ms"), (10**17, "us"), (float("inf"), "ns"))


def _parsed(column: pa.Array) -> pa.Array:
    stated = pc.if_else(pc.equal(column, ""), None, column)
    for zone in ("UTC", None):
        for unit in ("us", "ns"):
            try:
                return pc.cast(stated, pa.timestamp(unit, zone))
            except pa.ArrowInvalid:
                continue
    raise ValueError(
        "time: expected ISO 8601, all with a zone or all without; parse them first, or leave the"
        " column out"
    )
