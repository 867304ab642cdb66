"""Reads and writes tables so that nothing wrong with them goes unnoticed."""

import csv
import http.client
import io
import os
import re
import sys
import tempfile
import urllib.request
from collections.abc import Iterable, Iterator
from pathlib import Path


class Failure(Exception):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def unusable(message: str) -> Failure:
    """What cannot be read or written."""
    return Failure(3, message)


def bad(where: str, message: str) -> Failure:
    """What is read and is not as it has to be."""
    return Failure(4, f"{where}: {message}")


def read_text(source: str) -> str:
    """The text of a path, of standard input (`-`) or of an http(s) address."""
    try:
        if source == "-":
            raw = sys.stdin.buffer.read()
        elif re.match(r"https?://", source):
            with urllib.request.urlopen(source, timeout=120) as response:
                raw = response.read()
        else:
            raw = Path(source).read_bytes()
    except (OSError, http.client.HTTPException) as error:  # URLError is an OSError
        raise unusable(f"{source}: {error}") from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise bad(source, f"not UTF-8 at byte {error.start}") from error


def lines(text: str, where: str) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of each line that has any."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            if cells or reader.line_num == 1:
                yield reader.line_num, cells
    except csv.Error as error:
        raise bad(f"{where}:{reader.line_num}", str(error)) from error


def records(text: str, where: str, needed: Iterable[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and row, with every needed column present and no ragged rows."""
    rows = lines(text, where)
    first = next(rows, None)
    if first is None:
        raise bad(where, "empty, expected a header line")
    _, header = first
    missing = [name for name in needed if name not in header]
    if missing:
        raise bad(f"{where}:1", f"no column {', '.join(missing)}")
    if len(set(header)) != len(header):
        raise bad(f"{where}:1", "a column name occurs twice")
    for number, cells in rows:
        if len(cells) != len(header):
            counts = f"{len(cells)} cells, the header has {len(header)}"
            raise bad(f"{where}:{number}", counts)
        yield number, dict(zip(header, cells, strict=True))


def write_text(text: str, path: str) -> None:
    """The old file stays whole until the new one is complete."""
    temporary = None
    try:
        handle, name = tempfile.mkstemp(dir=Path(path).absolute().parent, prefix=".rebuild-grid-")
        temporary = Path(name)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise unusable(f"{path}: {error}") from error
