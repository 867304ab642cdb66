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
from own_tokens import ROWS, Point, Row, beside, reading_back
from refit import FREE_V2, ratios_left_out, refit
from services import SERVERS, decode_joules, prefill_joules
from summaries import percentile, summary
from token_formula import CACHED, OUTPUT, PROMPT
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


class OwnTokenTest(unittest.TestCase):
    """What this project measured."""

    step = Row(
        started="2026-11-26T10:51Z",
        quantity=OUTPUT,
        model="dense-8b",
        batch=16,
        context=8192,
        launch="graph",
        attention="whole",
        restored=0,
        repeats=100,
        seconds=2,
        joules=800,
        idle_watts=120,
    )

    def test_joules_are_shared_by_the_batch_or_by_the_prompt(self) -> None:
        self.assertAlmostEqual(self.step.per_token, 800 / (100 * 16))
        self.assertAlmostEqual(self.step.above_rest, (800 - 240) / (100 * 16))
        self.assertAlmostEqual(replace(self.step, quantity=PROMPT).per_token, 800 / (100 * 8192))

    def test_what_restoring_costs_is_what_a_step_takes_more(self) -> None:
        # 0.08 J a step for 2048 tokens of 131072 bytes.
        both = replace(self.step, restored=2048, joules=808)
        found = beside([self.step, both, self.step])
        self.assertEqual(len(found), 1)
        self.assertAlmostEqual(found[0] * 1e9, 0.08 / (2048 * 131072) * 1e9)

    def test_the_cheaper_way_of_attention_counts_and_each_way_by_its_median(self) -> None:
        # By the fixture: 8.45838 J whole and 6.0539 in pieces; three and four at 16.
        self.assertAlmostEqual(Point("dense-8b", OUTPUT, 65536, 1).best, 6.0539, places=4)
        median = (0.462043 + 0.463678) / 2  # of 0.458526, 0.462043, 0.463678, 0.463793
        self.assertAlmostEqual(Point("dense-8b", OUTPUT, 8192, 16).best, median, places=4)

    def test_reading_back_is_the_slope_between_two_contexts(self) -> None:
        # A mixture at 4: 1.43081 J after 8192 tokens, 1.13852 after 1024; 98304 bytes a token.
        slope = (1.43081 - 1.13852) / (98304 * 7168)
        self.assertIn(round(slope * 1e12), [round(found * 1e12) for found in reading_back()])

    def test_the_page_has_the_speed_and_the_draw_of_what_was_restored_and_read_back(self) -> None:
        page = " ".join((DATA.parent / "METHODOLOGY.md").read_text(encoding="utf-8").split())
        restored = [row for row in ROWS if row.quantity == CACHED]
        speeds = [row.tokens * row.kv_bytes / row.seconds / 1e9 for row in restored]
        draws = [row.joules / row.seconds for row in restored]
        rests = [row.idle_watts for row in restored]
        first = [found * 1e9 for found in beside(ROWS)[:3]]
        short, long = (Point("dense-8b", OUTPUT, n, 16).rows("graph")[0] for n in (1024, 8192))
        seconds = long.seconds / long.repeats - short.seconds / short.repeats
        speed = 16 * (8192 - 1024) * long.kv_bytes / seconds / 1e12
        for told in (
            f"at {min(speeds):.0f} to {max(speeds):.0f} GB/s",
            f"drew {min(draws):.0f} to {max(draws):.0f} W",
            f"and {min(rests):.0f} to {max(rests):.0f} W at rest",
            f"agree on {min(first):.1f} to {max(first):.1f} nJ",
            f"16 sequences, read at {speed:.1f} TB/s and {long.joules / long.seconds:.0f} W",
        ):
            self.assertTrue(told in page, told)

    def test_the_board_stayed_within_its_limit_and_above_its_rest(self) -> None:
        for row in ROWS:
            self.assertTrue(row.idle_watts < row.joules / row.seconds < 1.02 * 700, row)


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
