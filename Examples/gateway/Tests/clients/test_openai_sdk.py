"""The OpenAI SDK as it is, but for base_url and api_key."""

import asyncio
from typing import TypedDict, cast

import openai
import pytest
from openai.types.chat import ChatCompletion, ChatCompletionChunk, ChatCompletionMessageParam
from pydantic import BaseModel

from answers import Block
from conftest import Gateway

MODEL = "openai/gpt-4o-mini"
EU_WEST = {"route": {"region": "eu-west"}}


def said(content: str) -> list[ChatCompletionMessageParam]:
    return [{"role": "user", "content": content}]


MESSAGES = said("Why? [[usage 18 26]]")


class Endpoint(TypedDict, total=False):
    provider: str
    region: str
    pricing: dict[str, str]
    accuracy: str
    carbon_per_1k_tokens_g: float
    eco_omitted: str


def extra(answer: BaseModel, name: str) -> object:
    """A member that the SDK does not know."""
    assert answer.model_extra
    return cast("object", answer.model_extra[name])


def block(answer: BaseModel) -> Block:
    return cast("Block", extra(answer, "lowrouter"))


def test_completion_has_an_eco_block(gateway: Gateway) -> None:
    answer = gateway.client().chat.completions.create(
        model=MODEL, messages=MESSAGES, extra_body=EU_WEST
    )
    assert answer.choices[0].message.content == "Why, because."
    assert answer.model == MODEL
    assert answer.usage
    assert (answer.usage.prompt_tokens, answer.usage.completion_tokens) == (18, 26)
    found = block(answer)
    assert set(found) == {"generation_id", "provider", "region", "eco"}
    assert found["region"] == "eu-west"
    eco = found["eco"]
    assert list(eco) == [
        "energy_wh",
        "carbon_g",
        "carbon_per_1k_tokens_g",
        "accuracy",
        "methodology_version",
    ]
    assert eco["energy_wh"] == 0.0021
    figures = eco["energy_wh"], eco["carbon_g"], eco["carbon_per_1k_tokens_g"]
    assert all(len(f"{figure:.9f}".strip("0.")) <= 2 for figure in figures)


def test_fields_that_the_gateway_does_not_know_survive(gateway: Gateway) -> None:
    answer = gateway.client().chat.completions.create(
        model=MODEL, messages=MESSAGES, extra_body={"x_mine": {"deep": [1, {"a": None}]}}
    )
    assert answer.system_fingerprint == "fp_stub"
    unknown = cast("dict[str, object]", extra(answer, "x_unknown"))
    assert unknown["kept"] == [1, 2.5, "é"]
    sent = gateway.stub.seen["requests"][-1]["body"]
    assert sent["x_mine"] == {"deep": [1, {"a": None}]}
    assert "route" not in sent


def test_headers_name_the_generation_and_its_place(gateway: Gateway) -> None:
    raw = gateway.client().chat.completions.with_raw_response.create(
        model=MODEL, messages=MESSAGES, extra_body=EU_WEST
    )
    found = block(raw.parse())
    assert raw.headers["X-LowRouter-Generation-ID"] == found["generation_id"]
    assert raw.headers["X-LowRouter-Provider"] == found["provider"]
    assert raw.headers["X-LowRouter-Region"] == "eu-west"


def test_a_stream_carries_the_block_in_its_last_usage_chunk(gateway: Gateway) -> None:
    stream = gateway.client().chat.completions.create(
        model=MODEL, messages=MESSAGES, stream=True, extra_body=EU_WEST
    )
    chunks = list(stream)
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert text == "word0 word1 word2 word3 word4 "
    assert {chunk.model for chunk in chunks} == {MODEL}
    assert [chunk.usage is not None for chunk in chunks] == [False] * (len(chunks) - 1) + [True]
    assert ["lowrouter" in (chunk.model_extra or {}) for chunk in chunks].count(True) == 1
    found = block(chunks[-1])
    assert found["eco"]["energy_wh"] == 0.0021
    record = gateway.record(found["generation_id"])
    assert (record["status"], record["prompt_tokens"]) == ("ok", 18)


