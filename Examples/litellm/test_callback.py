"""The callback in the library: LiteLLM's own Router, over a stub of an OpenAI server."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Any, TypeAlias
from uuid import uuid4

import litellm
import pytest
from litellm.litellm_core_utils.rules import Rules
from litellm.proxy._types import UserAPIKeyAuth
from litellm.utils import function_setup

import expected
import stub
from eco_callback import EcoLogger

# Answers of LiteLLM's, which have many types.
Untyped: TypeAlias = Any
Calls: TypeAlias = Callable[[litellm.Router], Coroutine[Any, Any, Any]]
ASKED = [{"role": "user", "content": "Hello?"}]
CREATED = 1714150000
KEY = UserAPIKeyAuth()
STREAM = {"stream": True, "stream_options": {"include_usage": True}}


class Kept(EcoLogger):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.logged: list[Any] = []

    async def async_log_success_event(
        self, kwargs: dict[str, Any], response_obj: object, start_time: datetime, end_time: datetime
    ) -> None:
        self.logged.append(kwargs["standard_logging_object"]["metadata"].get("eco"))


# LiteLLM keeps the first callback of a class that it sees, and logs from the first loop.
KEPT, LOOP = Kept(), asyncio.Runner()
litellm.callbacks = [KEPT]


@pytest.fixture
def eco() -> Kept:
    KEPT.logged.clear()
    return KEPT


def router() -> litellm.Router:
    upstream = stub.started()

    def deployment(name: str, model: str, **info: str) -> dict[str, Any]:
        call = {"model": f"openai/{model}", "api_base": upstream, "api_key": "none"}
        return {"model_name": name, "litellm_params": call, "model_info": info}

    return litellm.Router(
        model_list=[
            deployment("mini", "gpt-4o-mini", eco_region="eu-west", eco_provider="openai"),
            deployment("mini-us", "gpt-4o-mini", eco_region="us-east", eco_provider="openai"),
            deployment("ours", "ours-17", eco_region="eu-west", base_model="gpt-4o-mini"),
            deployment("nowhere", "gpt-4o-mini"),
            deployment("odd", "nobody-knows", eco_region="eu-west"),
            deployment("vectors", "text-embedding-3-small", eco_region="eu-west"),
        ]
    )


def run(
    eco: Kept, calls: Callable[[litellm.Router], Coroutine[Any, Any, Any]], logs: int
) -> Untyped:
    """What calls return, when all that they log has been logged."""

    async def whole() -> Untyped:
        result = await calls(router())
        async with asyncio.timeout(30):
            while len(eco.logged) < logs:
                await asyncio.sleep(0.01)
        return result

    return LOOP.run(whole())


async def answered(router: litellm.Router, name: str, **options: Untyped) -> Untyped:
    """What the proxy gives a client: it makes the log of a call itself, and asks callbacks last."""
    asked = {"model": name, "messages": ASKED, "litellm_call_id": str(uuid4()), **options}
    log, data = function_setup("acompletion", Rules(), datetime.now(UTC), **asked)
    data["litellm_logging_obj"] = log
    answer = await router.acompletion(**data)
    if options.get("stream"):
        return [
            chunk async for chunk in KEPT.async_post_call_streaming_iterator_hook(KEY, answer, data)
        ]
    return await KEPT.async_post_call_success_hook(data, KEY, answer)


@pytest.mark.parametrize(
    ("name", "region"), [("mini", "eu-west"), ("mini-us", "us-east"), ("ours", "eu-west")]
)
def test_an_answer_and_its_log_have_the_block(eco: Kept, name: str, region: str) -> None:
    answer = run(eco, lambda router: answered(router, name), 1)
    block = expected.block(CREATED, region=region)
    assert answer.model_dump()["eco"] == block
    assert eco.logged == [block]


@pytest.mark.parametrize(
    ("name", "reason"), [("nowhere", "unknown_region"), ("odd", "unknown_model")]
)
@pytest.mark.parametrize("stream", [False, True])
def test_an_answer_that_cannot_be_classified_has_no_key_and_the_log_says_why(
    eco: Kept, name: str, reason: str, stream: bool
) -> None:
    usage = STREAM if stream else {}
    answer = run(eco, lambda router: answered(router, name, **usage), 1)
    for part in answer if stream else [answer]:
        assert "eco" not in part.model_dump()
    assert eco.logged == [{"omitted": reason}]


def test_a_stream_has_the_block_beside_its_usage(eco: Kept) -> None:
    *chunks, last = run(eco, lambda router: answered(router, "mini", **STREAM), 1)
    block = expected.block(last.created)
    assert last.model_dump()["eco"] == block
    assert not any("eco" in chunk.model_dump() for chunk in chunks)
    assert eco.logged == [block]


def test_the_library_s_own_answers_stay_as_they_are_and_are_logged(eco: Kept) -> None:
    answer = run(eco, lambda router: router.acompletion(model="mini", messages=ASKED), 1)
    assert "eco" not in answer.model_dump()
    assert eco.logged == [expected.block(CREATED)]


def test_what_makes_no_text_has_none(eco: Kept) -> None:
    answer = run(eco, lambda router: router.aembedding(model="vectors", input=["Hello?"]), 1)
    assert "eco" not in answer.model_dump()
    assert eco.logged == [None]


def test_an_answer_out_of_the_cache_cost_nothing_anew(eco: Kept) -> None:
    # LiteLLM's cache needs its proxy's packages: test_proxy.py has it for real.
    answer = run(eco, lambda router: answered(router, "mini"), 1)
    assert "eco" in answer.model_dump()
    answer._hidden_params["cache_hit"] = True
    answer = LOOP.run(eco.async_post_call_success_hook({}, KEY, answer))
    assert "eco" not in answer.model_dump()
    call = {"cache_hit": True, "standard_logging_object": {"metadata": {"user": "ann"}}}
    logged, _ = eco.logging_hook(call, answer, "acompletion")
    assert logged["standard_logging_object"]["metadata"] == {
        "user": "ann",
        "eco": {"omitted": "not_inferred"},
    }
