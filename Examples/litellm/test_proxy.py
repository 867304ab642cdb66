"""The callback in LiteLLM's proxy, asked by the OpenAI SDK, over a stub of an OpenAI server.

It needs litellm[proxy]: ci.sh --proxy.
"""

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import openai
import pytest

import expected
import stub

HERE = Path(__file__).parent
CREATED = 1714150000
# Answers, plain and streamed.
Untyped: TypeAlias = Any
USAGE = {"include_usage": True}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[openai.OpenAI]:
    """A client of a proxy with the example's configuration, and a cache."""
    folder = tmp_path_factory.mktemp("proxy")
    config = folder / "config.yaml"
    cache = "  cache: true\n  cache_params: {type: local}\n"
    config.write_text((HERE / "config.yaml").read_text() + cache)
    (folder / "eco_callback.py").write_text((HERE / "eco_callback.py").read_text())
    key = f"sk-{secrets.token_hex(24)}"
    names = {"UPSTREAM": stub.started(), "UPSTREAM_KEY": "none", "LITELLM_MASTER_KEY": key}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("litellm")), "--config", str(config)]
    command += ["--host", "127.0.0.1", "--port", str(port), "--telemetry", "False"]
    with (folder / "said").open("w") as said:
        process = subprocess.Popen(command, env=os.environ | names, stdout=said, stderr=said)
        try:
            wait(f"http://127.0.0.1:{port}/health/liveliness", process, folder / "said")
            yield openai.OpenAI(base_url=f"http://127.0.0.1:{port}/v1", api_key=key)
        finally:
            process.terminate()
            process.wait(30)


def wait(url: str, process: subprocess.Popen[bytes], said: Path) -> None:
    """Until the proxy answers; it imports for ten seconds."""
    end = time.monotonic() + 120
    while True:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except (urllib.error.URLError, ConnectionError):
            assert process.poll() is None, said.read_text()
            assert time.monotonic() < end, said.read_text()
            time.sleep(0.1)
        else:
            return


def ask(client: openai.OpenAI, model: str, text: str, **options: Untyped) -> Untyped:
    return client.chat.completions.create(
        model=model, messages=[{"role": "user", "content": text}], **options
    )


@pytest.mark.parametrize("model", ["mini", "my-deployment"])
def test_an_answer_has_the_block(client: openai.OpenAI, model: str) -> None:
    answer = ask(client, model, "answer")
    assert answer.model_extra["eco"] == expected.block(CREATED)


def test_a_stream_has_it_beside_its_usage_and_nowhere_else(client: openai.OpenAI) -> None:
    *chunks, last = ask(client, "mini", "stream", stream=True, stream_options=USAGE)
    assert last.usage.total_tokens == 44
    assert last.model_extra["eco"] == expected.block(last.created)
    assert chunks
    assert not any("eco" in chunk.model_extra for chunk in chunks)
    bare = list(ask(client, "mini", "no usage asked for", stream=True))
    assert not any("eco" in chunk.model_extra for chunk in bare)


def test_what_cannot_be_classified_has_no_key(client: openai.OpenAI) -> None:
    assert "eco" not in ask(client, "nowhere", "answer").model_extra
    chunks = list(ask(client, "nowhere", "stream", stream=True, stream_options=USAGE))
    assert chunks[-1].usage.total_tokens == 44
    assert not any("eco" in chunk.model_extra for chunk in chunks)


def test_neither_has_what_comes_out_of_the_cache(client: openai.OpenAI) -> None:
    first, second = (ask(client, "mini", "twice") for _ in range(2))
    assert "eco" in first.model_extra
    assert second.usage.total_tokens == 44
    assert "eco" not in second.model_extra
    streams = [list(ask(client, "mini", "two", stream=True, stream_options=USAGE)) for _ in (1, 2)]
    assert "eco" in streams[0][-1].model_extra
    assert streams[1][-1].usage.total_tokens == 44
    assert not any("eco" in chunk.model_extra for chunk in streams[1])
