#!/usr/bin/env python3
"""Redo every line of `eco-calc explain --json` in rational arithmetic.

    check_explain.py EXPLANATION.json ...           check explanations that are there; - is stdin
    check_explain.py --binary PATH [--count N] [--seed N]
                                                    ask for N seeded random ones, and check them

It shares no code with the product. Of each explanation it checks that

- each input is what the tables of data/, the request or METHODOLOGY.md say it is;
- each operand of a step is an input or the value of an earlier step;
- the formula with its operands, and the expression with its numbers, both come to the step's value;
- each figure is that value rounded once, half to even, to nine places;
- figures, label and reasons are those of reference.py, which works from METHODOLOGY.md alone.

Exit 0: all agree; 1: the lines that do not are named.
"""

import argparse
import csv
import random
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import cast

from explanation import Explanation, Input, Request, Step, evaluate, load
from reference import FIGURES, METHODOLOGIES, NEWEST, Reference, plain
from reference_tables import BUNDLED, FILES, Row

HOME = Path(__file__).resolve().parent.parent
COLUMNS = {"g_per_kwh": "g_per_kwh", "PUE": "pue"}  # of inputs whose source names no column


class Checker:
    def __init__(self) -> None:
        self.tables: dict[str, dict[str, list[list[str]]]] = {}  # by edition and file
        for edition, files in FILES.items():
            self.tables[edition] = {
                name: list(csv.reader((BUNDLED[edition] / name).read_text("utf-8").splitlines()))
                for name in files
            }
        self.constants = {Fraction(1)}  # a local runner's sequences
        for path in ("METHODOLOGY.md", "data/editions/2026-11/METHODOLOGY.md"):
            page = (HOME / path).read_text(encoding="utf-8")
            written = re.findall(r"^\| `([0-9.e-]+)` \|", page, re.MULTILINE)
            self.constants |= {Fraction(text) for text in written}
        self.reference = Reference()
        self.faults: list[str] = []
        self.lines = 0

    def fault(self, where: str, message: str) -> None:
        self.faults.append(f"{where}: {message}")

    def check(self, where: str, answer: Explanation) -> None:
        expected = self.reference.answer(request_row(answer))
        if "omitted" in answer:
            found, reason = answer["omitted"], expected["omitted"]
            if found != reason:
                self.fault(where, f"omitted is {found}, the reference says {reason!r}")
            return
        names = {}
        for one in answer["inputs"]:
            self.lines += 1
            names[one["symbol"]] = Fraction(one["value"])
            self.check_input(where, one, answer)
        for step in answer["steps"]:
            self.lines += 1
            self.check_step(f"{where}: {step['name']}", step, names)
            names[step["name"]] = Fraction(step["value"])
        self.check_figures(where, answer, expected)

    def check_input(self, where: str, one: Input, answer: Explanation) -> None:
        where, value = f"{where}: input {one['symbol']}", Fraction(one["value"])
        counted = usage(answer["request"])
        cell = re.match(r"(\S+\.csv):([0-9]+)", one["source"])
        if one["symbol"] in counted and one["source"] == "the request":
            if value != counted[one["symbol"]]:
                self.fault(where, f"{value} is not what the request says")
        elif one["source"] == "the request":
            self.fault(where, f"the request says nothing of {one['symbol']}")
        elif cell:
            edition = METHODOLOGIES[answer["methodology"]["id"]].edition
            table = self.tables[edition][cell[1]]
            row = dict(zip(table[0], table[int(cell[2]) - 1], strict=True))
            source = one["source"]
            if not columns(one):
                self.fault(where, f"{source} names no column")
            for column in columns(one):
                if Fraction(row[column]) != value:
                    self.fault(where, f"{value}, but {column} is {row[column]} in {source}")
        elif one["source"] == "the model's id":
            tables = self.reference.tables[METHODOLOGIES[answer["methodology"]["id"]].edition]
            found = tables.found(answer["request"]["model"] or "")
            if found is None or Fraction(found.weight_bits or 0) != value:
                self.fault(where, f"{value}, but the id says {found}")
        elif value not in self.constants:
            self.fault(where, f"{one['value']} is no constant of METHODOLOGY.md")

    def check_step(self, where: str, step: Step, names: dict[str, Fraction]) -> None:
        value = Fraction(step["value"])
        operands = {one["symbol"]: Fraction(one["value"]) for one in step["operands"]}
        for symbol, number in operands.items():
            if symbol not in names or names[symbol] != number:
                self.fault(where, f"{symbol} = {number} is no input and no earlier step")
        for text in (step["formula"], step["expression"]):
            try:
                if evaluate(text, operands) != value:
                    self.fault(where, f"{text} is {evaluate(text, operands)}, not {value}")
            except (ValueError, KeyError) as error:
                self.fault(where, f"{text}: {error}")
        if re.search("[A-Za-df-z_]", step["expression"].replace("round9(", "(")):
            self.fault(where, f"{step['expression']} has names in it")
        if "rounded" in step and step["rounded"] != plain(value):
            self.fault(where, f"{value} rounds to {plain(value)}, not {step['rounded']}")

    def check_figures(self, where: str, answer: Explanation, expected: Row) -> None:
        steps = {step["name"]: step.get("rounded") for step in answer["steps"]}
        for name in FIGURES:
            figure, step, right = answer["figures"][name], steps[name], expected[name]
            if not (figure == step == right):
                told = f"{figure} printed, {step} by its step, {right} by the reference"
                self.fault(where, f"{name}: {told}")
        label, right = answer["label"]["accuracy"], expected["accuracy"]
        if not (answer["figures"]["accuracy"] == label == right):
            self.fault(where, f"accuracy: {label}, the reference says {right}")
        if answer["methodology"]["version"] != expected["methodology_version"]:
            self.fault(where, f"version: {answer['methodology']['version']}")
        if not answer["agrees_with_calc"]:
            self.fault(where, "it says itself that calc disagrees")


