"""A thousand streams at once."""

import asyncio
import json

from conftest import KEY, MakeGateway

STREAMS = 1000


def test_a_thousand_concurrent_streams_lose_no_record(make_gateway: MakeGateway) -> None:
    gateway = make_gateway()
    body = json.dumps(
        {
            "model": "openai/gpt-4o-mini",
            "stream": True,
            "route": {"region": "eu-west"},
            "messages": [{"role": "user", "content": "[[usage 18 26]] [[chunks 10]] [[delay 1]]"}],
        }
    ).encode()
    head = (
        f"POST /api/v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {KEY}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode()

    async def stream() -> str:
        reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
        writer.write(head + body)
        data = await reader.readuntil(b"0\r\n\r\n")
        writer.close()
        assert data.count(b'"word') == 10
        assert b'"eco":{' in data
        assert b"[DONE]" in data
        name = data.index(b"gen_")
        return data[name : name + 30].decode()

    async def peak(done: asyncio.Event) -> int:
        """The most streams that were open at one time, until all are done."""
        most = 0
        while not done.is_set():
            metrics = await asyncio.to_thread(lambda: gateway.metrics)
            most = max(most, int(metrics["lowrouter_open_requests"]))
            await asyncio.sleep(0.2)
        return most

    async def everything() -> tuple[list[str], int]:
        done = asyncio.Event()
        watch = asyncio.create_task(peak(done))
        generations = await asyncio.gather(*(stream() for _ in range(STREAMS)))
        done.set()
        return generations, await watch

    generations, most = asyncio.run(everything())
    assert most == STREAMS
    records = {record["generation_id"]: record for record in gateway.export("jsonl")}
    assert set(records) == set(generations)
    assert len(records) == STREAMS
    assert all(record["eco"]["energy_wh"] == 0.002121394 for record in records.values())
    assert {record["status"] for record in records.values()} == {"ok"}
    assert gateway.metrics["lowrouter_open_requests"] == 0
