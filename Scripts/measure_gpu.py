#!/usr/bin/env python3
"""Measures what a token costs on the accelerator of this machine, and writes it down.

    measure_gpu.py -o rows.csv                    dense-8b and mixture-30b on the first GPU
    measure_gpu.py --shape dense-8b --budget 300  one shape, at most five minutes
    measure_gpu.py --cpu                          tiny shapes on the CPU: shows that it runs

Per shape: joules per prompt token, per cached token (its keys and values restored from the host's
memory, alone and beside decode) and per output token, by the board's own energy counter (NVML).
Draw at rest, with the weights in memory, is measured first and stated, never subtracted. Kernels
are launched one by one, for output tokens also as one graph, as servers do, and there with contexts
attended to whole or cut up. Needs PyTorch 2.10 with CUDA, and nothing else on the board. What came
out for this project is Tests/EcoModelTests/Fixtures/token-energy.csv.
"""

import argparse
import csv
import math
import sys
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TextIO

from board_meter import NVML, Board, Measured, Meter, NoMeter, idle_watts, measured
from gpu_workload import ARCHITECTURES, Architecture, Model
from token_formula import CACHED, OUTPUT, PROMPT, predicted

PROMPTS = 1024, 4096, 16384, 32768
CACHES = 1024, 8192, 32768
BATCHES = 1, 4, 16, 64, 256
CONTEXTS = 1024, 8192, 65536
PAIRS = 3  # of decode alone and decode beside restoring, in turn
PAIRED, RESTORED = (16, 8192), 2048  # batch and context; cached tokens during each step
SECONDS = 4.0  # of each point: the counter moves some ten times a second
IDLE_SECONDS = 3.0
QUANTITIES = {"prompt": PROMPT, "cached": CACHED, "output": OUTPUT}
ALL = tuple(QUANTITIES.values())
SPARE = 0.85  # of the board's memory, for weights and contexts


@dataclass(frozen=True)
class Point:
    """What one measured piece of work does."""

    quantity: str
    batch: int
    context: int  # tokens: of the prompt, of what is restored, or before the output token
    tokens: int  # that the joules are shared by
    prepare: Callable[[], Callable[[], object]]  # takes its memory, gives the work
    launch: str = "single"  # kernel by kernel, or as one graph
    attention: str = "whole"  # to a context, or in pieces
    restored: int = 0  # cached tokens that come back meanwhile


@dataclass(frozen=True)
class Setting:
    """Where, how long and until when is measured."""

    device: str
    meter: Meter
    board: Board
    seconds: float  # of each point
    end: float  # by the meter's clock
    quantities: Container[str] = ALL
    started: str = ""  # universal time


@dataclass(frozen=True)
class Row:
    started: str
    quantity: str
    shape: str
    active_params_b: str
    total_params_b: str
    batch: int
    context: int
    launch: str
    attention: str
    restored: int
    repeats: int
    seconds: str
    joules: str
    watts: str
    idle_watts: str
    j_per_token: str
    formula_j_per_token: str
    board: str
    board_watts: str
    driver: str
    torch: str


def plain(value: float, form: str) -> str:
    return "" if math.isnan(value) else format(value, form)


