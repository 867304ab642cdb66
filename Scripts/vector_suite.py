"""A list of requests that makes one file of conformance vectors."""

import csv
import io
from dataclasses import dataclass, field
from fractions import Fraction

from reference import ALL_COLUMNS, COLUMNS, INPUTS, METHODOLOGIES, V2, Rate, Reference
from reference_tables import Row, Tables
from reference_v2 import SERVING_INPUTS, RateV2, Serving

Usage = tuple[int, int, int]  # uncached prompt, cached prompt and completion tokens
NANO = 10**9


@dataclass
class Suite:
    reference: Reference
    newest: str  # the methodology of a request that is not said to be of another
    older: str  # the regression over total tokens, with the same tables
    other: str  # the formula before the newest, with the same tables
    requests: list[Row] = field(default_factory=list)

    def add(
        self,
        case: str,
        model: str,
        usage: Usage,
        region: str,
        provider: str = "",
        date: str = "",
        *,
        requests: int = 1,
        assumed: bool = False,
        methodology: str | None = None,
        known: Row | None = None,
    ) -> None:
        assert "," not in case, case
        assert case not in (request["case"] for request in self.requests), case
        u, h, o = usage
        methodology = self.newest if methodology is None else methodology
        place = provider, region, "yes" if assumed else "", date
        counts = map(str, (u + h, h, o, requests))
        request = dict(zip(INPUTS, (case, methodology, model, *place, *counts), strict=True))
        assert set(known or {}) <= set(SERVING_INPUTS), known
        self.requests.append(request | (known or {}))

    def answers(self) -> list[Row]:
        return [self.reference.answer(request) for request in self.requests]

    def text(self) -> str:
        out = io.StringIO()
        columns = ALL_COLUMNS if self.knows_serving else COLUMNS
        writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.answers())
        return out.getvalue()

    @property
    def knows_serving(self) -> bool:
        return METHODOLOGIES[self.newest].formula == V2

    def rate(self, model: str, region: str) -> Rate | RateV2:
        """What a request costs before its tokens are counted, at no date."""
        request = dict.fromkeys([*INPUTS, *SERVING_INPUTS], "") | {"model": model, "region": region}
        return self.reference.rate(self.newest, request, Serving())

    @property
    def tables(self) -> Tables:
        return self.reference.tables[METHODOLOGIES[self.newest].edition]


def split_nano(value: Fraction) -> tuple[int, Fraction]:
    """Whole nano-units, and what is over."""
    return divmod(value * NANO, 1)
