#!/usr/bin/env python3
"""Runs the README's commands word for word: readme_commands.py ECO_CALC

In a folder that has the files that they name, and a home folder with sessions of agents. Exits 1
where one fails. What builds, tests and measures is not run here: CI runs the first two, and names
them itself.
"""

import argparse
import gzip
import os
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import agents_home

ROOT = Path(__file__).resolve().parent.parent
BILLS = ROOT / "Tests/EcoCalcTests/Bills"
ELSEWHERE = ("swift test", "swift build ", "python3 Benchmarks/run.py ")
# That something differs is what these say.
DIFFERENCES = {"diff", "reconcile"}


def commands(page: str) -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    lines = "".join(blocks).replace("\\\n", " ").splitlines()
    return [re.sub(r"\s+#.*", "", line).strip() for line in lines if line.strip()]


def prepare(place: Path) -> None:
    log = (ROOT / "Examples/usage.csv").read_bytes()
    (place / "usage.csv").write_bytes(log)
    (place / "usage.csv.gz").write_bytes(gzip.compress(log))
    shutil.copytree(
        ROOT / "Examples",
        place / "Examples",
        ignore=lambda _, names: {
            name for name in names if not name.startswith(("usage", "response"))
        },
    )
    (place / "focus.csv").write_bytes((BILLS / "focus-1.2.csv").read_bytes())
    (place / "carbon.csv").write_bytes((BILLS / "aws-carbon.csv").read_bytes())


def main() -> None:
    parser = argparse.ArgumentParser(description="Runs the README's commands.")
    parser.add_argument("eco_calc", type=Path, metavar="ECO_CALC")
    program = parser.parse_args().eco_calc.resolve()
    page = (ROOT / "README.md").read_text()
    block = next(line for line in page.splitlines() if line.startswith('"eco":{'))
    failed, printed = 0, ""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        prepare(place)
        (place / "bin").mkdir()
        (place / "bin/eco-calc").symlink_to(program)
        home = place / "home"
        agents_home.make(home, datetime.now(UTC).date())
        environment = {"PATH": f"{place}/bin:{os.environ['PATH']}", "HOME": str(home)}
        known = {file.name for file in place.iterdir()}
        for command in commands(page):
            if command.startswith(ELSEWHERE):
                continue
            words = command.replace("swift run -c release eco-calc", "eco-calc")
            run = subprocess.run(
                ["bash", "-c", words],
                cwd=place,
                env=environment,
                check=False,
                capture_output=True,
                text=True,
            )
            printed += run.stdout
            good = {0, 1} if words.split()[1] in DIFFERENCES else {0}
            made = {file.name for file in place.iterdir()} - known
            known |= made
            says = "ok" if run.returncode in good and (run.stdout or made) else "FAILS"
            print(f"{says:5} {command}")
            if says != "ok":
                failed += 1
                print(f"exit {run.returncode}\n{run.stdout}{run.stderr}")
    if block not in printed:
        failed += 1
        print(f"none prints {block}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
