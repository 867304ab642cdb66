"""What the independent reference knows of places: PUE by year, and factors by time.

Like reference_tables.py it shares no code with the product.
"""

import csv
import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

Row = dict[str, str]  # a line of a table, by column

MINUTE = timedelta(minutes=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = 1440  # minutes


# ---- PUE -----------------------------------------------------------------------------------------


def site_pue(place: Row, pues: Iterable[Row], year: int | None) -> str:
    """The published PUE of a row of regions.csv, as it is written; empty where there is none.

    A row of an older regions.csv says it itself. Else it is the newest figure of the site that is
    not after the year, or the oldest where all are after it; without a year the newest.
    """
    if own := place.get("pue"):
        return own
    site = place.get("site") or ""
    key = (site, "") if site else (place["region"], place["provider"])
    known = {
        int(row["year"]): row["pue"] for row in pues if (row["region"], row["provider"]) == key
    }
    if not known:
        return ""
    before = [y for y in known if year is None or y <= year]
    return known[max(before) if before else min(known)]


# ---- A series of one's own -----------------------------------------------------------------------


class Slot(NamedTuple):
    start: int  # minutes since 1970
    end: int
    factor: Fraction  # g/kWh


class Series:
    """Factors by zone and time, from files with the columns zone, start, end and g_per_kwh."""

    def __init__(self, files: Sequence[Path]) -> None:
        self.slots: dict[str, list[Slot]] = {}
        self.basis: dict[str, str] = {}
        for path in files:
            for row in csv.DictReader(path.read_text("utf-8-sig").splitlines()):
                slot = Slot(minutes(row["start"]), minutes(row["end"]), Fraction(row["g_per_kwh"]))
                self.slots.setdefault(row["zone"].lower(), []).append(slot)
                self.basis[row["zone"].lower()] = row["basis"]
        digests = sorted(hashlib.sha256(path.read_bytes()).hexdigest() + "\n" for path in files)
        self.suffix = "+grid." + hashlib.sha256("".join(digests).encode()).hexdigest()[:8]

    def zone(self, place: Row) -> str | None:
        """The zone of a place that has slots: its own name before its zone's."""
        names = (place["region"].lower(), place["zone"].lower())
        return next((name for name in names if name in self.slots), None)

    def factor(self, zone: str, time: str, requests: int = 1) -> Fraction | None:
        """The factor at a time, or the mean of its day: where only that is known, or for several
        requests that were added up. None: a year's row is needed."""
        if not time:
            return None
        if len(time) == len("2025-01-01") or requests > 1:
            return self.mean(zone, minutes(time[:10]))
        now = minutes(time)
        return next((s.factor for s in self.slots[zone] if s.start <= now < s.end), None)

    def mean(self, zone: str, midnight: int) -> Fraction | None:
        parts = [
            (min(s.end, midnight + DAY) - max(s.start, midnight), s.factor)
            for s in self.slots[zone]
            if s.start < midnight + DAY and midnight < s.end
        ]
        if sum(length for length, _ in parts) < DAY:
            return None
        return sum((length * factor for length, factor in parts), Fraction(0)) / DAY


def minutes(time: str) -> int:
    """Whole minutes since 1970; seconds are dropped."""
    if not re.search(r"[Zz]|[+-][0-9]{2}:[0-9]{2}\Z", time[10:]):
        time += "Z" if len(time) > len("2025-01-01") else "T00:00Z"
    return (datetime.fromisoformat(time.replace(" ", "T")) - EPOCH) // MINUTE
