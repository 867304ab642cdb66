"""Starting, watching and stopping it."""

import contextlib
import http.client
import json
import subprocess
import threading
from pathlib import Path

import pytest

from conftest import (
    BINARY,
    KEY,
    OTHER_KEY,
    Gateway,
    Json,
    MakeGateway,
    Reply,
    Stub,
    model,
    upstream,
)

CANARY = "canary-0e5b8c1d"


def test_neither_text_nor_keys_are_kept_anywhere(make_gateway: MakeGateway) -> None:
    gateway = make_gateway(log_level="debug")
    gateway.complete(CANARY)
    gateway.stream(CANARY)
    gateway.stream(CANARY + "[[die]]")
    gateway.complete(CANARY + "[[status 400]]")
    gateway.complete(CANARY + "[[status 500]]")
    gateway.request("/api/v1/chat/completions", f'{{"messages": "{CANARY}'.encode())
    gateway.request("/api/v1/chat/completions", {"model": "m", "messages": CANARY})
    gateway.request("/api/v1/models", key="wrong-" + CANARY)
    assert gateway.stop() == 0
    kept = b"".join(path.read_bytes() for path in gateway.directory.iterdir() if path.is_file())
    assert b"key_7f3a" in kept
    for secret in (CANARY, "Why, because", "word0", KEY, OTHER_KEY, "key-of-the-upstream"):
        assert secret.encode() not in kept.replace(gateway.config.read_bytes(), b""), secret


def test_a_key_sees_its_own_records_only(gateway: Gateway) -> None:
    _, headers, _ = gateway.complete()
    path = "/api/v1/generation/" + headers["X-LowRouter-Generation-ID"]
    assert gateway.request(path)[0] == 200
    assert gateway.request(path, key=OTHER_KEY)[0] == 404


def test_health(gateway: Gateway) -> None:
    status, _, answer = gateway.request("/health", key=None)
    assert (status, answer["status"]) == (200, "ok")
    assert answer["methodology_version"].startswith("v2-")


def test_metrics_are_those_of_eco_calc_over_the_export(
    make_gateway: MakeGateway, eco_calc: Path
) -> None:
    gateway = make_gateway()
    for number in range(1, 8):
        region = "eu-west" if number % 2 else "eu-north"
        gateway.complete(f"[[usage {number} {number * 7}]]", route={"region": region})
    gateway.complete(model="acme/unknown-13")
    path, output = gateway.directory / "all.jsonl", gateway.directory / "eco-calc.prom"
    path.write_text("".join(json.dumps(record) + "\n" for record in gateway.export("jsonl")))
    subprocess.run([eco_calc, path, "-q", "-o", "/dev/null", "--metrics", output], check=True)

    def series(text: str) -> set[str]:
        return {line for line in text.splitlines() if line.startswith("llm_")}

    told = series(gateway.text("/metrics", key=None).answer)
    # The gateway works out no intervals.
    worked_out = {line for line in series(output.read_text()) if "_low_" not in line}
    assert told == {line for line in worked_out if "_high_" not in line}
    assert len(told) == 2 * 6 + 1


def test_metrics_add_up_to_the_records(make_gateway: MakeGateway) -> None:
    gateway = make_gateway()
    for number in range(1, 8):
        gateway.complete(f"[[usage {number} {number * 7}]]", route={"region": "eu-west"})
    gateway.complete(model="acme/unknown-13")
    gateway.complete("[[status 500]]", model="acme/unknown-13")
    records = gateway.export("jsonl")
    metrics = gateway.metrics
    labels = '{model="openai/gpt-4o-mini",region="eu-west",accuracy="accurate"}'
    known = [record for record in records if "eco" in record]
    assert {record["eco"]["accuracy"] for record in known} == {"accurate"}
    joules = sum(round(record["eco"]["energy_wh"] * 1e9) for record in known) * 3600
    grams = sum(round(record["eco"]["carbon_g"] * 1e9) for record in known)
    assert round(metrics["llm_energy_joules_total" + labels] * 1e9) == joules
    assert round(metrics["llm_carbon_grams_total" + labels] * 1e9) == grams
    assert metrics["llm_requests_total" + labels] == len(known) == 7
    prompt = sum(record["prompt_tokens"] for record in known)
    completion = sum(record["completion_tokens"] for record in known)
    assert metrics["llm_prompt_tokens_total" + labels] == prompt
    assert metrics["llm_completion_tokens_total" + labels] == completion
    assert metrics['llm_requests_without_figure_total{reason="unknown_model"}'] == 1
    assert metrics['llm_requests_without_figure_total{reason="no_usage"}'] == 1
    assert metrics['lowrouter_upstream_failures_total{provider="acme",region="eu-west"}'] == 1
    assert metrics["lowrouter_open_requests"] == 0
    assert metrics["lowrouter_request_duration_seconds_count"] == len(records) == 9
    text = gateway.text("/metrics", key=None).answer
    for line in text.splitlines():
        name = line.split()[2] if line.startswith("#") else line.split("{")[0].split()[0]
        assert name.startswith(("lowrouter_", "llm_"))


