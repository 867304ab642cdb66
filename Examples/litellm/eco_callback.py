"""LiteLLM: the eco block in the proxy's answers and streams, and in what is logged.

In the proxy's configuration: `callbacks: [eco_callback.eco]`. In the library,
`litellm.callbacks = [eco]` puts it into what is logged; answers stay as they are, because LiteLLM
keeps them for its cache.

Where a deployment is, its `model_info` says: `eco_region`, and `eco_provider` where LiteLLM's word
for the provider is not who serves it. Where the deployment's name is no model's (Azure's may be
anything), its `base_model` says which one it is, as for LiteLLM's prices.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from litellm.integrations.custom_logger import CustomLogger
from litellm.types.utils import ModelResponse, ModelResponseStream, TextCompletionResponse

from ecomodel import Estimator, Rate, Unclassified

if TYPE_CHECKING:
    from litellm.proxy._types import UserAPIKeyAuth

ANSWERS = (ModelResponse, ModelResponseStream, TextCompletionResponse)

# LiteLLM has no types for what it knows of a call, nor one for its answers.
Untyped: TypeAlias = Any
Call: TypeAlias = Mapping[str, Any]


class EcoLogger(CustomLogger):  # type: ignore[misc] # its package is not there to be looked at
    """Puts the block where LiteLLM lets a callback put something."""

    def __init__(self, estimator: Estimator | None = None) -> None:
        super().__init__()
        self._estimator = estimator or Estimator()

    def block(self, call: Call, answer: object) -> dict[str, Any] | Unclassified | None:
        """The block of an answer, or why there is none; None where its tokens are not known."""
        usage = getattr(answer, "usage", None)
        if not isinstance(answer, ANSWERS) or usage is None:
            return None
        if _cached(answer) or _known(call, "cache_hit"):
            return Unclassified.NOT_INFERRED
        deployment = _known(call, "model_info") or {}
        provider = deployment.get("eco_provider") or _known(call, "custom_llm_provider")
        rate = self._estimator.rate(
            deployment.get("base_model") or answer.model or "",
            provider=provider,
            region=deployment.get("eco_region") or "",
            at=answer.created,
        )
        if not isinstance(rate, Rate):
            return rate
        prompt, completion = usage.prompt_tokens or 0, usage.completion_tokens or 0
        cached = getattr(usage.prompt_tokens_details, "cached_tokens", None) or 0
        try:
            text = rate.json_block(prompt, completion, cached_prompt_tokens=cached)
        except ValueError:  # more cached than prompt tokens, for example
            return None
        return text if isinstance(text, Unclassified) else json.loads(text)

    def _mark(self, call: Call, answer: object) -> None:
        """Puts the block into an answer that has one."""
        block = self.block(call, answer)
        if isinstance(block, dict):
            answer.eco = block  # type: ignore[attr-defined]
        elif block is Unclassified.NOT_INFERRED and hasattr(answer, "eco"):
            # Out of the cache it comes with the block of the call that was cached.
            del answer.eco

    async def async_post_call_success_hook(
        self, data: dict[str, Any], user_api_key_dict: UserAPIKeyAuth, response: Untyped
    ) -> Untyped:
        self._mark(data, response)
        return response

    async def async_post_call_streaming_iterator_hook(
        self, user_api_key_dict: UserAPIKeyAuth, response: Untyped, request_data: dict[str, Any]
    ) -> AsyncGenerator[ModelResponseStream, None]:
        # Only the chunk with the usage can have it: clients ask for that with include_usage.
        call = request_data | {"cache_hit": _cached(response)}
        async for chunk in response:
            self._mark(call, chunk)
            yield chunk

    def logging_hook(
        self, kwargs: dict[str, Any], result: object, call_type: str
    ) -> tuple[dict[str, Any], object]:
        block = self.block(kwargs, result)
        logged = kwargs.get("standard_logging_object")
        if block is not None and logged is not None:
            found = block if isinstance(block, dict) else {"omitted": block.code}
            logged["metadata"] = {**(logged.get("metadata") or {}), "eco": found}
        return kwargs, result

    async def async_logging_hook(
        self, kwargs: dict[str, Any], result: object, call_type: str
    ) -> tuple[dict[str, Any], object]:
        return self.logging_hook(kwargs, result, call_type)


def _cached(answer: object) -> bool:
    """Whether an answer or a stream comes out of LiteLLM's cache."""
    return bool((getattr(answer, "_hidden_params", None) or {}).get("cache_hit"))


def _known(call: Call, name: str) -> Untyped:
    """What LiteLLM knows of a call by a name."""
    return next((place[name] for place in _places(call) if place.get(name)), None)


def _places(call: Call) -> Iterator[Call]:
    """Where LiteLLM keeps that: each of its hooks gets another part of it."""
    logging = getattr(call.get("litellm_logging_obj"), "model_call_details", None) or {}
    for place in (call, logging):
        yield place
        for name in ("litellm_params", "metadata", "litellm_metadata"):
            inner = place.get(name) or {}
            yield inner
            yield inner.get("metadata") or {}


eco = EcoLogger()
