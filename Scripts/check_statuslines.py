#!/usr/bin/env python3
"""Run the recipes of Examples/statusline, each by what it is for: check_statuslines.py ECO_CALC

Each must show what eco-calc line prints, in a home folder with a session of today. It needs tmux,
zsh, fish and script. Exits 1 where one shows anything else.
"""

import argparse
import json
import os
import re
import select
import shlex
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "Examples/statusline/README.md"
PATIENCE = 20  # seconds until a status line must be there


class Home:
    """A home folder with two sessions of today, and eco-calc on PATH."""

    def __init__(self, folder: Path, program: Path) -> None:
        self.folder = folder
        (folder / "bin").mkdir()
        (folder / "bin/eco-calc").symlink_to(program)
        self.environment = {
            "HOME": str(folder),
            "PATH": f"{folder}/bin:{os.environ['PATH']}",
            "LC_ALL": "C.UTF-8",
            "TERM": "xterm",
        }
        sessions = folder / ".claude/projects/p"
        sessions.mkdir(parents=True)
        for name, output in [("a", 1000), ("b", 3000)]:
            usage = {"input_tokens": 10, "output_tokens": output}
            message = {"id": f"m{name}", "model": "claude-sonnet-4-5-20250929", "usage": usage}
            line = {
                "type": "assistant",
                "sessionId": name,
                "timestamp": datetime.now(UTC).isoformat(),
                "message": message,
            }
            (sessions / f"{name}.jsonl").write_text(json.dumps(line) + "\n")
        self.status = json.dumps(
            {"session_id": "b", "transcript_path": str(sessions / "b.jsonl"), "model": {"id": "x"}}
        )

    def write(self, name: str, text: str) -> str:
        path = self.folder / name
        path.write_text(text)
        return str(path)

    def run(self, *command: str, given: str = "") -> str:
        done = subprocess.run(
            command, env=self.environment, input=given, capture_output=True, text=True, check=False
        )
        return done.stdout if done.returncode == 0 else done.stdout + done.stderr


def claude_code(home: Home, recipe: str) -> str:
    line = json.loads(recipe)["statusLine"]
    assert line["type"] == "command"
    return home.run("sh", "-c", line["command"], given=home.status)


def tmux(home: Home, recipe: str) -> str:
    """What stands in the status line of a tmux on a terminal of `script`."""
    own = ["tmux", "-u", "-S", str(home.folder / "tmux"), "-f", home.write("tmux.conf", recipe)]
    words = ["script", "-qec", shlex.join([*own, "new-session"]), "/dev/null"]
    given, shown = subprocess.PIPE, b""
    with subprocess.Popen(words, env=home.environment, stdin=given, stdout=given) as terminal:
        assert terminal.stdout
        # It draws again when the command has answered.
        end = time.monotonic() + PATIENCE
        while b"CO\xe2\x82\x82e" not in shown and time.monotonic() < end:
            ready, _, _ = select.select([terminal.stdout], [], [], 1)
            shown += os.read(terminal.stdout.fileno(), 1 << 16) if ready else b""
        home.run(*own, "kill-server")
        shown += terminal.communicate()[0]
    found = re.search(r"today [^\x1b]*CO\u2082e", shown.decode(errors="replace"))
    return found[0] if found else repr(shown[-400:])


def starship(home: Home, recipe: str) -> str:
    module = tomllib.loads(recipe)["custom"]["eco"]
    assert module["when"] is True
    return home.run("sh", "-c", module["command"])


def bash(home: Home, recipe: str) -> str:
    shown = home.run("bash", "-c", f'. {home.write("bashrc", recipe)}; printf %s "${{PS1@P}}"')
    assert shown.endswith(("\n$ ", "\n# "))
    return shown[:-2]


def zsh(home: Home, recipe: str) -> str:
    return home.run("zsh", "-fc", f'. {home.write("zshrc", recipe)}; print -P -- "$RPROMPT"')


def fish(home: Home, recipe: str) -> str:
    return home.run(
        "fish", "--no-config", "-c", f"source {home.write('c.fish', recipe)}; fish_right_prompt"
    )


RECIPES: dict[str, Callable[[Home, str], str]] = {
    "json": claude_code,
    "tmux": tmux,
    "toml": starship,
    "bash": bash,
    "zsh": zsh,
    "fish": fish,
}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("program", type=Path, metavar="ECO_CALC")
    program = parser.parse_args().program.resolve()
    recipes = dict(re.findall(r"^```(\w+)\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL))
    faults = [f"no recipe: {name}" for name in RECIPES.keys() ^ recipes.keys()]
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder), program)
        bare = home.run("eco-calc", "line")
        told = home.run("eco-calc", "line", given=home.status)
        if not re.fullmatch(r"today \d.* CO\u2082e\n", bare):
            faults.append(f"eco-calc line says {bare!r}")
        if not re.fullmatch(re.escape(bare.strip()) + r" \u00b7 session \d.*\n", told):
            faults.append(f"eco-calc line says {told!r} of a session")
        for name in RECIPES.keys() & recipes.keys():
            shown = RECIPES[name](home, recipes[name])
            if shown.strip() != (told if name == "json" else bare).strip():
                faults.append(f"{name} shows {shown!r}")
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{len(RECIPES)} status lines, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
