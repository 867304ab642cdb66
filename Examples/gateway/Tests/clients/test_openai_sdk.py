"""The OpenAI SDK as it is, but for base_url and api_key."""

import asyncio

import openai
import pytest

MESSAGES = [{"role": "user", "content": "Why? [[usage 18 26]]"}]
MODEL = "openai/gpt-4o-mini"


def test_completion_has_an_eco_block(gateway):
    answer = gateway.client().chat.completions.create(
        model=MODEL, messages=MESSAGES, extra_body={"route": {"region": "eu-west"}}
    )
    assert answer.choices[0].message.content == "Why, because."
    assert answer.model == MODEL
    assert (answer.usage.prompt_tokens, answer.usage.completion_tokens) == (18, 26)
    block = answer.model_extra["lowrouter"]
    assert set(block) == {"generation_id", "provider", "region", "eco"}
    assert block["region"] == "eu-west"
    eco = block["eco"]
    assert list(eco) == [
        "energy_wh", "carbon_g", "carbon_per_1k_tokens_g", "accuracy", "methodology_version",
    ]
    assert eco["energy_wh"] == 0.0021
    assert all(len(f"{eco[name]:.9f}".strip("0.")) <= 2 for name in list(eco)[:3])


def test_fields_that_the_gateway_does_not_know_survive(gateway):
    answer = gateway.client().chat.completions.create(
        model=MODEL, messages=MESSAGES, extra_body={"x_mine": {"deep": [1, {"a": None}]}}
    )
    assert answer.system_fingerprint == "fp_stub"
    assert answer.model_extra["x_unknown"]["kept"] == [1, 2.5, "é"]
    sent = gateway.stub.seen["requests"][-1]["body"]
    assert sent["x_mine"] == {"deep": [1, {"a": None}]}
    assert "route" not in sent


def test_headers_name_the_generation_and_its_place(gateway):
    raw = gateway.client().chat.completions.with_raw_response.create(
        model=MODEL, messages=MESSAGES, extra_body={"route": {"region": "eu-west"}}
    )
    block = raw.parse().model_extra["lowrouter"]
    assert raw.headers["X-LowRouter-Generation-ID"] == block["generation_id"]
    assert raw.headers["X-LowRouter-Provider"] == block["provider"]
    assert raw.headers["X-LowRouter-Region"] == "eu-west"


def test_a_stream_carries_the_block_in_its_last_usage_chunk(gateway):
    stream = gateway.client().chat.completions.create(
        model=MODEL, messages=MESSAGES, stream=True, extra_body={"route": {"region": "eu-west"}}
    )
    chunks = list(stream)
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert text == "word0 word1 word2 word3 word4 "
    assert {chunk.model for chunk in chunks} == {MODEL}
    assert [chunk.usage is not None for chunk in chunks] == [False] * (len(chunks) - 1) + [True]
    assert ["lowrouter" in (chunk.model_extra or {}) for chunk in chunks].count(True) == 1
    block = chunks[-1].model_extra["lowrouter"]
    assert block["eco"]["energy_wh"] == 0.0021
    record = gateway.record(block["generation_id"])
    assert (record["status"], record["prompt_tokens"]) == ("ok", 18)


def test_async_clients(gateway):
    async def both():
        async with gateway.client(openai.AsyncOpenAI) as client:
            whole = await client.chat.completions.create(model=MODEL, messages=MESSAGES)
            stream = await client.chat.completions.create(
                model=MODEL, messages=MESSAGES, stream=True
            )
            return whole, [chunk async for chunk in stream]

    whole, chunks = asyncio.run(both())
    eco = whole.model_extra["lowrouter"]["eco"]
    assert chunks[-1].model_extra["lowrouter"]["eco"] == eco


def test_a_default_header_pins_the_region(gateway):
    client = gateway.client(default_headers={"X-LowRouter-Region": "eu-north"})
    answer = client.chat.completions.create(model=MODEL, messages=MESSAGES)
    assert answer.model_extra["lowrouter"]["region"] == "eu-north"
    # The body wins over the header.
    answer = client.chat.completions.create(
        model=MODEL, messages=MESSAGES, extra_body={"route": {"region": "us-east"}}
    )
    assert answer.model_extra["lowrouter"]["region"] == "us-east"


def test_no_block_where_the_model_cannot_be_classified(gateway):
    answer = gateway.client().chat.completions.create(model="acme/unknown-13", messages=MESSAGES)
    block = answer.model_extra["lowrouter"]
    assert "eco" not in block
    record = gateway.record(block["generation_id"])
    assert "eco" not in record
    assert record["eco_omitted"] == "unknown_model"


def test_models(gateway):
    models = {model.id: model for model in gateway.client().models.list()}
    assert set(models) == {MODEL, "acme/unknown-13"}
    endpoints = {
        (endpoint["provider"], endpoint["region"]): endpoint
        for endpoint in models[MODEL].model_extra["endpoints"]
    }
    west = endpoints["openai", "eu-west"]
    assert west["pricing"] == {"prompt": "0.00000015", "completion": "0.0000006"}
    assert west["accuracy"] == "accurate"
    north, east = endpoints["openai", "eu-north"], endpoints["openai", "us-east"]
    carbon = [place["carbon_per_1k_tokens_g"] for place in (north, west, east)]
    assert carbon == sorted(carbon) and carbon[0] < carbon[2]
    acme = models["acme/unknown-13"].model_extra["endpoints"][0]
    assert "carbon_per_1k_tokens_g" not in acme and acme["eco_omitted"] == "unknown_model"


@pytest.mark.parametrize("key", ["wrong", "secret-of-the-tests-7f3", "x" * 100_00])
def test_a_wrong_key_is_an_authentication_error(gateway, key):
    client = openai.OpenAI(base_url=gateway.url + "/api/v1", api_key=key, max_retries=0)
    for call in (
        lambda: client.models.list(),
        lambda: client.chat.completions.create(model=MODEL, messages=MESSAGES),
    ):
        with pytest.raises(openai.AuthenticationError) as error:
            call()
        assert error.value.code == "invalid_api_key"
    assert key not in gateway.log.read_text()


def test_errors_are_of_the_kinds_that_the_sdk_knows(gateway):
    client = gateway.client()
    with pytest.raises(openai.NotFoundError) as error:
        client.chat.completions.create(model="nobody/nothing", messages=MESSAGES)
    assert (error.value.code, error.value.param) == ("model_not_found", "model")
    with pytest.raises(openai.BadRequestError):
        client.chat.completions.create(model=MODEL, messages=[])
    with pytest.raises(openai.RateLimitError) as error:
        client.chat.completions.create(
            model="acme/unknown-13", messages=[{"role": "user", "content": "[[status 429]]"}]
        )
    assert error.value.response.headers["retry-after"] == "7"
    with pytest.raises(openai.APIError):
        for _ in client.chat.completions.create(
            model=MODEL, messages=[{"role": "user", "content": "[[die]]"}], stream=True
        ):
            pass
