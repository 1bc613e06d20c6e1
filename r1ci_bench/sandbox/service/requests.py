"""What stands before every route: who asks, how much is sent, is it JSON, does anybody still listen."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import ipaddress
import re
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from r1ci_bench.sandbox.service.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from starlette.requests import Request

T = TypeVar("T")

_BODY_SECONDS = 30.0
_MOST_CHARS = 60
_HALF_A_PAIR = re.compile(
    rb"\\u[dD](?:[89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F][0-9a-fA-F]{2})|[c-fC-F][0-9a-fA-F]{2})"
)

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^:\[\]]+)(?::[0-9]{1,5})?")


class ClientGoneError(Exception):
    """The one who asked does not listen any more."""


class Guard:
    """Lets in who shows the token or, where there is none, who asks this machine by a name of its own.

    Without a token a web page in a browser of this machine could ask under a name that it made point here.

    Args:
        token: What must be shown, or None.
    """

    def __init__(self, token: str | None) -> None:
        self._digest = _digest(token.encode()) if token is not None else None

    def refuse_strangers(self, request: Request) -> None:
        """Refuse who may not ask.

        Raises:
            Refusal: 401 without the token, 403 for a strange host name where none is needed.
        """
        if self._digest is None:
            if not _asks_loopback(request.headers.get("host")):
                raise Refusal(
                    403,
                    "wrong_host",
                    "without a token this service answers under loopback names only",
                    hint="ask http://127.0.0.1:PORT, or start the service with --token-env",
                )
            return
        scheme, _, shown = request.headers.get("authorization", "").partition(" ")
        digest = _digest(shown.strip().encode("utf-8", "surrogateescape"))
        if not (scheme.lower() == "bearer") & hmac.compare_digest(digest, self._digest):
            what = "the token is wrong" if shown else "this service asks for a token"
            raise Refusal(401, "unauthorized", what, hint="send it as: Authorization: Bearer TOKEN")


async def read_body(request: Request, most: int) -> bytes:
    """The whole body.

    Raises:
        Refusal: if it is no JSON by its header (415), too long (413) or too slow (408).
        ClientGoneError: if it ends before it is whole.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        # A browser sends other types to strange servers without asking them first.
        raise Refusal(
            415, "not_json", "the body must be JSON", hint="send the header Content-Type: application/json"
        )
    length = request.headers.get("content-length", "0")
    if not (length.isascii() and length.isdigit() and len(length) < 16) or int(length) > most:
        raise _too_large(most)
    pieces: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            more = True
            while more:
                message = await request.receive()
                if message["type"] == "http.disconnect":
                    raise ClientGoneError
                piece = message.get("body", b"")
                size += len(piece)
                if size > most:
                    raise _too_large(most)
                pieces.append(piece)
                more = message.get("more_body", False)
    except TimeoutError:
        raise Refusal(
            408, "too_slow", f"the body did not arrive within {_BODY_SECONDS:g} s", hint="send it faster"
        ) from None
    return b"".join(pieces)


def decoded(body: bytes, kind: type[T]) -> T:
    """The request in a body.

    Raises:
        Refusal: 400 where it is no JSON, 422 where it is not this request; says where.
    """
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        what, at, where = str(error).rpartition(" - at ")
        what = what or where
        # It may repeat what was sent, and that may be code in the wrong place.
        what = "Invalid value" if what.startswith("Invalid enum value") else what[:_MOST_CHARS]
        raise Refusal(422, "bad_request", f"{what}{at}{where if at else ''}") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        why = f"it is nested too deeply ({error})" if isinstance(error, RecursionError) else str(error)
        half = _HALF_A_PAIR.search(body)
        if half is not None:
            why = f"half of a surrogate pair at byte {half.start()} stands for no character"
        raise Refusal(400, "bad_json", f"the body is not valid JSON: {why}") from None


async def while_connected(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """Do something for as long as somebody waits for it.

    Raises:
        ClientGoneError: if the one who asked hung up; the work is cancelled then.
    """
    doing = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(_hung_up(request))
    try:
        await asyncio.wait({doing, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not doing.done():
            raise ClientGoneError
        return doing.result()
    finally:
        doing.cancel()
        gone.cancel()
        await asyncio.gather(doing, gone, return_exceptions=True)


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine, for this machine only."""
    name = host.strip("[]").lower()
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _asks_loopback(host: str | None) -> bool:
    # The header as it is: what a library makes of one that is no host may be this machine's own name.
    if host is None:
        return True  # HTTP/1.0, which no browser speaks
    asked = _HOST.fullmatch(host)
    return asked is not None and is_loopback(asked[1])


async def _hung_up(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _too_large(most: int) -> Refusal:
    return Refusal(
        413, "too_large", f"the body is longer than {most} bytes", hint="send less, or raise --max-body-mib"
    )


def _digest(token: bytes) -> bytes:
    # Of digests not even the length tells anything about what they are made of.
    return hashlib.sha256(token).digest()
