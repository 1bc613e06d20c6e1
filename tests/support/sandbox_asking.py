"""Asks a sandbox service through our client; and a server that is none, or a troubled one."""

from __future__ import annotations

import asyncio
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any, Self

from r1ci_bench.sandbox import Policy, SandboxOptions
from r1ci_bench.sandbox.service.client import HttpSandbox
from r1ci_bench.sandbox.service.transport import Patience

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

Answer = tuple[int, dict[str, str], bytes]
"""Status, headers and body."""

BARE = Policy(preload=())
STATEFUL = Policy(preload=(), stateful=True)
IMPATIENT = Patience(busy_seconds=0.2, unreachable_seconds=0.2, shortest_pause=0.01)
PATIENT = Patience(busy_seconds=60.0, unreachable_seconds=60.0, shortest_pause=0.01)


def client(url: str, patience: Patience = IMPATIENT) -> HttpSandbox:
    return HttpSandbox(SandboxOptions(location=url), patience)


def ask(url: str, calls: Callable[[HttpSandbox], Awaitable[Any]], patience: Patience = IMPATIENT) -> Any:
    """What comes of some calls of one client."""

    async def body() -> Any:
        sandbox = client(url, patience)
        try:
            return await calls(sandbox)
        finally:
            await sandbox.aclose()

    return asyncio.run(body())


class Stranger:
    """A server that answers every request alike: status, headers, body; and counts them.

    Args:
        answers: What it answers, one after another, the last for ever; None hangs up.
    """

    def __init__(self, *answers: Answer | None) -> None:
        self.requests: list[str] = []
        stranger = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                self.rfile.read(int(self.headers.get("content-length", 0)))
                stranger.requests.append(self.path)
                each = answers[min(len(stranger.requests), len(answers)) - 1]
                if each is None:
                    self.close_connection = True
                    return
                status, headers, body = each
                self.send_response(status)
                for name, value in {"content-length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_DELETE = answer  # noqa: N815 - the library's names

            def log_message(self, *_: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
