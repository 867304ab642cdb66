"""A list of requests that makes one file of conformance vectors."""

import csv
import io
from dataclasses import dataclass, field
from fractions import Fraction

from reference import COLUMNS, INPUTS, METHODOLOGIES, Rate, Reference
from reference_tables import Row, Tables

Usage = tuple[int, int, int]  # uncached prompt, cached prompt and completion tokens
NANO = 10**9


@dataclass
class Suite:
    reference: Reference
    newest: str  # the methodology of a request that is not said to be of another
    older: str  # the regression over total tokens, with the same tables
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
    ) -> None:
        assert "," not in case, case
        assert case not in (request["case"] for request in self.requests), case
        u, h, o = usage
        methodology = self.newest if methodology is None else methodology
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
        return Rate(self.tables, self.newest, model, "", region)

    @property
    def tables(self) -> Tables:
        return self.reference.tables[METHODOLOGIES[self.newest].edition]


def split_nano(value: Fraction) -> tuple[int, Fraction]:
    """Whole nano-units, and what is over."""
    return divmod(value * NANO, 1)
