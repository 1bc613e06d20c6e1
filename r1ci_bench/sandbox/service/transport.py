"""Requests of the client: made again where that is harmless, within bounds, and typed where they fail."""

from __future__ import annotations

import asyncio
import random
import socket
from typing import TYPE_CHECKING, Literal

import httpx2
import msgspec
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type

from r1ci_bench.errors import R1ciError, SandboxFault, SetupError, UsageError
from r1ci_bench.sandbox.service.wire import Failure, FailureReply

if TYPE_CHECKING:
    from r1ci_bench.sandbox.service.place import Place

_CONNECT_SECONDS = 10.0
_BUSY_SECONDS = 900.0
_UNREACHABLE_SECONDS = 60.0
_LONGEST_PAUSE = 30.0
# Shorter than the service's, so that no request is sent into a connection that is just being closed.
_KEEP_ALIVE_SECONDS = 20.0
# A machine that has gone says nothing; the kernel finds out within two minutes.
_PROBES = [
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 60),
    (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 15),
    (socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 4),
]


class Patience(msgspec.Struct, frozen=True):
    """How long a request is made again.

    Attributes:
        busy_seconds: Where the service is full.
        unreachable_seconds: Where it cannot be reached, or is ending.
        shortest_pause: Seconds between two attempts at the least.
    """

    busy_seconds: float = _BUSY_SECONDS
    unreachable_seconds: float = _UNREACHABLE_SECONDS
    shortest_pause: float = 0.25


class _AgainError(Exception):
    """The request can be made once more.

    Args:
        fault: What to raise where it is not.
        bound: For how many seconds it is.
        after: Seconds that the service wants to pass before.
    """

    def __init__(self, fault: SandboxFault, bound: float, after: float = 0.0) -> None:
        super().__init__(fault.message)
        self.fault = fault
        self.bound = bound
        self.after = after


