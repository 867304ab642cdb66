#!/usr/bin/env python3
"""Reads logs as others write them, and compares with what is expected of each.

    field_cases.py ECO_CALC [--cases DIR]

DIR/README.md says what a cell of DIR/expected.csv means; DIR/open.csv lists the cases that are not
right yet. Each case runs in a folder of its own, for 20 seconds at most.

Exit 0: all are right but the open ones; 1: a case is wrong and not open, or open and right;
3, 4: a table cannot be read, or is not as it has to be.
"""

import argparse
import json
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from checked_csv import Failure, bad, read_text, records

HOME = Path(__file__).resolve().parent.parent
SECONDS = 20
NUMBERS = {  # columns, and the members of the summary's totals
    "records_estimated_requests": "requests",
    "prompt_tokens": "prompt_tokens",
    "cached_prompt_tokens": "cached_prompt_tokens",
    "completion_tokens": "completion_tokens",
}
CELLS = [*NUMBERS, "omitted", "rejected", "exit", "warning", "message", "models"]
# Figures and paths of a summary: a word found in them says nothing.
FIGURES = set(
    "totals accuracy coverage rates inputs outputs tables omitted records estimated passed_through"
    " rejected methodology_version".split()
)
# Warnings that merely say what was assumed or merged.
ORDINARY = set("naive_time superseded exact_repeats aggregate hidden_tokens".split())


class Fault(NamedTuple):
    field: str
    got: object
    want: str

    def __str__(self) -> str:
        return f"{self.field}: got {self.got}, want {self.want}"


class Key(NamedTuple):
    """What a case runs: its files and arguments as they are written in a table."""

    file: str
    args: str

    def __str__(self) -> str:
        return f"{self.file} [{self.args}]" if self.args else self.file


@dataclass(frozen=True)
class Outcome:
    """What a run came to; a run that did not end has the exit `timeout`."""

    exit: str
    words: str
    summary: dict[str, Any] | None

    def heard(self) -> str:
        """All that was said in words."""
        rest = {name: one for name, one in (self.summary or {}).items() if name not in FIGURES}
        return f"{self.words}\n{json.dumps(rest, ensure_ascii=False)}".lower()

    def warns(self) -> bool:
        codes: dict[str, int] = (self.summary or {}).get("warnings") or {}
        told = {code for code, count in codes.items() if count} - ORDINARY
        return bool(self.words.strip()) or not all(code.startswith("assumed_") for code in told)


@dataclass(frozen=True)
class Wanted:
    """One alternative of a case: the cells that all have to agree."""

    cells: dict[str, str]

    def faults(self, outcome: Outcome) -> list[Fault]:
        found = [*compared("exit", outcome.exit, self.cells["exit"] or "0")]
        if not self.refusal:
            found += self.summary_faults(outcome.summary)
        return [*found, *self.word_faults(outcome)]

    @property
    def refusal(self) -> bool:
        numbers = any(self.cells[name] for name in NUMBERS)
        return not numbers and (self.cells["exit"] or "0") not in {"0", "1", "0/1"}

    def summary_faults(self, summary: dict[str, Any] | None) -> Iterator[Fault]:
        if summary is None:
            yield Fault("summary", "none", "one")
            return
        totals = summary.get("totals", {})
        for name, member in NUMBERS.items():
            yield from compared(name, totals.get(member), self.cells[name] or "0")
        yield from compared("rejected", summary.get("rejected"), self.cells["rejected"] or "0")
        yield from omitted_faults(summary.get("omitted") or {}, self.cells["omitted"])
        if self.cells["models"]:
            models = {str(rate.get("model")) for rate in summary.get("rates", [])}
            if models != set(self.cells["models"].split()):
                yield Fault("models", " ".join(sorted(models)) or "none", self.cells["models"])

    def word_faults(self, outcome: Outcome) -> Iterator[Fault]:
        for name in ("warning", "message"):
            want = self.cells[name]
            if want == "+":
                if not outcome.warns():
                    yield Fault(name, "nothing", "any")
            elif want and not any(word.lower() in outcome.heard() for word in want.split("/")):
                yield Fault(name, " ".join(outcome.words.split())[:90] or "nothing", want)


