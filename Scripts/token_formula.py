"""What the formula says of single tokens, as measure_gpu.py measures them: joules of the board."""

from fractions import Fraction
from typing import NamedTuple

import formula_v2
from formula_v2 import Shape

PROMPT, CACHED, OUTPUT = "J per prompt token", "J per cached token", "J per output token"


class Span(NamedTuple):
    """Per token: the point, and the ends of the interval."""

    low: float
    point: float
    high: float


def predicted(
    shape: Shape, quantity: str, batch: int, context: int, restored: int = 0, *, said: bool = True
) -> Span:
    """`context`: tokens of the prompt, of what is cached, or before the output token, which is
    one of a batch; `restored`: cached tokens that come back meanwhile, for the whole batch. Where
    the batch is not said, it is taken as of any request."""
    whole, before, tokens = {
        PROMPT: ((context, 0, 0), (0, 0, 0), context),
        CACHED: ((0, context, 0), (0, 0, 0), context),
        OUTPUT: ((context, 0, 1), (context, 0, 0), 1),
    }[quantity]

    def ends(u: int, h: int, o: int) -> tuple[Fraction, Fraction, Fraction]:
        known = batch if said else None
        low, high = formula_v2.ends(shape, shape, u, h, o, known, mixture=shape.is_mixture)
        return low, formula_v2.joules(shape, u, h, o, known or formula_v2.SEQUENCES), high

    pairs = zip(ends(*whole), ends(*before), ends(0, restored, 0), strict=True)
    return Span(*(float((a - b) / tokens + back / batch) for a, b, back in pairs))
