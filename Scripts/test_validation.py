#!/usr/bin/env python3
"""What validation.py is made of, on rows whose answers are known by hand."""

import csv
import re
import unittest
from dataclasses import replace
from fractions import Fraction

from formula_v2 import Fitted
from intervals import DATA, coverage, joules_by_seconds
from measurements import FIXTURES, Measurement, mlenergy, v2
from refit import FREE_V2, ratios_left_out, refit
from services import SERVERS, decode_joules, prefill_joules
from summaries import percentile, summary
from validated_rows import FITTED

ROW = next(row for row in mlenergy() if row.board == "h100")


class SummaryTest(unittest.TestCase):
    def test_percentiles_are_linear_between_the_neighbours(self) -> None:
        self.assertAlmostEqual(percentile([4, 1, 2, 3], 0.5), 2.5)
        self.assertAlmostEqual(percentile([1, 2], 0.1), 1.1)

    def test_an_error_is_as_large_below_as_above(self) -> None:
        s = summary([0.5, 1, 1.6, 2, 4])
        self.assertEqual((s.median_error, s.within_1_5, s.within_2), (2, 0.2, 0.8))

    def test_coverage_counts_what_lies_on_each_side(self) -> None:
        rows = [replace(ROW, measured=y) for y in (1, 2, 3, 10)]
        c = coverage(rows, lambda _: (2, 3))
        self.assertEqual((c.inside, c.below, c.above, c.width), (0.5, 0.25, 0.25, 1.5))


class RefitTest(unittest.TestCase):
    """Rows that were made with constants, and not measured, give these constants back."""

    made = Fitted(Fraction("0.03"), Fraction("0.7"), Fraction("2e-10"))

    def rows(self) -> list[Measurement]:
        return [
            replace(row, measured=v2(row, row.concurrency, fitted=self.made)) for row in FITTED[::4]
        ]

    def test_constants_are_found_again(self) -> None:
        for found, made in zip(refit(FREE_V2, self.rows()), self.made, strict=True):
            self.assertAlmostEqual(found / float(made), 1, places=4)

    def test_a_row_is_predicted_without_its_own_family(self) -> None:
        # One family is ten times as dear: the others do not know, so it is predicted at a tenth.
        rows = [
            replace(row, measured=row.measured * (10 if row.family == "gemma-3" else 1))
            for row in self.rows()
        ]
        dear = [row for row in rows if row.family == "gemma-3"]
        for ratio in ratios_left_out(FREE_V2, rows, dear, lambda row: row.family):
            self.assertAlmostEqual(ratio, 0.1, places=4)


class ServiceTest(unittest.TestCase):
    def test_seconds_are_boards_by_draw_by_time(self) -> None:
        # Two H100 at 0.75 of 700 W, 100 tokens a second: 10.5 J a token.
        row = replace(ROW, board="h100", boards=2, tokens_per_second=100)
        self.assertAlmostEqual(joules_by_seconds(row), 10.5)

    def test_prefill_and_decode_apart_are_the_request(self) -> None:
        u, o = Fraction(300), Fraction(20)
        apart = prefill_joules(ROW.shape, u) * u + decode_joules(ROW.shape, u, o, 64) * o
        self.assertAlmostEqual(float(apart / o), v2(replace(ROW, prompt=u, completion=o)))

    def test_ten_servers_were_metered_at_the_wall(self) -> None:
        self.assertEqual(len(SERVERS), 10)


class FixtureTest(unittest.TestCase):
    def test_each_file_says_who_measured_it_and_under_which_licence(self) -> None:
        readme = (FIXTURES / "README.md").read_text(encoding="utf-8")
        rows = re.findall(r"^\| `([^`]+)` \| (.+) \| (.+) \|$", readme, re.MULTILINE)
        told = {name for name, who, licence in rows if who and licence}
        self.assertEqual(told, {path.name for path in FIXTURES.glob("*.csv")})


class AcceleratorTest(unittest.TestCase):
    """data/accelerators.csv."""

    with (DATA / "accelerators.csv").open(newline="", encoding="utf-8") as file:
        rows = tuple(csv.DictReader(file))

    def test_names_are_folded_sorted_and_there_once(self) -> None:
        names = [row["name"] for row in self.rows]
        self.assertEqual(names, sorted({name.lower() for name in names}))

    def test_boards_of_1000_watts_and_more_have_the_smaller_service(self) -> None:
        for row in self.rows:
            expected = "1.55" if int(row["board_watts"]) >= 1000 else "1.71"
            self.assertEqual(row["service"], expected, row["name"])

    def test_each_note_says_whether_the_draw_was_measured(self) -> None:
        for row in self.rows:
            measured = "draw share measured: " in row["note"]
            assumed = "draw share not measured" in row["note"]
            self.assertNotEqual(measured, assumed, row["name"])
            if assumed:
                self.assertEqual(row["draw_share"], "0.75", row["name"])


if __name__ == "__main__":
    unittest.main()
