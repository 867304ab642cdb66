#!/usr/bin/env python3
"""What public sources say that data/models.csv does not: new ids, other sizes, by popularity.

    refresh_models.py [--litellm model_prices_and_context_window.json] [--models-dev api.json]
                      [--llmfit hf_models.json] [--ecologits models.json] [--top N]

The files are downloaded by the caller: LiteLLM's price list and models.dev's api.json (both MIT)
for ids and modes, llmfit's list of Hugging Face repositories (MIT) for stored sizes, EcoLogits'
registry (MPL-2.0) for ranges. Nothing is written: active counts, precision and attention are
decided by hand.
"""

import argparse
import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import reference_ids

Json = Any  # what json.load gives


class Named(NamedTuple):
    """An id of a source, how much it is used there, and what the source says of it."""

    source: str
    name: str
    weight: int
    says: str


def load(path: Path | None) -> Json:
    return json.loads(path.read_text(encoding="utf-8")) if path else None


def litellm(data: Json) -> Iterator[Named]:
    for name, entry in (data or {}).items():
        if name != "sample_spec":
            yield Named("LiteLLM", name, 1, str(entry.get("mode", "")))


def models_dev(data: Json) -> Iterator[Named]:
    """Each id once, weighed by the providers that offer it."""
    providers: dict[str, int] = defaultdict(int)
    for provider in (data or {}).values():
        for name in provider.get("models", {}):
            providers[name] += 1
    for name, count in providers.items():
        yield Named("models.dev", name, count, f"{count} providers")


def llmfit(data: Json) -> Iterator[Named]:
    for entry in data or []:
        if entry.get("pipeline_tag") in ("text-generation", "image-text-to-text"):
            size = f"{entry['parameters_raw'] / 10**9:.2f} stored"
            yield Named("Hugging Face", entry["name"], entry.get("hf_downloads") or 0, size)


def ecologits(data: Json) -> Iterator[Named]:
    for entry in (data or {}).get("models", []):
        says = json.dumps(entry.get("architecture", {}).get("parameters", ""))
        yield Named("EcoLogits", entry["name"], 1, says)


def stored_sizes(data: Json) -> dict[str, Fraction]:
    return {
        entry["name"].lower(): Fraction(entry["parameters_raw"]) / 10**9 for entry in data or []
    }


def changed(stored: dict[str, Fraction]) -> Iterator[str]:
    """Dense rows whose repository stores another count than the row has."""
    with (reference_ids.DATA / "models.csv").open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            names = [row["source"].removeprefix("https://huggingface.co/").lower(), row["id"]]
            found = [stored[name] for name in names if name in stored]
            if not found or not row["total_b"] or row["active_b"] != row["total_b"]:
                continue
            if abs(found[0] / Fraction(row["total_b"]) - 1) > Fraction("0.013"):
                yield f"{row['id']}: {row['total_b']} in the table, {float(found[0]):.2f} stored"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("litellm", "models-dev", "llmfit", "ecologits"):
        parser.add_argument(f"--{name}", type=Path)
    parser.add_argument("--top", type=int, default=40, help="names of each source that are listed")
    args = parser.parse_args()
    ids, repositories = reference_ids.read(), load(args.llmfit)
    sources = (
        list(litellm(load(args.litellm))),
        list(models_dev(load(args.models_dev))),
        list(llmfit(repositories)),
        list(ecologits(load(args.ecologits))),
    )
    for named in filter(None, sources):
        unknown = [entry for entry in named if ids.find(entry.name) is None]
        weight = sum(entry.weight for entry in named)
        missing = sum(entry.weight for entry in unknown)
        known = 100 - 100 * missing / weight if weight else 100
        print(f"\n{named[0].source}: {len(named)} ids, {known:.1f} % known by use")
        for entry in sorted(unknown, key=lambda entry: (-entry.weight, entry.name))[: args.top]:
            print(f"  {entry.weight:>10}  {entry.name}  ({entry.says})")
    differences = list(changed(stored_sizes(repositories)))
    print("\nSizes that are stored otherwise:" if differences else "")
    print("\n".join(f"  {line}" for line in differences))


if __name__ == "__main__":
    main()
