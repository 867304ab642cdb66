"""A refit, to see what the method is worth on models that it has not seen.

The four constants of decode are free, prefill is not. The sum of soft
absolute values sqrt(1 + (r/0.1)^2) of r = ln(predicted / measured) is minimised: Gauss-Newton steps
in the logarithms of the constants, reweighted, damped.
"""

import math
from collections.abc import Sequence

from measurements import Measurement
from reference import ATTENTION, CONTEXT, DECODE, DECODE_ACTIVE, DECODE_INACTIVE, PREFILL

Vector = list[float]

SHIPPED = [float(c) for c in (DECODE, DECODE_ACTIVE, DECODE_INACTIVE, CONTEXT)]
SCALE = 0.1  # of the soft absolute value
STEPS = 500
ENOUGH, TOO_MUCH = 1e-13, 1e12  # a gain in loss that is none; a damping without hope


def features(row: Measurement) -> tuple[float, Vector]:
    """What is fixed, and what each constant is multiplied by, in J per output token."""
    active, total, bits, kv, width = map(float, row.size)
    k, u, o = bits / 16, row.prompt, float(row.completion)
    fixed = float(PREFILL) * active * u + float(ATTENTION) * width * u * u / 2
    return fixed / o, [1, k * active, k * (total - active), kv * (u + o / 2)]


def predict(constants: Sequence[float], row: Measurement) -> float:
    fixed, slopes = features(row)
    return fixed + sum(c * s for c, s in zip(constants, slopes, strict=True))


def residual(constants: Sequence[float], row: Measurement) -> float:
    return math.log(predict(constants, row) / row.measured)


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


def step(constants: Vector, rows: list[Measurement], damping: float) -> Vector:
    """The constants after one damped step."""
    n = len(constants)
    a, b = [[0.0] * n for _ in range(n)], [0.0] * n
    for row in rows:
        p, slopes = predict(constants, row), features(row)[1]
        r = residual(constants, row)
        weight = 1 / soft(r)
        j = [c * s / p for c, s in zip(constants, slopes, strict=True)]
        for x in range(n):
            b[x] -= weight * j[x] * r
            for y in range(n):
                a[x][y] += weight * j[x] * j[y]
    for x in range(n):
        a[x][x] += damping
    return [
        c * math.exp(max(-1.0, min(1.0, s))) for c, s in zip(constants, solve(a, b), strict=True)
    ]


def refit(rows: list[Measurement]) -> Vector:
    def loss(constants: Vector) -> float:
        return sum(soft(residual(constants, row)) for row in rows)

    constants, damping = SHIPPED, 1e-3
    best = loss(constants)
    for _ in range(STEPS):
        tried = step(constants, rows, damping)
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


def left_out(rows: list[Measurement]) -> Vector:
    """Predicted over measured, the constants refitted without any model of the row's maker."""
    ratios = []
    for maker in sorted({row.maker for row in rows}):
        constants = refit([row for row in rows if row.maker != maker])
        ratios += [predict(constants, row) / row.measured for row in rows if row.maker == maker]
    return ratios