def usage(request: Request) -> dict[str, Fraction | int]:
    """The request's counts by their symbols."""
    prompt, cached = int(request["prompt_tokens"] or 0), int(request["cached_prompt_tokens"])
    completion, requests = int(request["completion_tokens"] or 0), int(request["requests"])
    counts: dict[str, Fraction | int] = {"u": prompt - cached, "h": cached, "o": completion}
    # What the requests are called differs between methodologies.
    counts |= {"r": requests, "n": requests}
    stated = (("B", "concurrency"), ("gpu_seconds", "gpu_seconds"))
    for symbol, name in (*stated, ("accelerator_wh", "accelerator_wh")):
        text = cast("str | None", request[name])  # type: ignore[literal-required]
        if text is not None:
            counts[symbol] = Fraction(text)
    return counts


def columns(one: Input) -> list[str]:
    """The columns of a table that an input says it is from."""
    if one["symbol"] in COLUMNS:
        return [COLUMNS[one["symbol"]]]
    found = re.search("column (.*)", one["source"])
    return found[1].split(" and ") if found else []


def request_row(answer: Explanation) -> dict[str, str | None]:
    """The request of an explanation as reference.py reads it."""
    request = answer["request"]
    region, assumed = request["region"], ""
    if region is None and request["assumed_region"] is not None:
        region, assumed = request["assumed_region"], "yes"
    return {
        "case": "",
        "methodology": answer["methodology"]["id"],
        "model": request["model"],
        "provider": request["provider"],
        "region": region,
        "region_assumed": assumed,
        "date": request["date"],
        "prompt_tokens": request["prompt_tokens"] or "0",
        "cached_prompt_tokens": request["cached_prompt_tokens"],
        "completion_tokens": request["completion_tokens"] or "0",
        "requests": request["requests"],
        "concurrency": request["concurrency"],
        "gpu_seconds": request["gpu_seconds"],
        "accelerator": request["accelerator"],
        "accelerator_wh": request["accelerator_wh"],
        "measured_unknown": "yes" if request["measured_unknown"] else "",
    }


