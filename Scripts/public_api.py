#!/usr/bin/env python3
"""What others can use of EcoModel, a line a declaration, held to Tests/EcoModelTests/API.txt.

    public_api.py            print it
    public_api.py --check    print what differs from the kept list, and exit 1 where anything does
    public_api.py --record   keep it

A line that goes or changes breaks those who build on EcoModel; one that comes has to stay from then
on. `swift build` has to have been run; --build names its folder, if it is not .build/debug.
"""

import argparse
import difflib
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "Tests/EcoModelTests/API.txt"
# What the compiler adds to a type by itself.
IMPLICIT = {"Copyable", "Escapable", "SendableMetatype", "BitwiseCopyable"}
TYPES = {"swift.struct", "swift.enum", "swift.class", "swift.protocol", "swift.typealias"}


def symbol_graphs(build: Path) -> list[dict[str, Any]]:
    """The public symbols of EcoModel and of its extensions of other modules."""
    target = json.loads(subprocess.check_output(["swift", "-print-target-info"]))["target"]
    with tempfile.TemporaryDirectory() as out:
        command = ["swift", "symbolgraph-extract", "-module-name", "EcoModel"]
        command += ["-I", str(build / "Modules")]
        for folder in sorted(build.glob("C*.build")):
            command += ["-I", str(folder)]
        command += ["-target", target["triple"], "-minimum-access-level", "public"]
        command += ["-skip-synthesized-members", "-output-dir", out]
        subprocess.run(command, check=True)
        return [json.loads(path.read_text()) for path in sorted(Path(out).glob("*.symbols.json"))]


def conformances(graph: dict[str, Any]) -> dict[str, set[str]]:
    """The protocols of each type by its identifier."""
    symbols = graph["symbols"]
    own = {symbol["identifier"]["precise"]: symbol["names"]["title"] for symbol in symbols}
    found: dict[str, set[str]] = {}
    for edge in graph["relationships"]:
        if edge["kind"] == "conformsTo":
            name = own.get(edge["target"]) or edge["targetFallback"].removeprefix("Swift.")
            found.setdefault(edge["source"], set()).add(name)
    return found


def declarations(graph: dict[str, Any]) -> list[str]:
    protocols = conformances(graph)
    rows = []
    for symbol in graph["symbols"]:
        kind, path = symbol["kind"]["identifier"], symbol["pathComponents"]
        text = "".join(fragment["spelling"] for fragment in symbol["declarationFragments"])
        if kind != "swift.protocol":
            listed = sorted(protocols.get(symbol["identifier"]["precise"], set()) - IMPLICIT)
            text += f" : {', '.join(listed)}" if listed else ""
        owner = ".".join(path if kind in TYPES else path[:-1])
        rows.append((owner, kind not in TYPES, f"{owner}: {text}\n"))
    return [line for _, _, line in sorted(rows)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--check", action="store_true")
    choice.add_argument("--record", action="store_true")
    parser.add_argument("--build", type=Path, default=ROOT / ".build/debug")
    arguments = parser.parse_args()
    lines = [line for graph in symbol_graphs(arguments.build) for line in declarations(graph)]
    if arguments.record:
        KEPT.write_text("".join(lines))
    elif arguments.check:
        kept = KEPT.read_text().splitlines(keepends=True)
        difference = "".join(difflib.unified_diff(kept, lines, "kept", "found", n=0))
        if difference:
            sys.exit(f"{difference}Scripts/public_api.py --record keeps it, if it is meant")
        print(f"the {len(lines)} public declarations of EcoModel are those that are kept")
    else:
        print("".join(lines), end="")


if __name__ == "__main__":
    main()
