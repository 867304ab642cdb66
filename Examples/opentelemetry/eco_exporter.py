"""OpenTelemetry: spans of model calls leave with what they cost.

A span cannot be changed once it has ended, and its tokens are known just before that. So it is the
exporter that adds the attributes, to a copy, between the SDK and the exporter that there is anyway.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence

from opentelemetry.attributes import BoundedAttributes
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.util.types import AttributeValue

from ecomodel import Estimator, Unclassified

# Spans around others, of agents and tools, sum up what these say.
OPERATIONS = ("chat", "generate_content", "text_completion")
# The semantic conventions' names, and those that they had before.
MODEL = ("gen_ai.response.model", "gen_ai.request.model")
PROVIDER = ("gen_ai.provider.name", "gen_ai.system")
PROMPT = ("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens")
COMPLETION = ("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens")
CACHED = ("gen_ai.usage.cache_read.input_tokens",)

Attributes = Mapping[str, AttributeValue]


class EcoSpanExporter(SpanExporter):
    """Adds `eco.energy_wh`, `eco.carbon_g`, `eco.accuracy` and `eco.methodology_version`.

    A call without a figure has `eco.omitted`, which says why. Energy and carbon are doubles,
    because attributes are: exact sums come from `eco-calc` over the exported spans.
    """

    def __init__(
        self, exporter: SpanExporter, *, region: str, estimator: Estimator | None = None
    ) -> None:
        """Wraps an exporter.

        Args:
            exporter: what spans go to.
            region: where the models are served; spans say only where the caller runs. It is
                assumed, as by `eco-calc --assume region=…`.
            estimator: whose figures; None: the bundled tables, the newest methodology.
        """
        self._exporter, self._region = exporter, region
        self._estimator = estimator or Estimator()

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Passes spans on, those of model calls with their figures."""
        return self._exporter.export([self._marked(span) for span in spans])

    def shutdown(self) -> None:
        """Shuts down what spans go to."""
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Flushes what spans go to."""
        return self._exporter.force_flush(timeout_millis)

    def _marked(self, span: ReadableSpan) -> ReadableSpan:
        given = span.attributes or {}
        if given.get("gen_ai.operation.name") not in OPERATIONS:
            return span
        # A copy has all that there is to a span; another exporter may hold the span itself.
        marked = copy.copy(span)
        attributes = BoundedAttributes(
            attributes={**given, **self._figures(given, span.start_time)}
        )
        attributes.dropped = span.dropped_attributes
        marked._attributes = attributes
        return marked

    def _figures(self, given: Attributes, start: int | None) -> dict[str, AttributeValue]:
        rate = self._estimator.rate(
            str(_first(given, MODEL)),
            provider=str(_first(given, PROVIDER)),
            region=self._region,
            region_assumed=True,
            at=None if start is None else start / 1e9,
        )
        if isinstance(rate, Unclassified):
            return {"eco.omitted": rate.code}
        try:
            prompt, completion = _count(given, PROMPT), _count(given, COMPLETION)
            cached = _count(given, CACHED)
            # Some count cached tokens beside the others, as Anthropic does.
            prompt += cached if cached > prompt else 0
            cost = rate.estimate(prompt, completion, cached_prompt_tokens=cached)
        except ValueError:
            return {"eco.omitted": "bad_number"}
        if isinstance(cost, Unclassified):
            return {"eco.omitted": cost.code}
        return {
            "eco.energy_wh": float(cost.energy_wh),
            "eco.carbon_g": float(cost.carbon_g),
            "eco.accuracy": cost.accuracy.value,
            "eco.methodology_version": cost.methodology_version,
        }


def _first(given: Attributes, names: Sequence[str]) -> AttributeValue:
    return next((given[name] for name in names if given.get(name)), "")


def _count(given: Attributes, names: Sequence[str]) -> int:
    value = _first(given, names) or 0
    if not isinstance(value, int | float | str) or int(value) < 0:
        raise ValueError(f"{names[0]}: expected a number of tokens")
    return int(value)
