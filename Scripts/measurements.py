"""The measured text tasks of Tests/EcoModelTests/Fixtures, and what each method predicts for them.

Compared is the energy of the GPUs alone, in joules per output token, as it was measured.
"""

import csv
import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from reference import OLD, V1, Size, joules

FIXTURES = Path(__file__).resolve().parent.parent / "Tests/EcoModelTests/Fixtures"
PROMPTS = {"lm-arena-chat": 200, "gpqa": 300, "sourcegraph-fim": 2900}  # tokens, assumed
BITS = {"bfloat16": 16, "fp8": 8, "mxfp4": 4}


@dataclass(frozen=True)
class Measurement:
    model: str
    gpu: str
    task: str
    sequences: int
    size: Size
    prompt: int
    completion: Fraction  # tokens, a mean
    measured: float  # J per output token

    @property
    def maker(self) -> str:
        return self.model.split("/")[0]


def table(name: str) -> list[dict[str, str]]:
    with (FIXTURES / name).open(newline="") as file:
        return list(csv.DictReader(file))


def measurements() -> list[Measurement]:
    models = {row["model"]: row for row in table("measured-models.csv")}
    found = []
    for row in table("measured-energy.csv"):
        if row["task"] in PROMPTS:
            shape = models[row["model"]]
            size = Size(
                active=Fraction(row["active_params_b"]),
                total=Fraction(row["total_params_b"]),
                bits=Fraction(BITS[row["precision"]]),
                kv=Fraction(shape["kv_bytes"]),
                width=Fraction(shape["attention_width"]),
            )
            measurement = Measurement(
                model=row["model"],
                gpu=row["gpu"],
                task=row["task"],
                sequences=int(row["max_num_seqs"]),
                size=size,
                prompt=PROMPTS[row["task"]],
                completion=Fraction(row["avg_output_tokens"]),
                measured=float(row["joules_per_output_token"]),
            )
            found.append(measurement)
    return found


def v1(row: Measurement, scale: Fraction = Fraction(1)) -> float:
    """gpu_j of one request over its output tokens; no service factor, no PUE."""
    return float(joules(row.size, row.prompt * scale, 0, row.completion) / row.completion)


def current(row: Measurement) -> float:
    """EcoLogits 0.9-0.11: GPU part per output token times its own number of 80 GB GPUs.

    Weights of 16 bits whatever was measured; no server, no PUE.
    """
    gpus = 1
    while gpus * 80 < 1.2 * float(row.size.total) * 2:
        gpus *= 2
    slope = 1.16653e-6 * math.exp(-0.0112059 * 64)
    return (slope * float(row.size.active) + 4.05293e-5) * gpus * 3600


def older(row: Measurement) -> float:
    """EcoLogits 0.4: its regression per output token; no number of GPUs, no server, no PUE."""
    return (8.91e-5 * float(row.size.active) + 1.43e-3) * 3600


METHODS: dict[str, Callable[[Measurement], float]] = {
    V1: v1,
    "EcoLogits 0.9-0.11": current,
    OLD: older,
}
