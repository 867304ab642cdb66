"""Starts a stub upstream and a gateway before it, as processes, for tests that talk to both."""

import json
import os
import resource
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from email.message import Message
from pathlib import Path
from typing import Generic, Literal, NamedTuple, Protocol, TypeVar, cast, overload

import openai
import pytest

from answers import Answer, Record, Seen

HERE = Path(__file__).parent
PACKAGE = HERE.parent.parent
BINARY = Path(os.environ.get("LOWROUTER", PACKAGE / ".build/debug/lowrouter"))
# The root package's release build, if it is not told.
ECO_CALC = Path(os.environ.get("ECO_CALC", PACKAGE.parent.parent / ".build/release/eco-calc"))
KEY = "secret-of-the-tests-7f3a"
OTHER_KEY = "secret-of-somebody-else"

Json = dict[str, object]
Value = TypeVar("Value")
Body = TypeVar("Body")

# A thousand streams are a thousand sockets on each side.
_, HARD = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (HARD, HARD))


def wait_for(condition: Callable[[], Value | None], seconds: float = 20) -> Value:
    """The first value of the condition that is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError("waited in vain")


class Stub:
    """The stub upstream as a process."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, HERE / "stub_upstream.py"], stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout
        self.port = int(self.process.stdout.readline().split()[1])

    def mode(self, place: str, mode: str) -> None:
        self.get(f"/_mode/{place}/{mode}")

    @property
    def seen(self) -> Seen:
        return cast("Seen", self.get("/_seen"))

    def get(self, path: str) -> object:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}") as response:
            return cast("object", json.load(response))

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture(scope="session")
def stub() -> Iterator[Stub]:
    stub = Stub()
    yield stub
    stub.kill()


def model(
    name: str, upstream: str = "", prompt: str = "0.00000015", completion: str = "0.0000006"
) -> Json:
    entry: Json = {"id": name, "price": {"prompt": prompt, "completion": completion}}
    return entry | ({"upstream_id": upstream} if upstream else {})


def upstream(stub: Stub, provider: str, region: str, *models: Json, **more: object) -> Json:
    place = f"{provider}-{region}"
    base = f"http://127.0.0.1:{stub.port}/{place}/v1"
    return {"provider": provider, "region": region, "base_url": base, "models": models} | more


def usual_upstreams(stub: Stub) -> list[Json]:
    mini = model("openai/gpt-4o-mini", "gpt-4o-mini")
    return [
        upstream(stub, "openai", "us-east", mini),
        upstream(stub, "openai", "eu-west", mini, key_env="STUB_KEY"),
        upstream(stub, "azure", "eu-west", mini),
        upstream(stub, "openai", "eu-north", mini),
        upstream(stub, "acme", "eu-west", model("acme/unknown-13")),
    ]


class Reply(NamedTuple, Generic[Body]):
    status: int
    headers: Message
    answer: Body


