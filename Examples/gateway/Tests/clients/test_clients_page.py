"""CLIENTS.md: every command and program as it stands there, but for the address."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import cast

import pytest

from answers import Answer, Record
from conftest import HERE, KEY, PACKAGE, Gateway

OTHERS = HERE / ".venv-others/bin/python"
"""Python with clients that need another version of the OpenAI SDK; `./test` makes it."""

ANSWER = "Why, because."
STREAM = "word0 word1 word2 word3 word4 "


def sections() -> dict[str, list[str]]:
    """The code of the page, by heading."""
    page = (PACKAGE / "CLIENTS.md").read_text()
    return {
        part.partition("\n")[0]: re.findall(r"```(?:sh|python)\n(.*?)```", part, re.DOTALL)
        for part in page.split("\n## ")[1:]
    }


CURL, PYTHON = sections()["curl"], sections()["Python"]


def output(gateway: Gateway, code: str, program: list[str | Path], **more: str) -> str:
    assert "http://localhost:8080" in code
    environment = os.environ | {"LOWROUTER_API_KEY": KEY} | more
    code = code.replace("http://localhost:8080", gateway.url)
    result = subprocess.run(
        [*program, code], capture_output=True, text=True, env=environment, check=False
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def curl(gateway: Gateway, number: int, **more: str) -> str:
    return output(gateway, CURL[number].replace("curl ", "curl -sf ", 1), ["bash", "-c"], **more)


def answer(gateway: Gateway, number: int) -> Answer:
    return cast("Answer", json.loads(curl(gateway, number)))


def test_the_page_has_what_is_tested_here() -> None:
    counts = {name: len(code) for name, code in sections().items()}
    assert counts == {"curl": 5, "Python": 8, "LangChain": 1, "LiteLLM": 1}


def test_curl_gets_a_completion(gateway: Gateway) -> None:
    block = answer(gateway, 0)["lowrouter"]
    assert block["eco"]["accuracy"] == "accurate"


def test_curl_gets_a_stream(gateway: Gateway) -> None:
    lines = [line for line in curl(gateway, 1).splitlines() if line.startswith("data: ")]
    assert lines[-1] == "data: [DONE]"
    chunks = [json.loads(line[6:]) for line in lines[:-1]]
    assert all(chunk["choices"] for chunk in chunks)
    assert ["lowrouter" in chunk for chunk in chunks] == [False] * 5 + [True]
    assert chunks[-1]["lowrouter"]["eco"]["energy_wh"] == 0.0021


def test_curl_gets_the_models(gateway: Gateway) -> None:
    names = {model["id"] for model in answer(gateway, 2)["data"]}
    assert "openai/gpt-4o-mini" in names


def test_curl_pins_a_place_and_gets_the_record(gateway: Gateway) -> None:
    block = answer(gateway, 3)["lowrouter"]
    assert (block["provider"], block["region"]) == ("openai", "eu-west")
    told = curl(gateway, 4, GENERATION_ID=block["generation_id"])
    record = cast("Record", json.loads(told))
    assert record["generation_id"] == block["generation_id"]
    assert record["eco"]["energy_wh"] == 0.002088255


EXPECTED = {
    1: re.escape(ANSWER + "\n"),
    2: re.escape(STREAM),
    3: r"26 0\.0021\n",
    4: r"0\.\d{3} g CO2e per 1000 tokens \(accurate\)\n",
    5: r"eu-west\n",
    6: r"eu-west\n",
    7: re.escape(ANSWER + "\n" + STREAM),
}


@pytest.mark.parametrize("number", EXPECTED)
@pytest.mark.parametrize("python", [Path(sys.executable), OTHERS], ids=["newest", "1.x"])
def test_a_python_program_prints_what_it_should(
    gateway: Gateway, number: int, python: Path
) -> None:
    if not python.exists():
        pytest.skip(f"no {python}: ./test makes it")
    printed = output(gateway, PYTHON[0] + PYTHON[number], [python, "-c"])
    assert re.fullmatch(EXPECTED[number], printed), printed


def test_the_other_python_has_the_sdk_of_the_1_line(gateway: Gateway) -> None:
    if not OTHERS.exists():
        pytest.skip(f"no {OTHERS}: ./test makes it")
    code = "import openai; print(openai.__version__)  # http://localhost:8080"
    assert output(gateway, code, [OTHERS, "-c"]).startswith("1.")


@pytest.mark.parametrize("name", ["LangChain", "LiteLLM"])
def test_other_clients_read_answers_and_streams_to_their_end(gateway: Gateway, name: str) -> None:
    if not OTHERS.exists():
        pytest.skip(f"no {OTHERS}: ./test makes it")
    before = len(gateway.export("jsonl"))
    assert output(gateway, sections()[name][0], [OTHERS, "-c"]) == ANSWER + "\n" + STREAM
    records = gateway.export("jsonl")[before:]
    assert [record["status"] for record in records] == ["ok", "ok"]
