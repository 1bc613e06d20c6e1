"""A loopback server that speaks just enough of the OpenAI chat API, and misbehaves on request.

Tests start it in a thread and program it with a function:

    with OpenAIServer(lambda body, headers: chat("hello")) as server:
        ...  # server.base_url, server.requests

Benchmarks start it as a process of its own, so that its work is not counted with the harness's:

    python -m support.openai_server --port 8001 [--script FILE]

It uses the standard library alone, one `asyncio.Protocol` for each connection and no framework, because a
benchmark of the harness must not measure its server.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

_REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 429: "Too Many Requests"}
_OUTPUT = re.compile(
    r"^Code Execution Results:\s*\n(?P<fence>`{3,})output\n(?P<output>.*?)\n(?P=fence)",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server sends.

    Attributes:
        body: The body; anything but bytes is sent as JSON.
        status: The HTTP status.
        headers: Headers besides Content-Type and Content-Length, which they may replace.
        hang: Never answer; the connection stays open until the client or the server closes.
        cut: Announce the whole body, send this many bytes of it, and close.
    """

    body: Any = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    hang: bool = False
    cut: int | None = None

    def encode(self) -> bytes:
        """The whole response as bytes, the part to be cut included."""
        body = self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()
        fields = {"content-type": "application/json", "content-length": str(len(body))}
        fields.update({name.lower(): value for name, value in self.headers.items()})
        head = f"HTTP/1.1 {self.status} {_REASONS.get(self.status, 'Status')}\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        sent = body if self.cut is None else body[: self.cut]
        return head.encode() + b"\r\n" + sent


@dataclass(frozen=True, slots=True)
class Request:
    """What the server received: the decoded JSON body, and the headers with lower-case names."""

    body: dict[str, Any]
    headers: dict[str, str]


Handler = Callable[[dict[str, Any], dict[str, str]], Reply]

HANG = Reply(hang=True)


def chat(
    text: str | None, *, finish: str | None = "stop", usage: Mapping[str, Any] | None = None, **message: Any
) -> Reply:
    """A well-formed chat completion; further keywords become fields of its message."""
    choice = {
        "index": 0,
        "finish_reason": finish,
        "message": {"role": "assistant", "content": text, **message},
    }
    body: dict[str, Any] = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "served-model",
        "choices": [choice],
    }
    if usage is not None:
        body["usage"] = dict(usage)
    return Reply(body)


def refusal(
    status: int,
    message: str,
    *,
    param: str | None = None,
    code: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """An error in the form of the OpenAI API."""
    error = {"message": message, "type": "error", "param": param, "code": code}
    return Reply({"error": error}, status=status, headers=headers or {})


class OpenAIServer:
    """The server in a thread of its own, as a context manager.

    Args:
        handler: What to answer; called in the server's thread, once for each request.

    Attributes:
        base_url: What a client takes as its base URL.
        requests: Every request, in order of arrival.
        connections: How many connections were accepted.
    """

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="openai-server", daemon=True)
        self.base_url = ""
        self.requests: list[Request] = []
        self.connections = 0

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *exc: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    @property
    def count(self) -> int:
        """How many requests have arrived."""
        return len(self.requests)

    def _serve(self) -> None:
        asyncio.run(self._main())

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        open_transports: set[asyncio.Transport] = set()

        def handle(body: dict[str, Any], headers: dict[str, str]) -> Reply:
            self.requests.append(Request(body, headers))
            return self._handler(body, headers)

        def connect() -> Connection:
            self.connections += 1
            return Connection(handle, open_transports)

        server = await self._loop.create_server(connect, "127.0.0.1", 0)
        self.base_url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        self._ready.set()
        await self._stop.wait()
        server.close()
        for transport in list(open_transports):
            transport.abort()
        await server.wait_closed()


class Connection(asyncio.Protocol):
    """One connection: requests are read one after the other and answered at once."""

    def __init__(self, handler: Handler, open_transports: set[asyncio.Transport]) -> None:
        self._handler = handler
        self._open = open_transports
        self._buffer = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._open.add(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._open.discard(self._transport)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            lines = self._buffer[:end].decode("latin-1").split("\r\n")
            headers = {
                name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])
            }
            start, length = end + 4, int(headers.get("content-length", "0"))
            if len(self._buffer) < start + length:
                return
            body = bytes(self._buffer[start : start + length])
            del self._buffer[: start + length]
            reply = self._handler(json.loads(body) if body else {}, headers)
            if reply.hang:
                return
            self._transport.write(reply.encode())
            if reply.cut is not None:
                self._transport.close()
                return


DEMO_SCRIPT = ["Let me compute it.\n```python\nprint(6 * 7)\n```", "The answer is <<<{output}>>>."]


def scripted(script: list[str] | dict[str, list[str]]) -> Handler:
    """A handler that plays a script, whatever the order in which attempts come.

    The turn is the number of replies that the conversation already holds, so that no state is kept and any
    number of attempts can run at the same time. In a reply `{output}` stands for what the last code printed.

    Args:
        script: The replies turn by turn, or such lists by a text that the first user message must hold, with
            `*` for every other question.
    """
    by_text = {"*": script} if isinstance(script, list) else script
    fallback = by_text.get("*")

    def handle(body: dict[str, Any], headers: dict[str, str]) -> Reply:
        messages = body.get("messages", [])
        users = [str(message["content"]) for message in messages if message["role"] == "user"]
        turn = sum(message["role"] == "assistant" for message in messages)
        first = users[0] if users else ""
        replies = next((lines for text, lines in by_text.items() if text != "*" and text in first), fallback)
        if replies is None or turn >= len(replies):
            return refusal(404, f"the script has no reply for turn {turn + 1}")
        usage = {"prompt_tokens": sum(map(len, users)) // 4, "completion_tokens": len(replies[turn]) // 4}
        output = printed(users[-1]) if turn and users else ""
        return chat(replies[turn].replace("{output}", output), usage=usage)

    return handle


def printed(message: str) -> str:
    """What code printed, read out of a message with its results: the first fenced block after the prefix."""
    found = _OUTPUT.search(message)
    return found["output"].strip() if found is not None else ""


async def _stand_alone(handler: Handler, port: int) -> None:
    open_transports: set[asyncio.Transport] = set()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Connection(handler, open_transports), "127.0.0.1", port, backlog=1024
    )
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", flush=True)
    await server.serve_forever()


def main() -> None:
    """Serve a script until interrupted; the first line on standard output is the base URL."""
    parser = argparse.ArgumentParser(description="A loopback server with the OpenAI chat API.")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free port (default)")
    parser.add_argument("--script", type=Path, help="JSON: replies by turn, or such lists by question text")
    arguments = parser.parse_args()
    script = json.loads(arguments.script.read_text("utf-8")) if arguments.script else DEMO_SCRIPT
    try:
        asyncio.run(_stand_alone(scripted(script), arguments.port))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
