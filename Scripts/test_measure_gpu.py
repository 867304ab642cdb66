#!/usr/bin/env python3
"""measure_gpu.py with a board whose joules are known, and, where PyTorch is there, on the CPU."""

import importlib.util
import io
import math
import unittest
from dataclasses import replace
from fractions import Fraction
from typing import Any

from board_meter import Board, NoMeter, idle_watts, measured
from formula_v2 import Shape
from gpu_workload import ARCHITECTURES, Model
from measure_gpu import Point, Setting, row, run, write
from token_formula import CACHED, OUTPUT, PROMPT, predicted

WHY = "PyTorch is not installed (Debian: python3-torch): the harness is tested, the work is not"
HAS_TORCH = importlib.util.find_spec("torch") is not None


class Bench:
    """A board that draws 100 W at rest and 500 W at work, which takes a second a piece; its counter
    moves once in so many seconds."""

    def __init__(self, moves: int = 1) -> None:
        self.time, self.used, self.done, self.moves = 0, 0, 0, moves
        self.shown = 0

    def joules(self) -> float:
        return self.shown

    def clock(self) -> float:
        return self.time

    def pass_time(self, seconds: int, watts: int) -> None:
        for _ in range(seconds):
            self.time += 1
            self.used += watts
            if self.time % self.moves == 0:
                self.shown = self.used

    def rest(self, seconds: float) -> None:
        self.pass_time(int(seconds), 100)

    def work(self) -> None:
        self.done += 1
        self.pass_time(1, 500)

    def wait(self) -> None:
        pass


class HarnessTest(unittest.TestCase):
    def test_work_is_repeated_for_its_seconds_once_the_board_is_warm(self) -> None:
        bench = Bench()
        self.assertEqual(measured(bench.work, bench, bench.wait, 4), (4, 4, 2000))
        self.assertEqual(bench.done, 2 + 1 + 4)

    def test_work_longer_than_its_seconds_is_done_once(self) -> None:
        bench = Bench()
        self.assertEqual(measured(bench.work, bench, bench.wait, 0.5), (1, 1, 500))

    def test_joules_are_counted_from_one_move_of_the_counter_to_another(self) -> None:
        # A counter that moves every third second and is read between moves would say 3 or 6 of 4.
        bench = Bench(moves=3)
        self.assertEqual(measured(bench.work, bench, bench.wait, 4), (6, 6, 3000))

    def test_a_counter_that_never_moves_ends_it(self) -> None:
        bench = Bench(moves=10**6)
        with self.assertRaisesRegex(SystemExit, "does not move"):
            measured(bench.work, bench, bench.wait, 4)

    def test_idle_draw_is_of_the_board_at_rest(self) -> None:
        self.assertEqual(idle_watts(Bench(), 5), 100)

    def test_a_row_shares_the_joules_among_the_tokens_of_all_repeats(self) -> None:
        a, bench = ARCHITECTURES["dense-8b"], Bench()
        point = Point(OUTPUT, 64, 1024, 64, lambda: bench.work)
        found = measured(point.prepare(), bench, bench.wait, 4)
        setting = Setting("cuda", bench, Board("H100", 700, 80 * 10**9, "1"), 4, math.inf)
        written = row(point, a, setting, "2", 100, found)
        self.assertEqual(written.j_per_token, f"{2000 / (4 * 64):.6g}")
        self.assertEqual((written.watts, written.idle_watts), ("500.0", "100.0"))


