#!/usr/bin/env python3
"""Run what action.yml runs, as a runner would, on an API of this machine: check_action.py ECO_CALC

The job's summary is what eco-calc agents --markdown prints; a comment is written once and then
changed, also where it is on the second page; nothing is sent without a token or a pull request; a
release's program is run only where its sums are right. Exits 1 where any of that is not so.
"""

import argparse
import hashlib
import io
import json
import os
import platform
import re
import subprocess
import sys
import tarfile
import tempfile
import threading
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from agents_home import make

ROOT = Path(__file__).resolve().parent.parent
REPOSITORY = "someone/something"
COMMENTS = f"/repos/{REPOSITORY}/issues/7/comments"
ARCHIVE = f"eco-calc-9.9.9-linux-{platform.machine()}.tar.gz"


class API(ThreadingHTTPServer):
    """The part of GitHub's API that is used: comments of one pull request, and one release."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.comments: list[dict[str, Any]] = []
        self.requests: list[tuple[str, str, str]] = []
        self.files: dict[str, bytes] = {}
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class Answer(BaseHTTPRequestHandler):
    server: API

    def log_message(self, *_: object) -> None:
        pass

    def send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle_any(self) -> None:
        url = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else {}
        key = self.headers.get("Authorization") or ""
        self.server.requests.append((self.command, url.path, key))
        answer: object = None
        status = 200
        if (self.command, url.path) == ("GET", COMMENTS):
            query = parse_qs(url.query)
            size, page = int(query["per_page"][0]), int(query["page"][0])
            answer = self.server.comments[size * (page - 1) : size * page]
        elif (self.command, url.path) == ("POST", COMMENTS):
            answer = {"id": len(self.server.comments) + 1, "body": body["body"]}
            self.server.comments.append(answer)
            status = 201
        elif self.command == "PATCH" and url.path.startswith(
            f"/repos/{REPOSITORY}/issues/comments/"
        ):
            answer = self.server.comments[int(url.path.rpartition("/")[2]) - 1]
            answer["body"] = body["body"]
        elif url.path == "/repos/maker/action/releases/tags/v9.9.9":
            files = [{"name": n, "url": f"{self.server.url}/files/{n}"} for n in self.server.files]
            answer = {"assets": files}
        elif url.path.startswith("/files/"):
            return self.send(200, self.server.files[url.path.removeprefix("/files/")])
        else:
            status = 404
        return self.send(status, json.dumps(answer).encode())

    do_GET = do_POST = do_PATCH = handle_any  # noqa: N815 - as http.server calls them


class Check:
    def __init__(self, program: Path, home: Path, api: API) -> None:
        self.program, self.home, self.api = program, home, api
        self.faults: list[str] = []
        self.compared = 0

    def equal(self, what: str, found: object, wanted: object) -> None:
        self.compared += 1
        if found != wanted:
            self.faults.append(f"{what}: {found!r}, not {wanted!r}")

    def run(self, **settings: str) -> tuple[int, str, str]:
        """The status, the summary and what was printed of one run of the step in action.yml."""
        summary = self.home / "summary.md"
        summary.write_text("before\n")
        environment = {
            "HOME": str(self.home),
            "PATH": os.environ["PATH"],
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_API_URL": self.api.url,
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_STEP_SUMMARY": str(summary),
            **step_settings(),
            "ECO_COMMAND": str(self.program),
            **settings,
        }
        done = subprocess.run(
            ["bash", "-c", step()], env=environment, capture_output=True, text=True, check=False
        )
        text = summary.read_text()
        self.equal("what was in the summary", text[:7], "before\n")
        return done.returncode, text[7:], done.stdout + done.stderr

    def markdown(self, *options: str) -> str:
        return subprocess.run(
            [self.program, "agents", "--markdown", *options],
            env={"HOME": str(self.home)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout


def step() -> str:
    """The command of action.yml's step."""
    found = re.search(r"^ +run: (.+)$", (ROOT / "action.yml").read_text(), re.MULTILINE)
    assert found
    return found[1]


def step_settings() -> dict[str, str]:
    """The variables of action.yml's step; those of inputs that are not given are empty."""
    text = (ROOT / "action.yml").read_text().partition("      env:\n")[2]
    return dict.fromkeys(re.findall(r"^        ([A-Z_]+): \$\{\{", text, re.MULTILINE), "")


def check_inputs(check: Check) -> None:
    """Each input of action.yml is one that its step hands on."""
    text = (ROOT / "action.yml").read_text()
    inputs = re.findall(r"^  ([a-z]+):$", text.partition("\nruns:")[0], re.MULTILINE)
    handed = set(re.findall(r"inputs\.([a-z]+)", text))
    check.equal("inputs", sorted(set(inputs) - {"using"}), sorted(handed))
    script = (ROOT / "Scripts/action.py").read_text()
    for name in step_settings():
        known = name in script or name in {f"ECO_{o}" for o in ("BRANCH", "PROJECT", "SINCE", "BY")}
        check.equal(f"{name} is read", known, True)


