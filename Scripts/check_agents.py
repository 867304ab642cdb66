#!/usr/bin/env python3
"""Hold eco-calc agents to a home folder whose calls are known: check_agents.py ECO_CALC

The folder is made by agents_home.py, which says which calls it has. Each call's figures are worked
out by reference.py, its place taken from data/providers.csv; they are added up by period, agent,
project, branch, session, model and day. Files get the time of their last call, and eco-calc line is
held to each day's calls. Exits 1 where eco-calc says anything else, to a digit.
"""

import argparse
import csv
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from agents_home import Call, make
from reference import METHODOLOGIES, Reference, plain
from reference_v2 import DEFAULT_PUE, NOTHING, RateV2

ROOT = Path(__file__).resolve().parent.parent
METHODOLOGY = "v2-2026-12"
NAMES = {
    "claude-code": "Claude Code",
    "codex": "Codex",
    "copilot-cli": "Copilot CLI",
    "gemini-cli": "Gemini CLI",
    "opencode": "opencode",
}
COUNTED = ("requests", "prompt_tokens", "cached_prompt_tokens", "completion_tokens")
FIGURES = ("energy_wh", "carbon_g")
ENDS = ("energy_low_wh", "energy_high_wh", "carbon_low_g", "carbon_high_g")
# As agents tells them by the day of the log's own model names.
MODELS = {
    "claude-sonnet-4-5-20250929": "anthropic/claude-sonnet-4-5",
    "claude-opus-4-5-20251101": "anthropic/claude-opus-4-5",
    "claude-haiku-4-5": "anthropic/claude-haiku-4-5",
    "gpt-5.1-codex": "openai/gpt-5.1",
    "gpt-4.1": "openai/gpt-4.1",
    "gemini-2.5-flash": "google/gemini-2.5-flash",
}


class Figures(NamedTuple):
    """One call: its counts, its figures, and the exact ends of its interval."""

    line: tuple[str, ...]  # what makes a line of the ledger: its ends are rounded once
    counts: dict[str, int]
    figures: dict[str, Fraction]
    ends: dict[str, Fraction]


