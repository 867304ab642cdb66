"""What eco-calc makes of a call. ECO_CALC names the command."""

from __future__ import annotations

import csv
import os
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path

FIGURES = ("energy_wh", "carbon_g", "carbon_per_1k_tokens_g")
Block = dict[str, float | str]


def block(created: int, *, model: str = "gpt-4o-mini", region: str = "eu-west") -> Block:
    """The block of a call to the stub at a time, in seconds since 1970."""
    row = {
        "created_at": datetime.fromtimestamp(created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "resolved_model": model,
        "provider": "openai",
        "region": region,
        "prompt_tokens": "18",
        "completion_tokens": "26",
        "cached_tokens": "0",
    }
    with tempfile.TemporaryDirectory() as folder:
        log, out = Path(folder, "log.csv"), Path(folder, "out.csv")
        log.write_text(f"{','.join(row)}\n{','.join(row.values())}\n")
        subprocess.run([os.environ["ECO_CALC"], "-q", log, "-o", out], check=True)
        found = next(csv.DictReader(out.read_text().splitlines()))
    texts = ("accuracy", "methodology_version")
    return {name: float(found["eco." + name]) for name in FIGURES} | {
        name: found["eco." + name] for name in texts
    }
