"""What the page says runs, and prints what it says."""

import contextlib
import doctest
import io
import re
from pathlib import Path

import pytest

import ecomodel
from conftest import REPOSITORY

PAGES = [(REPOSITORY / name).read_text() for name in ("README.md", "Bindings/python/README.md")]
EXAMPLES = [
    example
    for page in PAGES
    for example in re.findall(r"```python\n(.*?)```(?:\n\n```\n(.*?)```)?", page, re.DOTALL)
]


def test_each_example_runs_and_prints_what_stands_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert len(EXAMPLES) >= 3
    names: dict[str, object] = {}
    for code, expected in EXAMPLES:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, "README.md", "exec"), names)
        assert printed.getvalue() == (expected or printed.getvalue())
        assert printed.getvalue()


def test_the_package_says_what_it_does() -> None:
    assert doctest.testmod(ecomodel) == (0, 3)
