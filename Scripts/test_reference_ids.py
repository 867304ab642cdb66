#!/usr/bin/env python3
"""Checks of reference_ids.py against METHODOLOGY.md, worked out by hand."""

import csv
import unittest
from pathlib import Path

from reference_ids import Found, Ids, key, read, words

FIXTURES = Path(__file__).resolve().parent.parent / "Tests/EcoModelTests/Fixtures"


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines()))


class Words(unittest.TestCase):
    def test_are_letters_and_digits_with_a_hyphen_between_them(self) -> None:
        self.assertEqual(words("claude sonnet_4.6 [1m]"), "claude-sonnet-4-6-1m")
        self.assertEqual(words("~a//b-/-c:"), "a//b/c")

    def test_keep_the_point_of_a_size(self) -> None:
        self.assertEqual(words("qwen3-1.7b"), "qwen3-1.7b")
        self.assertEqual(words("qwen2p5-0p5b"), "qwen2-5-0.5b")
        self.assertNotEqual(key(words("qwen3-1.7b")), key(words("qwen3.1-7b")))

    def test_are_compared_without_hyphens_before_digits_and_without_v(self) -> None:
        self.assertEqual(key(words("llama-v3p1-8b")), key(words("llama3.1:8b")))


class Finding(unittest.TestCase):
    ids = Ids(
        rows("id,aliases\nmaker/one-8b-instruct,\nmaker/one-8b-fast,\nmaker/claude-opus-4-7,\n"),
        rows(
            "kind,pattern,only,unless,weight_bits,arithmetic_bits,model\n"
            "lead,us,,,,,\nword,2###,,two,,,\nword,fast,,,,,\nword,fp8,,,8,8,\n"
            "order,claude,,,,,\nending,instruct,,,,,\ntag,:,,cloud,4.8,16,\n"
            "default,one,,,4.5,16,maker/one-8b-instruct\n"
        ),
    )

    def test_a_spelling_wins_over_every_rule(self) -> None:
        self.assertEqual(self.ids.find("a/b/one-8b-FAST"), Found("maker/one-8b-fast"))

    def test_a_precision_sets_the_bits(self) -> None:
        expected = Found("maker/one-8b-instruct", "8", "8")
        self.assertEqual(self.ids.find("us.one_8b-instruct-2507-fp8"), expected)

    def test_the_version_may_stand_before_the_family(self) -> None:
        self.assertEqual(self.ids.find("claude-4.7-opus"), Found("maker/claude-opus-4-7"))

    def test_a_size_after_a_colon_is_ollamas(self) -> None:
        tagged = Found("maker/one-8b-instruct", "4.8", "16", at_most=True)
        self.assertEqual(self.ids.find("one:8b"), tagged)
        self.assertEqual(self.ids.find("ollama/one:latest"), Found(tagged.model, "4.5", "16"))
        self.assertIsNone(self.ids.find("acme/one"))

    def test_other_words_are_never_dropped(self) -> None:
        self.assertIsNone(self.ids.find("one-8b-mini"))
        self.assertIsNone(self.ids.find("one-70b"))


class Sample(unittest.TestCase):
    def test_ids_that_were_read_through_mean_what_they_were_read_as(self) -> None:
        ids = read()
        with (FIXTURES / "model-id-sample.csv").open(encoding="utf-8") as sample:
            for row in csv.DictReader(sample):
                found = ids.find(row["id"])
                self.assertIsNotNone(found, row["id"])
                if found is not None:
                    self.assertEqual(found[:3], tuple(row.values())[1:], row["id"])


if __name__ == "__main__":
    unittest.main()