@dataclass(frozen=True)
class Case:
    key: Key
    alternatives: list[Wanted]

    def faults(self, outcome: Outcome) -> list[Fault]:
        """What disagrees with the alternative that comes nearest."""
        return min((wanted.faults(outcome) for wanted in self.alternatives), key=len)

    def run(self, eco_calc: Path, folder: Path) -> Outcome:
        with tempfile.TemporaryDirectory() as name:
            work = Path(name)
            inputs = []
            for number, file in enumerate(self.key.file.split(), 1):
                inputs.append(work / f"in{number}{''.join(Path(file).suffixes)}")
                shutil.copyfile(folder / file, inputs[-1])
            output, summary = work / "out", work / "summary.json"
            if len(inputs) > 1:
                output.mkdir()
            command: list[Path | str] = [eco_calc, "--summary", summary, "-o", output]
            command += [*shlex.split(self.key.args), *inputs]
            try:
                done = subprocess.run(
                    command,
                    cwd=work,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                    timeout=SECONDS,
                    check=False,
                )
            except subprocess.TimeoutExpired:
                return Outcome("timeout", "", None)
            words = done.stderr.decode("utf-8", "replace").replace(f"{work}/", "")
            for path in inputs:
                words = words.replace(path.name, "INPUT")
            return Outcome(str(done.returncode), words, load(summary))


def load(summary: Path) -> dict[str, Any] | None:
    """The summary, where there is one that is a JSON object."""
    try:
        read = json.loads(summary.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return read if isinstance(read, dict) else None


def compared(field: str, got: object, want: str) -> Iterator[Fault]:
    if want != "*" and str(got) not in want.split("/"):
        yield Fault(field, got, want)


def omitted_faults(got: dict[str, int], cell: str) -> Iterator[Fault]:
    if cell == "*":
        return
    named: set[str] = set()
    for pair in cell.split():
        names, _, count = pair.rpartition(":")
        named.update(names.split("+"))
        yield from compared(f"omitted.{names}", sum(got.get(n, 0) for n in names.split("+")), count)
    for name in got.keys() - named:
        yield from compared(f"omitted.{name}", got[name], "0")


def read_table(path: Path, needed: Iterable[str]) -> Iterator[tuple[str, Key, dict[str, str]]]:
    """Where it stands, key and row of each case in a table, none of them twice."""
    seen = set()
    for number, row in records(read_text(str(path)), str(path), ["file", "args", "why", *needed]):
        where, key = f"{path}:{number}", Key(row["file"], row["args"])
        if key in seen:
            raise bad(where, f"{key} occurs twice")
        seen.add(key)
        yield where, key, row


def read_cases(path: Path) -> Iterator[Case]:
    for where, key, row in read_table(path, CELLS):
        parts = {name: [part.strip() for part in row[name].split("|")] for name in CELLS}
        width = max(len(part) for part in parts.values())
        for name, part in parts.items():
            if len(part) not in {1, width}:
                raise bad(where, f"{name} has {len(part)} alternatives, elsewhere {width}")
        places = range(width)
        whole = {name: part if len(part) > 1 else part * width for name, part in parts.items()}
        yield Case(key, [Wanted({name: whole[name][i] for name in CELLS}) for i in places])


def read_open(path: Path, cases: set[Key]) -> Iterator[Key]:
    for where, key, row in read_table(path, []):
        if key not in cases:
            raise bad(where, f"{key} is no case of expected.csv")
        if not row["why"]:
            raise bad(where, f"{key} is open without a reason")
        yield key


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("eco_calc", type=Path, metavar="ECO_CALC")
    parser.add_argument("--cases", type=Path, default=HOME / "Tests/Field", metavar="DIR")
    options = parser.parse_args()
    eco_calc, folder = options.eco_calc.resolve(), options.cases
    cases = list(read_cases(folder / "expected.csv"))
    known = set(read_open(folder / "open.csv", {case.key for case in cases}))
    if not cases:
        raise bad(str(folder / "expected.csv"), "no case")
    right = unexpected = 0
    for case in cases:
        faults = case.faults(case.run(eco_calc, folder))
        right += not faults
        unexpected += bool(faults) != (case.key in known)
        if faults:
            kind = "open" if case.key in known else "WRONG"
            print(f"{kind}: {case.key}: {'; '.join(map(str, faults))}")
        elif case.key in known:
            print(f"RIGHT: {case.key}: take it out of open.csv")
    print(f"{right} of {len(cases)} cases right, {len(known)} known to be open")
    return 1 if unexpected else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        print(f"error: {failure}", file=sys.stderr)
        sys.exit(failure.status)
