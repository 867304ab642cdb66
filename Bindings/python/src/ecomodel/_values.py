"""What goes in and comes out: plain values, exact, without a reference to the library."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import NamedTuple, TypeAlias

Number: TypeAlias = int | float | str | Decimal
"""A number that is exact as it is printed: 0.1 is one tenth."""

# Wide enough for every figure and sum: nothing is rounded.
_EXACT = Context(prec=60)


def decimal(nanos: int) -> Decimal:
    """Billionths as a decimal number, exactly."""
    return _EXACT.scaleb(Decimal(nanos), -9)


def whole(value: Number, places: int, name: str) -> int:
    """A number in units of its last place.

    Raises:
        ValueError: it is no number, or has more places.
    """
    try:
        scaled = _EXACT.scaleb(Decimal(str(value)), places)
        units = int(scaled)
    except (ArithmeticError, ValueError):
        raise ValueError(f"{name}: {value!r} is not a number") from None
    if units != scaled:
        raise ValueError(f"{name}: {value!r} has more than {places} places")
    return units


class Unclassified(enum.Enum):
    """Why a request has no figure. It is false, so that `if cost:` reads as it should."""

    UNKNOWN_MODEL = 1
    """The model is not in the table; a routing pseudo-model is not either."""
    UNDISCLOSED_PARAMETERS = 2
    """The model is listed, but nobody credible published its size."""
    UNKNOWN_REGION = 3
    """The region is not in the table, or none is given."""
    NO_USAGE = 4
    """No token was used."""
    NOT_COMPLETION = 5
    """The request made no text: embeddings, images, audio, moderation."""
    NOT_INFERRED = 6
    """The response was replayed from a cache; no model ran."""
    NO_GRID_DATA = 7
    """The zone has no factor that early."""

    @property
    def code(self) -> str:
        """The stable code, `unknown_model` for example."""
        return self.name.lower()

    def __bool__(self) -> bool:
        return False


class Accuracy(enum.Enum):
    """How well the inputs are known: the model's size and the grid's intensity."""

    GROSS = "gross"
    MEDIUM = "medium"
    ACCURATE = "accurate"


class Basis(enum.Enum):
    """What a figure was worked out from, the least known first."""

    ASSUMED = "assumed"
    """Nobody said: 64 sequences, and a wide interval."""
    LOCAL = "local"
    """A runner on somebody's own machine: one sequence."""
    CONCURRENCY = "concurrency"
    """So many concurrent sequences."""
    GPU_SECONDS = "gpu_seconds"
    """The time of so many accelerators."""
    METERED = "metered"
    """Energy metered at the accelerators."""


class Estimate(NamedTuple):
    """What one request cost: whole billionths, with exact decimals made when they are asked for."""

    energy_nwh: int
    """Energy at the facility's meter in nanowatt-hours, rounded once, half to even."""
    carbon_ng: int
    """Emissions in nanograms of CO2 equivalent, from the unrounded energy, rounded once."""
    energy_per_1k_tokens_nwh: int
    carbon_per_1k_tokens_ng: int
    accuracy: Accuracy
    basis: Basis
    methodology_version: str

    @property
    def energy_wh(self) -> Decimal:
        """Energy in watt-hours."""
        return decimal(self.energy_nwh)

    @property
    def carbon_g(self) -> Decimal:
        """Emissions in grams of CO2 equivalent."""
        return decimal(self.carbon_ng)

    @property
    def energy_per_1k_tokens_wh(self) -> Decimal:
        """Watt-hours for each 1000 tokens, prompt and completion alike."""
        return decimal(self.energy_per_1k_tokens_nwh)

    @property
    def carbon_per_1k_tokens_g(self) -> Decimal:
        """Grams for each 1000 tokens, prompt and completion alike."""
        return decimal(self.carbon_per_1k_tokens_ng)


class Interval(NamedTuple):
    """The range in which the truth is likely to be."""

    energy_low_nwh: int
    energy_high_nwh: int
    carbon_low_ng: int
    carbon_high_ng: int

    @property
    def energy_wh(self) -> tuple[Decimal, Decimal]:
        """Both ends in watt-hours."""
        return decimal(self.energy_low_nwh), decimal(self.energy_high_nwh)

    @property
    def carbon_g(self) -> tuple[Decimal, Decimal]:
        """Both ends in grams of CO2 equivalent."""
        return decimal(self.carbon_low_ng), decimal(self.carbon_high_ng)


class Embodied(NamedTuple):
    """The making of the hardware, shared out over what it did; never part of carbon."""

    embodied_ng: int
    embodied_low_ng: int
    embodied_high_ng: int

    @property
    def embodied_g(self) -> Decimal:
        """Grams of CO2 equivalent."""
        return decimal(self.embodied_ng)

    @property
    def interval_g(self) -> tuple[Decimal, Decimal]:
        """Both ends in grams of CO2 equivalent."""
        return decimal(self.embodied_low_ng), decimal(self.embodied_high_ng)


@dataclass(frozen=True)
class Serving:
    """How a request was served, as far as that is known: the more, the narrower the interval.

    Metered energy counts before GPU-seconds, those before concurrency.
    """

    concurrency: Number | None = None
    """Sequences that a copy of the weights decodes at once, on average while it is busy: from 1 to
    16384 with at most three places. Neither a limit nor a peak."""
    gpu_seconds: Number | None = None
    """The integral of accelerators over sequences running: from 0 to 10^12 with at most six places.
    It counts only with an accelerator."""
    accelerator: str | None = None
    """What they were, `h100-sxm` for example."""
    accelerator_wh: Number | None = None
    """Energy metered at the accelerators: from 0 to 10^12 with at most nine places."""


@dataclass(frozen=True)
class Totals:
    """Exact totals of a ledger; of what has no figure, only the counts."""

    records: int
    """All that were added."""
    estimated: int
    """Those with a figure."""
    rejected: int
    """Those that could not be read."""
    requests: int
    """Requests that the estimated records stand for."""
    prompt_tokens: int
    cached_prompt_tokens: int
    completion_tokens: int
    energy_wh: Decimal
    energy_low_wh: Decimal
    """The lower end; errors at one rate are taken as common to all its requests."""
    energy_high_wh: Decimal
    carbon_g: Decimal
    carbon_low_g: Decimal
    carbon_high_g: Decimal
    embodied_g: Decimal
    """The making of the hardware; 0 where the methodology has no such figure."""
    embodied_low_g: Decimal
    embodied_high_g: Decimal
    accuracy: dict[Accuracy, int]
    """Estimated records by label."""
    basis: dict[Basis, int]
    """Estimated records by what they were worked out from."""
    omitted: dict[Unclassified, int]
    """Records without a figure by reason."""
