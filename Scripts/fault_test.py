#!/usr/bin/env python3
"""Lets every system call of a small run fail once, and ends it there: fault_test.py ECO_CALC

Afterwards each output is the old file or the whole new one, and all are new where the exit code
says so; a fault that is reported leaves nothing else behind. Without strace it does nothing.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HEADER = "generation_id,created_at,resolved_model,provider,region,prompt_tokens,completion_tokens\n"
ROW = "g{0},2026-01-14T09:30:01Z,openai/gpt-4o-mini,openai,eu-west,18,{0}\n"
OUTPUTS = ["out.csv", "out.csv.rejects.jsonl", "summary.json", "report.html"]
WORDS = "log.csv -o out.csv --summary summary.json --report report.html --max-rejects 1 -q".split()
OLD = b"old"
# What the threads' library asks for beside the work.
NOT_OURS = {"execve", "exit", "exit_group", "rt_sigreturn", "futex", "clone", "clone3"}
# How a call fails; one that was only interrupted is made again.
EFFECTS = {
    "read": ["error=EIO", "error=EINTR"],
    "write": ["error=ENOSPC", "error=EINTR", "signal=KILL"],
    "openat": ["error=EACCES", "signal=KILL"],
    "fsync": ["error=EIO", "signal=KILL"],
    "rename": ["error=EACCES", "signal=KILL"],
    "unlink": ["error=EACCES", "signal=KILL"],
}


class Fault:
    """What is done to one call of a run."""

    def __init__(self, call: str, number: int, effect: str) -> None:
        self.call, self.number, self.effect = call, number, effect

    def __str__(self) -> str:
        return f"{self.call} number {self.number}, {self.effect}"


def prepare(place: Path) -> None:
    rows = "".join(ROW.format(number) for number in range(20))
    (place / "log.csv").write_text(HEADER + rows + "bad\n")
    for name in OUTPUTS:
        (place / name).write_bytes(OLD)


def run(eco: Path, place: Path, *options: str) -> subprocess.CompletedProcess[bytes]:
    command: list[Path | str] = ["strace", "-f", "-qq", *options, eco, *WORDS]
    return subprocess.run(command, check=False, cwd=place, capture_output=True, timeout=60)


def calls(eco: Path) -> Counter[str]:
    """How often a run makes each call in one of its threads: so strace counts."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        prepare(place)
        if run(eco, place, "-o", "trace").returncode != 0:
            sys.exit("a run that nothing was done to fails")
        found = re.findall(r"^(\d+) +(\w+)\(", (place / "trace").read_text(), re.MULTILINE)
        counts: Counter[str] = Counter()
        for (_, call), count in Counter(found).items():
            counts[call] = max(counts[call], count)
        return counts


def check(eco: Path, fault: Fault, new: dict[str, bytes]) -> tuple[int, str | None]:
    """The exit code with a fault, and what is wrong with what it leaves."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        prepare(place)
        log = (place / "log.csv").read_bytes()
        inject = f"inject={fault.call}:{fault.effect}:when={fault.number}"
        ended = run(eco, place, "-o", "/dev/null", "-e", f"trace={fault.call}", "-e", inject)
        code = ended.returncode
        kinds = {}
        for output in OUTPUTS:
            file = place / output
            found = file.read_bytes() if file.exists() else b""
            kinds[output] = "old" if found == OLD else "new" if found == new[output] else "lost"
        others = {file.name for file in place.iterdir()} - {*OUTPUTS, "log.csv"}
        wrong = None
        if (place / "log.csv").read_bytes() != log:
            wrong = "the log has changed"
        elif "lost" in kinds.values() or (code == 0 and set(kinds.values()) != {"new"}):
            wrong = f"{kinds}"
        elif code in {0, 3} and others and fault.call != "unlink":
            wrong = f"{others} left behind"
        elif b"Interrupted system call" in ended.stderr and b"eco-calc: " in ended.stderr:
            wrong = "it is not made again"
        return code, wrong


def main() -> None:
    parser = argparse.ArgumentParser(description="Lets every system call of a run fail once.")
    parser.add_argument("eco_calc", type=Path, metavar="ECO_CALC")
    eco = parser.parse_args().eco_calc.resolve()
    if shutil.which("strace") is None:
        print("strace is not installed: nothing was tried")
        return
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        prepare(place)
        subprocess.run([eco, *WORDS], cwd=place, check=True, stderr=subprocess.DEVNULL)
        new = {name: (place / name).read_bytes() for name in OUTPUTS}
    faults = [
        Fault(call, number, effect)
        for call, count in sorted(calls(eco).items())
        if call not in NOT_OURS
        for number in range(1, count + 1)
        for effect in EFFECTS.get(call, ["error=EIO"])
    ]
    codes: Counter[int] = Counter()
    bad = 0
    with ThreadPoolExecutor(4) as pool:
        for fault, (code, wrong) in zip(
            faults, pool.map(lambda fault: check(eco, fault, new), faults), strict=True
        ):
            codes[code] += 1
            if wrong:
                bad += 1
                print(f"{fault}: exit {code}, {wrong}")
    exits = ", ".join(f"{code} {count} times" for code, count in sorted(codes.items()))
    print(f"{len(faults)} faults in {len({f.call for f in faults})} kinds of calls; exit {exits}")
    if bad or codes[3] == 0:
        sys.exit(f"{bad} of them left what they should not")


if __name__ == "__main__":
    main()
