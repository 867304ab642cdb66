"""What `eco-calc explain --json` writes, and the value of the formulas in it."""

import json
import re
from fractions import Fraction
from typing import NotRequired, TypedDict, cast

# Every number is kept as its text, so that no digit is lost.


class Input(TypedDict):
    symbol: str
    value: str
    source: str


class Operand(TypedDict):
    symbol: str
    value: str


class Step(TypedDict):
    name: str
    formula: str
    expression: str
    operands: list[Operand]
    value: str
    rounded: NotRequired[str]


class Request(TypedDict):
    model: str | None
    provider: str | None
    region: str | None
    assumed_region: str | None
    date: str | None
    prompt_tokens: str | None
    cached_prompt_tokens: str
    completion_tokens: str | None
    requests: str
    concurrency: str | None
    gpu_seconds: str | None
    accelerator: str | None
    accelerator_wh: str | None
    measured_unknown: bool


class Methodology(TypedDict):
    id: str
    version: str


class Label(TypedDict):
    accuracy: str


class Explanation(TypedDict):
    request: Request
    methodology: Methodology
    omitted: NotRequired[str]  # then nothing of what follows is there
    inputs: list[Input]
    steps: list[Step]
    figures: dict[str, str]
    label: Label
    agrees_with_calc: bool


def load(text: str) -> Explanation:
    return cast("Explanation", json.loads(text, parse_float=str, parse_int=str))


TOKEN = re.compile(
    r"\s*(?:([0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?)|([A-Za-z_][A-Za-z_0-9]*)|([-+*/()]))"
)
END = ("", "", "")  # number, name, sign


def tokens_of(text: str) -> list[tuple[str, str, str]]:
    tokens, place = [], 0
    while place < len(text.rstrip()):
        found = TOKEN.match(text, place)
        if not found:
            raise ValueError(f"not a formula at {text[place:]!r}")
        number, name, sign = found.groups(default="")
        tokens.append((number, name, sign))
        place = found.end()
    return [*tokens, END]


def evaluate(text: str, names: dict[str, Fraction]) -> Fraction:
    """The value of a formula: numbers, names, + - * /, brackets and round9."""
    tokens = tokens_of(text)

    def factor() -> Fraction:
        number, name, sign = tokens.pop(0)
        if number:
            return Fraction(number)
        if name == "round9":
            return Fraction(round(factor() * 10**9), 10**9)  # half to even
        if name:
            return names[name]
        if sign != "(":
            raise ValueError(f"unexpected {sign!r} in {text!r}")
        value = terms()
        if tokens.pop(0)[2] != ")":
            raise ValueError(f"an open bracket in {text!r}")
        return value

    def product() -> Fraction:
        value = factor()
        while tokens[0][2] in ("*", "/"):
            value = value * factor() if tokens.pop(0)[2] == "*" else value / factor()
        return value

    def terms() -> Fraction:
        value = product()
        while tokens[0][2] in ("+", "-"):
            value = value + product() if tokens.pop(0)[2] == "+" else value - product()
        return value

    value = terms()
    if tokens != [END]:
        raise ValueError(f"more than one formula in {text!r}")
    return value
