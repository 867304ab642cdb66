#!/usr/bin/env python3
"""Methodology v2 against METHODOLOGY.md: every expected value is worked by hand here."""

import unittest
from fractions import Fraction

from formula_v2 import CACHED, Shape, ends, joules


def dense(parameters: str, kv_and_width: str, bits: str = "16") -> Shape:
    size, context = Fraction(parameters), Fraction(kv_and_width)
    return Shape(size, size, Fraction(bits), context, context)


class PointTest(unittest.TestCase):
    def test_the_worked_example_is_the_sum_of_its_lines(self) -> None:
        # r = 8 * 8 / (8 + 8 * 64) = 0.123076923076…, in whole parameters 0.123076923.
        lines = {
            "arithmetic": Fraction("0.003") * 8 * 44,
            "prefill attention": Fraction("4.5e-12") * 131072 * 18 * 9,
            "decode": 26 * (Fraction("0.045") + Fraction("0.55") * Fraction("0.123076923")),
            "context": Fraction("1e-10") * 131072 * 26 * 31,
        }
        found = joules(dense("8", "131072"), 18, 0, 26)
        self.assertEqual(found, sum(lines.values()))
        wh = found * Fraction("1.71") * Fraction("1.11") / 3600
        self.assertEqual(round(wh * 10**9), 2107239)
        self.assertEqual(round(wh * Fraction("270.91") / 1000 * 10**9), 570872)

    def test_a_mixture_of_8_bits_with_a_cached_prompt_among_100(self) -> None:
        # A = 10, T = 50, k = 1/2, KV = 1000, W = 2000; u = 100, h = 900, o = 10, B = 100.
        mixture = Shape(*map(Fraction, (10, 50, 8, 1000, 2000)))
        by_hand = sum(
            map(
                Fraction,
                (
                    "2.2",  # 0.002 * 10 * 110
                    "0.0009",  # 1e-9 * 1000 * 900
                    "0.000855",  # 4.5e-12 * 2000 * 100 * 950
                    "1.759523809",  # 10 * (0.045 + 0.55 / 2 * 0.476190476), r = 500 / 1050
                    "0.001005",  # 1e-10 * 1000 * 10 * 1005
                ),
            )
        )
        self.assertEqual(joules(mixture, 100, 900, 10, 100), by_hand)

    def test_equal_requests_told_at_once_cost_their_sum(self) -> None:
        shape = dense("8", "131072")
        together = joules(shape, 1800, 700, 2600, requests=100)
        self.assertEqual(together, 100 * joules(shape, 18, 7, 26))

    def test_parameters_read_are_whole_and_half_goes_to_even(self) -> None:
        # 1 / 2^10 = 0.0009765625 exactly: a half after nine places, and 0.000976562 is even.
        self.assertEqual(dense("1", "1").read(1023), Fraction("0.000976562"))

    def test_weight_only_formats_leave_the_arithmetic_in_16_bits(self) -> None:
        shape = dense("8", "131072", "4")
        only_weights = shape._replace(arithmetic_bits=Fraction(16))
        difference = joules(only_weights, 18, 0, 26) - joules(shape, 18, 0, 26)
        self.assertEqual(difference, Fraction("0.002") * Fraction("0.75") * 8 * 44)


class IntervalTest(unittest.TestCase):
    small, large = dense("8", "32768"), dense("28", "262144")

    def test_nothing_said_spans_16_to_256_sequences_of_a_dense_model(self) -> None:
        low, high = ends(self.small, self.large, 18, 2, 26, mixture=False)
        # r = 64 / 2056 = 0.031128405 and 784 / 476 = 1.647058824.
        by_hand_low = (
            Fraction("0.024") * (Fraction("7.2") + 26)
            + Fraction("2.25e-12") * 32768 * 18 * 11
            + 26 * (Fraction("0.045") + Fraction("0.55") * Fraction("0.031128405"))
            + Fraction("1e-10") * 32768 * 26 * 33
        )
        by_hand_high = (
            Fraction("0.084") * (45 + Fraction("0.2") + 26)
            + CACHED * 262144 * 2
            + Fraction("9e-12") * 262144 * 18 * 11
            + 26 * (Fraction("0.045") + Fraction("0.55") * Fraction("1.647058824"))
            + Fraction("1e-10") * 262144 * 26 * 33
        )
        self.assertEqual(low, by_hand_low / Fraction("1.28"))
        self.assertEqual(high, by_hand_high * Fraction("1.26"))

    def test_a_mixture_may_be_shared_by_4096(self) -> None:
        mixture = Shape(*map(Fraction, (10, 50, 16, 1, 1)))
        low, _ = ends(mixture, mixture, 0, 0, 1, mixture=True)
        decode = Fraction("0.045") + Fraction("0.55") * Fraction("0.012192148")  # 500 / 41010
        at_the_end = Fraction("0.03") + decode + Fraction("0.5e-10")
        self.assertEqual(low, at_the_end / Fraction("1.28"))

    def test_a_concurrency_that_is_said_holds_at_both_ends(self) -> None:
        low, high = ends(self.small, self.small, 0, 0, 26, 100, mixture=False)
        point = joules(self.small, 0, 0, 26, 100)
        self.assertEqual((low, high), (point / Fraction("1.55"), point * Fraction("1.78")))


if __name__ == "__main__":
    unittest.main()