class FormulaTest(unittest.TestCase):
    """Single tokens of a dense model of 8, 16 bits, KV and W 131072, by hand."""

    shape = Shape(Fraction(8), Fraction(8), Fraction(16), Fraction(131072), Fraction(131072))

    def test_a_prompt_token_is_its_arithmetic_and_its_share_of_attention(self) -> None:
        # 0.003 * 8; 4.5e-12 * 131072 * 1000 / 2. Ends: 0.4 and 1/2, 2.5 and 2; / 1.55, * 1.78.
        low, point, high = predicted(self.shape, PROMPT, 1, 1000)
        self.assertAlmostEqual(point, 0.024 + 0.000294912, places=12)
        self.assertAlmostEqual(low, (0.0096 + 0.000147456) / 1.55, places=12)
        self.assertAlmostEqual(high, (0.06 + 0.000589824) * 1.78, places=12)

    def test_a_cached_token_is_its_keys_and_values_moved(self) -> None:
        low, point, high = predicted(self.shape, CACHED, 1, 1000)
        self.assertAlmostEqual(point, 0.000131072, places=12)
        self.assertEqual(low, 0)
        self.assertAlmostEqual(high, (0.000131072 + 0.0024) * 1.78, places=12)

    def test_an_output_token_is_one_after_its_context_among_its_batch(self) -> None:
        # 0.024 of arithmetic, 0.045, 0.55 * 64 / (8 + 8 * 63), and 1e-10 * 131072 * 1000.5.
        low, point, high = predicted(self.shape, OUTPUT, 63, 1000)
        self.assertAlmostEqual(point, 0.150863753600, places=12)
        self.assertAlmostEqual(low, 0.150863753600 / 1.55, places=12)
        self.assertAlmostEqual(high, 0.150863753600 * 1.78, places=12)

    def test_a_batch_that_is_not_said_is_any_of_16_to_256(self) -> None:
        # r at 64, 256 and 16: 64/520, 64/2056, 64/136.
        low, point, high = predicted(self.shape, OUTPUT, 1, 1000, said=False)
        rest = 0.024 + 0.045 + 0.0131137536
        self.assertAlmostEqual(point, rest + 0.55 * 64 / 520, places=9)
        self.assertAlmostEqual(low, (rest + 0.55 * 64 / 2056) / 1.28, places=9)
        self.assertAlmostEqual(high, (rest + 0.55 * 64 / 136) * 1.26, places=9)

    def test_cached_tokens_that_come_back_meanwhile_are_shared_by_the_batch(self) -> None:
        alone, beside = (predicted(self.shape, OUTPUT, 16, 1000, n).point for n in (0, 2048))
        self.assertAlmostEqual(beside - alone, 2048 * 0.000131072 / 16, places=12)


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
        rows = list(run(names, Setting("cpu", NoMeter(), board, 0.01, math.inf)))
        kinds = [(one.shape, one.quantity) for one in rows]
        for name in names:
            self.assertEqual(kinds.count((name, "J per prompt token")), 4)
            self.assertEqual(kinds.count((name, "J per cached token")), 3)
            self.assertEqual(kinds.count((name, "J per output token")), 3 * 9)
        for one in rows:
            self.assertGreater(float(one.seconds), 0)
            self.assertGreater(float(one.formula_j_per_token), 0)
            self.assertEqual(one.j_per_token, "", "a CPU has no joules, and 0 would be a claim")
        text = io.StringIO()
        write(rows, text)
        self.assertEqual(len(text.getvalue().splitlines()), len(rows) + 1)

    def test_nothing_is_measured_after_the_time(self) -> None:
        late = Setting("cpu", NoMeter(), Board("CPU", 0, 10**9, ""), 0, -math.inf)
        self.assertEqual(list(run(["tiny-dense"], late)), [])

    def test_only_what_is_asked_for_is_measured(self) -> None:
        board = Board("CPU", 0, 10**9, "")
        setting = Setting("cpu", NoMeter(), board, 0, math.inf, (CACHED,))
        kinds = {one.quantity for one in run(["tiny-dense"], setting)}
        self.assertEqual(kinds, {CACHED})

    def test_numbers_stay_numbers_through_all_layers(self) -> None:
        # A board takes less for equal bits than for varied ones.
        for name in ("tiny-dense", "tiny-mixture"):
            model = Model(replace(ARCHITECTURES[name], layers=48), "cpu")
            out: Any = model.prefill(8)()
            self.assertTrue(0.1 < float(out.float().std()) < 10, name)

    def test_a_token_is_fed_to_the_experts_that_it_chose(self) -> None:
        # Against one token and one expert at a time.
        model = Model(ARCHITECTURES["tiny-mixture"], "cpu")
        torch: Any = model.torch
        _, _, router, up, down = model.layers[0]
        x = model.random(24, 64)
        found = model.feed(x, router, up, down).float()
        shares, chosen = (x @ router).float().softmax(dim=-1).topk(2, dim=-1)
        for token in range(24):
            alone = torch.zeros(64)
            for share, expert in zip(shares[token], chosen[token], strict=True):
                gate, value = (x[token] @ up[expert]).float().chunk(2)
                hidden = (torch.nn.functional.silu(gate) * value).to(x.dtype)
                alone += share * (hidden @ down[expert]).float()
            self.assertTrue(torch.allclose(found[token], alone, atol=0.05, rtol=0.05), token)

    def test_what_is_restored_is_as_many_bytes_as_the_tokens_have_and_no_zeros(self) -> None:
        a = ARCHITECTURES["tiny-dense"]
        place: Any = Model(a, "cpu").restore(7)()
        self.assertEqual(place.numel() * place.element_size(), 7 * a.kv_bytes)
        self.assertTrue(0.9 < float(place.float().std()) < 1.1)

    def test_a_query_attends_to_all_keys_of_its_own_group(self) -> None:
        # Against plain products, one head at a time; whole, in one piece and in four.
        device = "cuda" if importlib.import_module("torch").cuda.is_available() else "cpu"
        model = Model(ARCHITECTURES["tiny-dense"], device)
        for context, cut in (9, False), (9, True), (1024, True):
            q, k, v = (model.random(3, n, m, 16) for n, m in ((4, 1), (2, context), (2, context)))
            found = model.attend_back(q, k, v, cut=cut).reshape(3, 4, 1, 16).float()
            for head in range(4):
                keys, values = k[:, head // 2].float(), v[:, head // 2].float()
                weights = (q[:, head].float() @ keys.transpose(1, 2) / 4).softmax(dim=-1)
                expected = weights @ values
                error = (found[:, head] - expected).norm() / expected.norm()
                self.assertLess(float(error), 0.01)
                self.assertGreater(float(expected.norm()), 0.01)

    def test_a_prompt_does_not_attend_to_what_comes_later(self) -> None:
        model = Model(ARCHITECTURES["tiny-dense"], "cpu")
        torch: Any = model.torch
        q, k, v = torch.randn(1, 4, 6, 16), torch.randn(1, 2, 6, 16), torch.randn(1, 2, 6, 16)
        before = model.attend(q, k, v)
        v[:, :, 3:] += 1
        self.assertTrue(torch.equal(model.attend(q, k, v)[:, :, :3], before[:, :, :3]))


if __name__ == "__main__":
    unittest.main()
