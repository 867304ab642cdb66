"""eco-calc, over exported records."""

import json
import subprocess
from pathlib import Path


def recalculated(eco_calc: Path, path: Path) -> Path:
    output = path.with_name("recalculated" + path.suffix)
    subprocess.run([eco_calc, path, "-o", output], check=True)
    return output


def blocks(eco_calc: Path, path: Path) -> dict[str, object]:
    """The block of each record, as an answer has it."""
    output = path.with_name("blocks.jsonl")
    subprocess.run([eco_calc, path, "--significant-digits", "2", "-o", output], check=True)
    records = (json.loads(line) for line in output.read_text().splitlines())
    return {record["generation_id"]: record.get("eco") for record in records}
