"""Where requests go, and what the trace says of it."""

import time
from typing import TypedDict

import pytest

from answers import Answer, Step
from conftest import Gateway, MakeGateway, Stub, model, upstream


class How(TypedDict, total=False):
    """What a request is pinned with."""

    model: str
    route: dict[str, str]
    headers: dict[str, str]


def place(answer: Answer) -> tuple[str, str]:
    return answer["lowrouter"]["provider"], answer["lowrouter"]["region"]


def trace(gateway: Gateway, answer: Answer) -> dict[tuple[str, str, str], Step]:
    steps = gateway.record(answer["lowrouter"]["generation_id"])["routing_trace"]
    return {(step["provider"], step["region"], step["model"]): step for step in steps}


def test_auto_picks_the_least_carbon(gateway: Gateway) -> None:
    status, _, answer = gateway.complete(model="lowrouter/auto")
    assert status == 200
    assert place(answer) == ("openai", "eu-north")
    assert answer["model"] == "openai/gpt-4o-mini"
    record = gateway.record(answer["lowrouter"]["generation_id"])
    assert record["requested_model"] == "lowrouter/auto"
    assert record["resolved_model"] == "openai/gpt-4o-mini"
    steps = record["routing_trace"]
    assert [step["picked"] for step in steps] == [True, False, False, False, False]
    assert [step["why"] for step in steps] == [
        "lowest-carbon",
        "higher-carbon",
        "higher-carbon",
        "higher-carbon",
        "carbon-unknown: unknown_model",
    ]
    carbon = [step["carbon_per_1k_tokens_g"] for step in steps[:-1]]
    assert carbon == sorted(carbon)


@pytest.mark.parametrize(
    "how",
    [
        {"route": {"region": "us-east"}},
        {"headers": {"X-LowRouter-Region": "us-east"}},
        {"route": {"region": "us-east"}, "headers": {"X-LowRouter-Region": "eu-west"}},
        {"route": {"region": " US-East "}},
    ],
)
def test_a_region_is_pinned_by_body_or_header_and_the_body_wins(gateway: Gateway, how: How) -> None:
    status, headers, answer = gateway.complete(**how)
    assert status == 200
    assert place(answer) == ("openai", "us-east")
    assert headers["X-LowRouter-Region"] == "us-east"
    assert trace(gateway, answer)["openai", "eu-north", "openai/gpt-4o-mini"]["why"] == "region-pin"


def test_a_provider_is_pinned(gateway: Gateway) -> None:
    _, _, answer = gateway.complete(route={"provider": "azure"})
    assert place(answer) == ("azure", "eu-west")
    reason = trace(gateway, answer)["openai", "eu-north", "openai/gpt-4o-mini"]["why"]
    assert reason == "provider-pin"


@pytest.mark.parametrize(
    "how",
    [
        {"route": {"region": "ap-south"}},
        {"headers": {"X-LowRouter-Region": "ap-south"}},
        {"route": {"region": "us-east", "provider": "azure"}},
        {"route": {"region": "us-east"}, "model": "acme/unknown-13"},
    ],
)
def test_a_pinned_region_without_provider_is_503_and_nothing_is_asked(
    gateway: Gateway, how: How
) -> None:
    before = len(gateway.stub.seen["requests"])
    status, headers, answer = gateway.complete(**how)
    assert status == 503
    assert answer["error"]["code"] == "service_unavailable"
    assert len(gateway.stub.seen["requests"]) == before
    record = gateway.record(headers["X-LowRouter-Generation-ID"])
    assert record["status"] == "upstream_error"
    assert record["error_code"] == "service_unavailable"
    assert not any(step["picked"] for step in record["routing_trace"])
    assert {step["why"] for step in record["routing_trace"]} <= {"region-pin", "provider-pin"}


@pytest.mark.parametrize(
    "mode", ["status-500", "status-503", "status-401", "status-404", "status-429"]
)
@pytest.mark.parametrize("stream", [False, True])
def test_a_failing_upstream_falls_over_within_its_region(
    make_gateway: MakeGateway, stub: Stub, mode: str, stream: bool
) -> None:
    gateway = make_gateway()
    stub.mode("openai-eu-west", mode)
    try:
        ask = gateway.stream if stream else gateway.complete
        status, headers, _ = ask(route={"region": "eu-west"})
        assert status == 200
        record = gateway.record(headers["X-LowRouter-Generation-ID"])
        assert (record["provider"], record["region"]) == ("azure", "eu-west")
        steps = {step["provider"]: step for step in record["routing_trace"][:2]}
        assert steps["openai"]["why"] == f"failed: status {mode[-3:]}"
        assert not steps["openai"]["picked"]
        assert steps["azure"] | {"why": "failover", "picked": True} == steps["azure"]
    finally:
        stub.mode("openai-eu-west", "ok")


