"""Whole servers and services beside v2: wall meters, pools metered apart, published days."""

from fractions import Fraction

import formula_v2 as v2
from formula_v2 import Shape
from measurements import Pools, inferencex, table
from summaries import figure, markdown, percentile

RESERVE = Fraction(93, 83)  # idle machines, which a wall meter of a busy server does not see
DEEPSEEK = Shape(*map(Fraction, (37, 671, 8, 70272, 1249280)))
H800_WATTS = 350, 500, 600  # nobody published the draw: low, middle, high
H100_WATTS = 600  # the same
ANSWER = 1000  # tokens of an answer, assumed: only totals are published
FACTS = {row["key"]: Fraction(row["value"]) for row in table("published-services.csv")}


def ratio(predicted: Fraction, measured: float) -> str:
    return f"×{float(predicted) / measured:.2f}"


# ---- MLPerf: one busy server at its wall ---------------------------------------------------------


class Server:
    """A row of mlperf-power.csv: J per output token at the wall of one server."""

    def __init__(self, row: dict[str, str]) -> None:
        names = ("active_params_b", "total_params_b", "weight_bits", "kv_bytes", "attention_width")
        self.shape = Shape(*(Fraction(row[name]) for name in names))
        self.name, self.scenario = f"{row['round']} {row['model']}", row["scenario"]
        self.board = f"{row['boards']} {row['board'].upper()}, {row['weight_bits']} bit"
        self.tokens = Fraction(row["assumed_prompt_tokens"]), 0, Fraction(row["output_tokens"])
        self.saturated = int(row["assumed_sequences"])
        self.measured = float(row["wall_j_per_output_token"])
        service = v2.SERVICE if row["board"] == "h200" else v2.SERVICE_LARGE_BOARD
        self.scale = service / RESERVE / Fraction(row["output_tokens"])

    def at(self, sequences: int) -> Fraction:
        return v2.joules(self.shape, *self.tokens, sequences) * self.scale

    def ends(self) -> tuple[Fraction, Fraction]:
        low, high = v2.ends(self.shape, self.shape, *self.tokens, mixture=self.shape.is_mixture)
        return low * self.scale, high * self.scale

    @property
    def is_inside(self) -> bool:
        low, high = self.ends()
        return low <= self.measured <= high


SERVERS = [Server(row) for row in table("mlperf-power.csv")]


def walls() -> list[str]:
    header = ["MLPerf", "server", "J at the wall", "at 64", "at so many", "interval, not said"]
    lines = [
        [
            server.name,
            server.board,
            figure(server.measured),
            ratio(server.at(v2.SEQUENCES), server.measured),
            f"{ratio(server.at(server.saturated), server.measured)} at {server.saturated}",
            "inside" if server.is_inside else "below the low end",
        ]
        for server in SERVERS
        if server.scenario == "Server"
    ]
    return markdown(header, lines)


# ---- Pools: prefill and decode on boards of their own --------------------------------------------


POOLS = [row for row in inferencex() if row.prefill_boards]
BUSY = 256  # sequences from which a pool of this kind is run as services run it


def prefill_joules(shape: Shape, prompt: Fraction) -> Fraction:
    """J per prompt token."""
    return v2.joules(shape, prompt, 0, 0) / prompt


def decode_joules(shape: Shape, context: Fraction, answer: Fraction, sequences: int) -> Fraction:
    """J per output token of boards that only decode; the context is there, at no cost of theirs."""
    there = v2.joules(shape, context, 0, 0)
    return (v2.joules(shape, context, 0, answer, sequences) - there) / answer


def decode_ratio(row: Pools, sequences: int) -> float:
    """Predicted over measured."""
    energy = decode_joules(row.shape, row.prompt, row.completion, sequences)
    return float(energy) / row.decode_measured


def spread_of(ratios: list[float]) -> str:
    return f"×{min(ratios):.2f}–{max(ratios):.2f}"


# ---- Published days and rates --------------------------------------------------------------------


def deepseek_sequences() -> int:
    """Decoded at once by one unit."""
    rate = FACTS["deepseek-decode-rate"] / FACTS["deepseek-user-rate"]
    return round(rate * FACTS["deepseek-unit"])


def deepseek_joules(sequences: int) -> Fraction:
    """Of the day, as equal requests of ANSWER output tokens each."""
    prompt, cached, answer = (
        FACTS[f"deepseek-{kind}"] * 10**9 for kind in ("input", "cached", "output")
    )
    requests = answer / ANSWER
    one = (prompt - cached) / requests, cached / requests, Fraction(ANSWER)
    return v2.joules(DEEPSEEK, *one, sequences) * requests


def services() -> list[str]:
    seconds, own = FACTS["deepseek-nodes"] * 8 * 86400, deepseek_sequences()
    low, middle, high = (float(seconds) * watts for watts in H800_WATTS)
    prompt = Fraction(2000)
    prefill = 8 * H100_WATTS / float(FACTS["sglang-prefill-rate"])
    decode = 8 * H100_WATTS / float(FACTS["sglang-decode-rate"])
    spread = int(FACTS["sglang-sequences"] * FACTS["sglang-decode-boards"])

    def day(sequences: int) -> str:
        found = float(deepseek_joules(sequences))
        return f"×{found / middle:.2f} ({found / high:.2f}–{found / low:.2f})"

    def decoded(sequences: int) -> str:
        return ratio(decode_joules(DEEPSEEK, prompt, Fraction(100), sequences), decode)

    lines = [
        [
            "DeepSeek, V3 and R1 on H800, one day of February 2025",
            f"{middle / 1e9:.0f} GJ at {H800_WATTS[1]} W assumed ({H800_WATTS[0]}–{H800_WATTS[2]})",
            day(v2.SEQUENCES),
            f"{day(own)} at {own}",
        ],
        [
            "SGLang, DeepSeek-V3 on H100, prefill, May 2025",
            f"{prefill:.3f} J per prompt token at {H100_WATTS} W assumed",
            ratio(prefill_joules(DEEPSEEK, prompt), prefill),
            "the same",
        ],
        [
            "SGLang, DeepSeek-V3 on H100, decode, May 2025",
            f"{decode:.3f} J per output token at {H100_WATTS} W assumed",
            decoded(v2.SEQUENCES),
            f"{decoded(spread)} at {spread}",
        ],
    ]
    busy = [row for row in POOLS if row.sequences >= BUSY]
    for model, board in sorted({(row.model, row.board) for row in busy}):
        rows = [row for row in busy if (row.model, row.board) == (model, board)]
        name = f"InferenceX, {model.split('/')[1]} on {board.upper()}, decode, {len(rows)} pools"
        metered = [row.decode_measured for row in rows]
        busiest = spread_of([decode_ratio(row, row.sequences) for row in rows])
        lines.append(
            [
                name,
                f"{min(metered):.2f}–{max(metered):.2f} J per output token, metered",
                spread_of([decode_ratio(row, v2.SEQUENCES) for row in rows]),
                f"{busiest} at {BUSY} or more",
            ]
        )
    ratios = [decode_ratio(row, row.sequences) for row in busy]
    median = f"{spread_of(ratios)}, median {percentile(ratios, 0.5):.2f}"
    lines.append([f"all {len(ratios)} metered decode pools", "", "", median])
    return markdown(["service", "measured or published", "v2 at 64", "v2 at its own"], lines)
