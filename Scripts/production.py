"""Published production figures beside the method's own, whole service."""

from fractions import Fraction
from typing import NamedTuple

from reference import SERVICE, Size, joules

HEADER = """\
| published | Wh | total, active (10⁹) | bits | KV | W | PUE | in | out | v1 Wh | whose inputs |
|---|---|---|---|---|---|---|---|---|---|---|"""


class Served(NamedTuple):
    """A model and where it is served: parameters in 10^9, weight bits, KV, W, PUE."""

    total: str
    active: str
    bits: int
    kv: int
    width: int
    pue: str


class Published(NamedTuple):
    name: str
    wh: str
    served: Served
    prompt: int
    completion: int
    whose: str

    def line(self) -> str:
        total, active, bits, kv, width, pue = self.served
        size = Size(*(Fraction(text) for text in (active, total, bits, kv, width)))
        wh = joules(size, self.prompt, 0, self.completion) * SERVICE * Fraction(pue) / 3600
        return (
            f"| {self.name} | {self.wh} | {total}, {active} | {bits} | {kv} | {width} | {pue} "
            f"| {self.prompt} | {self.completion} | {float(wh):.3f} | {self.whose} |"
        )


GPT4O = Served("440", "88", 8, 200000, 1000000, "1.15")
GEMINI = GPT4O._replace(pue="1.09")
EPOCH = Served("400", "100", 8, 200000, 1000000, "1.15")
DEEPSEEK = Served("671", "37", 8, 70272, 1249280, "1.15")
LLAMA = Served("405", "405", 8, 516096, 2064384, "1.15")
QWEN = Served("235", "22", 8, 192512, 770048, "1.15")

SHORT, SHORT_WH = "Microsoft 2026-06: over 200 B, median", "0.31 (0.16–0.60)"
LONG, LONG_WH = "Microsoft 2026-06: reasoning", "3.91 (2.15–7.05)"
PUBLISHED = [
    Published("Epoch AI 2025-02: long prompt", "2.5", EPOCH, 10000, 500, "theirs; precision ours"),
    Published(
        "Epoch AI 2025-02: very long prompt",
        "about 40",
        EPOCH,
        100000,
        500,
        "theirs; precision ours",
    ),
    Published(
        "Epoch AI 2025-02: 500 tokens out",
        "0.30",
        EPOCH,
        100,
        500,
        "theirs; precision and prompt ours",
    ),
    Published("Google 2025-08: Gemini's median prompt", "0.24", GEMINI, 100, 200, "all ours"),
    Published("Google 2025-08: Gemini's median prompt", "0.24", GEMINI, 100, 300, "all ours"),
    Published("OpenAI 2025-06: ChatGPT's average query", "0.34", GPT4O, 100, 200, "all ours"),
    Published("OpenAI 2025-06: ChatGPT's average query", "0.34", GPT4O, 100, 300, "all ours"),
    Published("Jegham 2025-05: GPT-4o short query", "0.42", GPT4O, 100, 300, "tokens theirs"),
    Published(SHORT, SHORT_WH, QWEN, 500, 300, "tokens theirs; a 235 B model"),
    Published(SHORT, SHORT_WH, LLAMA, 500, 300, "tokens theirs; a 405 B dense model"),
    Published(SHORT, SHORT_WH, DEEPSEEK, 500, 300, "tokens theirs; a 671 B model"),
    Published(LONG, LONG_WH, QWEN, 500, 5000, "answer theirs; a 235 B model"),
    Published(LONG, LONG_WH, LLAMA, 500, 5000, "answer theirs; a 405 B dense model"),
    Published(LONG, LONG_WH, DEEPSEEK, 500, 5000, "answer theirs; a 671 B model"),
]


def production() -> list[str]:
    return [*HEADER.splitlines(), *(published.line() for published in PUBLISHED)]
