"""What people run, and what moves its figure: whole-service Wh per request under v2."""

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

import formula_v2 as v2
from formula_v2 import HIGH, LOW, POINT, Doubt, Number, Shape
from reference import SERVICE as SERVICE_V1
from reference import Size, joules
from summaries import figure, markdown

PUE = Fraction("1.15")


class Load(NamedTuple):
    """Tokens of one request."""

    u: int  # uncached prompt
    h: int  # cached prompt
    o: int  # completion


MODELS = {
    "closed, 440 of which 88 active, 8 bit, architecture assumed": Shape(
        *map(Fraction, (88, 440, 8, 200000, 1000000))
    ),
    "DeepSeek-R1, 671 of which 37 active, 8 bit": Shape(
        *map(Fraction, (37, 671, 8, 70272, 1249280))
    ),
    "Llama 3.3 70B, 16 bit": Shape(*map(Fraction, (70, 70, 16, 327680, 655360))),
}
CLOSED = next(iter(MODELS.values()))
LOADS = {
    "chat": Load(200, 0, 300),
    "reasoning": Load(500, 0, 5000),
    "agent, 50k cached": Load(2000, 50000, 500),
    "agent, 200k cached": Load(2000, 200000, 500),
}


def wh(
    shape: Shape,
    load: Load,
    sequences: Number = v2.SEQUENCES,
    doubt: Doubt = POINT,
    service: Fraction = v2.SERVICE,
    pue: Fraction = PUE,
) -> float:
    return float(v2.joules(shape, *load, sequences, doubt=doubt) * service * pue / 3600)


def wh_v1(shape: Shape, load: Load) -> float:
    return float(joules(Size(*shape[:5]), *load) * SERVICE_V1 * PUE / 3600)


def interval(shape: Shape, load: Load) -> str:
    scale = v2.SERVICE * PUE / 3600
    low, high = v2.ends(shape, shape, *load, mixture=shape.is_mixture)
    return f"{figure(float(low * scale))}–{figure(float(high * scale))}"


def shares(shape: Shape, load: Load) -> list[str]:
    parts = v2.terms(shape, *load)
    return [f"{float(100 * part / sum(parts)):.0f}" for part in parts]


def loads() -> list[str]:
    """Each model's figures, and which term makes them."""
    header = ["Wh per request", "tokens u, h, o", "v1", "v2", "its interval"]
    header.append("% arithmetic, cached, attention, decode, context")
    lines = [
        [
            f"{kind}: {name}",
            f"{load.u}, {load.h}, {load.o}",
            figure(wh_v1(shape, load)),
            figure(wh(shape, load)),
            interval(shape, load),
            ", ".join(shares(shape, load)),
        ]
        for kind, load in LOADS.items()
        for name, shape in MODELS.items()
    ]
    return markdown(header, lines)


def scaled(shape: Shape, size: Fraction = Fraction(1), widths: Fraction = Fraction(1)) -> Shape:
    return shape._replace(
        active=shape.active * size,
        total=shape.total * size,
        kv=shape.kv * widths,
        width=shape.width * widths,
    )


F = Fraction
VARIATIONS: dict[str, tuple[Callable[[Load], float], ...]] = {
    "256 / 16 sequences at once": (
        lambda load: wh(CLOSED, load, 256),
        lambda load: wh(CLOSED, load, 16),
    ),
    "4096 sequences (experts spread widely)": (lambda load: wh(CLOSED, load, 4096),),
    "sizes ÷ 1.5 / × 1.5": (
        lambda load: wh(scaled(CLOSED, F(2, 3)), load),
        lambda load: wh(scaled(CLOSED, F(3, 2)), load),
    ),
    "active parameters ÷ 2 / × 2": (
        lambda load: wh(CLOSED._replace(active=CLOSED.active / 2), load),
        lambda load: wh(CLOSED._replace(active=CLOSED.active * 2), load),
    ),
    "weights of 4 / 16 bits": (
        lambda load: wh(CLOSED._replace(bits=F(4)), load),
        lambda load: wh(CLOSED._replace(bits=F(16)), load),
    ),
    "KV and W ÷ 4 / × 2": (
        lambda load: wh(scaled(CLOSED, widths=F(1, 4)), load),
        lambda load: wh(scaled(CLOSED, widths=F(2)), load),
    ),
    "a prompt token's arithmetic × 0.4 / × 2.5": (
        lambda load: wh(CLOSED, load, doubt=POINT._replace(prompt=LOW.prompt)),
        lambda load: wh(CLOSED, load, doubt=POINT._replace(prompt=HIGH.prompt)),
    ),
    "a cached token for nothing / a tenth of prefill besides": (
        lambda load: wh(CLOSED, load, doubt=POINT._replace(cached=LOW.cached)),
        lambda load: wh(CLOSED, load, doubt=POINT._replace(recomputed=HIGH.recomputed)),
    ),
    "prefill attention ÷ 2 / × 2": (
        lambda load: wh(CLOSED, load, doubt=POINT._replace(attention=LOW.attention)),
        lambda load: wh(CLOSED, load, doubt=POINT._replace(attention=HIGH.attention)),
    ),
    "the log does not say what was cached": (
        lambda load: wh(CLOSED, Load(load.u + load.h, 0, load.o)),
    ),
    "the answer half as long again (hidden reasoning)": (
        lambda load: wh(CLOSED, load._replace(o=load.o * 3 // 2)),
    ),
    "service 1.45 / 1.95": (
        lambda load: wh(CLOSED, load, service=F("1.45")),
        lambda load: wh(CLOSED, load, service=F("1.95")),
    ),
    "PUE 1.06 / 1.35": (
        lambda load: wh(CLOSED, load, pue=F("1.06")),
        lambda load: wh(CLOSED, load, pue=F("1.35")),
    ),
}


def variations() -> list[str]:
    """What one change makes of the closed model's figure."""
    lines = [
        [name]
        + [
            " / ".join(f"×{change(load) / wh(CLOSED, load):.2f}" for change in changes)
            for load in LOADS.values()
        ]
        for name, changes in VARIATIONS.items()
    ]
    return markdown(["the closed model, one thing changed", *LOADS], lines)
