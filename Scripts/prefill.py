"""What is known of a prompt token, and single kernels, beside the constants of v2."""

from fractions import Fraction

import formula_v2 as v2
from formula_v2 import Shape
from measurements import table
from services import BUSY, POOLS, prefill_joules
from summaries import figure, markdown

H100_WATTS = 650  # assumed: nobody published the draw of these runs
KERNEL_BOARDS = {"h200_sxm": "H200", "b200_sxm": "B200", "gb200": "GB200"}


def times() -> list[list[str]]:
    """Prompts whose time was measured."""
    found, formula = [], []
    for row in table("prefill-times.csv"):
        size = Fraction(row["total_params_b"])
        widths = (Fraction(row[name]) for name in ("weight_bits", "kv_bytes", "attention_width"))
        shape, tokens = Shape(size, size, *widths), int(row["prompt_tokens"])
        energy = int(row["boards"]) * H100_WATTS * float(row["median_prefill_ms"]) / 1000
        found.append(energy / tokens / float(size))
        formula.append(float(prefill_joules(shape, Fraction(tokens)) / size))
    name = f"Splitwise: Llama 2 70B, 16 bit, 2 H100, times measured, {H100_WATTS} W assumed"
    return [[name, "2k–8k", span(found), span(formula)]]


def span(values: list[float]) -> str:
    low, high = f"{min(values):.4f}", f"{max(values):.4f}"
    return low if low == high else f"{low}–{high}"


def pools() -> list[list[str]]:
    """Prefill pools of busy services, which were metered."""
    lines = []
    busy = [row for row in POOLS if row.sequences >= BUSY]
    for model, board, bits in sorted({(row.model, row.board, row.shape.bits) for row in busy}):
        rows = [r for r in busy if (r.model, r.board, r.shape.bits) == (model, board, bits)]
        found = [row.prefill_measured / float(row.shape.active) for row in rows]
        formula = [float(prefill_joules(row.shape, row.prompt) / row.shape.active) for row in rows]
        users = sorted({row.sequences for row in rows})
        told = f"{users[0]}–{users[-1]}" if len(users) > 1 else f"{users[0]}"
        name = f"InferenceX: {model.split('/')[1]}, {bits} bit, {board.upper()}, metered"
        lines.append([name, f"7k, {told} users", span(found), span(formula)])
    return lines


def prefill() -> list[str]:
    header = ["prefill", "prompts", "J per token and 10⁹ active, measured", "v2"]
    return markdown(header, [*times(), *pools()])


KERNELS = (  # what, in this table's words and in the fixture's; the constant of v2
    (
        "dense matrices, 16 bit, J per token and 10⁹",
        "gemm J per token and 1e9 parameters",
        "bfloat16 m 2048-8192",
        v2.ARITHMETIC + v2.ARITHMETIC_BITS,
    ),
    (
        "dense matrices, 8 bit",
        "gemm J per token and 1e9 parameters",
        "fp8_block m 2048-8192",
        v2.ARITHMETIC + v2.ARITHMETIC_BITS / 2,
    ),
    (
        "dense matrices, 4 bit",
        "gemm J per token and 1e9 parameters",
        "nvfp4 m 2048-8192",
        v2.ARITHMETIC + v2.ARITHMETIC_BITS / 4,
    ),
    (
        "experts, 16 bit, J per token and 10⁹ active",
        "moe J per token and 1e9 active parameters",
        "bfloat16 tokens 4097-1000000000",
        v2.ARITHMETIC + v2.ARITHMETIC_BITS,
    ),
    (
        "experts, 8 bit",
        "moe J per token and 1e9 active parameters",
        "fp8_block tokens 4097-1000000000",
        v2.ARITHMETIC + v2.ARITHMETIC_BITS / 2,
    ),
    (
        "experts, 4 bit",
        "moe J per token and 1e9 active parameters",
        "nvfp4 tokens 4097-1000000000",
        v2.ARITHMETIC + v2.ARITHMETIC_BITS / 4,
    ),
    (
        "weights read for 64 rows, 16 bit, J per step and 10⁹",
        "gemm J per step and 1e9 parameters",
        "bfloat16 m 64",
        v2.READING,
    ),
    (
        "prefill attention, J per W and pair",
        "prefill attention J per W and pair",
        "kv bfloat16 length 4096-16384",
        v2.ATTENTION,
    ),
    (
        "context read back, J per byte",
        "decode attention J per byte read",
        "kv bfloat16 64-16384 MiB per layer",
        v2.CONTEXT,
    ),
)


def kernel(board: str, quantity: str, case: str) -> str:
    """Of vLLM, where it was measured, else of TensorRT-LLM."""
    found = {
        row["engine"].split("/")[0]: figure(float(row["median"]))
        for row in table("kernel-energy.csv")
        if (row["hardware"], row["quantity"], row["case"]) == (board, quantity, case)
    }
    return found.get("vllm") or found.get("trtllm") or "–"


def kernels() -> list[str]:
    lines = [
        [name, *(kernel(board, quantity, case) for board in KERNEL_BOARDS), figure(float(constant))]
        for name, quantity, case, constant in KERNELS
    ]
    return markdown(["kernels alone, median", *KERNEL_BOARDS.values(), "v2"], lines)