class Transport:
    """The connections to one service.

    Args:
        place: Where it is.
        patience: How long requests are made again.
    """

    def __init__(self, place: Place, patience: Patience) -> None:
        self._place = place
        self._patience = patience
        self._client: httpx2.AsyncClient | None = None

    async def send(
        self,
        method: Literal["POST", "DELETE"],
        path: str,
        body: object = None,
        *,
        seconds: float,
        most_bytes: int,
        repeatable: bool = True,
    ) -> bytes:
        """Make a request, again where that is harmless.

        Args:
            method: The HTTP method.
            path: The route.
            body: What is sent, as JSON.
            seconds: Time of one attempt, from its first byte to the last one of the answer.
            most_bytes: The longest answer that makes sense.
            repeatable: Whether it may be made again where it may have been carried out already.

        Returns:
            The body of the answer.

        Raises:
            UsageError: if the service does not take the request as it is.
            SetupError: if it does not let this client in, or cannot serve such requests.
            SandboxFault: if there is no answer, or the sandbox there failed.
        """
        content = msgspec.json.encode(body) if body is not None else b""
        retrying = AsyncRetrying(
            sleep=asyncio.sleep,
            retry=retry_if_exception_type(_AgainError),
            stop=_spent,
            wait=self._pause,
            reraise=True,
        )
        try:
            async for attempt in retrying:
                with attempt:
                    return await self._once(method, path, content, seconds, most_bytes, repeatable=repeatable)
        except _AgainError as error:
            raise error.fault from None
        raise AssertionError("the last attempt returns or raises")

    async def aclose(self) -> None:
        """Close all connections."""
        if self._client is not None:
            await self._client.aclose()

    async def _once(
        self, method: str, path: str, content: bytes, seconds: float, most_bytes: int, *, repeatable: bool
    ) -> bytes:
        url = f"{self._place.url}{path}"
        try:
            async with (
                asyncio.timeout(seconds),
                self._connected().stream(method, url, content=content) as response,
            ):
                data = await _bounded(response, most_bytes)
        except TimeoutError:
            raise SandboxFault(
                f"the sandbox service at {self._place.url} gave no answer within {seconds:g} s",
                kind="timeout",
            ) from None
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout) as error:
            raise self._unreachable(f"cannot be reached: {_said(error)}") from None
        except httpx2.HTTPError as error:
            broken = self._unreachable(f"broke the connection: {_said(error)}")
            raise broken if repeatable else _lost(broken.fault) from None
        if response.is_success:
            return data
        raise self._failed(response, data)

    def _connected(self) -> httpx2.AsyncClient:
        if self._client is None:
            limits = httpx2.Limits(
                max_connections=None, max_keepalive_connections=64, keepalive_expiry=_KEEP_ALIVE_SECONDS
            )
            remote = not self._place.local
            self._client = httpx2.AsyncClient(
                headers={"content-type": "application/json", **self._place.headers},
                timeout=httpx2.Timeout(None, connect=_CONNECT_SECONDS),
                limits=limits,
                trust_env=remote,
                transport=None
                if remote
                else httpx2.AsyncHTTPTransport(limits=limits, socket_options=_PROBES),
            )
        return self._client

    def _unreachable(self, what: str) -> _AgainError:
        fault = SandboxFault(
            f"the sandbox service at {self._place.url} {what}",
            kind="unreachable",
            hint="is it running, and is --sandbox right?",
        )
        return _AgainError(fault, self._patience.unreachable_seconds)

    def _failed(self, response: httpx2.Response, data: bytes) -> Exception:
        status = response.status_code
        failure = read_failure(data)
        after = _seconds_of(response.headers.get("retry-after", ""))
        said = failure.message if failure is not None else f"status {status}"
        if status == 429:
            fault = SandboxFault(f"the sandbox service at {self._place.url} is full: {said}", kind="busy")
            return _AgainError(fault, self._patience.busy_seconds, after)
        if status in (502, 503, 504):
            again = self._unreachable(f"does not answer now: {said}")
            again.after = after
            return again
        return error_of(status, failure, self._place)

    def _pause(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome is not None else None
        after = error.after if isinstance(error, _AgainError) else 0.0
        grown = self._patience.shortest_pause * float(1 << min(state.attempt_number - 1, 10))
        # Jitter keeps clients that were turned away together from coming back together.
        return min(_LONGEST_PAUSE, max(after, grown)) * random.uniform(0.75, 1.25)  # noqa: S311


def error_of(status: int, failure: Failure | None, place: Place) -> R1ciError:
    """What an answer of a service that is there and says no means here."""
    if status in (401, 403):
        said = failure.message if failure is not None else f"status {status}"
        state = "the token that it holds was refused" if place.token else "it is not set"
        return SetupError(
            f"the sandbox service at {place.url} does not let us in: {said}",
            hint=f"put its token into {place.variable}; now {state}",
        )
    if failure is None:
        return SetupError(
            f"{place.url} answers with status {status}, but not as a sandbox service does",
            hint="--sandbox http://... must be what `r1ci-bench sandbox serve` serves",
        )
    if failure.kind == "no_session":
        return SandboxFault(failure.message, kind="state_lost", hint=failure.hint)
    if failure.boundary == "setup":
        return SetupError(f"the sandbox service at {place.url}: {failure.message}", hint=failure.hint)
    if failure.boundary == "request":
        return UsageError(failure.message, hint=failure.hint)
    return SandboxFault(failure.message, kind=failure.kind, hint=failure.hint)


def read_failure(data: bytes) -> Failure | None:
    """The failure in an answer, or None where there is none."""
    try:
        return msgspec.json.decode(data, type=FailureReply).error
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


async def _bounded(response: httpx2.Response, most: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    async for piece in response.aiter_bytes():
        size += len(piece)
        if size > most:
            raise SandboxFault(f"the answer is longer than {most} bytes", kind="bad_reply")
        pieces.append(piece)
    return b"".join(pieces)


def _spent(state: RetryCallState) -> bool:
    error = state.outcome.exception() if state.outcome is not None else None
    return isinstance(error, _AgainError) and (state.seconds_since_start or 0.0) >= error.bound


def _lost(fault: SandboxFault) -> SandboxFault:
    return SandboxFault(f"{fault.message}; what the session held may be lost", kind="state_lost")


def _seconds_of(text: str) -> float:
    return float(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0.0


def _said(error: Exception) -> str:
    return str(error) or type(error).__name__
