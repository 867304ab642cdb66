#!/usr/bin/env python3
"""Make the conformance vectors of Tests/EcoModelTests/Vectors with reference.py.

    vectors.py            write bundled.csv (against data/) and synthetic.csv (Vectors/tables/)
    vectors.py --check    compare instead of writing; exit 1 on a difference

The columns are described in METHODOLOGY.md, "How to verify".
"""

import argparse
import sys
from pathlib import Path

from bundled_vectors import bundled
from synthetic_vectors import synthetic

HOME = Path(__file__).resolve().parent.parent / "Tests/EcoModelTests/Vectors"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    differs = False
    for name, suite in (("synthetic", synthetic(HOME / "tables")), ("bundled", bundled())):
        path, text = HOME / f"{name}.csv", suite.text()
        assert '"' not in text  # a reader may split at commas
        if not check:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            print(f"{path} differs from what {Path(__file__).name} makes", file=sys.stderr)
            differs = True
        print(f"{name}.csv: {text.count(chr(10)) - 1} cases", file=sys.stderr)
    sys.exit(1 if differs else 0)


if __name__ == "__main__":
    main()
