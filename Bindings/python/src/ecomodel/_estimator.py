"""Estimators: from names and a day to what tokens cost."""

from __future__ import annotations

import ctypes
import datetime as dt
import struct
from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import count, takewhile
from typing import Any, TypeAlias

from . import _library as lib
from ._rate import Rate, reason_of
from ._values import Estimate, Serving, Unclassified, whole

Moment: TypeAlias = dt.date | dt.datetime | int | float | str | None
"""A date, a datetime (without a zone: UTC), seconds since 1970, or an ISO 8601 text."""

_EPOCH = dt.date(1970, 1, 1).toordinal()
_UNKNOWN_DAY = -(1 << 31)
_REGION_ASSUMED, _UNSIZED_TOO = 1, 2

_serving = struct.Struct("=Iiqqqq").pack


def day(at: Moment) -> int:
    """Days since 1970 in UTC.

    Raises:
        ValueError: it is no moment.
    """
    if at is None:
        return _UNKNOWN_DAY
    if isinstance(at, str):
        at = dt.datetime.fromisoformat(at)
    if isinstance(at, dt.datetime):
        if at.tzinfo is not None:
            at = at.astimezone(dt.UTC)
        return at.toordinal() - _EPOCH
    if isinstance(at, dt.date):
        return at.toordinal() - _EPOCH
    days = int(at // 86_400)
    if not -_EPOCH < days <= dt.date.max.toordinal() - _EPOCH:
        raise ValueError(f"at: {at!r} is not in the years 1 to 9999")
    return days


class Estimator:
    """Works out rates from tables under a methodology. Never changes; threads may share it."""

    def __init__(
        self, methodology: str | None = None, *, tables: Mapping[str, bytes] | None = None
    ) -> None:
        """An estimator; a tenth of a millisecond, so make one and keep it.

        Args:
            methodology: `v2-2026-12` for example; None: the newest.
            tables: CSV files of your own by name, `models.csv` for example, in the schema of the
                bundled ones, which stand for the rest.

        Raises:
            ValueError: there is no such methodology, or a table is faulty: then with file, line and
                column.
        """
        self._arguments = (methodology, dict(tables or {}))
        own = [(name.encode(), bytes(data)) for name, data in (tables or {}).items()]
        array = (lib.Table * len(own))(*(lib.Table(name, data, len(data)) for name, data in own))
        message = ctypes.create_string_buffer(lib.ERROR_SIZE)
        name = None if methodology is None else methodology.encode()
        self._handle: int = lib.estimator_new(
            name, len(name or b""), array, len(own), message, lib.ERROR_SIZE
        )
        if not self._handle:
            raise ValueError(message.value.decode())
        self.methodology_version = lib.text(lib.estimator_methodology_version, self._handle)
        """Coefficients and data: with a suffix where tables are your own."""
        self._servings: dict[Serving, bytes] = {}
        self._rates = lru_cache(maxsize=4096)(self._find)

    def __del__(self, _free: lib.Function = lib.estimator_free) -> None:
        _free(getattr(self, "_handle", None))

    def __reduce__(self) -> tuple[Any, ...]:
        return _estimator, self._arguments

    def rate(
        self,
        model: str,
        *,
        region: str,
        provider: str | None = None,
        at: Moment = None,
        region_assumed: bool = False,
        measured_unknown: bool = False,
    ) -> Rate | Unclassified:
        """What tokens cost, or why that cannot be said. The last few thousand are remembered.

        Args:
            model: the id of the model that answered, in any usual spelling.
            region: what the gateway or the cloud calls the place; a country's ISO 3166 code too.
            provider: who served it.
            at: when; None: the newest rows are used.
            region_assumed: the region is a guess; the label is gross then.
            measured_unknown: a model whose size nobody published has figures where it was measured.
        """
        flags = (_REGION_ASSUMED if region_assumed else 0) | (
            _UNSIZED_TOO if measured_unknown else 0
        )
        return self._rates(model, provider, region, day(at), flags)

    def estimate(
        self,
        model: str,
        *,
        region: str,
        provider: str | None = None,
        at: Moment = None,
        prompt_tokens: int = 0,
        completion_tokens: int = 0,
        cached_prompt_tokens: int = 0,
        requests: int = 1,
        serving: Serving | None = None,
    ) -> Estimate | Unclassified:
        """What a request costs, or why that cannot be said: `rate` and `Rate.estimate` in one."""
        rate = self._rates(model, provider, region, day(at), 0)
        if isinstance(rate, Unclassified):
            # That nothing was used is looked for before the model.
            return rate if prompt_tokens or completion_tokens else Unclassified.NO_USAGE
        return rate.estimate(
            prompt_tokens,
            completion_tokens,
            cached_prompt_tokens=cached_prompt_tokens,
            requests=requests,
            serving=serving,
        )

    def _find(
        self, model: str, provider: str | None, region: str, day: int, flags: int
    ) -> Rate | Unclassified:
        texts: list[bytes | int | None] = []
        for text in (model, provider, region):
            encoded = None if text is None else text.encode("utf-8", "replace")
            texts += [encoded, len(encoded or b"")]
        handle = ctypes.c_void_p()
        code = lib.rate_find(self._handle, *texts, day, flags, ctypes.byref(handle))
        if code:
            return reason_of(code)
        return Rate(handle.value or 0, self)

    def packed(self, serving: Serving) -> bytes:
        """A serving as the library takes it.

        Raises:
            ValueError: a number cannot be, or there is no such accelerator.
        """
        known = self._servings.get(serving)
        if known is None:
            known = self._pack(serving)
            if len(self._servings) < 4096:
                self._servings[serving] = known
        return known

    def _pack(self, serving: Serving) -> bytes:
        number = 0
        if serving.accelerator is not None:
            name = serving.accelerator.encode()
            number = lib.estimator_accelerator(self._handle, name, len(name))
            if not number:
                raise ValueError(f"accelerator: there is no {serving.accelerator!r} in the tables")
        given, values = 0, []
        for flag, value, places, name_of in (
            (1, serving.concurrency, 3, "concurrency"),
            (2, serving.gpu_seconds, 6, "gpu_seconds"),
            (4, serving.accelerator_wh, 9, "accelerator_wh"),
        ):
            given |= 0 if value is None else flag
            values.append(0 if value is None else whole(value, places, name_of))
        sequences, seconds, energy = values
        try:
            return _serving(given, number, sequences, seconds, *_halves(energy))
        except struct.error as error:
            raise ValueError(f"serving: {error}") from None


def _halves(value: int) -> tuple[int, int]:
    low = value & ((1 << 64) - 1)
    return low - (1 << 64 if low >> 63 else 0), value >> 64


@cache
def table_names() -> tuple[str, ...]:
    """The tables that an estimator can be given, `models.csv` for example."""
    names = (lib.text(lib.table_name, number) for number in count())
    return tuple(takewhile(bool, names))


def _estimator(methodology: str | None, tables: dict[str, bytes]) -> Estimator:
    return Estimator(methodology, tables=tables) if methodology or tables else default()


@lru_cache(maxsize=1)
def default() -> Estimator:
    """The estimator over the bundled tables with the newest methodology."""
    return Estimator()


def estimate(
    model: str,
    *,
    region: str,
    provider: str | None = None,
    at: Moment = None,
    prompt_tokens: int = 0,
    completion_tokens: int = 0,
    cached_prompt_tokens: int = 0,
    requests: int = 1,
    serving: Serving | None = None,
) -> Estimate | Unclassified:
    """What a request costs with the bundled tables and the newest methodology.

    Returns:
        An Estimate, or the Unclassified that says why there is none, which is false.

    Raises:
        ValueError: counts that cannot be.
    """
    return default().estimate(
        model,
        region=region,
        provider=provider,
        at=at,
        prompt_tokens=prompt_tokens,
        completion_tokens=completion_tokens,
        cached_prompt_tokens=cached_prompt_tokens,
        requests=requests,
        serving=serving,
    )
