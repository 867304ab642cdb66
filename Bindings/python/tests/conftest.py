"""Where the tests find what they are held against: the repository's vectors and eco-calc."""

from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]
VECTORS = REPOSITORY / "Tests/EcoModelTests/Vectors"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Names the command that the figures are compared with."""
    parser.addoption("--eco-calc", type=Path, help="a built eco-calc")


@pytest.fixture(scope="session")
def eco_calc(pytestconfig: pytest.Config) -> Path:
    """The command; without it, nothing can be compared."""
    path: Path | None = pytestconfig.getoption("--eco-calc")
    if path is None:
        pytest.fail("--eco-calc says which command to compare with")
    return path.resolve()
