#!/usr/bin/env python3
"""Measures what a token costs on the accelerator of this machine, and writes it down.

    measure_gpu.py -o rows.csv                    dense-8b and mixture-30b on the first GPU
    measure_gpu.py --shape dense-8b --budget 300  one shape, at most five minutes
    measure_gpu.py --cpu                          tiny shapes on the CPU: shows that it runs

Per shape: joules per prompt token, per cached token (its keys and values restored from the host's
memory) and per output token, by the board's own energy counter (NVML). Idle draw is measured first
and stated, never subtracted. Work is launched as PyTorch does by itself, without the graphs of a
server, so at few sequences a step is dearer than there. Needs PyTorch with CUDA, and nothing else
on the board.
"""

import argparse
import csv
import ctypes
import math
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import NamedTuple, Protocol, TextIO

import formula_v2
from gpu_workload import ARCHITECTURES, Architecture, Model

PROMPTS = 1024, 4096, 16384, 32768
CACHED = 1024, 8192, 32768
BATCHES = 1, 4, 16, 64, 256
CONTEXTS = 1024, 8192, 65536
SECONDS = 4.0  # of each point: the counter moves some ten times a second
IDLE_SECONDS = 5.0
SPARE = 0.85  # of the board's memory, for weights and contexts


class Meter(Protocol):
    """A clock, and the joules that the board has used so far."""

    def joules(self) -> float: ...
    def clock(self) -> float: ...
    def rest(self, seconds: float) -> None: ...


class Board(NamedTuple):
    name: str
    watts_limit: float
    memory: int  # bytes
    driver: str


class NVML:
    """The first board's own counter."""

    def __init__(self) -> None:
        self.library = ctypes.CDLL("libnvidia-ml.so.1")
        self.call("nvmlInit_v2")
        self.handle = ctypes.c_void_p()
        self.call("nvmlDeviceGetHandleByIndex_v2", 0, ctypes.byref(self.handle))

    def call(self, name: str, *arguments: object) -> None:
        status = getattr(self.library, name)(*arguments)
        if status != 0:
            sys.exit(f"measure_gpu.py: {name} gives {status}")

    def joules(self) -> float:
        used = ctypes.c_ulonglong()
        self.call("nvmlDeviceGetTotalEnergyConsumption", self.handle, ctypes.byref(used))
        return used.value / 1000

    def clock(self) -> float:
        return time.monotonic()

    def rest(self, seconds: float) -> None:
        time.sleep(seconds)

    def board(self) -> Board:
        name, driver = ctypes.create_string_buffer(96), ctypes.create_string_buffer(96)
        limit, memory = ctypes.c_uint(), (ctypes.c_ulonglong * 3)()
        self.call("nvmlDeviceGetName", self.handle, name, 96)
        self.call("nvmlSystemGetDriverVersion", driver, 96)
        self.call("nvmlDeviceGetPowerManagementLimit", self.handle, ctypes.byref(limit))
        self.call("nvmlDeviceGetMemoryInfo", self.handle, ctypes.byref(memory))
        return Board(name.value.decode(), limit.value / 1000, memory[0], driver.value.decode())


class NoMeter:
    """A CPU has no counter that anybody may read: its rows have no joules."""

    def joules(self) -> float:
        return math.nan

    def clock(self) -> float:
        return time.monotonic()

    def rest(self, seconds: float) -> None:
        pass


@dataclass(frozen=True)
class Point:
    """What one measured piece of work does."""

    quantity: str  # J per prompt, cached or output token
    batch: int
    context: int  # tokens: of the prompt, of what is restored, or before the output token
    tokens: int  # that the joules are shared by
    expected: Fraction  # joules of one piece of work, by the formula
    prepare: Callable[[], Callable[[], object]]  # takes its memory, gives the work


@dataclass(frozen=True)
class Row:
    quantity: str
    shape: str
    active_params_b: str
    total_params_b: str
    batch: int
    context: int
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


class Measured(NamedTuple):
    repeats: int
    seconds: float
    joules: float


def measured(
    work: Callable[[], object], meter: Meter, wait: Callable[[], None], seconds: float
) -> Measured:
    """The work done again and again for so long, at least once."""
    work()  # what is compiled or allocated once is not the token's
    wait()
    joules, start = meter.joules(), meter.clock()
    repeats = 0
    while repeats == 0 or meter.clock() - start < seconds:
        work()
        wait()
        repeats += 1
    return Measured(repeats, meter.clock() - start, meter.joules() - joules)


