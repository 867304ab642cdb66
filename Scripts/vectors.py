#!/usr/bin/env python3
"""Make the conformance vectors of Tests/EcoModelTests/Vectors with reference.py.

    vectors.py            write those of the newest edition: bundled.csv (against its tables) and
                          synthetic.csv (against the tables beside it)
    vectors.py --check    compare those of all editions instead; exit 1 on a difference

What is released is never written again. METHODOLOGY.md, "How to verify", describes the columns.
"""

import argparse
import sys
from pathlib import Path

from bundled_vectors import bundled
from synthetic_vectors import synthetic
from vector_suite import Suite

HOME = Path(__file__).resolve().parent.parent / "Tests/EcoModelTests/Vectors"
# Editions, the newest last: its methodology, then older formulas over the same tables.
EDITIONS = {
    "2026-11": ("v1-2026-11", "ecologits-0.4", "v1-2026-11"),
    "2026-12": ("v2-2026-12", "ecologits-0.4-2026-12", "v1-2026-12"),
}


def suites(edition: str) -> dict[str, Suite]:
    names = EDITIONS[edition]
    return {
        "synthetic.csv": synthetic(HOME / edition / "tables", *names),
        "bundled.csv": bundled(*names),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    differs = False
    for edition in EDITIONS if check else list(EDITIONS)[-1:]:
        for name, suite in suites(edition).items():
            path, text = HOME / edition / name, suite.text()
            assert '"' not in text  # a reader may split at commas
            if not check:
                path.write_text(text, encoding="utf-8")
            elif not path.exists() or path.read_text(encoding="utf-8") != text:
                print(f"{path} differs from what {Path(__file__).name} makes", file=sys.stderr)
                differs = True
            print(f"{edition}/{name}: {text.count(chr(10)) - 1} cases", file=sys.stderr)
    sys.exit(1 if differs else 0)


if __name__ == "__main__":
    main()
