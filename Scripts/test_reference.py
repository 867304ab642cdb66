#!/usr/bin/env python3
"""The reference against METHODOLOGY.md: every expected value is worked by hand there or here.

Long, because it is a list of cases.
"""

import tempfile
import unittest
from fractions import Fraction
from pathlib import Path

from reference import Reference, Size, joules, plain
from reference_tables import DataError, Row, fold, forms, number

EXAMPLE = {
    "case": "worked example",
    "model": "openai/gpt-4o-mini",
    "provider": "openai",
    "region": "eu-west",
    "date": "2024-04-26",
    "prompt_tokens": "18",
    "completion_tokens": "26",
}


def dense(parameters: int, kv_and_width: int) -> Size:
    size, context = Fraction(parameters), Fraction(kv_and_width)
    return Size(active=size, total=size, bits=Fraction(16), kv=context, width=context)


class FormulaTest(unittest.TestCase):
    """The terms of "Worked example", as they are written there."""

    def test_the_worked_example_is_the_sum_of_its_lines(self) -> None:
        by_hand = Fraction("0.432") + Fraction("0.000127401984")
        by_hand += Fraction("3.25") + Fraction("0.01690304512")
        self.assertEqual(by_hand, Fraction("3.699030447104"))
        self.assertEqual(joules(dense(8, 131072), 18, 0, 26), by_hand)

    def test_the_interval_is_the_formula_at_both_sizes(self) -> None:
        low, high = Fraction("3.686257611776"), Fraction("9.996060894208")
        self.assertEqual(joules(dense(8, 32768), 18, 0, 26), low)
        self.assertEqual(joules(dense(28, 262144), 18, 0, 26), high)

    def test_a_mixture_of_8_bits_with_a_cached_prompt(self) -> None:
        # P_act = 10, P_tot = 50, k = 1/2, KV = 1000, W = 2000; u = 100, h = 900, o = 10.
        mixture = Size(*map(Fraction, (10, 50, 8, 1000, 2000)))
        by_hand = sum(
            map(
                Fraction,
                (
                    "3",  # 0.003 * 10 * 100
                    "2.7",  # 0.0003 * 10 * 900
                    "0.00114",  # 6e-12 * 2000 * 100 * (900 + 50)
                    "2.65",  # 10 * (0.045 + 1/2 * (0.1 + 0.0085 * 40))
                    "0.001608",  # 1.6e-10 * 1000 * 10 * (100 + 900 + 5)
                ),
            )
        )
        self.assertEqual(joules(mixture, 100, 900, 10), by_hand)

    def test_equal_requests_told_at_once_cost_their_sum(self) -> None:
        size = dense(8, 131072)
        self.assertEqual(joules(size, 1800, 700, 2600, 100), 100 * joules(size, 18, 7, 26))


