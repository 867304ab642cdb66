#!/usr/bin/env python3
"""What records with measured energy must come to, and a log whose errors are known.

    measured_reference.py            writes the expected tables, and the log
    measured_reference.py --check    exits 1 where one is not what this script writes

The answers of servers are in Tests/EcoCalcTests/Measured; what each says is stated here by hand.
The figures are those of reference.py; nothing is taken from the product. The log is made so that
the accelerators of each model took known multiples of what the formula says.
"""

import argparse
import csv
import io
import json
import math
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from formula_v2 import SERVICE
from reference import INPUTS, NEWEST, Reference, plain
from reference_tables import Row
from reference_v2 import NOTHING, SERVING_INPUTS, RateV2

SAMPLES = Path(__file__).resolve().parent.parent / "Tests/EcoCalcTests/Measured"
REGION, DATE = "us-east-1", "2026-09-21"
LLAMA, MINI, QWEN = "meta-llama/llama-3.3-70b-instruct", "openai/gpt-4o-mini", "qwen/qwen3-32b"
JOULES, KILO = Fraction(1, 3600), Fraction(1000)


class Answer(NamedTuple):
    """What one answer is to be read as."""

    name: str
    prompt: int
    completion: int
    metered: Fraction | None = None  # watt-hours at the accelerators
    is_share: bool = False
    is_noted: bool = False  # as an energy that was not metered
    model: str = LLAMA


LONG, SHORT, SHORTER = (900, 400), (14, 7), (12, 5)
ANSWERS = {
    "returned.jsonl": [
        Answer("all-of-it", *LONG, Fraction("30.42") * JOULES),
        Answer("a-share", *SHORT, Fraction("0.95") * JOULES, is_share=True),
        Answer("nobody-says-how", *SHORT, Fraction("12.345678901234567") * JOULES, is_share=True),
        Answer("kilowatt-hours", *SHORTER, Fraction("8.37e-7") * KILO),
        Answer("watt-hours", *SHORTER, Fraction("0.0012345685"), model=MINI),
        Answer("none", *LONG),
        Answer("null", *LONG),
        *(
            Answer(name, *LONG, is_noted=True)
            for name in (
                *("zero", "negative", "no-number", "estimated"),
                *("a-range", "impacts", "milliwatt-seconds"),
            )
        ),
    ],
    "returned.sse": [
        Answer("in-a-comment", *SHORTER, Fraction("3.01") * JOULES),
        Answer("cut-off", *SHORTER),
    ],
}


def row(model: str, prompt: int, completion: int, metered: str = "") -> Row:
    return {
        "model": model,
        "provider": "x",
        "region": REGION,
        "date": DATE,
        "prompt_tokens": str(prompt),
        "completion_tokens": str(completion),
        "accelerator_wh": metered,
    }


def returned(reference: Reference, file: str) -> tuple[str, str]:
    """The figures of a sample by record, and the counts of its summary."""
    sums: dict[str, Fraction] = defaultdict(Fraction)
    counted: dict[str, int] = defaultdict(int)
    table = [["id", "energy_wh", "carbon_g", "basis"]]
    for answer in ANSWERS[file]:
        # Rounded once, before anything is worked out with it.
        metered = "" if answer.metered is None else plain(answer.metered)
        figures = reference.answer(row(answer.model, answer.prompt, answer.completion, metered))
        table.append([answer.name, figures["energy_wh"], figures["carbon_g"], figures["basis"]])
        kinds = ["energy_wh"]
        if metered:
            kinds.append("energy_metered_wh")
        if answer.is_share:
            kinds.append("prorated_wh")
        for kind in kinds:
            sums[kind] += Fraction(figures["energy_wh"])
            counted[kind] += 1
        counted["noted"] += answer.is_noted
    summary = {
        "records": counted["energy_wh"],
        "metered_records": counted["energy_metered_wh"],
        "prorated_records": counted["prorated_wh"],
        "energy_not_metered": counted["noted"],
        **{name: plain(sums[name]) for name in ("energy_wh", "energy_metered_wh", "prorated_wh")},
    }
    return text(table), json.dumps(summary, indent=2) + "\n"


# ---- A log whose errors are known ----------------------------------------------------------------

# How many times what the formula says each model's accelerators took.
FACTORS = {LLAMA: ["2", "2", "2", "2"], MINI: ["0.5", "1", "1", "30"], QWEN: ["0.001", "1", "0"]}


