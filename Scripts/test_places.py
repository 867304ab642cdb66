#!/usr/bin/env python3
"""Tests of what makes the tables of places, and of their independent reading."""

import tempfile
import unittest
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import us_grid
from checked_csv import Failure
from rebuild_pue import table
from reference_places import Series, site_pue

FUELS = us_grid.FUELS


def mix(**terawatt_hours: int) -> us_grid.Mix:
    return {fuel: Fraction(terawatt_hours.get(fuel, 0)) for fuel in FUELS}


def in_file(text: str, use: Callable[[Path], object]) -> object:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.csv"
        path.write_text(text, encoding="utf-8")
        return use(path)


class States(unittest.TestCase):
    def test_coal_and_gas_are_found_from_national_figures(self) -> None:
        # Coal 900 and gas 500 g/kWh: half coal and half gas is 700, with as much hydro (24) less.
        nations = {1: mix(coal=1, gas=1), 2: mix(coal=1, gas=1, hydro=2), 3: mix(gas=1)}
        published = {1: Fraction(700), 2: Fraction(362), 3: Fraction(500)}
        fit = us_grid.fit(nations, published)
        self.assertEqual((fit.factors["coal"], fit.factors["gas"]), (900, 500))
        self.assertEqual(fit.worst, 0)

    def test_a_nation_that_is_not_met_is_refused(self) -> None:
        header = "zone,year," + ",".join(f"{fuel}_twh" for fuel in FUELS)
        cells = {"coal": ["1", "1", "1"], "gas": ["1", "2", "3"]}
        rows = [
            f"US-AA,{2020 + year}," + ",".join(cells.get(fuel, [""] * 3)[year] for fuel in FUELS)
            for year in range(3)
        ]
        wrong = {2020: Fraction(700), 2021: Fraction(100), 2022: Fraction(900)}
        text = "\n".join([header, *rows]) + "\n"

        def rebuild(path: Path) -> object:
            return us_grid.rebuild(wrong, str(path), us_grid.AREAS)

        with self.assertRaisesRegex(Failure, "another edition, or another method"):
            in_file(text, rebuild)

    def test_tenths_are_rounded_half_to_even(self) -> None:
        for value, expected in (("1.25", "1.2"), ("1.35", "1.4"), ("1.251", "1.3"), ("2", "2")):
            self.assertEqual(us_grid.one_place(Fraction(value)), expected)


class PUE(unittest.TestCase):
    LIST = (
        "cloud-provider,cloud-region,year,power-usage-effectiveness\n"
        "Amazon Web Services,b-1,2023,1.20\nMicrosoft Azure,westus,2023,1.15\n"
        "Microsoft Azure,late,2022,1.12\n"
    )
    PAGES = "region,year,pue,source,note\nb-1,2023,1.3,page,\na-1,2024,1.085,page,two sites\n"

    def made(self, listed: str, pages: str) -> object:
        return in_file(listed, lambda one: in_file(pages, lambda two: table(str(one), str(two))))

    def test_an_operators_page_wins_and_design_values_are_left_out(self) -> None:
        self.assertEqual(
            self.made(self.LIST, self.PAGES),
            "region,provider,year,pue,source\na-1,,2024,1.085,page\nb-1,,2023,1.3,page\n"
            "westus2,,2023,1.15,gsf-real-time-cloud\n",
        )

    def test_what_cannot_be_a_pue_is_refused(self) -> None:
        for wrong in ("0.9", "11", "1.2345", "x", ""):
            with self.assertRaisesRegex(Failure, "PUE"):
                self.made(self.LIST.replace("1.20", wrong), self.PAGES)

    def test_the_newest_that_is_not_after_the_year_counts(self) -> None:
        keys = ("region", "provider", "year", "pue")
        cells = (("a", "", "2022", "1.3"), ("a", "", "2024", "1.1"), ("b", "x", "2024", "1.2"))
        rows = [dict(zip(keys, row, strict=True)) for row in cells]
        here = {"region": "a", "provider": "", "site": ""}
        for year, expected in ((2021, "1.3"), (2023, "1.3"), (2024, "1.1"), (None, "1.1")):
            self.assertEqual(site_pue(here, rows, year), expected)
        other = {"region": "c", "provider": "x", "site": "a"}
        self.assertEqual(site_pue(other, rows, 2023), "1.3")
        self.assertEqual(site_pue(other | {"site": ""}, rows, 2023), "")
        self.assertEqual(site_pue(other | {"pue": "1.9"}, rows, 2023), "1.9")


class SeriesTest(unittest.TestCase):
    TEXT = (
        "zone,start,end,g_per_kwh,basis,source\n"
        "A,2025-01-01T00:00Z,2025-01-01T06:00Z,100,lifecycle,x\n"
        "A,2025-01-01T06:00Z,2025-01-02T12:00Z,0.4,lifecycle,x\n"
    )

    def factor(self, time: str, requests: int = 1) -> object:
        return in_file(self.TEXT, lambda path: Series([path]).factor("a", time, requests))

    def test_a_slot_is_half_open_and_a_day_is_the_mean_of_its_minutes(self) -> None:
        self.assertEqual(self.factor("2025-01-01T05:59:59Z"), 100)
        self.assertEqual(self.factor("2025-01-01T06:00:00Z"), Fraction("0.4"))
        self.assertEqual(self.factor("2025-01-01T07:00:00+02:00"), 100)
        mean = (6 * 100 + 18 * Fraction("0.4")) / 24
        self.assertEqual(self.factor("2025-01-01"), mean)
        self.assertEqual(self.factor("2025-01-01T05:00:00Z", 2), mean)

    def test_what_is_not_there_whole_is_not_there(self) -> None:
        for time in ("2025-01-02", "2025-01-02T12:00:00Z", "2024-12-31T23:59:59Z", ""):
            self.assertIsNone(self.factor(time))


if __name__ == "__main__":
    unittest.main()
