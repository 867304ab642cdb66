#!/usr/bin/env python3
"""The rooms of Sources in their order, bottom up: each may use those before it and no other.

    layers.py            prints the picture
    layers.py --check    prints the arrows that point upward and exits 1 where there is one

An arrow is a top-level type that one room declares and another names. Modules are kept apart by the
compiler too; between the folders of a module only this script does it.
"""

import argparse
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

SOURCES = Path(__file__).resolve().parent.parent / "Sources"

# Modules bottom up, and for those with layers inside, their folders bottom up.
LAYERS: dict[str, list[str]] = {
    "EcoModel": [
        "Exact",
        "Tables",
        "Models",
        "Places",
        "Series",
        "Methodologies",
        "Estimate",
        "Counts",
    ],
    "PlainText": ["Ledgers"],
    "EcoModelC": ["Columns", "Interface"],
    "SystemFiles": [],
    "UsageLogs": [
        "Bytes",
        "JSON",
        "CSV",
        "Formats",
        "Blocks",
        "Reading",
        "Counting",
        "Enriching",
        "Opening",
        "Run",
        "Visiting",
        "Billing",
    ],
    "EcoResults": ["Summary", "Agents", "Report", "Diff", "Reconcile"],
    "EcoAudit": ["Arithmetic", "Explain", "Check", "Listing"],
    "EcoCommands": [],
    "eco-calc": [],
}
# Modules that do not know each other, whatever their order.
APART = [{"EcoResults", "EcoAudit"}]

# Types that only their own file sees are nobody's room.
MODIFIER = r"(?:public|package|internal|final|indirect|nonisolated|unsafe)"
DECLARATION = re.compile(
    rf"^(?:@\w+(?:\([^)]*\))?\s+)*(?:{MODIFIER}\s+)*"
    r"(?:struct|class|enum|protocol|actor|typealias)\s+([A-Z]\w+)",
    re.MULTILINE,
)
COMMENT_OR_STRING = re.compile(r'//.*|"(?:\\.|[^"\\\n])*"')


class Room(NamedTuple):
    """A folder of a module, or a module without folders."""

    module: str
    folder: str

    def __str__(self) -> str:
        return f"{self.module}/{self.folder}" if self.folder else self.module


class Use(NamedTuple):
    """One file naming a type of another room."""

    user: Room
    used: Room
    file: str
    name: str


def rooms() -> list[Room]:
    """All rooms in their order; files outside folders come before a module's folders."""
    return [Room(m, f) for m, folders in LAYERS.items() for f in ["", *folders]]


def room_of(path: Path) -> Room:
    """The room of a file."""
    parts = path.relative_to(SOURCES).parts
    return Room(parts[0], parts[1] if len(parts) > 2 else "")


def uses() -> list[Use]:
    """Every file with every type of another room that it names."""
    owners: dict[str, Room] = {}
    texts: dict[Path, str] = {}
    for path in sorted(SOURCES.rglob("*.swift")):
        text = COMMENT_OR_STRING.sub(" ", path.read_text(encoding="utf-8"))
        texts[path] = text
        for name in DECLARATION.findall(text):
            owners.setdefault(name, room_of(path))
    found: list[Use] = []
    for path, text in texts.items():
        user = room_of(path)
        names = sorted(set(re.findall(r"\b[A-Z]\w+\b", text)) & owners.keys())
        found += [Use(user, owners[n], path.name, n) for n in names if owners[n] != user]
    return found


def faults(found: list[Use]) -> list[str]:
    """What does not point down, and rooms that nobody put into the order."""
    order = {room: place for place, room in enumerate(rooms())}
    known = {room_of(path) for path in SOURCES.rglob("*.swift")}
    lines = [f"{room}: not in the order of Scripts/layers.py" for room in known - order.keys()]
    for use in found:
        if not {use.user, use.used} <= order.keys():
            continue
        if order[use.used] > order[use.user]:
            lines.append(f"{use.user} -> {use.used}: {use.file} uses {use.name}, upward")
        if any({use.user.module, use.used.module} == pair for pair in APART):
            lines.append(f"{use.user} -> {use.used}: {use.file} uses {use.name}; they are apart")
    return sorted(lines)


def picture(found: list[Use]) -> str:
    """Each room, the topmost first, with the rooms it uses."""
    arrows: defaultdict[Room, set[Room]] = defaultdict(set)
    for use in found:
        arrows[use.user].add(use.used)
    order = {room: place for place, room in enumerate(rooms())}
    lines: list[str] = []
    for room in reversed(rooms()):
        if not any(room_of(path) == room for path in SOURCES.rglob("*.swift")):
            continue
        inside = [u for u in arrows[room] if u.module == room.module]
        outside = sorted({u.module for u in arrows[room] if u.module != room.module})
        names = [u.folder or u.module for u in sorted(inside, key=lambda u: order[u])] + outside
        lines.append(f"{room!s:24} {' · '.join(names)}".rstrip())
    return "\n".join(lines)


def main() -> int:
    """Prints the picture, or checks the arrows."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    found = uses()
    if not arguments.check:
        print(picture(found))
        return 0
    wrong = faults(found)
    for line in wrong:
        print(line)
    print(f"{len(found)} uses between rooms, {len(wrong)} of them not downward")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
