"""One measured run of a command, and the totals that it came to."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path

from job import Report

# Starts one command and reports on it. A process of its own, without the standard library's weight:
# a child's peak memory is never reported as less than that of the process which started it.
LAUNCHER = """
import os, sys
from time import perf_counter
began = perf_counter()
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(child, 0)
wall = perf_counter() - began
print()
print(os.waitstatus_to_exitcode(status), wall, usage.ru_utime, usage.ru_stime, usage.ru_maxrss)
"""
KIB = 1024 if sys.platform != "darwin" else 1  # what ru_maxrss counts, in bytes


@dataclass(frozen=True)
class Sums:
    records: int
    estimated: int
    omitted: dict[str, int]
    prompt_tokens: int
    cached_prompt_tokens: int
    completion_tokens: int
    energy_wh: Decimal
    carbon_g: Decimal

    def differences(self, other: "Sums", tolerance: Decimal | None = None) -> list[str]:
        """What differs; energy and carbon only where they do by more than the tolerance."""
        found = []
        theirs = asdict(other)
        for key, mine in asdict(self).items():
            its = theirs[key]
            near = tolerance is not None and key in ("energy_wh", "carbon_g")
            if not (near and abs(mine - its) <= tolerance * abs(its)) and mine != its:
                found.append(f"{key} is {mine} in eco-calc and {its} in the other")
        return found


def summary_sums(path: Path) -> Sums:
    """Of eco-calc's own summary."""
    found = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    totals = found["totals"]
    return Sums(
        records=found["records"],
        estimated=found["estimated"],
        omitted={reason: count for reason, count in found["omitted"].items() if count},
        prompt_tokens=int(totals["prompt_tokens"]),
        cached_prompt_tokens=int(totals["cached_prompt_tokens"]),
        completion_tokens=int(totals["completion_tokens"]),
        energy_wh=Decimal(totals["energy_wh"]),
        carbon_g=Decimal(totals["carbon_g"]),
    )


def report_sums(report: Report) -> Sums:
    """Of what a job printed."""
    totals = report["totals"]
    return Sums(
        records=totals["records"],
        estimated=totals["estimated"],
        omitted=totals["omitted"],
        prompt_tokens=totals.get("prompt_tokens", 0),
        cached_prompt_tokens=totals.get("cached_prompt_tokens", 0),
        completion_tokens=totals.get("completion_tokens", 0),
        energy_wh=Decimal(totals.get("energy_wh", 0)),
        carbon_g=Decimal(totals.get("carbon_g", 0)),
    )


@dataclass(frozen=True)
class Run:
    """Seconds of wall, of CPU and of CPU outside the kernel, peak MiB, what it printed, and its
    totals if it has any."""

    wall: float
    cpu: float
    user: float
    peak: float
    text: str = ""
    sums: Sums | None = None


def measure(
    command: Sequence[object],
    outputs: Iterable[Path] = (),
    environment: dict[str, str] | None = None,
) -> Run:
    """Runs a command; its outputs are deleted before."""
    for path in outputs:
        path.unlink(missing_ok=True)
    os.sync()  # what earlier runs wrote is not this run's burden
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", LAUNCHER, *map(str, command)],
        stdout=subprocess.PIPE,
        env=os.environ | (environment or {}),
        text=True,
        check=True,
    )
    *printed, report = done.stdout.rstrip("\n").split("\n")
    code, wall, user, system, peak = report.split()
    if code != "0":
        sys.exit(f"exit status {code}: {' '.join(map(str, command))}")
    mib = int(peak) * KIB / (1 << 20)
    cpu = float(user) + float(system)
    return Run(float(wall), cpu, float(user), mib, "\n".join(printed).strip())
