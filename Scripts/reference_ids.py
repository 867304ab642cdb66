#!/usr/bin/env python3
"""An independent reference of METHODOLOGY.md's rules for finding a model's id.

It shares no code with the product. `Ids` reads models.csv and id-rules.csv, and finds the row that
an id means and the precision that it names.

    reference_ids.py [--data DIR] < ids.txt    prints id, row, weight bits, arithmetic bits,
    and whether these are only an upper end
"""

import argparse
import csv
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

Row = dict[str, str]

DATA = Path(__file__).resolve().parent.parent / "data"
SIZE = re.compile(r"e?[0-9.x]*[0-9][bmt](?:-|$)")  # what may stand after Ollama's colon


class Found(NamedTuple):
    """A row's id, and the bits of weights and arithmetic that the name says, if it says any."""

    model: str
    weight_bits: str = ""
    arithmetic_bits: str = ""
    at_most: bool = False  # a row of fewer bits keeps its own


def folded(name: str) -> str:
    """White space around it dropped, ASCII letters lower."""
    return re.sub("[A-Z]", lambda letter: letter[0].lower(), name.strip(" \t\n\v\f\r"))


def words(name: str) -> str:
    """The words of a folded name: one hyphen between them, / kept, a point in a size kept."""
    name = re.sub("(?<=[0-9])p(?=[0-9])", ".", name)
    name = re.sub(r"(?<=[0-9])\.(?=[0-9]+[bmt](?![a-z0-9]))", "\0", name)
    name = re.sub(r"[- _.:@\[\](){}~,=+]+", "-", name)
    name = re.sub("(^|/)-", r"\1", re.sub("-(?=/|$)", "", name))
    return name.replace("\0", ".")


def key(id_words: str) -> str:
    """What is compared: no v before a version, no hyphen between a letter and a digit."""
    without_v = re.sub("(^|(?<=[-/]))v(?=[0-9])", "", id_words)
    return re.sub("(?<=[a-z])-(?=[0-9])", "", without_v)


def has_word(id_words: str, beginning: str) -> bool:
    return re.search("(?:^|[-/])" + re.escape(beginning), id_words) is not None


def reordered(id_words: str, family: str) -> str | None:
    """claude-4-7-opus for claude-opus-4-7, and the other way round."""
    number = "[0-9]{1,2}(?:-[0-9]{1,2})?"
    if found := re.fullmatch(f"{re.escape(family)}-?({number})-([a-z]+)", id_words):
        return f"{family}-{found[2]}-{found[1]}"
    if found := re.fullmatch(f"{re.escape(family)}-?([a-z]+)-?({number})", id_words):
        return f"{family}-{found[2]}-{found[1]}"
    return None


class Rule:
    """A row of id-rules.csv."""

    def __init__(self, row: Row) -> None:
        self.kind, self.pattern, self.model = row["kind"], row["pattern"], row["model"]
        self.only, self.unless = row["only"].split(), row["unless"].split()
        self.bits = (row["weight_bits"], row["arithmetic_bits"])
        wild = re.escape(self.pattern).replace(r"\#", "[0-9]")
        self.leading, self.trailing = re.compile(f"{wild}-(.+)"), re.compile(f"(.+)-{wild}")

    def holds(self, id_words: str) -> bool:
        return (not self.only or any(has_word(id_words, word) for word in self.only)) and not any(
            has_word(id_words, word) for word in self.unless
        )


class Ids:
    """Finds the row that an id means."""

    def __init__(self, models: Iterable[Row], rules: Iterable[Row]) -> None:
        self.spelled: dict[str, str] = {}
        self.keys: dict[str, str] = {}
        self.models: set[str] = set()
        for row in models:
            name = row["id"]
            self.models.add(name)
            for spelling in (name, name.rpartition("/")[2], *row["aliases"].split()):
                self.spelled.setdefault(spelling, name)
                owner = self.keys.setdefault(key(words(spelling)), name)
                if owner != name:
                    raise ValueError(f"{spelling}: a spelling of {owner} and of {name}")
        all_rules = [Rule(row) for row in rules]
        self.of = {
            kind: [rule for rule in all_rules if rule.kind == kind]
            for kind in ("lead", "word", "order", "ending", "tag", "default")
        }
        self.defaults = {rule.pattern: rule for rule in self.of["default"]}

    def find(self, name: str) -> Found | None:
        name = folded(name)
        for part in paths(name):
            if part in self.spelled:
                return self.tagged(self.spelled[part], name)
        if default := self.default(name):
            return Found(default.model, *default.bits)
        left, bits = words(name), ("", "")
        while True:
            for model in self.rows(left):
                return Found(model, *bits) if bits[0] else self.tagged(model, name)
            for rule in self.of["word"]:
                shorter = rule.trailing.fullmatch(left)
                if shorter and not shorter[1].endswith("/") and rule.holds(left):
                    left = shorter[1]
                    bits = bits if bits[0] else rule.bits
                    break
            else:
                return None

    def rows(self, id_words: str) -> Iterator[str]:
        """The rows of words as they are, with parts of the path dropped, and then first words."""
        for form in self.forms(id_words):
            tried = [form]
            tried += [
                other for rule in self.of["order"] if (other := reordered(form, rule.pattern))
            ]
            tried += [f"{form}-{rule.pattern}" for rule in self.of["ending"]]
            yield from (self.keys[key(other)] for other in tried if key(other) in self.keys)

    def forms(self, id_words: str) -> Iterator[str]:
        yield from paths(id_words)
        last: str | None = id_words.rpartition("/")[2]
        while last is not None:
            for rule in self.of["lead"]:
                shorter = rule.leading.fullmatch(last)
                if shorter and rule.holds(last):
                    last = shorter[1]
                    yield last
                    break
            else:
                last = None

    def default(self, name: str) -> Rule | None:
        path, slash, last = name.rpartition("/")
        before = path.rpartition("/")[2]
        if slash and not before.startswith("ollama") and before != "library":
            return None
        rule = self.defaults.get(last.removesuffix(":latest"))
        return rule if rule is not None and rule.model in self.models else None

    def tagged(self, model: str, name: str) -> Found:
        """The row, in Ollama's precision where the name has its tag."""
        parts = [part for part in name.split("/") if part]
        for rule in self.of["tag"]:
            after = parts[-1].split(rule.pattern)[1:] if parts else []
            ends = [rule.pattern.join(after[i:]) for i in range(len(after))]
            if any(SIZE.match(end) for end in ends) and rule.holds(words(name)):
                return Found(model, *rule.bits, at_most=True)
        return Found(model)


def paths(name: str) -> Iterator[str]:
    yield name
    while "/" in name:
        name = name.partition("/")[2]
        yield name


def read(directory: Path = DATA) -> Ids:
    def rows(file: str) -> list[Row]:
        with (directory / file).open(encoding="utf-8", newline="") as table:
            return list(csv.DictReader(table))

    return Ids(rows("models.csv"), rows("id-rules.csv"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    ids = read(parser.parse_args().data)
    out = csv.writer(sys.stdout, lineterminator="\n")
    for line in sys.stdin:
        name = line.rstrip("\n")
        out.writerow([name, *(ids.find(name) or Found(""))])


if __name__ == "__main__":
    main()
