#!/usr/bin/env python3
"""What action.yml runs: the Markdown of eco-calc agents becomes the job's summary, and a comment of
the pull request where a token is given. The comment is one: a later run changes it in place.

It reads the variables that action.yml sets and those of the runner, and needs nothing but Python.
"""

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.request
from pathlib import Path
from typing import Any, NamedTuple

MARK = "<!-- eco-calc agents -->\n"
PER_PAGE = 100


class GitHub(NamedTuple):
    """Its API, as far as it is needed."""

    api: str
    token: str

    def send(self, method: str, path: str, body: object = None, accept: str = "json") -> bytes:
        kinds = {"json": "application/vnd.github+json", "bytes": "application/octet-stream"}
        request = urllib.request.Request(
            path if "://" in path else f"{self.api}/{path}",
            data=None if body is None else json.dumps(body).encode(),
            method=method,
            headers={"Accept": kinds[accept], "Content-Type": "application/json"},
        )
        # Not sent on where the answer is another address: that has a key of its own.
        request.add_unredirected_header("Authorization", f"Bearer {self.token}")
        with urllib.request.urlopen(request, timeout=60) as answer:
            return bytes(answer.read())

    def get(self, path: str) -> Any:  # noqa: ANN401 - any JSON
        return json.loads(self.send("GET", path))

    def comment(self, repository: str, number: str, text: str) -> str:
        """Writes the comment that has the mark, or changes it; says which of the two."""
        comments = f"repos/{repository}/issues/{number}/comments"
        page = 1
        while True:
            found = self.get(f"{comments}?per_page={PER_PAGE}&page={page}")
            for comment in found:
                if comment["body"].replace("\r\n", "\n").startswith(MARK):
                    own = f"repos/{repository}/issues/comments/{comment['id']}"
                    self.send("PATCH", own, {"body": MARK + text})
                    return "changed"
            if len(found) < PER_PAGE:
                break
            page += 1
        self.send("POST", comments, {"body": MARK + text})
        return "written"

    def release(self, repository: str, tag: str, folder: Path) -> Path:
        """Fetches eco-calc of a release, and holds it to the sums of that."""
        assets = self.get(f"repos/{repository}/releases/tags/{tag}")["assets"]
        ending = f"-linux-{platform.machine()}.tar.gz"
        urls: dict[str, str] = {asset["name"]: asset["url"] for asset in assets}
        names = [name for name in urls if name.startswith("eco-calc-") and name.endswith(ending)]
        if len(names) != 1 or "SHA256SUMS" not in urls:
            sys.exit(f"error: release {tag} has no archive for {platform.machine()}")
        archive = self.send("GET", urls[names[0]], accept="bytes")
        sums = self.send("GET", urls["SHA256SUMS"], accept="bytes").decode()
        if f"{hashlib.sha256(archive).hexdigest()}  {names[0]}" not in sums.splitlines():
            sys.exit(f"error: {names[0]} is not what SHA256SUMS of release {tag} says")
        (folder / names[0]).write_bytes(archive)
        with tarfile.open(folder / names[0]) as tar:
            tar.extractall(folder, filter="data")
        return folder / names[0].removesuffix(".tar.gz") / "eco-calc"


def setting(name: str) -> str:
    return os.environ.get(name, "").strip()


def arguments() -> list[str]:
    """Of eco-calc: what action.yml's inputs ask for."""
    words = ["agents", "--markdown"]
    for option in ("branch", "project", "since", "by"):
        if value := setting(f"ECO_{option.upper()}"):
            words += [f"--{option}", value]
    for line in setting("ECO_ASSUME").splitlines():
        words += ["--assume", line.strip()]
    return [*words, "--", *(line.strip() for line in setting("ECO_LOGS").splitlines())]


def main() -> int:
    api = setting("GITHUB_API_URL")
    with tempfile.TemporaryDirectory() as folder:
        command = setting("ECO_COMMAND") or "eco-calc"
        program = shutil.which(command)
        if program is None:
            if command != "eco-calc":
                sys.exit(f"error: {command}: there is no such program")
            github = GitHub(api, setting("ECO_READ_TOKEN"))
            program = str(
                github.release(setting("ACTION_REPOSITORY"), setting("ACTION_REF"), Path(folder))
            )
        told = subprocess.run([program, *arguments()], stdout=subprocess.PIPE, check=False)
    if told.returncode != 0:
        return told.returncode
    text = told.stdout.decode()
    with Path(setting("GITHUB_STEP_SUMMARY")).open("a", encoding="utf-8") as summary:
        summary.write(text)
    number = setting("ECO_PULL_REQUEST")
    if setting("ECO_TOKEN") and number and text.startswith("### "):
        github = GitHub(api, setting("ECO_TOKEN"))
        print("comment", github.comment(setting("GITHUB_REPOSITORY"), number, text))
    return 0


if __name__ == "__main__":
    sys.exit(main())
