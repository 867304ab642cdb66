"""The measured requests of Tests/EcoModelTests/Fixtures, and what each method predicts for them.

Compared is the energy of the boards alone, in joules per output token, as it was measured.
"""

import csv
import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import formula_v2
from formula_v2 import Doubt, Fitted, Shape
from reference import Size, joules

FIXTURES = Path(__file__).resolve().parent.parent / "Tests/EcoModelTests/Fixtures"
PROMPTS = {"lm-arena-chat": 200, "gpqa": 300, "sourcegraph-fim": 2900}  # tokens, assumed
BITS = {"bfloat16": 16, "fp8": 8, "mxfp4": 4, "fp4": 4}


@dataclass(frozen=True)
class Measurement:
    model: str
    family: str
    board: str  # as data/accelerators.csv has it
    boards: int
    task: str
    sequences: int  # at most at once
    concurrency: Fraction  # sequences at once, a mean
    shape: Shape
    prompt: Fraction  # tokens, a mean
    completion: Fraction  # tokens, a mean
    measured: float  # J per output token
    tokens_per_second: float  # of output, all sequences together
    watts: float  # of one board, a mean

    @property
    def maker(self) -> str:
        return self.model.split("/")[0]


@dataclass(frozen=True)
class Pools(Measurement):
    """Prefill and decode on boards of their own, each metered; all 0 where they share boards."""

    prefill_boards: int
    prefill_measured: float  # J per prompt token
    decode_measured: float  # J per output token


def table(name: str) -> list[dict[str, str]]:
    with (FIXTURES / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


MODELS = {row["model"]: row for row in table("measured-models.csv")}


def shape(row: dict[str, str]) -> Shape:
    architecture = MODELS[row["model"]]
    return Shape(
        active=Fraction(row["active_params_b"]),
        total=Fraction(row["total_params_b"]),
        bits=Fraction(BITS[row["precision"]]),
        kv=Fraction(architecture["kv_bytes"]),
        width=Fraction(architecture["attention_width"]),
    )


def mlenergy() -> list[Measurement]:
    """ML.ENERGY v3: text tasks on one server."""
    return [
        Measurement(
            model=row["model"],
            family=MODELS[row["model"]]["family"],
            board=row["gpu"].lower(),
            boards=int(row["num_gpus"]),
            task=row["task"],
            sequences=int(row["max_num_seqs"]),
            concurrency=Fraction(row["batch"]),
            shape=shape(row),
            prompt=Fraction(PROMPTS[row["task"]]),
            completion=Fraction(row["avg_output_tokens"]),
            measured=float(row["joules_per_output_token"]),
            tokens_per_second=float(row["output_tok_per_s"]),
            watts=float(row["avg_gpu_power_w"]) / int(row["num_gpus"]),
        )
        for row in table("measured-energy.csv")
        if row["task"] in PROMPTS
    ]


def inferencex() -> list[Pools]:
    """InferenceX: prompts and answers of a fixed length; pools of their own where it says so."""
    return [
        Pools(
            model=row["model"],
            family=MODELS[row["model"]]["family"],
            board=row["board"],
            boards=int(row["boards"]) + int(row["prefill_boards"] or 0),
            task="speculative" if row["speculative"] != "none" else "plain",
            sequences=int(row["concurrency"]),
            concurrency=Fraction(row["concurrency"]),
            shape=shape(row),
            prompt=Fraction(row["input_tokens"]),
            completion=Fraction(row["output_tokens"]),
            measured=float(row["j_per_output_token"]),
            tokens_per_second=float(row["tok_per_s_per_user"]) * int(row["concurrency"]),
            watts=float(row["mean_board_w"]),
            prefill_boards=int(row["prefill_boards"] or 0),
            prefill_measured=float(row["prefill_j_per_input_token"] or 0),
            decode_measured=float(row["decode_j_per_output_token"] or 0),
        )
        for row in table("inferencex-power.csv")
    ]


def v1(row: Measurement, scale: Fraction = Fraction(1)) -> float:
    """gpu_j of one request over its output tokens; no service factor, no PUE."""
    size = Size(*row.shape[:5])
    return float(joules(size, row.prompt * scale, 0, row.completion) / row.completion)


def v2(
    row: Measurement,
    sequences: Fraction | int = formula_v2.SEQUENCES,
    doubt: Doubt = formula_v2.POINT,
    fitted: Fitted = formula_v2.SHIPPED,
    scale: Fraction = Fraction(1),
) -> float:
    """The same of v2, for so many concurrent sequences."""
    tokens = row.prompt * scale, 0, row.completion
    energy = formula_v2.joules(row.shape, *tokens, sequences, doubt=doubt, fitted=fitted)
    return float(energy / row.completion)


def v2_said(row: Measurement) -> float:
    return v2(row, row.concurrency)


def ecologits(row: Measurement) -> float:
    """EcoLogits 0.9-0.11: GPU part per output token times its own number of 80 GB GPUs.

    Weights of 16 bits whatever was measured; no server, no PUE.
    """
    gpus = 1
    while gpus * 80 < 1.2 * float(row.shape.total) * 2:
        gpus *= 2
    slope = 1.16653e-6 * math.exp(-0.0112059 * 64)
    return (slope * float(row.shape.active) + 4.05293e-5) * gpus * 3600


def ecologits_0_4(row: Measurement) -> float:
    """EcoLogits 0.4: its regression per output token; no number of GPUs, no server, no PUE."""
    return (8.91e-5 * float(row.shape.active) + 1.43e-3) * 3600


METHODS: dict[str, Callable[[Measurement], float]] = {
    "v1-2026-11": v1,
    "EcoLogits 0.9-0.11": ecologits,
    "ecologits-0.4": ecologits_0_4,
    "v2-2026-12 at 64": v2,
    "v2-2026-12 concurrency said": v2_said,
}
