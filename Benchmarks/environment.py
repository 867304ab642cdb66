"""The virtual environment that the other contenders live in."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".build-venv"


def python() -> Path:
    """Its interpreter, with requirements.txt installed."""
    found = VENV / "bin" / "python3"
    if not found.exists():
        print(f"making {VENV.relative_to(HERE.parent)}", file=sys.stderr, flush=True)
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    subprocess.run(
        [found, "-m", "pip", "install", "--quiet", "-r", HERE / "requirements.txt"], check=True
    )
    return found
