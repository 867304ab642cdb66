"""Rates: what tokens cost at one model, place and year."""

from __future__ import annotations

import ctypes
import json
import struct
from typing import TYPE_CHECKING, Any

from . import _library as lib
from ._values import (
    Accuracy,
    Basis,
    Embodied,
    Estimate,
    Interval,
    Serving,
    Unclassified,
    decimal,
    whole,
)

if TYPE_CHECKING:
    from decimal import Decimal

    from ._estimator import Estimator

_REASONS = {reason.value: reason for reason in Unclassified}
_ACCURACIES = tuple(Accuracy)
_BASES = tuple(Basis)

_usage = struct.Struct("=qqqq").pack
_figures = struct.Struct("=QqQqQqQqii")
_ends = struct.Struct("=QqQqQqQq")
_embodied = struct.Struct("=QqQqQq")
_Figures = ctypes.c_char * _figures.size
_Ends = ctypes.c_char * _ends.size
_Embodied = ctypes.c_char * _embodied.size


class Rate:
    """What tokens cost: one model, at one place, in one year. Keep it where many requests share it.

    Its methods raise ValueError for counts that cannot be: negative, above 10^12 tokens or 10^9
    requests, more cached than prompt tokens.
    """

    __slots__ = ("_estimator", "_handle", "_version")

    def __init__(self, handle: int, estimator: Estimator) -> None:
        self._handle = handle
        self._estimator = estimator
        self._version = estimator.methodology_version

    def __del__(self, _free: lib.Function = lib.rate_free) -> None:
        _free(self._handle)

    def estimate(
        self,
        prompt_tokens: int,
        completion_tokens: int,
        *,
        cached_prompt_tokens: int = 0,
        requests: int = 1,
        serving: Serving | None = None,
    ) -> Estimate | Unclassified:
        """What a request costs.

        Args:
            prompt_tokens: all of the prompt, the cached ones included.
            completion_tokens: all generated, reasoning included.
            cached_prompt_tokens: of the prompt, those served from a cache.
            requests: how many equal requests the counts are the sum of.
            serving: how it was served, as far as that is known.
        """
        out = _Figures()
        try:
            usage = _usage(prompt_tokens, cached_prompt_tokens, completion_tokens, requests)
        except struct.error as error:
            raise ValueError(f"counts: {error}") from None
        served = None if serving is None else self._estimator.packed(serving)
        code = lib.rate_estimate(self._handle, usage, served, out)
        if code:
            return reason_of(code)
        e, eh, c, ch, ek, ekh, ck, ckh, accuracy, basis = _figures.unpack(out)
        return Estimate(
            eh << 64 | e,
            ch << 64 | c,
            ekh << 64 | ek,
            ckh << 64 | ck,
            _ACCURACIES[accuracy],
            _BASES[basis],
            self._version,
        )

    def interval(
        self,
        prompt_tokens: int,
        completion_tokens: int,
        *,
        cached_prompt_tokens: int = 0,
        requests: int = 1,
        serving: Serving | None = None,
    ) -> Interval | Unclassified:
        """The range in which the truth is likely to be; some tens of microseconds."""
        out = _Ends()
        code = lib.rate_interval(
            self._handle,
            *self._request(
                prompt_tokens, cached_prompt_tokens, completion_tokens, requests, serving
            ),
            out,
        )
        return reason_of(code) if code else Interval(*_wide(_ends.unpack(out)))

    def embodied(
        self,
        prompt_tokens: int,
        completion_tokens: int,
        *,
        cached_prompt_tokens: int = 0,
        requests: int = 1,
        serving: Serving | None = None,
    ) -> Embodied | Unclassified | None:
        """The making of the hardware; None where the methodology has no such figure."""
        out = _Embodied()
        code = lib.rate_embodied(
            self._handle,
            *self._request(
                prompt_tokens, cached_prompt_tokens, completion_tokens, requests, serving
            ),
            out,
        )
        if code == lib.UNSUPPORTED:
            return None
        return reason_of(code) if code else Embodied(*_wide(_embodied.unpack(out)))

    def json_block(
        self,
        prompt_tokens: int,
        completion_tokens: int,
        *,
        cached_prompt_tokens: int = 0,
        requests: int = 1,
        serving: Serving | None = None,
        significant_digits: int | None = None,
    ) -> str | Unclassified:
        """The `eco` object of a gateway's response as JSON.

        Args:
            significant_digits: rounds each figure once, half to even and from the exact value; None
                keeps nine places.
        """
        request = self._request(
            prompt_tokens, cached_prompt_tokens, completion_tokens, requests, serving
        )
        if significant_digits is not None and not 1 <= significant_digits <= 39:
            raise ValueError("significant_digits: expected from 1 to 39")
        block = lib.text(lib.rate_json_block, self._handle, *request, significant_digits or 0)
        return block or reason_of(lib.rate_estimate(self._handle, *request, _Figures()))

    @property
    def basis(self) -> dict[str, Any]:
        """The table rows behind it: model, region, zone, grid_year, g_per_kwh, pue and more."""
        description: dict[str, Any] = json.loads(
            lib.text(lib.rate_describe, self._handle), parse_float=_exact
        )
        return description

    def _request(
        self, prompt: int, cached: int, completion: int, requests: int, serving: Serving | None
    ) -> tuple[bytes, bytes | None]:
        try:
            usage = _usage(prompt, cached, completion, requests)
        except struct.error as error:
            raise ValueError(f"counts: {error}") from None
        return usage, None if serving is None else self._estimator.packed(serving)


def _exact(text: str) -> Decimal:
    return decimal(whole(text, 9, "number"))


def _wide(halves: tuple[int, ...]) -> list[int]:
    return [high << 64 | low for low, high in zip(halves[::2], halves[1::2], strict=True)]


def reason_of(code: int) -> Unclassified:
    """The reason of a positive code.

    Raises:
        ValueError: the code is that of an argument that cannot be.
    """
    if code > 0:
        return _REASONS[code]
    raise lib.error(code, "counts or serving that cannot be")