def test_async_clients(gateway: Gateway) -> None:
    async def both() -> tuple[ChatCompletion, list[ChatCompletionChunk]]:
        async with gateway.async_client() as client:
            whole = await client.chat.completions.create(model=MODEL, messages=MESSAGES)
            stream = await client.chat.completions.create(
                model=MODEL, messages=MESSAGES, stream=True
            )
            return whole, [chunk async for chunk in stream]

    whole, chunks = asyncio.run(both())
    assert block(chunks[-1])["eco"] == block(whole)["eco"]


def test_a_default_header_pins_the_region(gateway: Gateway) -> None:
    client = gateway.client({"X-LowRouter-Region": "eu-north"})
    answer = client.chat.completions.create(model=MODEL, messages=MESSAGES)
    assert block(answer)["region"] == "eu-north"
    # The body wins over the header.
    answer = client.chat.completions.create(
        model=MODEL, messages=MESSAGES, extra_body={"route": {"region": "us-east"}}
    )
    assert block(answer)["region"] == "us-east"


def test_no_block_where_the_model_cannot_be_classified(gateway: Gateway) -> None:
    answer = gateway.client().chat.completions.create(model="acme/unknown-13", messages=MESSAGES)
    found = block(answer)
    assert "eco" not in found
    record = gateway.record(found["generation_id"])
    assert "eco" not in record
    assert record["eco_omitted"] == "unknown_model"


def test_models(gateway: Gateway) -> None:
    models = {model.id: model for model in gateway.client().models.list()}
    assert set(models) == {MODEL, "acme/unknown-13"}
    listed = {name: cast("list[Endpoint]", extra(models[name], "endpoints")) for name in models}
    endpoints = {(place["provider"], place["region"]): place for place in listed[MODEL]}
    west = endpoints["openai", "eu-west"]
    assert west["pricing"] == {"prompt": "0.00000015", "completion": "0.0000006"}
    assert west["accuracy"] == "accurate"
    north, east = endpoints["openai", "eu-north"], endpoints["openai", "us-east"]
    carbon = [place["carbon_per_1k_tokens_g"] for place in (north, west, east)]
    assert carbon == sorted(carbon)
    assert carbon[0] < carbon[2]
    [acme] = listed["acme/unknown-13"]
    assert "carbon_per_1k_tokens_g" not in acme
    assert acme["eco_omitted"] == "unknown_model"


@pytest.mark.parametrize("key", ["wrong", "secret-of-the-tests-7f3", "x" * 100_00])
def test_a_wrong_key_is_an_authentication_error(gateway: Gateway, key: str) -> None:
    client = openai.OpenAI(base_url=gateway.url + "/api/v1", api_key=key, max_retries=0)
    for call in (
        client.models.list,
        lambda: client.chat.completions.create(model=MODEL, messages=MESSAGES),
    ):
        with pytest.raises(openai.AuthenticationError) as error:
            call()
        assert error.value.code == "invalid_api_key"
    assert key not in gateway.log.read_text()


def test_errors_are_of_the_kinds_that_the_sdk_knows(gateway: Gateway) -> None:
    create = gateway.client().chat.completions.create
    with pytest.raises(openai.NotFoundError) as not_found:
        create(model="nobody/nothing", messages=MESSAGES)
    assert (not_found.value.code, not_found.value.param) == ("model_not_found", "model")
    with pytest.raises(openai.BadRequestError):
        create(model=MODEL, messages=[])
    with pytest.raises(openai.RateLimitError) as limited:
        create(model="acme/unknown-13", messages=said("[[status 429]]"))
    assert limited.value.response.headers["retry-after"] == "7"
    with pytest.raises(openai.APIError):
        list(create(model=MODEL, messages=said("[[die]]"), stream=True))