class AnswerTest(unittest.TestCase):
    reference = Reference(newest="v1-2026-11")

    def answer(self, **changes: str) -> Row:
        return self.reference.answer(EXAMPLE | changes)

    def assert_has(self, row: Row, **expected: str) -> None:
        self.assertEqual({name: row[name] for name in expected}, expected)

    def test_the_worked_example_in_every_figure(self) -> None:
        self.assert_has(
            self.answer(),
            energy_wh="0.002121394",
            carbon_g="0.000574707",
            energy_per_1k_tokens_wh="0.048213499",
            carbon_per_1k_tokens_g="0.013061519",
            energy_low_wh="0.001626207",
            energy_high_wh="0.010423165",
            accuracy="accurate",
            methodology_version="v1-2026-11",
            omitted="",
        )

    def test_the_older_method_on_the_example(self) -> None:
        # (8.91e-5 * 8 + 1.43e-3) * 44 = 0.0942832 Wh; * 270.91 / 1000 = 0.025542261712 g.
        version = "ecologits-0.4"
        row = self.answer(methodology=version)
        expected = {"energy_wh": "0.0942832", "carbon_g": "0.025542262"}
        self.assert_has(row, **expected, methodology_version=version)

    def test_the_cloud_that_has_its_own_row_is_asked_first(self) -> None:
        # Google's eu-west has a PUE of 1.09: 3.699030447104 * 1.86 * 1.09 / 3600.
        self.assert_has(self.answer(provider="Google"), energy_wh="0.002083171")

    def test_a_prompt_heavy_request_is_medium(self) -> None:
        # Prefill is nearly all: 28 over 8 is 3.5, more than the guard of 3.
        prompt_heavy = self.answer(prompt_tokens="5000", completion_tokens="10")
        self.assert_has(prompt_heavy, accuracy="medium")

    def test_an_assumed_region_is_gross(self) -> None:
        self.assert_has(self.answer(region_assumed="yes"), accuracy="gross")

    def test_a_grid_factor_of_more_than_two_years_ago_is_medium(self) -> None:
        newest = max(self.reference.tables["2026-11"].grid[fold("IE")])
        self.assert_has(self.answer(date=str(newest + 2)), accuracy="accurate")
        self.assert_has(self.answer(date=str(newest + 3)), accuracy="medium")

    def test_reasons_are_decided_in_the_order_of_the_page(self) -> None:
        changes = {"date": "1999-12-31"}
        for change, reason in (
            ({}, "no_grid_data"),
            ({"region": "atlantis"}, "unknown_region"),
            ({"model": "text-embedding-3-small"}, "not_completion"),
            ({"model": "openai/o3"}, "undisclosed_parameters"),
            ({"model": "acme/gpt-4o-mini"}, "unknown_model"),
            ({"prompt_tokens": "0", "completion_tokens": ""}, "no_usage"),
        ):
            changes |= change
            row = self.answer(**changes)
            self.assert_has(row, omitted=reason, energy_wh="", accuracy="", methodology_version="")

    def test_a_request_that_cannot_be_is_an_error(self) -> None:
        for change in (
            {"prompt_tokens": "1000000000001"},
            {"prompt_tokens": "1.0"},
            {"cached_prompt_tokens": "19"},
            {"requests": "0"},
            {"region_assumed": "no"},
            {"date": "26 April 2024"},
            {"methodology": "v2"},
        ):
            with self.subTest(change), self.assertRaises(DataError):
                self.answer(**change)