def idle_watts(meter: Meter, seconds: float) -> float:
    joules, start = meter.joules(), meter.clock()
    meter.rest(seconds)
    passed = meter.clock() - start
    return (meter.joules() - joules) / passed if passed > 0 else math.nan


def plain(value: float, form: str) -> str:
    return "" if math.isnan(value) else format(value, form)


def points(model: Model, memory: int) -> Iterator[Point]:
    """All that fits; lengths and batches are small where there is no accelerator."""
    a, shape = model.a, model.a.shape
    free = int(memory * SPARE) - a.weight_bytes

    def few(counts: tuple[int, ...], divisor: int) -> list[int]:
        divisor = divisor if model.device == "cpu" else 1
        return sorted({max(1, count // divisor) for count in counts})

    for tokens in few(PROMPTS, 512):
        energy = formula_v2.joules(shape, tokens, 0, 0)
        prepare = partial(model.prefill, tokens)
        yield Point("J per prompt token", 1, tokens, tokens, energy, prepare)
    for tokens in few(CACHED, 512):
        energy = formula_v2.joules(shape, 0, tokens, 0)
        prepare = partial(model.restore, tokens)
        yield Point("J per cached token", 1, tokens, tokens, energy, prepare)
    for context in few(CONTEXTS, 512):
        for batch in few(BATCHES, 32):
            if batch * context * a.kv_bytes <= free:
                there = formula_v2.joules(shape, context, 0, 0)
                energy = formula_v2.joules(shape, context, 0, 1, batch) - there
                prepare = partial(model.decode, batch, context)
                yield Point("J per output token", batch, context, batch, energy * batch, prepare)


def row(
    point: Point, a: Architecture, board: Board, torch: str, idle: float, found: Measured
) -> Row:
    repeats, seconds, joules = found
    shape, tokens = a.shape, repeats * point.tokens
    return Row(
        quantity=point.quantity,
        shape=a.name,
        active_params_b=f"{float(shape.active):.3f}",
        total_params_b=f"{float(shape.total):.3f}",
        batch=point.batch,
        context=point.context,
        repeats=repeats,
        seconds=f"{seconds:.3f}",
        joules=plain(joules, ".3f"),
        watts=plain(joules / seconds, ".1f"),
        idle_watts=plain(idle, ".1f"),
        j_per_token=plain(joules / tokens, ".6g"),
        formula_j_per_token=f"{float(point.expected / point.tokens):.6g}",
        board=board.name,
        board_watts=f"{board.watts_limit:g}",
        driver=board.driver,
        torch=torch,
    )


def run(
    names: list[str], device: str, meter: Meter, board: Board, seconds: float, end: float
) -> Iterator[Row]:
    """Rows until the meter's clock says `end`."""
    idle = idle_watts(meter, IDLE_SECONDS)
    for name in names:
        a = ARCHITECTURES[name]
        if a.weight_bytes > board.memory * SPARE:
            print(f"{name} does not fit into {board.name}", file=sys.stderr)
            continue
        model = Model(a, device)
        for point in points(model, board.memory):
            if meter.clock() >= end:
                print("the time is up: the rest is not measured", file=sys.stderr)
                return
            found = measured(point.prepare(), meter, model.wait, seconds)
            yield row(point, a, board, model.torch.__version__, idle, found)


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
    parser.add_argument("--budget", type=float, default=600, help="seconds for everything")
    parser.add_argument("--cpu", action="store_true")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE")
    options = parser.parse_args()
    meter: Meter
    if options.cpu:
        meter, device, seconds = NoMeter(), "cpu", 0.05
        board, names = Board("CPU, no energy counter", 0, 10**9, ""), ["tiny-dense", "tiny-mixture"]
    else:
        meter, device, seconds = NVML(), "cuda", SECONDS
        board, names = meter.board(), ["dense-8b", "mixture-30b"]
    end = meter.clock() + options.budget
    rows = run(options.shape or names, device, meter, board, seconds, end)
    if options.output is None:
        write(rows, sys.stdout)
    else:
        with options.output.open("w", encoding="utf-8", newline="") as file:
            write(rows, file)


if __name__ == "__main__":
    main()