def test_logs_are_json_lines(gateway: Gateway) -> None:
    _, headers, _ = gateway.complete()
    lines = [json.loads(line) for line in gateway.log.read_text().splitlines()]
    line = next(
        line for line in lines if line.get("generation_id") == headers["X-LowRouter-Generation-ID"]
    )
    assert (line["message"], line["status"], line["key_id"]) == ("request", "ok", "key_7f3a")


def test_shutdown_lets_streams_finish(make_gateway: MakeGateway) -> None:
    gateway = make_gateway()
    answers: list[Reply[str]] = []
    thread = threading.Thread(
        target=lambda: answers.append(gateway.stream("[[chunks 10]] [[delay 0.2]]"))
    )
    thread.start()
    while gateway.metrics["lowrouter_open_requests"] == 0:
        pass
    assert gateway.stop() == 0
    thread.join()
    assert "word9" in answers[0][2]
    assert "[DONE]" in answers[0][2]
    assert gateway.export("jsonl")[0]["status"] == "ok"


def test_shutdown_does_not_wait_for_ever(make_gateway: MakeGateway) -> None:
    gateway = make_gateway(limits={"shutdown_seconds": 1})
    thread = threading.Thread(target=lambda: swallow(gateway))
    thread.start()
    while gateway.metrics["lowrouter_open_requests"] == 0:
        pass
    gateway.stop()
    thread.join()
    assert gateway.export("jsonl")[0]["error_code"] == "shutting_down"


def swallow(gateway: Gateway) -> None:
    with contextlib.suppress(OSError, http.client.HTTPException):
        gateway.stream("[[chunks 1000]] [[delay 0.2]]")


