"""A refit, to see what a method is worth on models that it has not seen.

Some constants of a methodology are free, the others are not. The sum of soft absolute values
sqrt(1 + (r/0.1)^2) of r = ln(predicted / measured) is minimised: Gauss-Newton steps in the
logarithms of the constants, reweighted, damped.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import formula_v2
from formula_v2 import Fitted
from measurements import Measurement, v2
from reference import ATTENTION, CONTEXT, DECODE, DECODE_ACTIVE, DECODE_INACTIVE, PREFILL

Vector = list[float]

SCALE = 0.1  # of the soft absolute value
STEPS = 500
ENOUGH, TOO_MUCH = 1e-13, 1e12  # a gain in loss that is none; a damping without hope


@dataclass(frozen=True)
class Term:
    """A row as the free constants see it, in J per output token."""

    fixed: float
    slopes: Vector  # what each constant is multiplied by
    measured: float

    def predict(self, constants: Sequence[float]) -> float:
        return self.fixed + sum(c * s for c, s in zip(constants, self.slopes, strict=True))

    def residual(self, constants: Sequence[float]) -> float:
        return math.log(self.predict(constants) / self.measured)


@dataclass(frozen=True)
class Free:
    """The constants of a methodology that a refit may move."""

    shipped: Vector
    term: Callable[[Measurement], Term]


def term_v1(row: Measurement) -> Term:
    active, total, bits, kv, width = map(float, row.shape[:5])
    k, u, o = bits / 16, float(row.prompt), float(row.completion)
    fixed = float(PREFILL) * active * u + float(ATTENTION) * width * u * u / 2
    slopes = [1, k * active, k * (total - active), kv * (u + o / 2)]
    return Term(fixed / o, slopes, row.measured)


def term_v2(row: Measurement) -> Term:
    def at(*constants: int) -> float:
        return v2(row, row.concurrency, fitted=Fitted(*constants))

    fixed = at(0, 0, 0)
    slopes = [at(*unit) - fixed for unit in ((1, 0, 0), (0, 1, 0), (0, 0, 1))]
    return Term(fixed, slopes, row.measured)


FREE_V1 = Free([float(c) for c in (DECODE, DECODE_ACTIVE, DECODE_INACTIVE, CONTEXT)], term_v1)
FREE_V2 = Free([float(c) for c in formula_v2.SHIPPED], term_v2)


def soft(r: float) -> float:
    return math.sqrt(1 + (r / SCALE) ** 2)


def solve(a: list[Vector], b: Vector) -> Vector:
    """Gaussian elimination with pivoting."""
    n = len(b)
    m = [[*row, y] for row, y in zip(a, b, strict=True)]
    for i in range(n):
        p = max(range(i, n), key=lambda j: abs(m[j][i]))
        m[i], m[p] = m[p], m[i]
        for j in range(i + 1, n):
            f = m[j][i] / m[i][i]
            for c in range(i, n + 1):
                m[j][c] -= f * m[i][c]
    x = [0.0] * n
    for i in reversed(range(n)):
        x[i] = (m[i][n] - sum(m[i][j] * x[j] for j in range(i + 1, n))) / m[i][i]
    return x


def step(constants: Vector, terms: list[Term], damping: float) -> Vector:
    """The constants after one damped step."""
    n = len(constants)
    a, b = [[0.0] * n for _ in range(n)], [0.0] * n
    for term in terms:
        p = term.predict(constants)
        r = math.log(p / term.measured)
        weight = 1 / soft(r)
        j = [c * s / p for c, s in zip(constants, term.slopes, strict=True)]
        for x in range(n):
            b[x] -= weight * j[x] * r
            for y in range(n):
                a[x][y] += weight * j[x] * j[y]
    for x in range(n):
        a[x][x] += damping
    return [
        c * math.exp(max(-1.0, min(1.0, s))) for c, s in zip(constants, solve(a, b), strict=True)
    ]


def refit(free: Free, rows: Sequence[Measurement]) -> Vector:
    terms = [free.term(row) for row in rows]

    def loss(constants: Vector) -> float:
        return sum(soft(term.residual(constants)) for term in terms)

    constants, damping = free.shipped, 1e-3
    best = loss(constants)
    for _ in range(STEPS):
        tried = step(constants, terms, damping)
        found = loss(tried)
        if found <= best:
            constants, damping = tried, damping / 3
            if best - found < ENOUGH:
                break
            best = found
        else:
            damping *= 4
            if damping > TOO_MUCH:
                break
    return constants


def left_out(
    free: Free, rows: Sequence[Measurement], group: Callable[[Measurement], str]
) -> Iterator[tuple[str, Vector]]:
    """Each group of rows, and the constants refitted without any row of it."""
    for name in sorted({group(row) for row in rows}):
        yield name, refit(free, [row for row in rows if group(row) != name])


def ratios_left_out(
    free: Free,
    fitted: Sequence[Measurement],
    tested: Sequence[Measurement],
    group: Callable[[Measurement], str],
) -> list[float]:
    """Predicted over measured, by constants that were refitted without the row's group."""
    return [
        term.predict(constants) / term.measured
        for name, constants in left_out(free, fitted, group)
        for term in (free.term(row) for row in tested if group(row) == name)
    ]