def points(model: Model, memory: int) -> Iterator[Point]:
    """All that fits; where there is no accelerator, there are small numbers and no graphs."""
    a, on_cpu = model.a, model.device == "cpu"
    free = int(memory * SPARE) - a.weight_bytes

    def few(counts: tuple[int, ...], divisor: int) -> list[int]:
        return sorted({max(1, count // (divisor if on_cpu else 1)) for count in counts})

    def fits(batch: int, context: int) -> bool:
        return batch * context * a.kv_bytes <= free

    for tokens in few(PROMPTS, 512):
        yield Point(PROMPT, 1, tokens, tokens, partial(model.prefill, tokens))
    for tokens in few(CACHES, 512):
        yield Point(CACHED, 1, tokens, tokens, partial(model.restore, tokens))
    graph = model.decode if on_cpu else model.decode_graph
    for launch, decode, cut in (
        ("single", model.decode, False),
        ("graph", graph, False),
        ("graph", graph, True),
    ):
        for context in few(CONTEXTS, 512):
            for batch in few(BATCHES, 32):
                if fits(batch, context):
                    prepare = partial(decode, batch, context, cut=cut)
                    attention = "pieces" if cut else "whole"
                    yield Point(OUTPUT, batch, context, batch, prepare, launch, attention)
    if fits(*PAIRED) and not on_cpu:
        batch, context = PAIRED
        alone = partial(model.decode_graph, batch, context, cut=False)
        beside = partial(model.decode_beside, batch, context, RESTORED)
        for _ in range(PAIRS):
            yield Point(OUTPUT, batch, context, batch, alone, "graph")
            yield Point(OUTPUT, batch, context, batch, beside, "graph", restored=RESTORED)


def row(
    point: Point, a: Architecture, setting: Setting, torch: str, idle: float, found: Measured
) -> Row:
    repeats, seconds, joules = found
    shape, tokens, board = a.shape, repeats * point.tokens, setting.board
    formula = predicted(shape, point.quantity, point.batch, point.context, point.restored)
    return Row(
        started=setting.started,
        quantity=point.quantity,
        shape=a.name,
        active_params_b=f"{float(shape.active):.3f}",
        total_params_b=f"{float(shape.total):.3f}",
        batch=point.batch,
        context=point.context,
        launch=point.launch,
        attention=point.attention,
        restored=point.restored,
        repeats=repeats,
        seconds=f"{seconds:.3f}",
        joules=plain(joules, ".3f"),
        watts=plain(joules / seconds, ".1f"),
        idle_watts=plain(idle, ".1f"),
        j_per_token=plain(joules / tokens, ".6g"),
        formula_j_per_token=f"{formula.point:.6g}",
        board=board.name,
        board_watts=f"{board.watts_limit:g}",
        driver=board.driver,
        torch=torch,
    )


def rows_of(a: Architecture, setting: Setting) -> Iterator[Row]:
    model, meter = Model(a, setting.device), setting.meter
    model.prefill(1)()  # what the board is at rest with
    model.wait()
    idle = idle_watts(meter, IDLE_SECONDS)
    for point in points(model, setting.board.memory):
        if point.quantity not in setting.quantities:
            continue
        if meter.clock() >= setting.end:
            print(f"{a.name}: the time is up, the rest is not measured", file=sys.stderr)
            return
        try:
            found = measured(point.prepare(), meter, model.wait, setting.seconds)
        except RuntimeError as error:  # PyTorch's: no memory, or what this board cannot do
            print(f"{a.name}: {point} is not measured: {error}", file=sys.stderr)
        else:
            yield row(point, a, setting, model.torch.__version__, idle, found)
        model.release()


def run(names: list[str], setting: Setting) -> Iterator[Row]:
    for name in names:
        a, board = ARCHITECTURES[name], setting.board
        if a.weight_bytes > board.memory * SPARE:
            print(f"{name} does not fit into {board.name}", file=sys.stderr)
            continue
        yield from rows_of(a, setting)


def write(rows: Iterable[Row], file: TextIO) -> None:
    out = csv.DictWriter(file, [field.name for field in fields(Row)], lineterminator="\n")
    out.writeheader()
    for one in rows:
        out.writerow(asdict(one))
        file.flush()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shape", action="append", choices=list(ARCHITECTURES))
    parser.add_argument("--only", choices=list(QUANTITIES))
    parser.add_argument("--budget", type=float, default=600, help="seconds for everything")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for each point")
    parser.add_argument("--cpu", action="store_true")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE")
    options = parser.parse_args()
    started = datetime.now(UTC).strftime("%Y-%m-%dT%H:%MZ")
    only = ALL if options.only is None else (QUANTITIES[options.only],)
    meter: Meter
    if options.cpu:
        meter, device, seconds = NoMeter(), "cpu", 0.05
        board, names = Board("CPU, no energy counter", 0, 10**9, ""), ["tiny-dense", "tiny-mixture"]
    else:
        meter, device, seconds = NVML(), "cuda", options.seconds
        board, names = meter.board(), ["dense-8b", "mixture-30b"]
    end = meter.clock() + options.budget
    rows = run(options.shape or names, Setting(device, meter, board, seconds, end, only, started))
    if options.output is None:
        write(rows, sys.stdout)
    else:
        with options.output.open("w", encoding="utf-8", newline="") as file:
            write(rows, file)


if __name__ == "__main__":
    main()