class ServingTest(unittest.TestCase):
    """Methodology v2 on the worked example: 3.996659954… J at the point, test_formula_v2.py."""

    reference = Reference()

    def answer(self, **changes: str) -> Row:
        return self.reference.answer(EXAMPLE | changes)

    def assert_has(self, row: Row, **expected: str) -> None:
        self.assertEqual({name: row[name] for name in expected}, expected)

    def test_nothing_said_is_64_sequences(self) -> None:
        self.assert_has(
            self.answer(),
            energy_wh="0.002107239",
            carbon_g="0.000570872",
            carbon_per_1k_tokens_g="0.012974366",
            accuracy="accurate",
            basis="assumed",
            methodology_version="v2-2026-12",
        )

    def test_the_label_looks_at_sizes_alone(self) -> None:
        row = self.answer()
        spread = Fraction(row["size_high_wh"]) / Fraction(row["size_low_wh"])
        self.assertEqual(round(spread, 3), Fraction("2.770"))

    def test_gpu_seconds_are_board_times_draw_and_know_no_size(self) -> None:
        # 2 s * 1000 W * 0.75 * 1.55 * 1.11 / 3600 = 0.716875 Wh; / 2.1 and * 1.35.
        row = self.answer(gpu_seconds="2", accelerator="B200")
        self.assert_has(
            row,
            energy_wh="0.716875",
            energy_low_wh="0.341369048",
            energy_high_wh="0.96778125",
            accuracy="medium",
            basis="gpu_seconds",
            size_low_wh="",
        )
        # Among 16 and more the low end is nearer: / 1.41.
        shared = self.answer(gpu_seconds="2", accelerator="b200", concurrency="16")
        self.assert_has(shared, energy_wh="0.716875", energy_low_wh="0.508421986")

    def test_metered_energy_is_taken_as_it_is(self) -> None:
        # 1 Wh * 1.71 * 1.11; / 1.18 and * 1.16.
        row = self.answer(accelerator_wh="1", gpu_seconds="2", accelerator="", concurrency="7")
        ends = {"energy_low_wh": "1.608559322", "energy_high_wh": "2.201796"}
        self.assert_has(row, energy_wh="1.8981", basis="metered", **ends)

    def test_a_concurrency_that_cannot_be_is_not_said(self) -> None:
        for said in ("0.999", "16384.001", "2.0005"):
            self.assert_has(self.answer(concurrency=said), basis="assumed", energy_wh="0.002107239")

    def test_a_runner_of_ones_own_serves_one_sequence(self) -> None:
        said = self.answer(concurrency="1")
        self.assert_has(
            self.answer(provider=" Ollama "), basis="local", energy_wh=said["energy_wh"]
        )

    def test_a_pue_that_nobody_publishes_has_its_own_doubt(self) -> None:
        # Denmark publishes none: 1 Wh * 1.71 * 1.15, and 1.06 and 1.35 in its place at the ends.
        row = self.answer(region="dk", accelerator_wh="1")
        ends = {"energy_low_wh": "1.536101695", "energy_high_wh": "2.67786"}
        self.assert_has(row, energy_wh="1.9665", **ends)

    def test_an_unknown_size_has_a_figure_only_where_measured_and_wanted(self) -> None:
        measured = {"model": "openai/o3", "accelerator_wh": "1"}
        self.assert_has(self.answer(**measured), omitted="undisclosed_parameters")
        self.assert_has(self.answer(**measured, measured_unknown="yes"), energy_wh="1.8981")
        unmeasured = self.answer(model="openai/o3", measured_unknown="yes")
        self.assert_has(unmeasured, omitted="undisclosed_parameters")

    def test_making_the_hardware_is_shared_out_by_it_energy_or_by_gpu_seconds(self) -> None:
        # 1 Wh metered * 1.71 = 1.71 Wh of IT; * 0.042; / 1.18 * 0.015; * 1.16 * 0.085.
        metered = {"embodied_g": "0.07182", "embodied_low_g": "0.021737288"}
        for region in ("eu-west", "dk"):  # whatever the PUE, and whoever knows it
            row = self.answer(region=region, accelerator_wh="1")
            self.assert_has(row, **metered, embodied_high_g="0.168606")
        # 2 s * 0.0104, and * 15 / 42 and * 85 / 42.
        seconds = self.answer(gpu_seconds="2", accelerator="b200")
        ends = {"embodied_low_g": "0.007428571", "embodied_high_g": "0.042095238"}
        self.assert_has(seconds, embodied_g="0.0208", **ends)

    def test_older_methods_take_no_notice(self) -> None:
        known = {"accelerator_wh": "1", "concurrency": "3", "methodology": "v1-2026-12"}
        self.assert_has(self.answer(**known), energy_wh="0.002121394", basis="assumed")


