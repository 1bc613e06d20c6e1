"""Sessions of clients, kept by name; one whose client is gone is ended after an idle time."""

from __future__ import annotations

import asyncio
import logging
import secrets
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from r1ci_bench.sandbox.service.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.sandbox.policy import Policy, SandboxSession

log = logging.getLogger(__name__)

_RETRY_SECONDS = 5


@dataclass(slots=True)
class _Kept:
    session: SandboxSession
    policy: Policy
    busy: bool = False
    timer: asyncio.TimerHandle | None = None


class Sessions:
    """The sessions of one service.

    Args:
        most: How many there may be.
        idle_seconds: After so long without a call a session is ended.
    """

    def __init__(self, most: int, idle_seconds: float) -> None:
        self.most = most
        self.idle_seconds = idle_seconds
        self._kept: dict[str, _Kept] = {}
        self._ending: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._kept)

    def refuse_when_full(self) -> None:
        """Refuse where there is no room for one more.

        Raises:
            Refusal: if there are as many as there may be.
        """
        if len(self._kept) >= self.most:
            raise Refusal(
                429,
                "busy",
                f"{len(self._kept)} sessions are open, which is all that this service keeps",
                boundary="service",
                hint="close sessions that are done, or raise --sessions",
                retry_after=_RETRY_SECONDS,
            )

    def keep(self, session: SandboxSession, policy: Policy) -> str:
        """Keep a session; returns the name under which it is found, which cannot be guessed."""
        name = secrets.token_urlsafe(24)
        self._kept[name] = _Kept(session, policy)
        self._rest(name)
        return name

    @contextmanager
    def used(self, name: str) -> Iterator[tuple[SandboxSession, Policy]]:
        """Hold a session for one call.

        Raises:
            Refusal: if there is none of that name, or it is in a call.
        """
        kept = self._find(name)
        if kept.busy:
            raise Refusal(409, "session_in_use", "the session is in another call", hint="one call at a time")
        kept.busy = True
        if kept.timer is not None:
            kept.timer.cancel()
        try:
            yield kept.session, kept.policy
        except Refusal:
            self._find(name)  # where the session was ended under the call, that is what went wrong
            raise
        finally:
            kept.busy = False
            self._rest(name)

    async def end(self, name: str) -> None:
        """End a session.

        Raises:
            Refusal: if there is none of that name.
        """
        self._find(name)
        await asyncio.shield(self._end(name))

    async def aclose(self) -> None:
        """End all sessions."""
        ends = [self._end(name) for name in list(self._kept)]
        await asyncio.gather(*ends, *self._ending, return_exceptions=True)

    def _find(self, name: str) -> _Kept:
        if name not in self._kept:
            raise Refusal(
                404,
                "no_session",
                "there is no such session: it was ended, or was idle for too long",
                hint=f"sessions are ended after {self.idle_seconds:g} s without a call",
            )
        return self._kept[name]

    def _rest(self, name: str) -> None:
        if (kept := self._kept.get(name)) is not None:
            loop = asyncio.get_running_loop()
            kept.timer = loop.call_later(self.idle_seconds, self._end, name)

    def _end(self, name: str) -> asyncio.Task[None]:
        kept = self._kept.pop(name)
        if kept.timer is not None:
            kept.timer.cancel()
        ending = asyncio.get_running_loop().create_task(_close(kept.session))
        self._ending.add(ending)
        ending.add_done_callback(self._ending.discard)
        return ending


async def _close(session: SandboxSession) -> None:
    try:
        await session.aclose()
    except Exception as error:  # noqa: BLE001 - any backend may be behind it, and nobody waits for this
        log.warning("a session could not be closed: %s", type(error).__name__)
