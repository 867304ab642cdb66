#!/usr/bin/env python3
"""What each sample log must come to: Tests/EcoCalcTests/Fixtures/expectations.csv.

    format_expectations.py            writes the file
    format_expectations.py --check    exits 1 where it is not what this script writes

The token counts are those that the sample_*.py state by hand; the figures come
from reference.py, which shares no code with the product. Nothing is taken from it.
"""

import argparse
import csv
import io
import sys
from pathlib import Path

from reference import Reference
from reference_tables import Row
from sample import Sample
from sample_exports import sample_exports
from sample_logs import sample_logs
from sample_traps import sample_traps

TARGET = Path(__file__).resolve().parent.parent / "Tests/EcoCalcTests/Fixtures/expectations.csv"
COUNTS = ["prompt_tokens", "cached_prompt_tokens", "completion_tokens", "requests"]
FIGURES = ["energy_wh", "carbon_g", "carbon_per_1k_tokens_g", "accuracy"]
COLUMNS = ["file", "flags", "record", *COUNTS, *FIGURES, "outcome"]


def expectation(reference: Reference, sample: Sample) -> Row:
    file, flags, name, call, outcome = sample
    row = dict.fromkeys(COLUMNS, "") | {"file": file, "flags": flags, "record": name}
    row["outcome"] = outcome
    if not outcome:
        answer = reference.answer(request(sample))
        row |= {figure: answer[figure] for figure in FIGURES} | {"outcome": answer["omitted"]}
    if not outcome.startswith("reject:"):
        counts = call.prompt, call.cached, call.completion, call.requests
        texts = ("" if count is None else str(count) for count in counts)
        row |= dict(zip(COUNTS, texts, strict=True))
    return row


def request(sample: Sample) -> Row:
    """The sample as the reference reads it."""
    call = sample.call
    region, assumed = call.region, ""
    if "region=" in sample.flags and not region:
        region, assumed = sample.flags.split("region=")[1].split()[0], "yes"
    return {
        "case": sample.name,
        "model": call.model,
        "provider": call.provider,
        "region": region,
        "region_assumed": assumed,
        "date": call.date,
        "prompt_tokens": str(call.prompt or 0),
        "cached_prompt_tokens": str(call.cached),
        "completion_tokens": str(call.completion or 0),
        "requests": str(call.requests),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    reference, text = Reference(), io.StringIO()
    samples = [*sample_logs(), *sample_exports(), *sample_traps()]
    out = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    out.writeheader()
    out.writerows(expectation(reference, sample) for sample in samples)
    written = text.getvalue().encode()
    if not check:
        TARGET.write_bytes(written)
    elif not TARGET.exists() or TARGET.read_bytes() != written:
        sys.exit(f"{TARGET.name} is not what {Path(__file__).name} writes")


if __name__ == "__main__":
    main()