def test_records_survive_a_restart_and_a_kill(make_gateway: MakeGateway) -> None:
    gateway = make_gateway()
    _, headers, _ = gateway.complete()
    gateway.process.kill()
    gateway.process.wait()
    assert gateway.export("jsonl")[0]["generation_id"] == headers["X-LowRouter-Generation-ID"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"upstreams": []}, "upstreams: there is none"),
        ({"keys": []}, "keys: there is none"),
        (
            {"keys": [{"id": "k", "secret_env": "NOT_SET"}]},
            "keys[0].secret_env: the environment variable NOT_SET is not set",
        ),
        ({"keys": [{"id": "k"}]}, "keys[0].secret_env: is missing"),
        (
            {"keys": [{"id": "k", "secret_env": "SHORT"}]},
            "keys[0].secret_env: the secret in SHORT is shorter than 16 characters",
        ),
        (
            {"keys": [{"id": "k", "secret_env": "SPACED"}]},
            "keys[0].secret_env: the secret in SPACED has a character that no header carries",
        ),
        ({"limits": {"body_byte": 1}}, "limits.body_byte: there is no such setting"),
        ({"limits": {"body_bytes": "many"}}, "limits.body_bytes: "),
        ({"limits": {"body_bytes": 0}}, "limits.body_bytes: must be above 0"),
        ({"limits": {"request_seconds": 1e300}}, "limits.request_seconds: must be above 0"),
        ({"listen": {"port": 70000}}, "listen.port: 70000 is not a port"),
        ({"log_level": "loud"}, "log_level: "),
        ({"surprise": 1}, "surprise: there is no such setting"),
    ],
)
def test_a_faulty_configuration_is_refused_with_its_place(
    tmp_path: Path, stub: Stub, change: Json, fault: str
) -> None:
    good = {
        "keys": [{"id": "k", "secret_env": "TEST_KEY"}],
        "upstreams": [upstream(stub, "openai", "eu-west", model("openai/gpt-4o-mini"))],
    }
    assert check(tmp_path, good).returncode == 0
    result = check(tmp_path, good | change)
    assert result.returncode != 0
    assert f"gateway.json: {fault}" in result.stderr


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"base_url": "ftp://x"}, 'upstreams[0].base_url: "ftp://x" is not an http or https URL'),
        (
            {"key_env": "NOT_SET"},
            "upstreams[0].key_env: the environment variable NOT_SET is not set",
        ),
        (
            {"key_env": "SHORT", "base_url": "http://models.example/v1"},
            "upstreams[0].key_env: the key would be sent over plain http to models.example",
        ),
        (
            {"key_env": "SHORT", "base_url": "http://127.example/v1"},
            "upstreams[0].key_env: the key would be sent over plain http to 127.example",
        ),
        ({"models": []}, "upstreams[0].models: there is none"),
        (
            {"models": [model("m"), model("m")]},
            "upstreams[0].models[1].id: openai already serves m",
        ),
        ({"models": [model("lowrouter/auto")]}, "upstreams[0].models[0].id: lowrouter/auto is"),
        ({"models": [model("m", prompt="cheap")]}, 'upstreams[0].models[0].price.prompt: "cheap"'),
        (
            {"models": [model("m", prompt="-1")]},
            "upstreams[0].models[0].price: a price is negative",
        ),
        ({"models": [{"id": "m"}]}, "upstreams[0].models[0].price: is missing"),
    ],
)
def test_a_faulty_upstream_is_refused_with_its_place(
    tmp_path: Path, stub: Stub, change: Json, fault: str
) -> None:
    result = check(
        tmp_path,
        {
            "keys": [{"id": "k", "secret_env": "TEST_KEY"}],
            "upstreams": [
                upstream(stub, "openai", "eu-west", model("openai/gpt-4o-mini")) | change
            ],
        },
    )
    assert result.returncode != 0
    assert f"gateway.json: {fault}" in result.stderr


@pytest.mark.parametrize(
    "change",
    [
        {"base_url": "http://models.example/v1"},
        *(
            {"key_env": "SHORT", "base_url": base}
            for base in (
                "https://models.example/v1",
                "http://localhost:1/v1",
                "http://127.0.0.9/v1",
                "http://[::1]:1/v1",
            )
        ),
    ],
)
def test_a_key_goes_over_plain_http_to_this_machine_only(
    tmp_path: Path, stub: Stub, change: Json
) -> None:
    place = upstream(stub, "openai", "eu-west", model("openai/gpt-4o-mini")) | change
    keys = [{"id": "k", "secret_env": "TEST_KEY"}]
    result = check(tmp_path, {"keys": keys, "upstreams": [place]})
    assert result.returncode == 0, result.stderr


def test_a_configuration_that_is_not_json_or_not_there(tmp_path: Path) -> None:
    (tmp_path / "gateway.json").write_text("{")
    for name, fault in (("gateway.json", "the file is not JSON"), ("none.json", "cannot be read")):
        result = run_check(tmp_path, name)
        assert result.returncode != 0
        assert f"{name}: {fault}" in result.stderr


def check(directory: Path, configuration: Json) -> "subprocess.CompletedProcess[str]":
    (directory / "gateway.json").write_text(json.dumps(configuration))
    return run_check(directory, "gateway.json")


def run_check(directory: Path, name: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [BINARY, "check", "--config", name],
        cwd=directory,
        text=True,
        capture_output=True,
        env={"TEST_KEY": KEY, "SHORT": "s" * 15, "SPACED": f" {KEY}"},
        check=False,
    )
