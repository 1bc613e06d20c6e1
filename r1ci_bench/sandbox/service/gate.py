"""Who may come in: a bounded number of requests, of which a bounded number runs, first come first served."""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

from r1ci_bench.sandbox.service.refusals import Refusal, closing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

_LONGEST_RETRY_SECONDS = 30
_FORGETTING = 0.1


class Gate:
    """Counts requests in, and lets so many run.

    Args:
        places: How many run at the same time.
        queue: How many more may be inside, waiting or still sending.
    """

    def __init__(self, places: int, queue: int) -> None:
        self._places = places
        self._most = places + queue
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._mean_seconds = 0.1
        self.inside = 0
        self.running = 0
        self.closed = False

    @property
    def waiting(self) -> int:
        """How many are inside and do not run."""
        return self.inside - self.running

    @contextmanager
    def admitted(self) -> Iterator[None]:
        """Be inside for as long as the context lasts.

        Raises:
            Refusal: if it is full (429) or closed (503).
        """
        if self.closed:
            raise closing()
        if self.inside >= self._most:
            raise Refusal(
                429,
                "busy",
                f"{self.running} calls run and {self.waiting} wait, which is all that this service takes",
                boundary="service",
                hint="ask again after the time that Retry-After names",
                retry_after=self._retry_after(),
            )
        self.inside += 1
        try:
            yield
        finally:
            self.inside -= 1

    @asynccontextmanager
    async def place(self) -> AsyncIterator[float]:
        """Wait for a place and hold it; yields the seconds that this took.

        Raises:
            Refusal: if the gate closes before there is one.
        """
        asked = time.monotonic()
        if self.closed:
            raise closing()
        if self.running < self._places:
            self.running += 1
        else:
            await self._turn()
        began = time.monotonic()
        try:
            yield began - asked
        finally:
            took = time.monotonic() - began
            self._mean_seconds += _FORGETTING * (took - self._mean_seconds)
            self._pass_on()

    def close(self) -> None:
        """Let nobody in, and send those away who wait; those who run are not touched."""
        self.closed = True
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_exception(closing())

    async def _turn(self) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self._pass_on()  # the place came at the same moment, and is another one's now
            raise

    def _pass_on(self) -> None:
        """Hand a place to the next who still waits for one."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self.running -= 1

    def _retry_after(self) -> int:
        seconds = self._mean_seconds * (self.waiting + 1) / self._places
        return max(1, min(_LONGEST_RETRY_SECONDS, math.ceil(seconds)))