def test_no_other_region_takes_over(make_gateway: MakeGateway, stub: Stub) -> None:
    gateway = make_gateway()
    places = ["openai-eu-north"]
    for name in places:
        stub.mode(name, "status-500")
    try:
        before = len(stub.seen["requests"])
        # Without a pin too, where falling back is not wanted.
        route = {"fallback": False}
        status, headers, answer = gateway.complete(model="lowrouter/auto", route=route)
        assert status == 503
        assert answer["error"]["type"] == "server_error"
        assert {seen["place"] for seen in stub.seen["requests"][before:]} == set(places)
        record = gateway.record(headers["X-LowRouter-Generation-ID"])
        assert record["status"] == "upstream_error"
        assert record["eco_omitted"] == "no_usage"
    finally:
        for name in places:
            stub.mode(name, "ok")


def test_an_unhealthy_upstream_is_passed_over_until_it_recovers(
    make_gateway: MakeGateway, stub: Stub
) -> None:
    gateway = make_gateway(health={"failures": 2, "cooldown_seconds": 1})
    stub.mode("openai-eu-north", "status-500")
    try:
        here = {"fallback": False}
        assert [gateway.complete(route=here)[0] for _ in range(2)] == [503, 503]
        _, _, answer = gateway.complete()
        assert place(answer) == ("openai", "eu-west")
        step = trace(gateway, answer)["openai", "eu-north", "openai/gpt-4o-mini"]
        assert step["why"] == "unhealthy"
    finally:
        stub.mode("openai-eu-north", "ok")
    time.sleep(1.1)
    _, _, answer = gateway.complete()
    assert place(answer) == ("openai", "eu-north")


def test_an_upstream_whose_streams_break_is_unhealthy(make_gateway: MakeGateway) -> None:
    gateway = make_gateway(health={"failures": 2, "cooldown_seconds": 60})
    for _ in range(2):
        status, headers, _ = gateway.stream("[[errorevent]]")
        assert (status, headers["X-LowRouter-Region"]) == (200, "eu-north")
    assert place(gateway.complete()[2]) == ("openai", "eu-west")
    series = 'lowrouter_upstream_failures_total{provider="openai",region="eu-north"}'
    assert gateway.metrics[series] == 2


def test_a_request_has_one_time_limit_for_all_its_attempts(
    make_gateway: MakeGateway, stub: Stub
) -> None:
    gateway = make_gateway(limits={"request_seconds": 2})
    for name in ("openai-eu-west", "azure-eu-west"):
        stub.mode(name, "silent")
    try:
        start = time.monotonic()
        status, _, answer = gateway.complete(route={"region": "eu-west"})
        assert (status, answer["error"]["code"]) == (504, "request_timeout")
        assert time.monotonic() - start < 3.5
    finally:
        for name in ("openai-eu-west", "azure-eu-west"):
            stub.mode(name, "ok")


def test_a_model_that_an_upstream_lacks_says_nothing_of_its_others(
    make_gateway: MakeGateway,
) -> None:
    gateway = make_gateway(health={"failures": 1, "cooldown_seconds": 60})
    assert gateway.complete("[[status 404]]")[0] == 503
    assert place(gateway.complete()[2]) == ("openai", "eu-north")


def test_an_upstream_that_refuses_connections_falls_over_at_once(
    make_gateway: MakeGateway, stub: Stub
) -> None:
    mini = model("openai/gpt-4o-mini", "gpt-4o-mini")
    dead = upstream(stub, "dead", "eu-west", mini) | {"base_url": "http://127.0.0.1:9/v1"}
    gateway = make_gateway(upstreams=[dead, upstream(stub, "openai", "eu-west", mini)])
    start = time.monotonic()
    _, _, answer = gateway.complete()
    assert place(answer) == ("openai", "eu-west")
    assert time.monotonic() - start < 4
    assert (
        trace(gateway, answer)["dead", "eu-west", "openai/gpt-4o-mini"]["why"]
        == "failed: connection"
    )


def test_what_the_upstream_finds_wrong_is_handed_on_and_no_other_is_asked(gateway: Gateway) -> None:
    before = len(gateway.stub.seen["requests"])
    status, headers, answer = gateway.complete("[[status 422]]", route={"region": "eu-west"})
    assert status == 422
    assert answer == {
        "error": {"message": "stub says 422", "type": "stub_error", "code": "stub"},
        "stub": True,
    }
    assert len(gateway.stub.seen["requests"]) == before + 1
    assert gateway.record(headers["X-LowRouter-Generation-ID"])["status"] == "client_error"


def test_upstream_keys_reach_their_upstream_only(gateway: Gateway) -> None:
    gateway.complete(route={"region": "eu-west", "provider": "openai"})
    assert gateway.stub.seen["requests"][-1]["authorization"] == "Bearer key-of-the-upstream"
    gateway.complete(route={"region": "eu-north"})
    assert gateway.stub.seen["requests"][-1]["authorization"] is None
