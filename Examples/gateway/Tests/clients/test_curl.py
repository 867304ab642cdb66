"""The commands of the README, as they are written there."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from conftest import KEY, PACKAGE, Gateway

COMMANDS = re.findall(r"```sh\n(curl .*?)```", (PACKAGE / "README.md").read_text(), re.DOTALL)


def run(gateway: Gateway, command: str) -> str:
    command = command.replace("http://localhost:8080", gateway.url).replace(
        "lr-sk-demonstration", KEY
    )
    return subprocess.run(
        ["bash", "-c", command], check=True, capture_output=True, text=True
    ).stdout


def test_the_readme_has_commands() -> None:
    assert len(COMMANDS) == 4


def test_a_completion(gateway: Gateway) -> None:
    answer = json.loads(run(gateway, COMMANDS[0]))
    block = answer["lowrouter"]
    assert (block["provider"], block["region"]) == ("openai", "eu-west")
    assert (block["eco"]["energy_wh"], block["eco"]["accuracy"]) == (0.0021, "accurate")


def test_a_stream(gateway: Gateway) -> None:
    lines = [line for line in run(gateway, COMMANDS[1]).splitlines() if line.startswith("data: ")]
    assert lines[-1] == "data: [DONE]"
    block = json.loads(lines[-2][6:])["lowrouter"]
    assert block["region"] == "eu-west"
    assert block["eco"]["energy_wh"] == 0.0021


@pytest.mark.parametrize(
    ("command", "expected"), [(2, '"object":"list"'), (3, "# TYPE lowrouter_")]
)
def test_the_others(gateway: Gateway, command: int, expected: str) -> None:
    assert expected in run(gateway, COMMANDS[command])


def test_curl_with_a_body_that_waits_for_100_continue(gateway: Gateway, tmp_path: Path) -> None:
    body = {
        "model": "openai/gpt-4o-mini",
        "messages": [{"role": "user", "content": "x" * 2_000_000}],
    }
    (tmp_path / "body.json").write_text(json.dumps(body))
    command = [
        "curl",
        "-s",
        f"{gateway.url}/api/v1/chat/completions",
        "-H",
        f"Authorization: Bearer {KEY}",
        "--data-binary",
        f"@{tmp_path}/body.json",
    ]
    answer = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    assert "eco" in answer["lowrouter"]