def check_summary(check: Check) -> None:
    status, summary, _ = check.run()
    check.equal("status", status, 0)
    check.equal("summary", summary, check.markdown())
    check.equal("a heading", summary.startswith("### Coding agents: "), True)
    status, summary, _ = check.run(
        ECO_BRANCH="fix", ECO_PROJECT="alpha", ECO_BY="model,day", ECO_ASSUME="region=eu-west\n"
    )
    wanted = check.markdown(
        *("--branch", "fix", "--project", "alpha", "--by", "model,day"),
        *("--assume", "region=eu-west"),
    )
    check.equal("summary of a branch", summary, wanted)
    status, summary, _ = check.run(ECO_BRANCH="$(touch no)`touch no`; touch no")
    check.equal("status of a strange branch", status, 0)
    check.equal("nothing of it was run", (ROOT / "no").exists(), False)
    check.equal("summary of it", summary.startswith("No calls of coding agents on branch"), True)
    status, summary, told = check.run(ECO_LOGS=f"{ROOT}/Examples/usage.csv\n")
    check.equal(
        f"summary of a log {told}", summary, check.markdown(str(ROOT / "Examples/usage.csv"))
    )
    status, _, told = check.run(ECO_SINCE="yesterday")
    check.equal("status of a fault", (status, "--since yesterday" in told), (2, True))
    check.equal("requests without a token", check.api.requests, [])


def check_comment(check: Check) -> None:
    api = check.api
    check.run(ECO_TOKEN="key")
    check.run(ECO_PULL_REQUEST="7")
    check.run(ECO_TOKEN="key", ECO_PULL_REQUEST="7", ECO_BRANCH="nobody's")
    check.equal("requests without a pull request, a token or a call", api.requests, [])
    # The first page is full of what others say, some of it about this.
    for number in range(100):
        quoted = "> <!-- eco-calc agents -->\n> ### Coding agents"
        api.comments.append({"id": number + 1, "body": quoted})
    _, _, told = check.run(ECO_TOKEN="key", ECO_PULL_REQUEST="7")
    check.equal("what is said", told, "comment written\n")
    check.equal("comments", len(api.comments), 101)
    check.equal(
        "comment", api.comments[100]["body"], "<!-- eco-calc agents -->\n" + check.markdown()
    )
    # As it comes back from the API.
    api.comments[100]["body"] = api.comments[100]["body"].replace("\n", "\r\n")
    _, _, told = check.run(ECO_TOKEN="key", ECO_PULL_REQUEST="7", ECO_BRANCH="fix")
    check.equal("what is said then", told, "comment changed\n")
    check.equal("comments then", len(api.comments), 101)
    wanted = "<!-- eco-calc agents -->\n" + check.markdown("--branch", "fix")
    check.equal("comment then", api.comments[100]["body"], wanted)
    check.equal("keys", {key for _, _, key in api.requests}, {"Bearer key"})


def check_release(check: Check) -> None:
    """Without eco-calc on PATH that of the release is run, if it is what the sums say."""
    api = check.api
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as tar:
        script = f'#!/bin/sh\nexec "{check.program}" "$@"\n'.encode()
        entry = tarfile.TarInfo(f"{ARCHIVE.removesuffix('.tar.gz')}/eco-calc")
        entry.size, entry.mode = len(script), 0o755
        tar.addfile(entry, io.BytesIO(script))
    sums = f"{hashlib.sha256(archive.getvalue()).hexdigest()}  {ARCHIVE}\n"
    settings = {
        "ECO_COMMAND": "eco-calc",
        "ECO_READ_TOKEN": "own",
        "ACTION_REPOSITORY": "maker/action",
        "ACTION_REF": "v9.9.9",
    }
    api.files = {ARCHIVE: archive.getvalue(), "SHA256SUMS": sums.encode()}
    status, summary, told = check.run(**settings)
    check.equal(f"run of a release: {told}", (status, summary), (0, check.markdown()))
    api.files["SHA256SUMS"] = sums.replace(sums[:8], "00000000").encode()
    status, summary, told = check.run(**settings)
    check.equal("a wrong sum", (status, summary, "is not what" in told), (1, "", True))
    api.files = {"SHA256SUMS": b""}
    status, summary, told = check.run(**settings)
    check.equal("no archive", (status, summary, "has no archive" in told), (1, "", True))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("program", type=Path, metavar="ECO_CALC")
    program = parser.parse_args().program.resolve()
    with tempfile.TemporaryDirectory() as folder, API() as api:
        threading.Thread(target=api.serve_forever, daemon=True).start()
        make(Path(folder), date(2026, 11, 26))
        check = Check(program, Path(folder), api)
        for part in (check_inputs, check_summary, check_comment, check_release):
            part(check)
        api.shutdown()
    for fault in check.faults:
        print(fault, file=sys.stderr)
    print(f"{check.compared} values compared, {len(check.faults)} differ")
    return 1 if check.faults else 0


if __name__ == "__main__":
    sys.exit(main())