class TextTest(unittest.TestCase):
    def test_halves_are_rounded_to_the_even_side_once(self) -> None:
        for exact, printed in (
            ("0.0000000005", "0"),
            ("0.0000000015", "0.000000002"),
            ("0.0000000025", "0.000000002"),
            ("0.00000000250000000001", "0.000000003"),
            ("1.9999999995", "2"),
            ("100", "100"),
            ("0.120", "0.12"),
        ):
            self.assertEqual(plain(Fraction(exact)), printed)

    def test_only_ascii_is_trimmed_and_folded(self) -> None:
        self.assertEqual(fold(" \tEU-West\r\n"), "eu-west")
        self.assertEqual(fold("\u00a0ÀK\u212a"), "\u00a0Àk\u212a")

    def test_numbers_are_plain_decimals(self) -> None:
        self.assertEqual(number("270.91"), Fraction(27091, 100))
        for text in ("", "1e3", "-1", "1.", ".5", "1,5", " 1", "٣"):
            with self.subTest(text), self.assertRaises(DataError):
                number(text)

    def test_suffixes_are_dropped_before_prefixes(self) -> None:
        self.assertEqual(
            list(forms("Bedrock/us.anthropic.x-20240101-v1:0")),
            [
                "bedrock/us.anthropic.x-20240101-v1:0",
                "bedrock/us.anthropic.x-20240101",
                "bedrock/us.anthropic.x",
                "us.anthropic.x-20240101-v1:0",
                "us.anthropic.x-20240101",
                "us.anthropic.x",
                "anthropic.x-20240101-v1:0",
                "anthropic.x-20240101",
                "anthropic.x",
                "x-20240101-v1:0",
                "x-20240101",
                "x",
            ],
        )
        self.assertEqual(list(forms("acme/x")), ["acme/x"])
        self.assertEqual(list(forms("publishers/acme/models/x")), ["publishers/acme/models/x", "x"])


class TablesTest(unittest.TestCase):
    """Tables of one's own: a model that doubled in June 2024, and a place without a PUE."""

    MODELS = (
        "id,aliases,active_b,active_low_b,active_high_b,total_b,total_low_b,total_high_b,"
        "weight_bits,kv_bytes,attention_width,architecture,evidence,valid_from\n"
        "acme/own,,2,2,2,2,2,2,16,1000,1000,config,vendor,2024-06-01\n"
        "acme/own,,1,1,3,1,1,3,16,1000,1000,config,vendor,\n"
    )
    REGIONS = "region,provider,zone,match,pue\nhere,,Z,own,\n"
    GRID = "zone,year,g_per_kwh,basis\nZ,2023,1000,lifecycle\nZ,2023,400,combustion\n"
    reference: Reference

    @classmethod
    def setUpClass(cls) -> None:
        with tempfile.TemporaryDirectory() as name:
            place = Path(name)
            (place / "models.csv").write_text(cls.MODELS)
            (place / "regions.csv").write_text(cls.REGIONS)
            (place / "grid-intensity.csv").write_text(cls.GRID)
            cls.reference = Reference(place, "v1-2026-11")

    def answer(self, date: str) -> Row:
        request = {"model": "own", "region": "here", "date": date}
        cached = {"prompt_tokens": "1000", "cached_prompt_tokens": "1000"}
        return self.reference.answer(request | cached)

    def test_a_place_without_a_pue_has_the_default_one_and_its_life_cycle_factor(self) -> None:
        # 0.0003 * 1 * 1000 = 0.3 J; * 1.86 * 1.15 / 3600 = 0.00017825 Wh; at 1000 g/kWh as many g.
        row = self.answer("2024-05-31")
        self.assertEqual((row["energy_wh"], row["carbon_g"]), ("0.00017825", "0.00017825"))

    def test_a_size_part_of_exactly_3_is_accurate(self) -> None:
        self.assertEqual(self.answer("2024-05-31")["accuracy"], "accurate")

    def test_a_row_holds_from_its_day_on(self) -> None:
        self.assertEqual(self.answer("2024-06-01")["energy_wh"], "0.0003565")
        self.assertEqual(self.answer("2024")["energy_wh"], "0.0003565")
        self.assertEqual(self.answer("")["energy_wh"], "0.0003565")

    def test_the_version_says_that_the_tables_are_not_the_bundled_ones(self) -> None:
        version = self.answer("2024")["methodology_version"]
        self.assertRegex(version, r"\Av1-2026-11\+local\.[0-9a-f]{8}\Z")


if __name__ == "__main__":
    unittest.main()
