#!/usr/bin/env python3
"""Redo every line of `eco-calc explain --json` in rational arithmetic.

    check_explain.py EXPLANATION.json ...              check explanations that are there; - is stdin
    check_explain.py --binary PATH [--count N] [--seed N]     ask for N seeded random ones, and check them

It shares no code with the product. Of each explanation it checks that

- each input is what the tables of data/, the request or METHODOLOGY.md say it is;
- each operand of a step is an input or the value of an earlier step;
- the formula with its operands, and the expression with its numbers, both come to the step's value;
- each figure is that value rounded once, half to even, to nine places;
- figures, label and reasons are those of reference.py, which works from METHODOLOGY.md alone.

Exit 0: all agree; 1: the lines that do not are named.
"""
import argparse, csv, json, random, re, subprocess, sys
from fractions import Fraction as F
from pathlib import Path

import reference

HOME = Path(__file__).resolve().parent.parent
TOKEN = re.compile(r"\s*(?:([0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?)|([A-Za-z_][A-Za-z_0-9]*)|([-+*/()]))")
INPUTS = {"u": "uncached", "h": "cached_prompt_tokens", "o": "completion_tokens", "r": "requests"}


def evaluate(text, names):
    """The value of a formula: numbers, names, + - * / and brackets."""
    tokens, place = [], 0
    while place < len(text.rstrip()):
        found = TOKEN.match(text, place)
        if not found:
            raise ValueError(f"not a formula at {text[place:]!r}")
        tokens.append(found.groups())
        place = found.end()
    tokens.append((None, None, None))

    def factor():
        number, name, sign = tokens.pop(0)
        if number:
            return F(number)
        if name:
            return names[name]
        if sign != "(":
            raise ValueError(f"unexpected {sign!r} in {text!r}")
        value = terms()
        if tokens.pop(0)[2] != ")":
            raise ValueError(f"an open bracket in {text!r}")
        return value

    def product():
        value = factor()
        while tokens[0][2] in ("*", "/"):
            value = value * factor() if tokens.pop(0)[2] == "*" else value / factor()
        return value

    def terms():
        value = product()
        while tokens[0][2] in ("+", "-"):
            value = value + product() if tokens.pop(0)[2] == "+" else value - product()
        return value

    value = terms()
    if tokens != [(None, None, None)]:
        raise ValueError(f"more than one formula in {text!r}")
    return value


class Checker:
    def __init__(self):
        self.tables = {}
        for name in reference.FILES:
            lines = (HOME / "data" / name).read_text(encoding="utf-8").splitlines()
            self.tables[name] = list(csv.reader(lines))
        page = (HOME / "METHODOLOGY.md").read_text(encoding="utf-8")
        self.constants = {F(text) for text in re.findall(r"^\| `([0-9.e-]+)` \|", page, re.M)}
        self.reference = reference.Tables()
        self.cache, self.faults, self.lines = {}, [], 0

    def fault(self, where, message):
        self.faults.append(f"{where}: {message}")

    def check(self, where, answer):
        expected = reference.answer(self.reference, request_row(answer), self.cache)
        if "omitted" in answer:
            if answer["omitted"] != expected["omitted"]:
                self.fault(where, f"omitted is {answer['omitted']}, the reference says {expected['omitted']!r}")
            return
        names = {}
        for one in answer["inputs"]:
            self.lines += 1
            names[one["symbol"]] = F(one["value"])
            self.check_input(where, one, answer)
        for step in answer["steps"]:
            self.lines += 1
            self.check_step(f"{where}: {step['name']}", step, names)
            names[step["name"]] = F(step["value"])
        self.check_figures(where, answer, expected)

    def check_input(self, where, one, answer):
        where, value = f"{where}: input {one['symbol']}", F(one["value"])
        cell = re.match(r"(\S+\.csv):([0-9]+)", one["source"])
        if one["symbol"] in INPUTS:
            request = answer["request"]
            request = {**request, "uncached": (request["prompt_tokens"] or 0) - request["cached_prompt_tokens"]}
            if value != (request[INPUTS[one["symbol"]]] or 0):
                self.fault(where, f"{value} is not what the request says")
        elif cell:
            table = self.tables[cell[1]]
            row = dict(zip(table[0], table[int(cell[2]) - 1]))
            columns = {"g_per_kwh": "g_per_kwh", "PUE": "pue"}.get(one["symbol"])
            columns = [columns] if columns else re.search("column (.*)", one["source"])[1].split(" and ")
            for column in columns:
                if F(row[column]) != value:
                    self.fault(where, f"{value}, but {column} is {row[column]} in {one['source']}")
        elif value not in self.constants:
            self.fault(where, f"{one['value']} is no constant of METHODOLOGY.md")

    def check_step(self, where, step, names):
        value, operands = F(step["value"]), {one["symbol"]: F(one["value"]) for one in step["operands"]}
        for symbol, number in operands.items():
            if symbol not in names or names[symbol] != number:
                self.fault(where, f"{symbol} = {number} is no input and no earlier step")
        for text in (step["formula"], step["expression"]):
            try:
                if evaluate(text, operands) != value:
                    self.fault(where, f"{text} is {evaluate(text, operands)}, not {value}")
            except (ValueError, KeyError) as error:
                self.fault(where, f"{text}: {error}")
        if re.search("[A-Za-df-z_]", step["expression"]):
            self.fault(where, f"{step['expression']} has names in it")
        if "rounded" in step and step["rounded"] != reference.plain(value):
            self.fault(where, f"{value} rounds to {reference.plain(value)}, not {step['rounded']}")

    def check_figures(self, where, answer, expected):
        steps = {step["name"]: step.get("rounded") for step in answer["steps"]}
        for name in reference.FIGURES:
            figure = answer["figures"][name]      # kept as text: see `load`
            if not (figure == steps[name] == expected[name]):
                self.fault(where, f"{name}: {figure} printed, {steps[name]} by its step, {expected[name]} by the reference")
        if not (answer["figures"]["accuracy"] == answer["label"]["accuracy"] == expected["accuracy"]):
            self.fault(where, f"accuracy: {answer['label']['accuracy']}, the reference says {expected['accuracy']}")
        if answer["methodology"]["version"] != expected["methodology_version"]:
            self.fault(where, f"version: {answer['methodology']['version']}")
        if not answer["agrees_with_calc"]:
            self.fault(where, "it says itself that calc disagrees")


