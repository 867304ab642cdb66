#!/usr/bin/env python3
"""Pack a built eco-calc into a wheel, for uvx and pipx: wheel.py ECO_CALC [FOLDER]

The wheel holds the binary, its manual page and its completions, and no Python. It is for Linux with
the glibc that the binary asks for, or a newer one; the same binary gives the same bytes. FOLDER
(default: dist) gets eco_calc-VERSION-py3-none-manylinux_X_Y_MACHINE.whl.
"""

import argparse
import base64
import hashlib
import platform
import re
import subprocess
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# The oldest time that a zip file can name.
TIME = (1980, 1, 1, 0, 0, 0)
PLACES = {
    "share/man/man1/eco-calc.1": ["man"],
    "share/bash-completion/completions/eco-calc": ["completions", "bash"],
    "share/zsh/site-functions/_eco-calc": ["completions", "zsh"],
    "share/fish/vendor_completions.d/eco-calc.fish": ["completions", "fish"],
}


def glibc(binary: bytes) -> str:
    """The newest version of glibc of which the binary uses a symbol."""
    versions = {(int(a), int(b)) for a, b in re.findall(rb"GLIBC_(\d+)\.(\d+)", binary)}
    major, minor = max(versions, default=(2, 17))
    return f"{major}_{minor}"


def metadata(version: str) -> str:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    return (
        "Metadata-Version: 2.1\n"
        "Name: eco-calc\n"
        f"Version: {version}\n"
        "Summary: Energy and carbon of LLM requests, from usage logs\n"
        "License: Apache-2.0\n"
        "Requires-Python: >=3.8\n"
        "Description-Content-Type: text/markdown\n"
        f"\n{readme}"
    )


def wheel(program: Path, folder: Path) -> Path:
    said = subprocess.check_output([program, "--version"], text=True)
    version = said.split()[1].rstrip(",")
    binary = program.read_bytes()
    tag = f"py3-none-manylinux_{glibc(binary)}_{platform.machine()}"
    name = f"eco_calc-{version}"
    files = {f"{name}.data/scripts/eco-calc": binary}
    for place, words in PLACES.items():
        files[f"{name}.data/data/{place}"] = subprocess.check_output([program, *words])
    info = f"{name}.dist-info"
    files[f"{info}/METADATA"] = metadata(version).encode()
    files[f"{info}/WHEEL"] = (
        f"Wheel-Version: 1.0\nGenerator: wheel.py\nRoot-Is-Purelib: false\nTag: {tag}\n"
    ).encode()
    files[f"{info}/licenses/LICENSE"] = (ROOT / "LICENSE").read_bytes()
    record = ""
    for path, content in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
        record += f"{path},sha256={digest},{len(content)}\n"
    files[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n".encode()
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{name}-{tag}.whl"
    with zipfile.ZipFile(target, "w") as archive:
        for path, content in files.items():
            entry = zipfile.ZipInfo(path, TIME)
            entry.external_attr = (0o100755 if "/scripts/" in path else 0o100644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return target


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("program", type=Path)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("dist"))
    arguments = parser.parse_args()
    print(wheel(arguments.program.resolve(), arguments.folder))


if __name__ == "__main__":
    main()
