"""The C library: where it is, its functions, and what its codes are in Python."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from ctypes import c_char_p, c_int32, c_int64, c_size_t, c_ssize_t, c_uint32, c_void_p
from pathlib import Path
from typing import Any, TypeAlias

Function: TypeAlias = Callable[..., Any]
"""A function of the library; what it takes and gives is in ecomodel.h."""

ABI_VERSION = 1

_PATH = str(Path(__file__).with_name("libecomodel.so"))
# Calls of microseconds keep the interpreter's lock, which is cheaper than to let it go and take it.
_library = ctypes.PyDLL(_PATH)
# Those of milliseconds let it go.
_unlocked = ctypes.CDLL(_PATH)


class Table(ctypes.Structure):
    """An `eco_table`."""

    _fields_ = [("name", c_char_p), ("bytes", c_char_p), ("size", c_size_t)]


def _function(
    name: str, result: object, *arguments: object, library: ctypes.CDLL = _library
) -> Function:
    function: Any = getattr(library, name)
    function.restype, function.argtypes = result, arguments
    returned: Function = function
    return returned


_text_out = (c_char_p, c_size_t)
# Usages, servings and results are passed as bytes, packed and unpacked by `struct`, which refuses
# what does not fit and is faster than structures of ctypes.
_request = (c_void_p, c_char_p, c_char_p)

version = _function("eco_version", c_char_p)
abi_version = _function("eco_abi_version", c_int32)
code_name = _function("eco_code_name", c_char_p, c_int32)
table_name = _function("eco_table_name", c_size_t, c_int32, *_text_out)
estimator_new = _function(
    "eco_estimator_new", c_void_p, c_char_p, c_ssize_t, c_void_p, c_size_t, *_text_out
)
estimator_free = _function("eco_estimator_free", None, c_void_p)
estimator_methodology_version = _function(
    "eco_estimator_methodology_version", c_size_t, c_void_p, *_text_out
)
estimator_accelerator = _function(
    "eco_estimator_accelerator", c_int32, c_void_p, c_char_p, c_ssize_t
)
rate_find = _function(
    "eco_rate_find", c_int32, c_void_p, *(c_char_p, c_ssize_t) * 3, c_int32, c_uint32, c_void_p
)
rate_free = _function("eco_rate_free", None, c_void_p)
rate_describe = _function("eco_rate_describe", c_size_t, c_void_p, *_text_out)
rate_estimate = _function("eco_rate_estimate", c_int32, *_request, c_char_p)
rate_interval = _function("eco_rate_interval", c_int32, *_request, c_char_p)
rate_embodied = _function("eco_rate_embodied", c_int32, *_request, c_char_p)
rate_json_block = _function("eco_rate_json_block", c_size_t, *_request, c_int32, *_text_out)
ledger_new = _function("eco_ledger_new", c_void_p, c_void_p)
ledger_free = _function("eco_ledger_free", None, c_void_p)
ledger_add = _function("eco_ledger_add", c_int32, c_void_p, *_request)
ledger_add_omitted = _function(
    "eco_ledger_add_omitted", c_int32, c_void_p, c_int32, c_int64, c_int64
)
ledger_merge = _function("eco_ledger_merge", c_int32, c_void_p, c_void_p, library=_unlocked)
ledger_totals = _function("eco_ledger_totals", c_int32, c_void_p, c_char_p, library=_unlocked)
ledger_write = _function("eco_ledger_write", c_size_t, c_void_p, *_text_out, library=_unlocked)
ledger_read = _function(
    "eco_ledger_read", c_int32, c_void_p, c_char_p, c_ssize_t, *_text_out, library=_unlocked
)
enricher_new = _function("eco_enricher_new", c_void_p, c_void_p)
enricher_free = _function("eco_enricher_free", None, c_void_p)
enricher_set = _function(
    "eco_enricher_set", c_int32, c_void_p, *(c_char_p, c_ssize_t) * 2, library=_unlocked
)
enricher_run = _function(
    "eco_enricher_run", c_int32, *(c_void_p,) * 3, *(c_char_p,) * 2, *_text_out, library=_unlocked
)
enricher_ledger = _function("eco_enricher_ledger", c_void_p, c_void_p, library=_unlocked)

if abi_version() != ABI_VERSION:
    raise ImportError(f"libecomodel.so has interface {abi_version()}, not {ABI_VERSION}")

OVERFLOW = -3
UNSUPPORTED = -4
ERROR_SIZE = 1000


def error(code: int, message: str) -> Exception:
    """The exception of a negative code."""
    if code == OVERFLOW:
        return OverflowError("the sums are beyond what a ledger holds; nothing was added")
    return ValueError(message or code_name(code).decode())


def text(function: Function, *arguments: object, size: int = 512) -> str:
    """What a function writes, called again where it is longer than `size`."""
    while True:
        buffer = ctypes.create_string_buffer(size)
        length = function(*arguments, buffer, size)
        if length < size:
            return buffer.raw[:length].decode()
        size = length + 1
