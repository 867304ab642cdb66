"""A store that delays no answer and loses nothing in silence."""

import json
import sqlite3
import stat
import subprocess
import time
from pathlib import Path

import pytest

from conftest import BINARY, Gateway, MakeGateway, wait_for
from trouble import full, locked, small_disk

LATE = "record not stored yet"


def ask(gateway: Gateway, count: int) -> set[str]:
    """The generations of as many answers, none of which may be late."""
    generations = set()
    for _ in range(count):
        start = time.monotonic()
        status, headers, _ = gateway.complete()
        assert status == 200
        assert time.monotonic() - start < 1
        generations.add(headers["X-LowRouter-Generation-ID"])
    return generations


def stored(gateway: Gateway) -> list[str]:
    return [record["generation_id"] for record in gateway.export("jsonl")]


def logged(gateway: Gateway) -> set[str]:
    lines = [json.loads(line) for line in gateway.log.read_text().splitlines()]
    return {
        json.loads(line["record"])["generation_id"] for line in lines if line["message"] == LATE
    }


def health(gateway: Gateway) -> int:
    return gateway.request("/health", key=None).status


def replay(gateway: Gateway) -> None:
    command: list[str | Path] = [BINARY, "replay", "--config", gateway.config, gateway.log]
    subprocess.run(command, check=True, env=gateway.environment, stderr=subprocess.DEVNULL)


def test_a_locked_store_delays_no_answer_and_loses_none(make_gateway: MakeGateway) -> None:
    gateway = make_gateway()
    with locked(gateway.database):
        generations = ask(gateway, 12)
        assert logged(gateway) == generations
        wait_for(lambda: health(gateway) == 503, seconds=5)
        # A record that waits is there for who asks for it.
        for generation in generations:
            assert gateway.record(generation)["status"] == "ok"
        assert stored(gateway) == []
    wait_for(lambda: health(gateway) == 200, seconds=10)
    assert sorted(stored(gateway)) == sorted(generations)
    replay(gateway)
    assert sorted(stored(gateway)) == sorted(generations)
    assert gateway.metrics["lowrouter_store_failures_total{}"] == 12


def test_what_waited_when_the_process_was_killed_is_replayed(make_gateway: MakeGateway) -> None:
    gateway = make_gateway()
    before = ask(gateway, 3)
    with locked(gateway.database):
        after = ask(gateway, 5)
        gateway.process.kill()
        gateway.process.wait()
    assert set(stored(gateway)) == before
    replay(gateway)
    assert set(stored(gateway)) == before | after
    records = {record["generation_id"]: record for record in gateway.export("jsonl")}
    figures = [record["eco"] for record in records.values()]
    assert all(figure == figures[0] for figure in figures)


def test_what_the_queue_has_no_room_for_is_replayed(make_gateway: MakeGateway) -> None:
    gateway = make_gateway(limits={"queued_records": 2})
    with locked(gateway.database):
        generations = ask(gateway, 5)
    wait_for(lambda: len(stored(gateway)) == 2, seconds=5)
    replay(gateway)
    assert set(stored(gateway)) == generations


@pytest.mark.parametrize("replaced", [False, True], ids=["removed", "replaced"])
def test_a_file_that_is_gone_is_noticed(make_gateway: MakeGateway, replaced: bool) -> None:
    gateway = make_gateway()
    ask(gateway, 1)
    assert health(gateway) == 200
    for path in gateway.directory.glob("records.sqlite*"):
        path.unlink()
    if replaced:
        sqlite3.connect(gateway.database).execute("CREATE TABLE other (a)").connection.close()
    assert health(gateway) == 503
    generations = ask(gateway, 3)
    assert health(gateway) == 200
    assert set(stored(gateway)) == generations


def test_a_file_that_is_no_database_any_more_is_noticed(make_gateway: MakeGateway) -> None:
    gateway = make_gateway()
    ask(gateway, 1)
    files = [path.name for path in gateway.directory.glob("records.sqlite*")]
    aside = gateway.directory / "aside"
    aside.mkdir()
    for name in files:
        (gateway.directory / name).rename(aside / name)
    gateway.database.write_text("not a database\n" * 1000)
    generations = ask(gateway, 5)
    assert logged(gateway) == generations
    assert health(gateway) == 503
    for name in files:
        (aside / name).rename(gateway.directory / name)
    wait_for(lambda: health(gateway) == 200, seconds=5)
    assert set(stored(gateway)) >= generations


def test_a_full_disk_is_noticed_and_loses_nothing(
    make_gateway: MakeGateway, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    with small_disk(disk, "400k") as is_there:
        if not is_there:
            pytest.skip("a small disk can be made by root only")
        gateway = make_gateway(database=str(disk / "records.sqlite"))
        with full(disk):
            generations = ask(gateway, 60)
            assert health(gateway) == 503
            assert logged(gateway)
        wait_for(lambda: health(gateway) == 200, seconds=10)
        assert set(stored(gateway)) == generations


def test_nobody_else_can_read_the_file(make_gateway: MakeGateway) -> None:
    gateway = make_gateway()
    ask(gateway, 1)
    modes = {
        stat.S_IMODE(path.stat().st_mode) for path in gateway.directory.glob("records.sqlite*")
    }
    assert modes == {0o600}


def test_records_go_when_they_are_old_enough(make_gateway: MakeGateway) -> None:
    gateway = make_gateway(retention_days=30)
    generations = sorted(ask(gateway, 3))
    gateway.stop()
    now = time.time()
    with sqlite3.connect(gateway.database) as database:
        for generation, days in zip(generations, (31, 29, 0), strict=True):
            moment = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(now - days * 86400))
            database.execute(
                "UPDATE generations SET created_at = ? WHERE generation_id = ?",
                (moment, generation),
            )
    again = Gateway(gateway.directory, gateway.stub, retention_days=30)
    try:
        assert again.request(f"/api/v1/generation/{generations[1]}")[0] == 200
        assert again.request(f"/api/v1/generation/{generations[2]}")[0] == 200
        wait_for(lambda: again.request(f"/api/v1/generation/{generations[0]}")[0] == 404)
    finally:
        assert again.stop() == 0
