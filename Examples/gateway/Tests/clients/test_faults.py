"""One of each of the faults that `faults.py` makes for ten minutes."""

from pathlib import Path

from conftest import Stub
from faults import run


def test_each_answer_is_recorded_as_it_was_told_whatever_fails(
    stub: Stub, tmp_path: Path, eco_calc: Path
) -> None:
    seen = run(tmp_path, stub, eco_calc, seconds=1, seed=20261126)
    for kind in ("figures", "no figures", "error", "of them replayed", "killed", "locked"):
        assert seen[kind] > 0, seen