class Places:
    """Where providers serve, and the grids there."""

    def __init__(self) -> None:
        with (ROOT / "data/providers.csv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        self.rows = {n: row for row in rows for n in [row["provider"], *row["aliases"].split()]}
        named = [[row["region"], *row["may_be"].split()] for row in rows]
        self.all = {place for places in named for place in places} - {"*"}

    def of(self, provider: str) -> tuple[str, set[str]]:
        row = self.rows[provider]
        others = set(row["may_be"].split())
        return row["region"], (self.all if others == {"*"} else others) | {row["region"]}


def worked_out(calls: Iterable[Call]) -> list[tuple[Call, Figures]]:
    reference, places = Reference(), Places()
    tables = reference.tables[METHODOLOGIES[METHODOLOGY].edition]
    found = []
    for call in calls:
        region, others = places.of(call.provider)
        request = {
            "model": call.model,
            "provider": call.provider,
            "region": region,
            "region_assumed": "yes",
            "date": call.day,
            "measured_unknown": "",
        }
        rate = reference.rate(METHODOLOGY, request, NOTHING)
        assert isinstance(rate, RateV2)
        rate.is_published, rate.pue = False, DEFAULT_PUE  # of a place that is only likely
        usage = call.prompt - call.cached, call.cached, call.completion
        exact = rate.figures(*usage)
        zones = [tables.place(place, call.provider)["zone"] for place in others]
        grids = [tables.factor(zone, int(call.day[:4]))[0] for zone in zones]
        ends = {
            "energy_low_wh": exact["energy_low_wh"],
            "energy_high_wh": exact["energy_high_wh"],
            "carbon_low_g": exact["energy_low_wh"] * min(grids) / 1000,
            "carbon_high_g": exact["energy_high_wh"] * max(grids) / 1000,
        }
        counts = dict(zip(COUNTED, (1, call.prompt, call.cached, call.completion), strict=True))
        figures = {name: Fraction(plain(exact[name])) for name in FIGURES}
        line = MODELS[call.model], call.provider, call.day[:4]
        found.append((call, Figures(line, counts, figures, ends)))
    return found


def totals(calls: Iterable[Figures]) -> dict[str, str]:
    """What a period's or a group's calls come to, as eco-calc prints it."""
    sums: dict[str, Fraction] = defaultdict(Fraction)
    lines: dict[tuple[str, ...], dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for call in calls:
        for name, value in (call.counts | call.figures).items():
            sums[name] += value
        for name, value in call.ends.items():
            lines[call.line][name] += value
    for ends in lines.values():
        for name, value in ends.items():
            sums[name] += Fraction(plain(value))
    return {name: plain(sums[name]) for name in (*COUNTED, *FIGURES, *ENDS)}


class Check:
    def __init__(self) -> None:
        self.compared = 0
        self.faults: list[str] = []

    def equal(self, what: str, found: object, wanted: object) -> None:
        self.compared += 1
        if found != wanted:
            self.faults.append(f"{what}: {found}, not {wanted}")

    def totals(self, what: str, found: dict[str, Any], calls: list[Figures]) -> None:
        for name, wanted in totals(calls).items():
            self.equal(f"{what}: {name}", str(found["totals"][name]), wanted)

    def sessions(self, rows: dict[str, Any], groups: dict[str, list[Figures]]) -> None:
        """Which of a session and of one that repeats it has made a call, no log says."""
        wanted: dict[str, Fraction] = defaultdict(Fraction)
        told: dict[str, Fraction] = defaultdict(Fraction)
        for name, calls in groups.items():
            for figure, value in totals(calls).items():
                wanted[f"{name.rstrip('rf')}: {figure}"] += Fraction(value)
        for name, row in rows.items():
            for figure in (*COUNTED, *FIGURES):
                told[f"{name.rstrip('rf')}: {figure}"] += Fraction(row["totals"][figure])
        for name, total in wanted.items():
            if not name.endswith(ENDS):
                self.equal(f"session {name}", told[name], total)


def ask(program: Path, home: Path, *arguments: str, status: str | None = None) -> str:
    """What eco-calc prints in a home folder, with this on its standard input."""
    return subprocess.run(
        [program, *arguments],
        env=os.environ | {"HOME": str(home)},
        input=status,
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def run(program: Path, home: Path, *arguments: str) -> dict[str, Any]:
    """What eco-calc agents prints, with numbers as they are written."""
    answer = ask(program, home, "agents", "--json", *arguments)
    loaded: dict[str, Any] = json.loads(answer, parse_float=str, parse_int=str)
    return loaded


KEYS: dict[str, Callable[[Call], str]] = {
    "agent": lambda call: NAMES[call.agent],
    "project": lambda call: call.project,
    "branch": lambda call: call.branch,
    "session": lambda call: call.session,
    "model": lambda call: MODELS[call.model],
    "day": lambda call: call.day,
}


def check(program: Path, home: Path, today: date) -> Check:
    found = Check()
    calls = worked_out(make(home, today))
    before = sorted(home.rglob("*"))
    told = run(program, home, "--today", today.isoformat())
    found.equal("calls", told["calls"], str(len(calls)))
    found.equal("rejected", told["rejected"], "0")
    starts = {
        "today": today,
        "this week": today - timedelta(days=today.weekday()),
        "this month": today.replace(day=1),
    }
    for period in told["periods"]:
        start = starts.pop(period["period"]).isoformat()
        own = [figures for call, figures in calls if start <= call.day <= today.isoformat()]
        found.totals(period["period"], period, own)
    found.equal("periods", list(starts), [])
    since = (today - timedelta(days=90)).isoformat()
    told = run(
        program, home, "--today", today.isoformat(), "--since", since, "--by", ",".join(KEYS)
    )
    found.totals("all", told["periods"][0], [figures for _, figures in calls])
    for dimension, key in KEYS.items():
        groups: dict[str, list[Figures]] = defaultdict(list)
        for call, figures in calls:
            groups[key(call)].append(figures)
        rows = {row[dimension]: row for row in told["by"][dimension]}
        if dimension == "session":
            found.sessions(rows, groups)
            continue
        found.equal(dimension, sorted(rows), sorted(groups))
        for name in groups.keys() & rows.keys():
            found.totals(f"{dimension} {name}", rows[name], groups[name])
    found.equal("files", sorted(home.rglob("*")), before)
    check_lines(found, program, home, calls)
    check_markdown(found, program, home, calls)
    return found


# ---- eco-calc line -------------------------------------------------------------------------------

TIMES = re.compile(
    r'"timestamp": "(?P<iso>[^"]+)"|"created": (?P<ms>\d+)|"startTime": \[(?P<s>\d+)', re.ASCII
)


def last_call(text: str) -> float:
    """When the last call of a file was begun, in seconds."""
    times = [0.0]
    for found in TIMES.finditer(text):
        if found["iso"]:
            times.append(datetime.fromisoformat(found["iso"]).timestamp())
        else:
            times.append(float(found["s"] or int(found["ms"]) / 1000))
    return max(times)


def give_times(home: Path) -> None:
    """Each file gets the time of its last call, and each folder that of what is in it."""
    for path in sorted(home.rglob("*"), key=lambda path: -len(path.parts)):
        inside = [entry.stat().st_mtime for entry in path.iterdir()] if path.is_dir() else []
        time = max(inside, default=0.0) if path.is_dir() else last_call(path.read_text())
        os.utime(path, (time, time))


def rounded(value: str) -> Decimal:
    exact = Decimal(value)
    place = Decimal(1).scaleb(exact.adjusted() - 2) if exact else Decimal(1)
    return exact.quantize(place, ROUND_HALF_EVEN)


def readable(value: str, units: list[str], *ends: str) -> str:
    """In thousandths of the units, three digits each, the ends in the unit of the value."""
    number = int(rounded(value).scaleb(3) // 1)
    unit = min(len(units) - 1, (len(str(number)) - 1) // 3)
    told = []
    for exact in (value, *ends):
        scaled = rounded(exact).scaleb(3 - 3 * unit)
        places = 0 if not scaled else max(0, 2 - scaled.adjusted())
        told.append(f"{scaled:,.{places}f}")
    return f"{told[0]} {units[unit]}" + (f" ({told[1]} to {told[2]})" if ends else "")


ENERGY = ["mWh", "Wh", "kWh", "MWh"]
MASS = ["mg", "g", "kg", "t"]


def line(program: Path, home: Path, day: str, status: dict[str, str]) -> str:
    return ask(program, home, "line", "--today", day, status=json.dumps(status))


def check_lines(found: Check, program: Path, home: Path, calls: list[tuple[Call, Figures]]) -> None:
    """Each day's line, with the status of a session that no other repeats."""
    give_times(home)
    sessions = {
        path.stem: path
        for path in home.glob(".claude/projects/*/*.jsonl")
        if not path.with_name(f"{path.stem}r.jsonl").exists() and not path.stem.endswith("r")
    }
    names = sorted(sessions)
    days = sorted({call.day for call, _ in calls})
    for number, day in enumerate(days):
        name = names[number % len(names)]
        today = totals(figures for call, figures in calls if call.day == day)
        energy = readable(
            today["energy_wh"], ENERGY, today["energy_low_wh"], today["energy_high_wh"]
        )
        session = totals(figures for call, figures in calls if call.session == name)
        wanted = (
            f"today {energy}, {readable(today['carbon_g'], MASS)} CO\u2082e"
            f" \u00b7 session {readable(session['energy_wh'], ENERGY)}\n"
        )
        status = {"session_id": name, "transcript_path": str(sessions[name])}
        found.equal(f"line of {day}", line(program, home, day, status), wanted)
    found.equal("days with a line", len(days) > 10, True)


# ---- eco-calc agents --markdown ------------------------------------------------------------------


def check_markdown(
    found: Check, program: Path, home: Path, calls: list[tuple[Call, Figures]]
) -> None:
    """What a pull request shows of all calls, of a branch, and of a branch of one project."""
    for branch, project in [("", ""), ("main", ""), ("fix", "alpha"), ("", "gamma")]:
        own = [
            figures
            for call, figures in calls
            if branch in {"", call.branch} and project in {"", call.project.rpartition("/")[2]}
        ]
        options = ["--branch", branch] * bool(branch) + ["--project", project] * bool(project)
        text = ask(program, home, "agents", "--markdown", *options)
        told = dict(re.findall(r"^\| (\w+) \| ([0-9.]+) \|$", text, re.MULTILINE))
        wanted = totals(own)
        for name, value in wanted.items():
            found.equal(f"markdown {options}: {name}", told.get(name), value)
        energy = readable(
            wanted["energy_wh"], ENERGY, wanted["energy_low_wh"], wanted["energy_high_wh"]
        )
        carbon = readable(wanted["carbon_g"], MASS, wanted["carbon_low_g"], wanted["carbon_high_g"])
        carbon = carbon.replace(" (", " CO\u2082e (")
        heading = f"### Coding agents: {energy}, {carbon}"
        found.equal(f"markdown {options}", text.partition("\n")[0], heading)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("program", type=Path)
    program = parser.parse_args().program.resolve()
    with tempfile.TemporaryDirectory() as folder:
        found = check(program, Path(folder), date(2026, 11, 26))
    for fault in found.faults[:20]:
        print(fault, file=sys.stderr)
    print(f"{found.compared} values compared, {len(found.faults)} differ")
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main())
