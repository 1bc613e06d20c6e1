"""The least that speaks HTTP: the client shares its cores with the server that it measures."""

from __future__ import annotations

import asyncio
from typing import Any, Self

import msgspec


class Connection:
    """One kept-alive connection to a server on this machine.

    Args:
        port: Where it listens.
    """

    def __init__(self, port: int) -> None:
        self._port = port

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()
        await self._writer.wait_closed()

    async def ask(self, path: str, body: object = None) -> tuple[int, Any]:
        """Send a request, as POST where there is a body.

        Returns:
            Status and decoded JSON of the answer, or None where it is no JSON.
        """
        content = b"" if body is None else msgspec.json.encode(body)
        head = (
            f"{'GET' if body is None else 'POST'} {path} HTTP/1.1\r\nhost: 127.0.0.1:{self._port}\r\n"
            f"content-type: application/json\r\ncontent-length: {len(content)}\r\n\r\n"
        )
        self._writer.write(head.encode() + content)
        await self._writer.drain()
        lines = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
        answer = await self._reader.readexactly(int(headers.get("content-length", "0")))
        is_json = headers.get("content-type", "").startswith("application/json")
        return int(lines[0].split()[1]), msgspec.json.decode(answer) if is_json else None
