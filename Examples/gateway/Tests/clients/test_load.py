"""A thousand streams at once; `load.py` opens two thousand before a release build."""

from pathlib import Path

from conftest import Stub
from load import Size, gateway_before, through, upstream


def test_a_thousand_streams_at_once_lose_nothing(stub: Stub, tmp_path: Path) -> None:
    size = Size(streams=1000, events=10, pause=100)
    with upstream(size) as port:
        gateway = gateway_before(port, tmp_path, stub)
        try:
            through(gateway, size)
            assert gateway.metrics["lowrouter_open_requests"] == 0
        finally:
            gateway.kill()
