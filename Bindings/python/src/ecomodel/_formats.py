"""Which column is what: the log formats of eco-calc, as far as they are about plain columns."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import groupby

FIELDS = (
    *("model", "provider", "region", "kind", "accelerator", "replay", "time", "prompt"),
    *("completion", "total", "requests", "cached_prompt", "cache_read", "cache_write"),
    *("cache_write_inside", "prompt_extra", "reasoning", "reasoning_inside", "concurrency"),
    *("gpu_seconds", "accelerator_wh"),
)
"""What a column can be, as `eco-calc --map` calls it."""

# What columns of tables that are no log's are called, the first choice first.
USUAL: dict[str, tuple[str, ...]] = {
    "model": ("resolved_model", "model", "model_name", "model_id", "response_model"),
    "provider": ("provider", "provider_name"),
    "region": ("region", "location", "cloud_region"),
    "time": ("time", "timestamp", "created_at", "created", "start_time", "date"),
    "prompt": ("prompt_tokens", "input_tokens", "prompt"),
    "completion": ("completion_tokens", "output_tokens", "completion"),
    "cached_prompt": ("cached_prompt_tokens", "cached_tokens", "cached_prompt"),
    "cache_read": ("cache_read_tokens", "cache_read_input_tokens", "cache_read"),
    "cache_write": ("cache_creation_input_tokens", "cache_write_tokens", "cache_write"),
    "total": ("total_tokens", "total"),
    "requests": ("requests", "request_count"),
}
OPTIONS = ("aggregate", "cached_above_prompt", "completion_kind", "other_kind", "served_by")
COMBINATIONS = ("largest", "sum")

Rule = tuple[str, str]


@dataclass(frozen=True)
class Layout:
    """How the columns of a table are read."""

    name: str
    """The format's name, `generic`, or `mapped`."""
    columns: dict[str, list[str]]
    """The columns of each field, the first choice first."""
    options: list[Rule] = field(default_factory=list)
    """How rows are understood beside their columns."""
    combined: dict[str, str] = field(default_factory=dict)
    """Of which fields the largest column counts, or all together."""


@cache
def table() -> bytes:
    """The table of log formats."""
    return (files(__package__) / "log-formats.csv").read_bytes()


@cache
def sha256() -> str:
    """Its digest, which a summary names."""
    return hashlib.sha256(table()).hexdigest()


@cache
def _entries() -> list[tuple[str, list[Rule]]]:
    """Each way in which a format is written, with its rules."""
    rows = list(csv.DictReader(table().decode().splitlines()))
    entries: list[tuple[str, list[Rule]]] = []
    for name, group in groupby(rows, key=lambda row: row["format"]):
        for row in group:
            if row["field"] == "written_as":
                entries.append((name, []))
            entries[-1][1].append((row["field"], row["path"]))
    return entries


def _rules(rules: Iterable[Rule], below: str = "", depth: int = 0) -> Iterator[Rule]:
    """Rules with those of the formats that they are like."""
    for name, path in rules:
        if name == "like" and depth < 8:
            other, _, place = path.partition(" at ")
            inner = ".".join(filter(None, (below, place)))
            found = next(rules for known, rules in _entries() if known == other)
            yield from _rules(found, inner, depth + 1)
        elif name in FIELDS:
            yield name, ".".join(filter(None, (below, path)))
        elif depth == 0 or name not in ("told_by", "written_as"):
            yield name, path


def _layout(name: str, rules: Iterable[Rule], columns: Set[str]) -> Layout:
    layout = Layout(name, {})
    for rule, path in _rules(rules):
        if rule in FIELDS and path in columns:
            layout.columns.setdefault(rule, []).append(path)
        elif rule in OPTIONS:
            layout.options.append((rule, path))
        elif rule in COMBINATIONS:
            layout.combined[path] = rule
        elif rule == "runner":
            layout.options.append(("assume", f"provider={path}"))
    return layout


def _is_told(rules: list[Rule], columns: Set[str], first: Callable[[str], object]) -> bool:
    """Whether a table has all that a format is told by."""
    for path in _signature(rules):
        column, equals, value = path.partition("=")
        if column not in columns or (equals and str(first(column)) != value):
            return False
    return True


def _signature(rules: list[Rule]) -> set[str]:
    return {path for name, path in rules if name == "told_by"}


def _shapes(rules: list[Rule]) -> list[str]:
    """How a log of the format is written; no way, where it is a bill or a statement."""
    if any(name == "holds" for name, _ in _rules(rules)):
        return []
    return next(path.split() for name, path in rules if name == "written_as")


def layout(
    columns: Set[str],
    first: Callable[[str], object],
    *,
    name: str | None = None,
    mapped: Mapping[str, str] | None = None,
) -> Layout:
    """How the columns of a table are read.

    Args:
        columns: their names; of a struct, also those of its members: `usage.prompt_tokens`.
        first: the first value of a column, for formats that are told by one.
        name: of the format; None: the columns say which.
        mapped: fields by name with their columns, in the place of what the format says.

    Raises:
        ValueError: no format fits, several do, or a column is not there.
    """
    mapped = mapped or {}
    for rule, column in mapped.items():
        if rule not in FIELDS:
            raise ValueError(f"map: no field {rule!r}; there are {', '.join(FIELDS)}")
        if column not in columns:
            raise ValueError(f"map: no column {column!r}; there are {', '.join(sorted(columns))}")
    found = _named(name, columns) if name else _found(columns, first)
    if found is None and {"prompt", "completion", "total"} & mapped.keys():
        found = Layout("mapped", {})
    found = found or _usual(columns)
    for rule, column in mapped.items():
        found.columns[rule] = [column]
    if not {"prompt", "completion", "total"} & found.columns.keys():
        raise ValueError(
            f"no column is known to count tokens: {', '.join(sorted(columns))}; say which one does"
            " with map={'prompt': ..., 'completion': ...}, or name a log format"
        )
    return found


def _named(name: str, columns: Set[str]) -> Layout | None:
    entries = [
        rules
        for known, rules in _entries()
        if known == name and {"csv", "json", "events"} & set(_shapes(rules))
    ]
    if name == "generic":
        return None
    if not entries:
        raise ValueError(f"no log format {name!r}")
    layouts = [_layout(name, rules, columns) for rules in entries]
    return max(layouts, key=lambda layout: len(layout.columns))


def _found(columns: Set[str], first: Callable[[str], object]) -> Layout | None:
    for shape in ("csv", "json"):
        told = [
            (known, rules)
            for known, rules in _entries()
            if shape in _shapes(rules) and _signature(rules) and _is_told(rules, columns, first)
        ]
        specific = [
            (known, rules)
            for known, rules in told
            if not any(_signature(rules) < _signature(others) for _, others in told)
        ]
        names = sorted({known for known, _ in specific})
        if len(names) > 1:
            raise ValueError(f"the columns fit several log formats: {', '.join(names)}; name one")
        if names:
            return _layout(names[0], specific[0][1], columns)
    return None


def _usual(columns: Set[str]) -> Layout:
    """What columns are whose names say it."""
    folded = {column.lower().replace(" ", "_").replace("-", "_"): column for column in columns}
    found = {
        name: [folded[usual] for usual in (*names, name) if usual in folded][:1]
        for name, names in {**dict.fromkeys(FIELDS, ()), **USUAL}.items()
    }
    return Layout("generic", {name: names for name, names in found.items() if names})
