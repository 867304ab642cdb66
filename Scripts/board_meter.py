"""The joules that a piece of work takes, by the board's own counter (NVML)."""

import ctypes
import math
import sys
import time
from collections.abc import Callable
from typing import NamedTuple, Protocol

BURST = 0.05  # seconds of work between two looks at the counter, which moves ten times a second
WARM = 0.25  # of the seconds that are measured, before them
STALLED = 60.0  # seconds without a move of the counter


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


class Measured(NamedTuple):
    repeats: int
    seconds: float
    joules: float


def measured(
    work: Callable[[], object], meter: Meter, wait: Callable[[], None], seconds: float
) -> Measured:
    """The work done again and again for so long, at least once, from one move of the counter on
    to another; what comes before warms the board."""
    work()  # what is compiled or allocated once is not the token's
    wait()
    start = meter.clock()
    work()
    wait()
    begin = meter.clock()
    burst = max(1, round(BURST / max(begin - start, 1e-6)))
    done, shown, moved = 0, meter.joules(), begin
    first: Measured | None = None
    while True:
        for _ in range(burst):
            work()
        wait()
        done += burst
        now, joules = meter.clock(), meter.joules()
        if joules == shown:  # never of what is not a number
            if now - moved > STALLED:
                sys.exit("measure_gpu.py: the board's energy counter does not move")
            continue
        shown, moved = joules, now
        if first is None:
            if now - begin >= WARM * seconds:
                first = Measured(done, now, joules)
        elif now - first.seconds >= seconds:
            return Measured(done - first.repeats, now - first.seconds, joules - first.joules)


def idle_watts(meter: Meter, seconds: float) -> float:
    """After as long a rest again, in which clocks come down."""
    meter.rest(seconds)
    joules, start = meter.joules(), meter.clock()
    meter.rest(seconds)
    passed = meter.clock() - start
    return (meter.joules() - joules) / passed if passed > 0 else math.nan