def request_row(answer):
    """The request of an explanation as reference.py reads it."""
    request = answer["request"]
    row = {name: request.get(name) for name in reference.INPUTS}
    row["case"], row["methodology"] = "", answer["methodology"]["id"]
    for name in ("prompt_tokens", "cached_prompt_tokens", "completion_tokens", "requests"):
        row[name] = str(request[name] or 0)
    assumed = request["assumed_region"]
    if request["region"] is None and assumed is not None:
        row["region"], row["region_assumed"] = assumed, "yes"
    return row


def load(text):
    return json.loads(text, parse_float=str, parse_int=lambda digits: Whole(digits))


class Whole(int):
    """A whole number that is equal to its text too: a figure may have no decimals."""
    def __eq__(self, other):
        return str(int(self)) == other if isinstance(other, str) else int(self) == other
    __hash__ = int.__hash__


def arguments(rng, checker):
    """The options of one random request."""
    models = [row for row in checker.tables["models.csv"][1:] if row[2] or rng.random() < 0.1]
    regions = [row for row in checker.tables["regions.csv"][1:]]
    model, place = rng.choice(models), rng.choice(regions)
    name = rng.choice([model[0], model[0].upper(), "openrouter/" + model[0], model[0] + ":free",
                       rng.choice(model[1].split() or [model[0]])])
    prompt = rng.choice([0, 1, rng.randrange(100), rng.randrange(10 ** 5), rng.randrange(10 ** 12)])
    cached = rng.choice([0, 0, prompt, rng.randrange(prompt + 1)])
    completion = rng.choice([0, 1, rng.randrange(100), rng.randrange(10 ** 4), rng.randrange(10 ** 12)])
    words = ["--model", name, "--prompt-tokens", prompt, "--cached-tokens", cached,
             "--completion-tokens", completion]
    if rng.random() < 0.05:
        words += ["--assume", f"region={place[0]}"]
    else:
        words += ["--region", rng.choice([place[0], place[0].upper(), "eu-west"] * 10 + ["nowhere-1"])]
    if rng.random() < 0.6:
        words += ["--provider", rng.choice([place[1] or "openai", "azure", "google"])]
    if rng.random() < 0.8:
        words += ["--at", rng.choice(["2019" if rng.random() < 0.1 else "2020", "2021-06-30", "2024-04-26", "2025", "2026-11-21", "2031-01-01"])]
    if rng.random() < 0.2:
        words += ["--requests", rng.choice([2, 7, 1000, 10 ** 9])]
    if rng.random() < 0.2:
        words += ["--methodology", "ecologits-0.4"]
    return [str(word) for word in words]


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("files", nargs="*")
    options.add_argument("--binary")
    options.add_argument("--count", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    options = options.parse_args()
    checker, omitted, count = Checker(), 0, 0
    for path in options.files:
        text = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
        checker.check(path, load(text))
        count += 1
    if options.binary:
        rng = random.Random(options.seed)
        for number in range(options.count):
            words = arguments(rng, checker)
            run = subprocess.run([options.binary, "explain", "--json", *words], capture_output=True, text=True)
            where = f"#{number} {' '.join(words)}"
            if run.returncode != 0:
                checker.fault(where, f"exit {run.returncode}: {run.stderr.strip()}")
                continue
            answer = load(run.stdout)
            omitted += "omitted" in answer
            checker.check(where, answer)
            count += 1
    print(f"{count} explanations ({omitted} without a figure), {checker.lines} lines,"
          f" {len(checker.faults)} disagreements", file=sys.stderr)
    print("\n".join(checker.faults[:50]), end="\n" if checker.faults else "")
    sys.exit(1 if checker.faults or not count else 0)


if __name__ == "__main__":
    main()
