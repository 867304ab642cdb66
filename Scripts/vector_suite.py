"""A list of requests that makes one file of conformance vectors."""

import csv
import io
from dataclasses import dataclass, field
from fractions import Fraction

from reference import COLUMNS, INPUTS, V1, Rate, Reference
from reference_tables import Row

Usage = tuple[int, int, int]  # uncached prompt, cached prompt and completion tokens
NANO = 10**9


@dataclass
class Suite:
    reference: Reference
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
        methodology: str = V1,
    ) -> None:
        assert "," not in case, case
        assert case not in (request["case"] for request in self.requests), case
        u, h, o = usage
        place = provider, region, "yes" if assumed else "", date
        counts = map(str, (u + h, h, o, requests))
        self.requests.append(
            dict(zip(INPUTS, (case, methodology, model, *place, *counts), strict=True))
        )

    def answers(self) -> list[Row]:
        return [self.reference.answer(request) for request in self.requests]

    def text(self) -> str:
        out = io.StringIO()
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.answers())
        return out.getvalue()

    def rate(self, model: str, region: str) -> Rate:
        """What a request costs before its tokens are counted, at no date."""
        return Rate(self.reference.tables, V1, model, "", region)


def split_nano(value: Fraction) -> tuple[int, Fraction]:
    """Whole nano-units, and what is over."""
    return divmod(value * NANO, 1)
