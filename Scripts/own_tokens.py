"""Single tokens that this project measured with measure_gpu.py, beside the formula."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from formula_v2 import CACHED as PER_BYTE
from formula_v2 import CONTEXT, Shape
from gpu_workload import ARCHITECTURES
from measurements import table
from summaries import figure, markdown
from token_formula import CACHED, OUTPUT, PROMPT, Span, predicted

SHAPES = {"dense-8b": "dense, 8", "mixture-30b": "mixture, 30.5 of which 3.4 active"}
PROMISED = range(16, 257)  # sequences that the interval is for, where nothing is said


@dataclass(frozen=True)
class Row:
    """Of the fixture: work of one kind, repeated for some seconds."""

    started: str
    quantity: str
    model: str
    batch: int
    context: int
    launch: str
    attention: str
    restored: int
    repeats: int
    seconds: float
    joules: float
    idle_watts: float

    @property
    def shape(self) -> Shape:
        return ARCHITECTURES[self.model].shape

    @property
    def kv_bytes(self) -> int:
        return ARCHITECTURES[self.model].kv_bytes

    @property
    def tokens(self) -> int:
        return self.repeats * (self.batch if self.quantity == OUTPUT else self.context)

    @property
    def per_token(self) -> float:
        return self.joules / self.tokens

    @property
    def above_rest(self) -> float:
        """J per token without what the board draws at rest."""
        return (self.joules - self.idle_watts * self.seconds) / self.tokens


ROWS = [
    Row(
        started=row["started"],
        quantity=row["quantity"],
        model=row["shape"],
        batch=int(row["batch"]),
        context=int(row["context"]),
        launch=row["launch"],
        attention=row["attention"],
        restored=int(row["restored"]),
        repeats=int(row["repeats"]),
        seconds=float(row["seconds"]),
        joules=float(row["joules"]),
        idle_watts=float(row["idle_watts"]),
    )
    for row in table("token-energy.csv")
]


@dataclass(frozen=True)
class Point:
    """The same work, however often and in whichever way it was measured."""

    model: str
    quantity: str
    context: int
    batch: int

    def rows(self, launch: str) -> list[Row]:
        return [
            row
            for row in ROWS
            if (row.model, row.quantity, row.context, row.batch)
            == (self.model, self.quantity, self.context, self.batch)
            and (row.launch, row.restored) == (launch, 0)
        ]

    def ways(self, launch: str) -> dict[str, list[float]]:
        """J per token by the way of attention; each was measured on one board alone."""
        found: dict[str, list[float]] = {}
        for row in self.rows(launch):
            found.setdefault(row.attention, []).append(row.per_token)
        return found

    def measured(self, launch: str) -> float:
        """J per token, a median, of the cheaper way of attention."""
        return min(statistics.median(found) for found in self.ways(launch).values())

    @property
    def best(self) -> float:
        return self.measured("graph" if self.quantity == OUTPUT else "single")

    def predicted(self, *, said: bool) -> Span:
        shape = ARCHITECTURES[self.model].shape
        return predicted(shape, self.quantity, self.batch, self.context, said=said)

    def is_inside(self, *, said: bool) -> bool:
        low, _, high = self.predicted(said=said)
        return low <= self.best <= high


POINTS = sorted(
    {Point(row.model, row.quantity, row.context, row.batch) for row in ROWS},
    key=lambda point: (point.model, point.context, point.batch),
)


def listed(values: Sequence[float]) -> str:
    return ", ".join(figure(value) for value in values)


def inside(points: Sequence[Point], *, said: bool) -> str:
    return f"{sum(p.is_inside(said=said) for p in points)} of {len(points)}" if points else ""


def line(name: str, points: Sequence[Point]) -> list[str]:
    v2 = [point.predicted(said=True).point for point in points]
    outputs = [point for point in points if point.quantity == OUTPUT]
    promised = [point for point in points if point not in outputs or point.batch in PROMISED]
    return [
        name,
        listed([point.best for point in points]),
        listed(v2),
        listed([told / point.best for told, point in zip(v2, points, strict=True)]),
        inside(points, said=True),
        inside(promised, said=False),
        listed([point.measured("single") / point.best for point in outputs]),
    ]


def thousands(tokens: int) -> str:
    return f"{tokens // 1024}k"


def own_tokens() -> list[str]:
    lines = []
    for model, name in SHAPES.items():
        for quantity, what in ((PROMPT, "prompts"), (CACHED, "cached prompts")):
            points = [p for p in POINTS if (p.model, p.quantity) == (model, quantity)]
            lengths = ", ".join(thousands(p.context) for p in points)
            lines.append(line(f"{name}: {what} of {lengths}", points))
        outputs = [p for p in POINTS if (p.model, p.quantity) == (model, OUTPUT)]
        for context in sorted({p.context for p in outputs}):
            points = [p for p in outputs if p.context == context]
            batches = ", ".join(str(p.batch) for p in points)
            lines.append(line(f"{name}: answers after {thousands(context)}, B = {batches}", points))
    header = "10⁹ parameters of 16 bits: tokens|J per token, measured|v2, B said|v2 over measured"
    header += "|inside, B said|inside, not said, 16 to 256|launched one by one, over one graph"
    return markdown(header.split("|"), lines)


def beside(rows: Sequence[Row]) -> list[float]:
    """J per byte that a step with restoring takes more than the one before it without."""
    found = []
    for alone, both in pairwise(rows):
        if both.restored:
            joules = (both.per_token - alone.per_token) * both.batch
            found.append(joules / (both.restored * both.kv_bytes))
    return found


def reading_back() -> list[float]:
    """J per byte of context that an output token takes more than after a shorter one."""
    outputs = [point for point in POINTS if point.quantity == OUTPUT]
    found = []
    for short, long in pairwise(sorted(outputs, key=lambda p: (p.model, p.batch, p.context))):
        if (short.model, short.batch) == (long.model, long.batch):
            read = ARCHITECTURES[long.model].kv_bytes * (long.context - short.context)
            found.append((long.best - short.best) / read)
    return found


def own_bytes() -> list[str]:
    alone = [row for row in ROWS if row.quantity == CACHED]
    drawn, above = (
        [joules / row.kv_bytes for row, joules in zip(alone, found, strict=True)]
        for found in ([row.per_token for row in alone], [row.above_rest for row in alone])
    )
    lines = []
    for name, found, constant in (
        ("a cached prompt restored, all that the board draws", drawn, PER_BYTE),
        ("the same above its draw at rest", above, PER_BYTE),
        ("restored beside decode, above decode alone", beside(ROWS), PER_BYTE),
        ("context read back, above a shorter context", reading_back(), CONTEXT),
    ):
        told = (min(found), statistics.median(found), max(found), float(constant))
        lines.append([name, str(len(found)), *map(figure, told)])
    header = ["keys and values, J per byte at the board", "number", "least", "median", "most", "v2"]
    return markdown(header, lines)


def own_repeats() -> list[str]:
    """How far the same work came out apart."""

    def apart(quantity: str, launch: str) -> list[float]:
        ways = [
            found
            for point in POINTS
            if point.quantity == quantity
            for found in point.ways(launch).values()
        ]
        return [max(found) / min(found) for found in ways if len(found) > 1]

    both = [[statistics.median(way) for way in p.ways("graph").values()] for p in POINTS]
    lines = []
    for name, found in (
        ("prompts", apart(PROMPT, "single")),
        ("cached prompts", apart(CACHED, "single")),
        ("answers, launched one by one", apart(OUTPUT, "single")),
        ("answers, one graph", apart(OUTPUT, "graph")),
        ("the other way of attention, the other board", [max(w) / min(w) for w in both if w]),
    ):
        lines.append([name, str(len(found)), f"×{statistics.median(found):.2f}, ×{max(found):.2f}"])
    return markdown(["the same measured again", "number", "most over least: median, most"], lines)
