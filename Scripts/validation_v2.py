"""What METHODOLOGY.md says of v2 against everything that was measured: tables and promises."""

from intervals import coverage, not_said, said
from measurements import v2_said
from own_tokens import own_bytes, own_repeats, own_tokens
from prefill import kernels, prefill
from production import production_v2
from sensitivity import loads, variations
from services import services, walls
from summaries import summary
from validated_rows import B200, H100, INFERENCEX, family, ratios
from validation_intervals import coverages
from validation_points import constants, draws, hard, left_out_ratios, points


def bounds() -> dict[str, bool]:
    """The promises of METHODOLOGY.md, and whether they are kept."""
    kept = {
        "B said, H100 with families left out: a median error of at most ×1.25": (
            summary(left_out_ratios(family)).median_error <= 1.25
        ),
        "B said, B200: a median error of at most ×1.35": (
            summary(ratios(v2_said, B200)).median_error <= 1.35
        ),
    }
    for name, rows in (("H100", H100), ("B200", B200), ("InferenceX", INFERENCEX)):
        for what, interval in (("not said", not_said), ("said", said)):
            promise = f"B {what}, {name}: at least 85 % of the rows inside"
            kept[promise] = coverage(rows, interval).inside >= 0.85
    return kept


# The tables by the names of their functions; METHODOLOGY.md has the rows of each.
TABLES = (
    points,
    constants,
    draws,
    coverages,
    prefill,
    kernels,
    own_tokens,
    own_bytes,
    own_repeats,
    services,
    walls,
    production_v2,
    hard,
    loads,
    variations,
)


def tables() -> list[str]:
    return [line for table in TABLES for line in (*table(), "")]
