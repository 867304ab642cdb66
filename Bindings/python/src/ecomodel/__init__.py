"""What LLM requests cost in energy and carbon: exactly, and with every number sourced.

>>> import ecomodel
>>> cost = ecomodel.estimate(
...     "openai/gpt-4o-mini", provider="openai", region="eu-west", at="2024-04-26",
...     prompt_tokens=18, completion_tokens=26)
>>> print(cost.energy_wh, "Wh,", cost.carbon_g, "g,", cost.accuracy.value)
0.002107239 Wh, 0.000570872 g, accurate
"""

import importlib
from typing import TYPE_CHECKING

from ._estimator import Estimator, Moment, estimate, table_names
from ._ledger import Ledger
from ._library import version as _version
from ._rate import Rate
from ._values import (
    Accuracy,
    Basis,
    Embodied,
    Estimate,
    Interval,
    Number,
    Serving,
    Totals,
    Unclassified,
)

if TYPE_CHECKING:
    from ._arrow import Enricher, enrich

__version__: str = _version().decode()

__all__ = [
    "Accuracy",
    "Basis",
    "Embodied",
    "Enricher",
    "Estimate",
    "Estimator",
    "Interval",
    "Ledger",
    "Moment",
    "Number",
    "Rate",
    "Serving",
    "Totals",
    "Unclassified",
    "enrich",
    "estimate",
    "table_names",
]


def __getattr__(name: str) -> object:
    # pyarrow is needed for columns alone, and takes longer to import than all the rest.
    if name in ("Enricher", "enrich"):
        attribute: object = getattr(importlib.import_module("._arrow", __name__), name)
        return attribute
    raise AttributeError(name)
