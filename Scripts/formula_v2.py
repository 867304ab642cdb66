"""Methodology v2 of METHODOLOGY.md in rational arithmetic: joules of the accelerators alone.

Sizes are in 10^9 parameters; u, h and o are uncached prompt, cached prompt and completion tokens,
summed over equal requests. The service, the PUE and the grid come after.
"""

from fractions import Fraction
from typing import NamedTuple

Number = int | Fraction  # exact: never a float

ARITHMETIC = Fraction("0.001")  # J per processed token and 10^9 active parameters, any precision
ARITHMETIC_BITS = Fraction("0.002")  # the same, of arithmetic in 16 bits
CACHED = Fraction("1e-9")  # J per byte of keys and values of a cached prompt token
ATTENTION = Fraction("4.5e-12")  # J per unit of attention width and pair of prompt tokens
STEP = Fraction("0.045")  # J per completion token
READING = Fraction("0.55")  # J per completion token and 10^9 parameters of 16 bits read for it
CONTEXT = Fraction("1e-10")  # J per byte of keys and values read back
SEQUENCES = 64  # that share a replica where nobody says how many

LARGE_BOARD = 1000  # watts from which a board's host is small beside it
SERVICE, SERVICE_LARGE_BOARD = Fraction("1.71"), Fraction("1.55")  # accelerators -> whole service

# The interval. Widths: what an end is divided or multiplied by after the doubt within the formula.
FEWEST, MOST_DENSE, MOST_MIXTURE = 16, 256, 4096  # sequences, where nobody says how many
ASSUMED_LOW, ASSUMED_HIGH = Fraction("1.28"), Fraction("1.26")
SAID_LOW, SAID_HIGH = Fraction("1.55"), Fraction("1.78")
SECONDS_LOW, SECONDS_LOW_BUSY, SECONDS_HIGH = Fraction("2.1"), Fraction("1.41"), Fraction("1.35")
METERED_LOW, METERED_HIGH = Fraction("1.18"), Fraction("1.16")


class Fitted(NamedTuple):
    """The constants that are fitted to measurements; a refit moves them, nothing else does."""

    step: Number = STEP
    reading: Number = READING
    context: Number = CONTEXT


class Shape(NamedTuple):
    """What the formula knows of a model."""

    active: Fraction  # 10^9 parameters
    total: Fraction  # 10^9 parameters
    bits: Fraction  # of a weight as it is read
    kv: Fraction  # bytes of key/value cache per token
    width: Fraction  # of attention
    arithmetic_bits: Fraction | None = None  # None: those of the weights

    @property
    def is_mixture(self) -> bool:
        return self.active < self.total

    @property
    def arithmetic(self) -> Fraction:
        """J per processed token."""
        bits = self.bits if self.arithmetic_bits is None else self.arithmetic_bits
        return (ARITHMETIC + ARITHMETIC_BITS * bits / 16) * self.active

    def read(self, sequences: Number) -> Fraction:
        """10^9 parameters read per completion token; whole parameters, half even."""
        exact = self.active * self.total / (self.total + self.active * sequences)
        return Fraction(round(exact * 10**9), 10**9)


class Doubt(NamedTuple):
    """How an end of the interval differs from the point, by term."""

    prompt: Fraction  # factor of an uncached prompt token's arithmetic
    cached: Fraction  # factor of a cached token's traffic
    recomputed: Fraction  # share of prefill that a cached token costs besides
    attention: Fraction  # factor of prefill's attention


POINT = Doubt(Fraction(1), Fraction(1), Fraction(0), Fraction(1))
SHIPPED = Fitted()
LOW = Doubt(Fraction("0.4"), Fraction(0), Fraction(0), Fraction("0.5"))
HIGH = Doubt(Fraction("2.5"), Fraction(1), Fraction("0.1"), Fraction(2))


class Terms(NamedTuple):
    """The lines of the formula, in joules."""

    arithmetic: Fraction  # of every processed token
    cached: Fraction  # keys and values of a cached prompt, moved
    attention: Fraction  # of prefill
    decode: Fraction  # a fixed part, and the weights' reading
    context: Fraction  # read back


def terms(
    shape: Shape,
    u: Number,
    h: Number,
    o: Number,
    sequences: Number = SEQUENCES,
    requests: int = 1,
    doubt: Doubt = POINT,
    fitted: Fitted = SHIPPED,
) -> Terms:
    """Of so many equal requests, decoded among so many sequences."""
    half, reading = Fraction(1, 2), fitted.reading * shape.bits / 16
    return Terms(
        arithmetic=shape.arithmetic * (doubt.prompt * u + doubt.recomputed * h + o),
        cached=doubt.cached * CACHED * shape.kv * h,
        attention=doubt.attention * ATTENTION * shape.width * u * (h + half * u) / requests,
        decode=o * (fitted.step + reading * shape.read(sequences)),
        context=fitted.context * shape.kv * o * (u + h + half * o) / requests,
    )


def joules(
    shape: Shape,
    u: Number,
    h: Number,
    o: Number,
    sequences: Number = SEQUENCES,
    requests: int = 1,
    doubt: Doubt = POINT,
    fitted: Fitted = SHIPPED,
) -> Fraction:
    """gpu_j."""
    return sum(terms(shape, u, h, o, sequences, requests, doubt, fitted), Fraction(0))


def ends(
    small: Shape,
    large: Shape,
    u: Number,
    h: Number,
    o: Number,
    said: Number | None = None,
    requests: int = 1,
    *,
    mixture: bool,
    fitted: Fitted = SHIPPED,
) -> tuple[Fraction, Fraction]:
    """The interval of gpu_j; `said` is the concurrency, `mixture` what the size at its point is."""
    most = MOST_MIXTURE if mixture else MOST_DENSE
    low = joules(small, u, h, o, most if said is None else said, requests, LOW, fitted)
    high = joules(large, u, h, o, FEWEST if said is None else said, requests, HIGH, fitted)
    if said is None:
        return low / ASSUMED_LOW, high * ASSUMED_HIGH
    return low / SAID_LOW, high * SAID_HIGH
