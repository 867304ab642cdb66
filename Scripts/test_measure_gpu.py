#!/usr/bin/env python3
"""measure_gpu.py with a board whose joules are known, and, where PyTorch is there, on the CPU."""

import importlib.util
import io
import math
import unittest
from fractions import Fraction
from typing import Any

from gpu_workload import ARCHITECTURES, Model
from measure_gpu import Board, NoMeter, Point, idle_watts, measured, row, run, write

WHY = "PyTorch is not installed (Debian: python3-torch): the harness is tested, the work is not"
HAS_TORCH = importlib.util.find_spec("torch") is not None


class Bench:
    """A board that draws 100 W at rest, and 500 W for the second that each piece of work takes."""

    def __init__(self) -> None:
        self.time, self.used, self.done = 0.0, 0.0, 0

    def joules(self) -> float:
        return self.used

    def clock(self) -> float:
        return self.time

    def rest(self, seconds: float) -> None:
        self.time += seconds
        self.used += 100 * seconds

    def work(self) -> None:
        self.done += 1
        self.time += 1
        self.used += 500

    def wait(self) -> None:
        pass


class HarnessTest(unittest.TestCase):
    def test_work_is_repeated_for_its_seconds_and_the_first_one_is_not_counted(self) -> None:
        bench = Bench()
        self.assertEqual(measured(bench.work, bench, bench.wait, 4), (4, 4, 2000))
        self.assertEqual(bench.done, 5)

    def test_work_longer_than_its_seconds_is_done_once(self) -> None:
        bench = Bench()
        self.assertEqual(measured(bench.work, bench, bench.wait, 0.5), (1, 1, 500))

    def test_idle_draw_is_of_the_board_at_rest(self) -> None:
        self.assertEqual(idle_watts(Bench(), 5), 100)

    def test_a_row_shares_the_joules_among_the_tokens_of_all_repeats(self) -> None:
        a, bench = ARCHITECTURES["dense-8b"], Bench()
        point = Point("J per output token", 64, 1024, 64, Fraction(32), lambda: bench.work)
        found = measured(point.prepare(), bench, bench.wait, 4)
        written = row(point, a, Board("H100", 700, 80 * 10**9, "1"), "2", 100, found)
        self.assertEqual(written.j_per_token, f"{2000 / (4 * 64):.6g}")
        self.assertEqual(written.formula_j_per_token, "0.5")  # 32 J over 64 tokens
        self.assertEqual((written.watts, written.idle_watts), ("500.0", "100.0"))


class ArchitectureTest(unittest.TestCase):
    """The published sizes of what the shapes are taken from."""

    def test_the_dense_one_is_of_llama_3_1_8b(self) -> None:
        shape = ARCHITECTURES["dense-8b"].shape
        self.assertAlmostEqual(float(shape.total), 8.03, places=2)
        self.assertEqual((shape.active, shape.kv, shape.width), (shape.total, 131072, 131072))

    def test_the_mixture_is_of_qwen3_30b_a3b(self) -> None:
        shape = ARCHITECTURES["mixture-30b"].shape
        self.assertAlmostEqual(float(shape.total), 30.5, places=1)
        self.assertAlmostEqual(float(shape.active), 3.3, delta=0.06)
        self.assertEqual((shape.kv, shape.width), (98304, 196608))


@unittest.skipUnless(HAS_TORCH, WHY)
class WorkTest(unittest.TestCase):
    def test_all_points_of_the_tiny_shapes_run_on_a_cpu(self) -> None:
        board = Board("CPU", 0, 10**9, "")
        names = ["tiny-dense", "tiny-mixture"]
        rows = list(run(names, "cpu", NoMeter(), board, 0.01, math.inf))
        kinds = [(one.shape, one.quantity) for one in rows]
        for name in names:
            self.assertEqual(kinds.count((name, "J per prompt token")), 4)
            self.assertEqual(kinds.count((name, "J per cached token")), 3)
            self.assertEqual(kinds.count((name, "J per output token")), 9)
        for one in rows:
            self.assertGreater(float(one.seconds), 0)
            self.assertGreater(float(one.formula_j_per_token), 0)
            self.assertEqual(one.j_per_token, "", "a CPU has no joules, and 0 would be a claim")
        text = io.StringIO()
        write(rows, text)
        self.assertEqual(len(text.getvalue().splitlines()), len(rows) + 1)

    def test_nothing_is_measured_after_the_time(self) -> None:
        rows = run(["tiny-dense"], "cpu", NoMeter(), Board("CPU", 0, 10**9, ""), 0, -math.inf)
        self.assertEqual(list(rows), [])

    def test_a_query_attends_to_all_keys_of_its_own_group(self) -> None:
        # Against plain products, one head at a time.
        model = Model(ARCHITECTURES["tiny-dense"], "cpu")
        torch: Any = model.torch
        q, k, v = torch.randn(3, 4, 1, 16), torch.randn(3, 2, 9, 16), torch.randn(3, 2, 9, 16)
        found = model.attend(q, k, v).reshape(3, 4, 1, 16)
        for head in range(4):
            keys, values = k[:, head // 2], v[:, head // 2]
            weights = (q[:, head] @ keys.transpose(1, 2) / 4).softmax(dim=-1)
            self.assertTrue(torch.allclose(found[:, head], weights @ values, atol=1e-5))

    def test_a_prompt_does_not_attend_to_what_comes_later(self) -> None:
        model = Model(ARCHITECTURES["tiny-dense"], "cpu")
        torch: Any = model.torch
        q, k, v = torch.randn(1, 4, 6, 16), torch.randn(1, 2, 6, 16), torch.randn(1, 2, 6, 16)
        before = model.attend(q, k, v)
        v[:, :, 3:] += 1
        self.assertTrue(torch.equal(model.attend(q, k, v)[:, :, :3], before[:, :, :3]))


if __name__ == "__main__":
    unittest.main()
