"""Good calls of many clients among all kinds of bad ones: every good one is answered rightly."""

from __future__ import annotations

import asyncio
import json
import os
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING

import httpx2
import pytest

from r1ci_bench.sandbox import Policy, SandboxOptions
from r1ci_bench.sandbox.jail.client import JailSandbox
from support.processes import descendants, eventually, with_argument
from support.sandbox_service import Running, served

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

CLIENTS, CALLS = 16, 12
JSON = {"content-type": "application/json"}
TOKEN = {"authorization": "Bearer for-this-test"}
MARK = f"{os.getpid()}.77"


@pytest.fixture(scope="module")
def running(jail_works: None) -> Iterator[Running]:
    ceiling = Policy(wall_seconds=30.0, cpu_seconds=30.0, preload=())
    jail = JailSandbox(SandboxOptions(concurrency=5))
    # Sixteen good clients and the bad ones fit in; those who fill the queue on purpose do not.
    with served(jail, ceiling=ceiling, workers=4, queue=28, body_bytes=1 << 20, token="for-this-test") as it:
        yield it


async def good(client: httpx2.AsyncClient, number: int) -> Counter[str]:
    """One client: its calls, one after another; a full queue is waited for, as any client would."""
    seen: Counter[str] = Counter()
    for call in range(CALLS):
        code = (
            f"import sys\nprint({number} * 1000 + {call})\n"
            f"print('e{number}', file=sys.stderr)\nsys.exit({call % 3})"
        )
        while True:
            response = await client.post(
                "/run_code", json={"code": code, "language": "python"}, headers=TOKEN
            )
            if response.status_code != 429:
                break
            seen["busy"] += 1
            await asyncio.sleep(0.02)
        assert response.status_code == 200, response.text
        result = response.json()["run_result"]
        assert result["stdout"] == f"{number * 1000 + call}\n"
        assert result["stderr"] == f"e{number}\n"
        assert result["return_code"] == call % 3
        seen["good"] += 1
    return seen


def refused(status: int, body: bytes, **headers: str) -> Callable[[httpx2.AsyncClient], Awaitable[None]]:
    """A bad request and the only statuses that it may get: its own, or that of a full queue."""

    async def send(client: httpx2.AsyncClient) -> None:
        response = await client.post("/run_code", content=body, headers={**JSON, **TOKEN, **headers})
        assert response.status_code in (status, 429), response.text
        if response.status_code != 200:
            assert set(response.json()["error"]) == {"kind", "message", "boundary", "hint"}

    return send


async def hang_up(client: httpx2.AsyncClient) -> None:
    """Begin a program that would sleep for long, and do not wait for it; come back where it is full."""
    code = f"import subprocess\nsubprocess.run(['sleep', '{MARK}'])"
    asked = {"code": code, "language": "python", "run_timeout": 30}
    with suppress(TimeoutError):
        async with asyncio.timeout(1.0) as patience:
            while True:
                response = await client.post("/run_code", json=asked, headers=TOKEN)
                assert response.status_code == 429  # else it would have slept for longer
                await asyncio.sleep(0.02)
                patience.reschedule(asyncio.get_running_loop().time() + 1.0)


async def flood(client: httpx2.AsyncClient) -> None:
    """More calls at once than the service takes."""
    body = {"code": "print(1)", "language": "python"}
    answers = await asyncio.gather(*(client.post("/run_code", json=body, headers=TOKEN) for _ in range(40)))
    assert {answer.status_code for answer in answers} <= {200, 429}


async def half_a_request(client: httpx2.AsyncClient) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", client.base_url.port)
    writer.write(b"POST /run_code HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 50\r\n\r\n{")
    await writer.drain()
    writer.close()
    await writer.wait_closed()


def program(code: str, **fields: object) -> bytes:
    return json.dumps({"code": code, "language": "python", **fields}).encode()


BAD: tuple[Callable[[httpx2.AsyncClient], Awaitable[None]], ...] = (
    refused(400, b"{"),
    refused(400, b'{"code": "\\ud800", "language": "python"}'),
    refused(401, program("print(1)"), authorization="Bearer wrong"),
    refused(413, program("#" * 10_000_000)),
    refused(415, program("print(1)"), **{"content-type": "text/plain"}),
    refused(422, program("")),
    refused(422, program("print(1)", language="cobol")),
    refused(422, program("print(1)", run_timeout=-1)),
    refused(200, program("print(1)\0")),
    refused(200, program("while True: pass", run_timeout=0.2)),
    refused(200, program("print('x' * 3_000_000)")),
    hang_up,
    flood,
    half_a_request,
)


async def every(
    bad: Callable[[httpx2.AsyncClient], Awaitable[None]], client: httpx2.AsyncClient, done: asyncio.Event
) -> int:
    """One kind of bad request, again and again until the good ones are through."""
    times = 0
    while not done.is_set():
        await bad(client)
        times += 1
    return times


def test_the_service_keeps_serving_whatever_comes_in(running: Running) -> None:
    async def body() -> None:
        limits = httpx2.Limits(max_connections=200)
        async with httpx2.AsyncClient(base_url=running.url, timeout=120, limits=limits) as client:
            done = asyncio.Event()
            bad = [asyncio.create_task(every(each, client, done)) for each in BAD]
            try:
                seen = sum(
                    await asyncio.gather(*(good(client, number) for number in range(CLIENTS))), Counter()
                )
            finally:
                done.set()
            times = await asyncio.gather(*bad)
            assert seen["good"] == CLIENTS * CALLS
            assert min(times) >= 1, "every kind of bad request came in"

    asyncio.run(body())
    assert eventually(lambda: running.service.gate.inside == 0)
    counts = httpx2.get(f"{running.url}/metrics", headers=TOKEN).text
    for kind in ("busy", "client_gone"):
        assert f'r1ci_sandbox_rejected_total{{kind="{kind}"}}' in counts
    # What was hung up on is dead, though its time was not over.
    assert eventually(lambda: not (set(with_argument(MARK)) & set(descendants(os.getpid()))))
