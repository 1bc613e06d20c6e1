"""Serves the application: a bound port, signals, and an end that lets calls finish."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import signal
import socket
from typing import TYPE_CHECKING

import uvicorn

from r1ci_bench.errors import SetupError, UsageError
from r1ci_bench.sandbox.service.app import Routes
from r1ci_bench.sandbox.service.connection import Connection
from r1ci_bench.sandbox.service.requests import is_loopback

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from r1ci_bench.sandbox.service.core import Service

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_KEEP_ALIVE_SECONDS = 75
_BACKLOG = 1024
# asyncio accepts so many before it looks at any of them: before we can cut those that are too many.
_ACCEPTED_AT_ONCE = 16
# Time for callers to be told.
_GIVEN_UP_SECONDS = 0.5


def bind(host: str, port: int, *, token: bool) -> socket.socket:
    """Bind a port.

    Args:
        host: A name or an address of this machine.
        port: The port; 0 for a free one.
        token: Whether callers must show a token.

    Raises:
        UsageError: if there is no such host, or others than this machine could ask without a token.
        SetupError: if the port cannot be had.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError) as error:
        raise UsageError(
            f"host {host!r} is no address: {error}", hint="for example --host 127.0.0.1"
        ) from None
    if not token and not is_loopback(str(address[0])):
        raise UsageError(
            f"{host} can be reached from other machines, and without a token anybody could run code here",
            hint="name a variable that holds a token (--token-env NAME), or listen on 127.0.0.1",
        )
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        why, hint = str(error.strerror), "choose another --host or --port"
        if error.errno == errno.EADDRINUSE:
            why, hint = "it is in use", "end what listens there, or choose another --port (0 for a free one)"
        raise SetupError(f"cannot listen on port {port} of {host}: {why}", hint=hint) from None
    listener.setblocking(False)
    return listener


def url_of(listener: socket.socket) -> str:
    """Where a bound socket is reached."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class Server(uvicorn.Server):
    """uvicorn, which tells when it answers and leaves signals to us: it would end with them, not with a code.

    Args:
        config: Its configuration.
        answering: Set once requests are answered.
    """

    def __init__(self, config: uvicorn.Config, answering: asyncio.Event) -> None:
        super().__init__(config)
        self._answering = answering

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen."""
        await super().startup(sockets)
        for listener in sockets or ():
            listener.listen(_BACKLOG)
        self._answering.set()

    def give_up(self) -> None:
        """Cut all connections that are left; some requests may wait for their client to send the rest."""
        for connection in list(self.server_state.connections):
            connection.transport.abort()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture nothing."""
        yield


async def serve(
    service: Service, listener: socket.socket, *, ready: Callable[[Callable[[], None]], None]
) -> None:
    """Serve until told to end, then let what runs finish.

    Args:
        service: Who answers; it must be started.
        listener: A bound socket; closed at the end.
        ready: Called once requests are answered, with what ends the service; a second call of that ends it
            at once.
    """
    config = uvicorn.Config(
        Routes(service).app(),
        http=Connection,
        backlog=_ACCEPTED_AT_ONCE,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=service.options.connections,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=int(service.options.drain_seconds) + 5,
    )
    answering = asyncio.Event()
    server = Server(config, answering)
    ending: list[asyncio.Task[None]] = []

    def stop() -> None:
        if ending:
            service.give_up()
            asyncio.get_running_loop().call_later(_GIVEN_UP_SECONDS, server.give_up)
        else:
            ending.append(asyncio.get_running_loop().create_task(service.drain()))
            server.should_exit = True

    running = asyncio.ensure_future(server.serve(sockets=[listener]))
    # Should it fail to start, waiting for it raises what was wrong.
    running.add_done_callback(lambda _: answering.set())
    try:
        await answering.wait()
        ready(stop)
        await running
    finally:
        running.cancel()
        await asyncio.gather(running, *ending, return_exceptions=True)
        listener.close()
        await service.aclose()


@contextlib.contextmanager
def on_signals(stop: Callable[[], None]) -> Iterator[None]:
    """Call `stop` for each SIGINT and SIGTERM, for as long as the context lasts."""
    loop = asyncio.get_running_loop()
    for number in _SIGNALS:
        loop.add_signal_handler(number, stop)
    try:
        yield
    finally:
        for number in _SIGNALS:
            loop.remove_signal_handler(number)
