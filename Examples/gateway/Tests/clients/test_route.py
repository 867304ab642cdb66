"""All of `route`, keys' policies, and what answers, traces and lists say of them."""

from collections.abc import Iterator

import pytest

from answers import Step
from conftest import OTHER_KEY, Gateway, Json, MakeGateway, Stub, completion, model, upstream

MODEL = "openai/gpt-4o-mini"


@pytest.fixture
def north_is_down(stub: Stub) -> Iterator[None]:
    stub.mode("openai-eu-north", "status-500")
    yield
    stub.mode("openai-eu-north", "ok")


def trace(gateway: Gateway, generation: str) -> dict[tuple[str, str], Step]:
    steps = gateway.record(generation)["routing_trace"]
    return {(step["provider"], step["region"]): step for step in steps}


@pytest.mark.usefixtures("north_is_down")
@pytest.mark.parametrize("stream", [False, True])
def test_another_region_takes_over_and_the_answer_and_the_trace_say_so(
    make_gateway: MakeGateway, stream: bool
) -> None:
    gateway = make_gateway()
    body = completion("x") | {"stream": stream}
    status, headers, text = gateway.text("/api/v1/chat/completions", body)
    assert status == 200
    assert headers["X-LowRouter-Region"] == "eu-west"
    assert '"fallback_from_region":"eu-north"' in text
    steps = trace(gateway, headers["X-LowRouter-Generation-ID"])
    assert steps["openai", "eu-north"]["why"] == "failed: status 500"
    assert steps["openai", "eu-west"]["why"] == "failover-to-region"
    assert [step["picked"] for step in steps.values()].count(True) == 1


@pytest.mark.usefixtures("north_is_down")
@pytest.mark.parametrize(
    ("route", "header"),
    [
        ({"region": "eu-north"}, {}),
        ({"region": "eu-north", "fallback": True}, {}),
        ({}, {"X-LowRouter-Region": "eu-north"}),
        ({"fallback": False}, {}),
    ],
)
def test_no_other_region_takes_over(
    make_gateway: MakeGateway, route: Json, header: dict[str, str]
) -> None:
    gateway = make_gateway()
    before = len(gateway.stub.seen["requests"])
    status, headers, answer = gateway.complete(headers=header, route=route)
    assert (status, answer["error"]["code"]) == (503, "service_unavailable")
    places = {seen["place"] for seen in gateway.stub.seen["requests"][before:]}
    assert places == {"openai-eu-north"}
    assert gateway.record(headers["X-LowRouter-Generation-ID"])["status"] == "upstream_error"


def keys(**policy: object) -> list[Json]:
    return [
        {"id": "key_7f3a", "secret_env": "TEST_KEY"} | policy,
        {"id": "key_91bc", "secret_env": "OTHER_TEST_KEY"},
    ]


@pytest.mark.usefixtures("north_is_down")
def test_a_keys_region_is_kept_to(make_gateway: MakeGateway) -> None:
    gateway = make_gateway(keys=keys(region="eu-north"))
    assert gateway.complete()[0] == 503
    assert gateway.complete(route={"region": "eu-west"})[0] == 503
    path = "/api/v1/chat/completions"
    status, headers, _ = gateway.request(path, completion("x"), key=OTHER_KEY)
    assert (status, headers["X-LowRouter-Region"]) == (200, "eu-west")


def test_a_keys_models_are_kept_to(make_gateway: MakeGateway) -> None:
    gateway = make_gateway(keys=keys(models=["acme/unknown-13"]))
    status, _, answer = gateway.complete()
    assert (status, answer["error"]["code"]) == (403, "model_not_allowed")
    _, _, answer = gateway.complete(model="lowrouter/auto")
    assert answer["model"] == "acme/unknown-13"


def test_the_cheapest_is_asked_for_by_name(make_gateway: MakeGateway, stub: Stub) -> None:
    gateway = make_gateway(
        upstreams=[
            upstream(stub, "openai", "eu-north", model(MODEL, prompt="0.2")),
            upstream(stub, "azure", "us-east", model(MODEL, prompt="0.1")),
        ]
    )
    assert gateway.complete(model="lowrouter/auto")[2]["lowrouter"]["provider"] == "openai"
    assert gateway.complete(model="lowrouter/auto-cheap")[2]["lowrouter"]["provider"] == "azure"


def test_a_limit_on_carbon_refuses_and_names_the_least_on_offer(gateway: Gateway) -> None:
    status, _, answer = gateway.complete(route={"max_carbon_g_per_1k": 0.000001})
    assert (status, answer["error"]["code"]) == (503, "carbon_limit")
    assert "'openai' in 'eu-north'" in answer["error"]["message"]
    status, _, answer = gateway.complete(route={"max_carbon_g_per_1k": 1000})
    assert (status, answer["lowrouter"]["region"]) == (200, "eu-north")


@pytest.mark.parametrize(
    ("route", "parameter"),
    [
        ({"fallback": "no"}, "route.fallback"),
        ({"prefer_low_carbon": 1}, "route.prefer_low_carbon"),
        ({"max_carbon_g_per_1k": "little"}, "route.max_carbon_g_per_1k"),
    ],
)
def test_wishes_of_a_wrong_type_name_the_parameter(
    gateway: Gateway, route: Json, parameter: str
) -> None:
    status, _, answer = gateway.complete(route=route)
    assert (status, answer["error"]["param"]) == (400, parameter)


def test_the_trace_has_the_carbon_of_the_request_and_what_the_choice_saves(
    gateway: Gateway,
) -> None:
    def saved(tokens: int) -> float:
        headers = gateway.complete(max_tokens=tokens).headers
        steps = gateway.record(headers["X-LowRouter-Generation-ID"])["routing_trace"]
        picked = [step for step in steps if step["picked"]]
        assert len(picked) == 1
        assert all("carbon_g" in step for step in steps)
        return picked[0]["saved_carbon_g"]

    small, large = saved(100), saved(1000)
    assert 0 < small < large


@pytest.mark.parametrize("path", ["/api/v1/models", "/api/v1/providers"])
def test_lists_are_cacheable(gateway: Gateway, path: str) -> None:
    status, headers, _ = gateway.text(path)
    assert status == 200
    assert headers["Cache-Control"] == "private, max-age=60"
    status, again, body = gateway.text(path, headers={"If-None-Match": headers["ETag"]})
    assert (status, body, again["ETag"]) == (304, "", headers["ETag"])
    assert gateway.request(path, headers={"If-None-Match": '"other"'})[0] == 200
    assert gateway.request(path, key=None)[0] == 401


def test_providers_have_the_ids_that_answers_use(gateway: Gateway) -> None:
    answer = gateway.request("/api/v1/providers")[2]
    providers = {provider["id"]: provider for provider in answer["data"]}
    assert list(providers) == ["openai", "azure", "acme"]
    assert providers["openai"]["regions"] == ["us-east", "eu-west", "eu-north"]
    assert providers["acme"]["models"] == ["acme/unknown-13"]
    assert gateway.complete()[2]["lowrouter"]["provider"] in providers