class Gateway:
    """A gateway process, and what a test wants to ask it."""

    def __init__(self, directory: Path, stub: Stub, **changes: object) -> None:
        self.directory = directory
        self.stub = stub
        self.config = directory / "gateway.json"
        self.database = Path(str(changes.get("database", directory / "records.sqlite")))
        self.log = directory / "log.jsonl"
        settings: Json = {
            "listen": {"port": 0},
            "database": str(self.database),
            "keys": [
                {"id": "key_7f3a", "secret_env": "TEST_KEY"},
                {"id": "key_91bc", "secret_env": "OTHER_TEST_KEY"},
            ],
            "health": {"failures": 3, "cooldown_seconds": 0.5},
            "upstreams": usual_upstreams(stub),
        }
        self.config.write_text(json.dumps(settings | changes))
        self.environment = os.environ | {
            "TEST_KEY": KEY,
            "OTHER_TEST_KEY": OTHER_KEY,
            "STUB_KEY": "key-of-the-upstream",
        }
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [BINARY, "serve", "--config", self.config], stderr=log, env=self.environment
            )
        self.port = wait_for(self._port)
        self.url = f"http://127.0.0.1:{self.port}"

    def _port(self) -> int | None:
        assert self.process.poll() is None, self.log.read_text()
        for line in self.log.read_text().splitlines():
            if line.endswith("}") and json.loads(line)["message"] == "listening":
                return int(json.loads(line)["port"])
        return None

    def client(self, headers: Mapping[str, str] | None = None) -> openai.OpenAI:
        url = self.url + "/api/v1"
        return openai.OpenAI(base_url=url, api_key=KEY, max_retries=0, default_headers=headers)

    def async_client(self) -> openai.AsyncOpenAI:
        return openai.AsyncOpenAI(base_url=self.url + "/api/v1", api_key=KEY, max_retries=0)

    def text(
        self,
        path: str,
        body: bytes | Mapping[str, object] | None = None,
        key: str | None = KEY,
        headers: Mapping[str, str] | None = None,
    ) -> Reply[str]:
        """Status, headers and body of a request, of whatever kind the body is."""
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, dict(headers or {}))
        if key:
            request.add_header("Authorization", f"Bearer {key}")
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return Reply(response.status, response.headers, response.read().decode())
        except urllib.error.HTTPError as error:
            return Reply(error.code, error.headers, error.read().decode())

    def request(
        self,
        path: str,
        body: bytes | Mapping[str, object] | None = None,
        key: str | None = KEY,
        headers: Mapping[str, str] | None = None,
    ) -> Reply[Answer]:
        """Status, headers and body of a request that is answered in JSON."""
        status, fields, text = self.text(path, body, key, headers)
        assert fields["content-type"].startswith("application/json"), text
        return Reply(status, fields, cast("Answer", json.loads(text)))

    def complete(
        self,
        content: str = "[[usage 18 26]]",
        model: str = "openai/gpt-4o-mini",
        headers: Mapping[str, str] | None = None,
        **more: object,
    ) -> Reply[Answer]:
        body = completion(content, model) | more
        return self.request("/api/v1/chat/completions", body, headers=headers)

    def stream(self, content: str = "[[usage 18 26]]", **more: object) -> Reply[str]:
        """The events as text."""
        body = completion(content) | {"stream": True} | more
        return self.text("/api/v1/chat/completions", body)

    def record(self, generation: str) -> Record:
        status, _, record = self.request(f"/api/v1/generation/{generation}")
        assert status == 200, record
        return cast("Record", record)

    def last_record(self) -> Record:
        return self.export("jsonl")[-1]

    @overload
    def export(self, form: Literal["jsonl"]) -> list[Record]: ...

    @overload
    def export(self, form: Literal["csv"]) -> list[str]: ...

    def export(self, form: str) -> list[Record] | list[str]:
        """The records of yesterday and today, so that midnight does not matter."""
        yesterday, today = (self.exported(form, ago) for ago in (86400, 0))
        if form == "jsonl":
            return [json.loads(line) for line in yesterday + today]
        return yesterday + today[1 if yesterday else 0 :]

    def exported(self, form: str, ago: int) -> list[str]:
        """The lines of the day that was so many seconds ago."""
        path = self.directory / f"export.{form}"
        day = time.strftime("%Y-%m-%d", time.gmtime(time.time() - ago))
        which = ["--day", day, "--format", form]
        subprocess.run(
            [BINARY, "export", "--config", self.config, *which, "--output", path],
            check=True,
            env=self.environment,
            stderr=subprocess.DEVNULL,
        )
        return path.read_text().splitlines()

    @property
    def metrics(self) -> dict[str, float]:
        """Every series with its value."""
        text = self.text("/metrics").answer
        lines = [line for line in text.splitlines() if not line.startswith("#")]
        return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(timeout=40)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def completion(content: str, model: str = "openai/gpt-4o-mini") -> Json:
    return {"model": model, "messages": [{"role": "user", "content": content}]}


@pytest.fixture(scope="session")
def gateway(stub: Stub, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    gateway = Gateway(tmp_path_factory.mktemp("gateway"), stub)
    yield gateway
    assert gateway.stop() == 0


@pytest.fixture(scope="session")
def eco_calc() -> Path:
    if not ECO_CALC.exists() and "ECO_CALC" not in os.environ:
        pytest.skip("no eco-calc: `swift build -c release --product eco-calc` in the root makes it")
    return ECO_CALC


class MakeGateway(Protocol):
    def __call__(self, **changes: object) -> Gateway: ...


@pytest.fixture
def make_gateway(stub: Stub, tmp_path: Path) -> Iterator[MakeGateway]:
    started: list[Gateway] = []

    def make(**changes: object) -> Gateway:
        directory = tmp_path / str(len(started))
        directory.mkdir()
        started.append(Gateway(directory, stub, **changes))
        return started[-1]

    yield make
    for gateway in started:
        gateway.kill()
