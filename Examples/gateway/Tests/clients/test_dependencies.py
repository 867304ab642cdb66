"""What is built is what was looked at."""

import json
import subprocess
from pathlib import Path

from conftest import PACKAGE


def test_every_package_has_one_version(tmp_path: Path) -> None:
    """Those that others bring with them too."""
    # In a folder of its own it waits for no build.
    command: list[str | Path] = ["swift", "package", "--scratch-path", tmp_path, "dump-package"]
    told = subprocess.run(command, cwd=PACKAGE, capture_output=True, text=True, check=True)
    pinned = {}
    for dependency in json.loads(told.stdout)["dependencies"]:
        for source in dependency.get("sourceControl", []):
            pinned[source["identity"]] = source["requirement"]["exact"]
    resolved = json.loads((PACKAGE / "Package.resolved").read_text())["pins"]
    built = {package["identity"]: [package["state"]["version"]] for package in resolved}
    assert built == pinned
