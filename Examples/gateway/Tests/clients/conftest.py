"""Starts a stub upstream and a gateway before it, as processes, for tests that talk to both."""

import json
import os
import pathlib
import resource
import subprocess
import sys
import time
import urllib.error
import urllib.request

import openai
import pytest

HERE = pathlib.Path(__file__).parent
PACKAGE = HERE.parent.parent
BINARY = pathlib.Path(os.environ.get("LOWROUTER", PACKAGE / ".build/debug/lowrouter"))
KEY = "secret-of-the-tests-7f3a"
OTHER_KEY = "secret-of-somebody-else"

# A thousand streams are a thousand sockets on each side.
_, HARD = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (HARD, HARD))


def wait_for(condition, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError("waited in vain")


class Stub:
    def __init__(self, process):
        self.process = process
        self.port = int(process.stdout.readline().split()[1])

    def mode(self, place, mode):
        self.get(f"/_mode/{place}/{mode}")

    @property
    def seen(self):
        return self.get("/_seen")

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}") as response:
            return json.load(response)


@pytest.fixture(scope="session")
def stub():
    process = subprocess.Popen(
        [sys.executable, HERE / "stub_upstream.py"], stdout=subprocess.PIPE, text=True
    )
    yield Stub(process)
    process.kill()
    process.wait()


def model(name, upstream=None, prompt="0.00000015", completion="0.0000006"):
    entry = {"id": name, "price": {"prompt": prompt, "completion": completion}}
    return entry | ({"upstream_id": upstream} if upstream else {})


def upstream(stub, provider, region, *models, **more):
    place = f"{provider}-{region}"
    base = f"http://127.0.0.1:{stub.port}/{place}/v1"
    return {"provider": provider, "region": region, "base_url": base, "models": models} | more


def usual_upstreams(stub):
    mini = model("openai/gpt-4o-mini", "gpt-4o-mini")
    return [
        upstream(stub, "openai", "us-east", mini),
        upstream(stub, "openai", "eu-west", mini, key_env="STUB_KEY"),
        upstream(stub, "azure", "eu-west", mini),
        upstream(stub, "openai", "eu-north", mini),
        upstream(stub, "acme", "eu-west", model("acme/unknown-13")),
    ]


class Gateway:
    """A gateway process, and what a test wants to ask it."""

    def __init__(self, directory, stub, binary=BINARY, **changes):
        self.directory = directory
        self.stub = stub
        self.config = directory / "gateway.json"
        self.database = directory / "records.sqlite"
        self.log = directory / "log.jsonl"
        settings = {
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
        self.binary = binary
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [binary, "serve", "--config", self.config], stderr=log, env=self.environment
            )
        self.port = wait_for(self._port)
        self.url = f"http://127.0.0.1:{self.port}"

    def _port(self):
        assert self.process.poll() is None, self.log.read_text()
        for line in self.log.read_text().splitlines():
            if line.endswith("}") and json.loads(line)["message"] == "listening":
                return int(json.loads(line)["port"])

    def client(self, kind=openai.OpenAI, **options):
        options = {"max_retries": 0} | options
        return kind(base_url=self.url + "/api/v1", api_key=KEY, **options)

    def request(self, path, body=None, key=KEY, headers={}):
        """Status, headers and body of a request, JSON decoded."""
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, dict(headers))
        if key:
            request.add_header("Authorization", f"Bearer {key}")
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                text = response.read()
                status, fields = response.status, response.headers
        except urllib.error.HTTPError as error:
            text, status, fields = error.read(), error.code, error.headers
        is_json = fields.get("content-type", "").startswith("application/json")
        return status, fields, json.loads(text) if is_json else text.decode()

    def complete(self, content="[[usage 18 26]]", model="openai/gpt-4o-mini", **more):
        headers = more.pop("headers", {})
        body = {"model": model, "messages": [{"role": "user", "content": content}]} | more
        return self.request("/api/v1/chat/completions", body, headers=headers)

    def record(self, generation):
        status, _, record = self.request(f"/api/v1/generation/{generation}")
        assert status == 200, record
        return record

    def last_record(self):
        return self.export("jsonl")[-1]

    def export(self, format):
        """The records of yesterday and today, so that midnight does not matter."""
        rows = []
        for day in (time.time() - 86400, time.time()):
            path = self.directory / f"export.{format}"
            name = time.strftime("%Y-%m-%d", time.gmtime(day))
            command = [self.binary, "export", "--config", self.config, "--day", name]
            subprocess.run(
                [*command, "--format", format, "--output", path],
                check=True, env=self.environment, stderr=subprocess.DEVNULL,
            )
            lines = path.read_text().splitlines()
            if format == "jsonl":
                rows += [json.loads(line) for line in lines]
            else:
                rows += lines if not rows else lines[1:]
        return rows

    @property
    def metrics(self):
        """Every series with its value."""
        text = self.request("/metrics")[2]
        lines = [line for line in text.splitlines() if not line.startswith("#")]
        return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}

    def stop(self):
        self.process.terminate()
        return self.process.wait(timeout=40)


@pytest.fixture(scope="session")
def gateway(stub, tmp_path_factory):
    gateway = Gateway(tmp_path_factory.mktemp("gateway"), stub)
    yield gateway
    assert gateway.stop() == 0


@pytest.fixture
def make_gateway(stub, tmp_path):
    started = []

    def make(**changes):
        directory = tmp_path / str(len(started))
        directory.mkdir()
        started.append(Gateway(directory, stub, **changes))
        return started[-1]

    yield make
    for gateway in started:
        gateway.process.kill()
        gateway.process.wait()
