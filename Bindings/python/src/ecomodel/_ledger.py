"""Exact totals over any number of requests."""

from __future__ import annotations

import ctypes
import struct
from typing import Any

from . import _library as lib
from ._estimator import Estimator, default
from ._rate import Rate
from ._values import Accuracy, Basis, Serving, Totals, Unclassified, decimal

_totals = struct.Struct("=3q" + 13 * "Qq" + "3q5q8q")


class Ledger:
    """Totals that are exact: added and merged in any order, they are the same to the last digit.

    Threads may share one. A ledger can be pickled, and written as the summary that eco-calc writes.
    """

    def __init__(self, estimator: Estimator | None = None, *, _handle: int = 0) -> None:
        """An empty ledger for rates of one estimator; None: the default one."""
        self.estimator = estimator or default()
        self._handle: int = _handle or lib.ledger_new(self.estimator._handle)

    def __del__(self, _free: lib.Function = lib.ledger_free) -> None:
        _free(getattr(self, "_handle", None))

    def add(
        self,
        rate: Rate,
        prompt_tokens: int,
        completion_tokens: int,
        *,
        cached_prompt_tokens: int = 0,
        requests: int = 1,
        serving: Serving | None = None,
    ) -> None:
        """Adds a request at a rate.

        Raises:
            ValueError: the counts cannot be, no token was used, or the rate is of another
                methodology or other tables.
            OverflowError: the sums would be beyond what a ledger holds; nothing was added.
        """
        request = rate._request(
            prompt_tokens, cached_prompt_tokens, completion_tokens, requests, serving
        )
        self._check(lib.ledger_add(self._handle, rate._handle, *request))

    def add_omitted(self, reason: Unclassified, *, requests: int = 1, tokens: int = 0) -> None:
        """Adds a record without a figure: its tokens as far as they were counted.

        Raises:
            ValueError: the counts cannot be.
            OverflowError: as for `add`.
        """
        for count in (requests, tokens):
            if not 0 <= count < 1 << 63:
                raise ValueError(f"{count} is out of range")
        self._check(lib.ledger_add_omitted(self._handle, reason.value, requests, tokens))

    def merge(self, other: Ledger) -> Ledger:
        """Adds all that another ledger holds, and returns this one.

        Raises:
            ValueError: the other is of another methodology or other tables.
            OverflowError: as for `add`.
        """
        self._check(
            lib.ledger_merge(self._handle, other._handle),
            f"a ledger of {other.estimator.methodology_version} cannot be added to one of"
            f" {self.estimator.methodology_version}",
        )
        return self

    def totals(self) -> Totals:
        """Sums and counts."""
        out = (ctypes.c_char * _totals.size)()
        self._check(lib.ledger_totals(self._handle, out))
        values = _totals.unpack(out)
        whole, halves, counts = values[:3], values[3:29], values[29:]
        sums = [high << 64 | low for low, high in zip(halves[::2], halves[1::2], strict=True)]
        figures = [decimal(nanos) for nanos in sums[4:]]
        return Totals(
            records=whole[0],
            estimated=whole[1],
            rejected=whole[2],
            requests=sums[0],
            prompt_tokens=sums[1],
            cached_prompt_tokens=sums[2],
            completion_tokens=sums[3],
            energy_wh=figures[0],
            energy_low_wh=figures[1],
            energy_high_wh=figures[2],
            carbon_g=figures[3],
            carbon_low_g=figures[4],
            carbon_high_g=figures[5],
            embodied_g=figures[6],
            embodied_low_g=figures[7],
            embodied_high_g=figures[8],
            accuracy=dict(zip(Accuracy, counts[:3], strict=True)),
            basis=dict(zip(Basis, counts[3:8], strict=True)),
            omitted={reason: counts[8 + reason.value] for reason in Unclassified},
        )

    def to_json(self) -> str:
        """The summary that `eco-calc --summary` writes, but for its lists of files.

        `eco-calc merge` adds such texts, and `eco-calc diff` compares them.
        """
        return lib.text(lib.ledger_write, self._handle, size=1 << 16)

    def add_json(self, summary: str | bytes) -> Ledger:
        """Adds what a ledger or eco-calc wrote, and returns this ledger.

        Raises:
            ValueError: it is no summary, was edited, or was made with another methodology or other
                tables; nothing was added.
            OverflowError: as for `add`.
        """
        data = summary.encode() if isinstance(summary, str) else bytes(summary)
        message = ctypes.create_string_buffer(lib.ERROR_SIZE)
        code = lib.ledger_read(self._handle, data, len(data), message, lib.ERROR_SIZE)
        self._check(code, message.value.decode())
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _ledger, (self.estimator, self.to_json())

    @staticmethod
    def _check(code: int, message: str = "") -> None:
        if code > 0:
            raise ValueError(lib.code_name(code).decode())
        if code:
            raise lib.error(code, message)


def _ledger(estimator: Estimator, summary: str) -> Ledger:
    return Ledger(estimator).add_json(summary)
