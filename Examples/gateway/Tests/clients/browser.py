"""Chromium without a window, told what to do over its own protocol."""

import base64
import itertools
import json
import subprocess
import time
import urllib.request
from pathlib import Path
from typing import Self, TypedDict, cast

import websocket


class Property(TypedDict, total=False):
    value: str


class Node(TypedDict, total=False):
    """What a screen reader sees."""

    role: Property
    name: Property


class Asked(TypedDict):
    url: str


class Parameters(TypedDict):
    request: Asked


class Result(TypedDict, total=False):
    result: "Evaluated"
    nodes: list[Node]
    data: str
    exceptionDetails: object


class Evaluated(TypedDict, total=False):
    value: object


class Message(TypedDict, total=False):
    id: int
    method: str
    params: Parameters
    result: Result
    error: object


class Browser:
    def __init__(self, program: str, profile: Path, key: str) -> None:
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0"]
        self.process = subprocess.Popen(
            [program, *options, "--remote-allow-origins=*", f"--user-data-dir={profile}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        port_file = profile / "DevToolsActivePort"
        for _ in range(600):
            if port_file.exists() and "\n" in port_file.read_text():
                break
            time.sleep(0.1)
        port = port_file.read_text().split("\n")[0]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json") as response:
            pages = json.load(response)
        address = next(page["webSocketDebuggerUrl"] for page in pages if page["type"] == "page")
        self.socket = websocket.create_connection(address, timeout=60)
        self.numbers = itertools.count(1)
        self.requested: list[str] = []
        self.tell("Network.enable")
        self.tell("Page.enable")
        credentials = base64.b64encode(f"me:{key}".encode()).decode()
        headers = {"Authorization": f"Basic {credentials}"}
        self.tell("Network.setExtraHTTPHeaders", headers=headers)
        # Pages must be whole without it.
        self.tell("Emulation.setScriptExecutionDisabled", value=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()
        self.process.terminate()
        self.process.wait()

    def tell(self, method: str, until: str | None = None, **parameters: object) -> Result:
        """Sends a command, and waits for its answer, and for an event if one is named."""
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        answer: Result | None = None
        while answer is None or until is not None:
            message = cast("Message", json.loads(self.socket.recv()))
            if message.get("method") == "Network.requestWillBeSent":
                self.requested.append(message["params"]["request"]["url"])
            if message.get("method") == until:
                until = None
            if message.get("id") == number:
                assert "error" not in message, message
                answer = message["result"]
        return answer

    def open(self, url: str, width: int, height: int = 900, *, dark: bool = False) -> None:
        self.tell(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 500,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.tell("Emulation.setEmulatedMedia", features=[scheme])
        self.requested.clear()
        self.tell("Page.navigate", until="Page.loadEventFired", url=url)

    def value(self, expression: str) -> object:
        """What an expression is on the page."""
        result = self.tell("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in result, result
        return result["result"]["value"]

    def names(self, role: str) -> list[str]:
        """The names that a screen reader reads of all elements of a role."""
        nodes = self.tell("Accessibility.getFullAXTree")["nodes"]
        return [
            node["name"]["value"] if "name" in node else ""
            for node in nodes
            if "role" in node and node["role"]["value"] == role
        ]

    def picture(self, path: Path) -> None:
        data = self.tell("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(data["data"]))