def arguments(rng: random.Random, checker: Checker) -> list[str]:
    """The options of one random request."""
    methodology = NEWEST if rng.random() < 0.7 else rng.choice(list(METHODOLOGIES))
    tables = checker.tables[METHODOLOGIES[methodology].edition]
    models = [row for row in tables["models.csv"][1:] if row[2] or rng.random() < 0.1]
    model, place = rng.choice(models), rng.choice(tables["regions.csv"][1:])
    own, region, provider = model[0], place[0], place[1]
    alias = rng.choice(model[1].split() or [own])
    name = rng.choice([own, own.upper(), f"openrouter/{own}", f"{own}:free", alias])
    prompt = rng.choice([0, 1, rng.randrange(100), rng.randrange(10**5), rng.randrange(10**12)])
    cached = rng.choice([0, 0, prompt, rng.randrange(prompt + 1)])
    completion = rng.choice([0, 1, rng.randrange(100), rng.randrange(10**4), rng.randrange(10**12)])
    words = ["--model", name, "--prompt-tokens", str(prompt), "--cached-tokens", str(cached)]
    words += ["--completion-tokens", str(completion)]
    if rng.random() < 0.05:
        words += ["--assume", f"region={region}"]
    else:
        known = [region, region.upper(), "eu-west"] * 10
        words += ["--region", rng.choice([*known, "nowhere-1"])]
    if rng.random() < 0.6:
        words += ["--provider", rng.choice([provider or "openai", "azure", "google"])]
    if rng.random() < 0.8:
        early = "2019" if rng.random() < 0.1 else "2020"
        dates = "2021-06-30 2024-04-26 2025 2026-11-21 2031-01-01".split()
        words += ["--at", rng.choice([early, *dates])]
    if rng.random() < 0.2:
        words += ["--requests", str(rng.choice([2, 7, 1000, 10**9]))]
    if rng.random() < 0.5:
        words += serving(rng, tables)
    return [*words, "--methodology", methodology]


def serving(rng: random.Random, tables: dict[str, list[list[str]]]) -> list[str]:
    """Options that say how one random request was served."""
    words = []
    if rng.random() < 0.6:
        words += [
            "--concurrency",
            rng.choice(["1", "16384", str(rng.randrange(1000, 10**6) / 1000)]),
        ]
    boards = tables.get("accelerators.csv", [[], ["h100"]])[1:]
    if rng.random() < 0.4:
        words += ["--accelerator", rng.choice(boards)[0]]
        if rng.random() < 0.8:
            words += ["--gpu-seconds", rng.choice(["0", "0.000001", "12.5", "1000000000000"])]
    if rng.random() < 0.2:
        words += ["--accelerator-wh", rng.choice(["0", "0.123456789", "98765.4321"])]
    return words + ["--measured-unknown"] * (rng.random() < 0.3)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*")
    parser.add_argument("--binary")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    checker, omitted, count = Checker(), 0, 0
    for path in options.files:
        text = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
        checker.check(path, load(text))
        count += 1
    if options.binary:
        rng = random.Random(options.seed)
        for number in range(options.count):
            words = arguments(rng, checker)
            command = [options.binary, "explain", "--json", *words]
            run = subprocess.run(command, capture_output=True, text=True, check=False)
            where = f"#{number} {' '.join(words)}"
            if run.returncode != 0:
                checker.fault(where, f"exit {run.returncode}: {run.stderr.strip()}")
                continue
            answer = load(run.stdout)
            omitted += "omitted" in answer
            checker.check(where, answer)
            count += 1
    print(
        f"{count} explanations ({omitted} without a figure), {checker.lines} lines,"
        f" {len(checker.faults)} disagreements",
        file=sys.stderr,
    )
    print("\n".join(checker.faults[:50]), end="\n" if checker.faults else "")
    sys.exit(1 if checker.faults or not count else 0)


if __name__ == "__main__":
    main()