class Sums:
    """What one row of the table adds up."""

    def __init__(self) -> None:
        self.measured = self.formula = Fraction(0)
        self.factors: list[Fraction] = []
        self.records = self.below = self.above = 0

    def add(self, measured: Row, formula: Row) -> None:
        energy, point = Fraction(measured["energy_wh"]), Fraction(formula["energy_wh"])
        self.records += 1
        self.measured += energy
        self.formula += point
        self.below += energy < Fraction(formula["energy_low_wh"])
        self.above += energy > Fraction(formula["energy_high_wh"])
        if energy and point:
            self.factors.append(energy / point)

    def row(self, name: str) -> list[str]:
        logarithms = [math.log(factor) for factor in self.factors]
        mean = sum(logarithms) / len(logarithms)
        spread = math.sqrt(sum((each - mean) ** 2 for each in logarithms) / len(logarithms))
        inside = self.records - self.below - self.above
        none = self.records - len(self.factors)
        return [
            *(name, str(self.records), "0", plain(self.measured), plain(self.formula)),
            *(plain(Fraction(math.exp(value)), 3) for value in (mean, spread)),
            *(str(inside), str(self.below), str(self.above), str(none)),
        ]


def records(reference: Reference) -> Iterator[tuple[str, int, int, str]]:
    """Models and tokens, and what the accelerators took."""
    for model, factors in FACTORS.items():
        for number, factor in enumerate(factors):
            prompt, completion = 900 + 100 * number, 400 + number
            formula = reference.answer(row(model, prompt, completion))
            request = dict.fromkeys(INPUTS + SERVING_INPUTS, "") | row(model, prompt, completion)
            rate = reference.rate(NEWEST, request, NOTHING)
            assert isinstance(rate, RateV2)
            wh = Fraction(formula["energy_wh"]) * Fraction(factor) / SERVICE / rate.pue
            yield model, prompt, completion, plain(wh)


def known(reference: Reference) -> tuple[str, str]:
    """The log, and what it comes to."""
    log = [
        "id,time,model,provider,region,prompt_tokens,completion_tokens,accelerator_wh".split(",")
    ]
    header = "model,records,prorated,measured_wh,formula_wh,factor,spread,inside,below,above,"
    table = [(header + "no_factor").split(",")]
    models: dict[str, Sums] = defaultdict(Sums)
    total = Sums()
    for number, (model, prompt, completion, wh) in enumerate(records(reference)):
        log.append(
            [
                *(f"r{number}", f"{DATE}T14:13:20Z", model, "x", REGION),
                *(str(prompt), str(completion), wh),
            ]
        )
        pair = (
            reference.answer(row(model, prompt, completion, wh)),
            reference.answer(row(model, prompt, completion)),
        )
        models[model].add(*pair)
        total.add(*pair)
    for model in sorted(models):
        table.append(models[model].row(model))
        wanted = Fraction(math.prod(Fraction(f) for f in FACTORS[model] if f != "0"))
        found = Fraction(math.prod(models[model].factors))
        assert abs(found / wanted - 1) < Fraction(1, 10**4), (model, float(found))
    table.append(total.row("total"))
    # Two that are not compared.
    log.append(["e0", f"{DATE}T14:13:20Z", LLAMA, "x", REGION, "900", "400", ""])
    log.append(["u0", f"{DATE}T14:13:20Z", "nobody/knows-it", "x", REGION, "900", "400", "1"])
    return text(log), text(table)


def text(table: Iterable[Iterable[str]]) -> str:
    output = io.StringIO()
    csv.writer(output, lineterminator="\n").writerows(table)
    return output.getvalue()


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true")
    check: bool = parser.parse_args().check
    reference = Reference()
    written: dict[str, str] = {}
    for file in ANSWERS:
        written[f"expected-{file}.csv"], written[f"expected-{file}.json"] = returned(
            reference, file
        )
    written["known-errors.csv"], written["expected-check.csv"] = known(reference)
    status = 0
    for name, content in written.items():
        target = SAMPLES / name
        if not check:
            target.write_text(content, encoding="utf-8")
        elif not target.exists() or target.read_text(encoding="utf-8") != content:
            print(f"{name} is not what {Path(__file__).name} writes", file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
