"""Bounds the memory of a call's processes together by looking, where no group of the kernel does it."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from r1ci_bench.sandbox.jail.usage import tree_bytes

if TYPE_CHECKING:
    from collections.abc import Collection

    from r1ci_bench.sandbox.jail.call import Call

FIRST_SECONDS = 0.1
EVERY_SECONDS = 0.05
_MOST_SECONDS = 1.0
_SHARE_OF_A_CORE = 0.02


class Watch:
    """Says when to look at the calls, and ends those that hold too much.

    A call that is over within `FIRST_SECONDS` is never looked at. The pause after a look is so long that
    looking takes no more than a fiftieth of a core.
    """

    def __init__(self) -> None:
        self._rested = 0.0

    def due(self, calls: Collection[Call]) -> float:
        """When to look next, on the monotonic clock."""
        first = min((call.begun for call in calls), default=math.inf) + FIRST_SECONDS
        return max(first, self._rested)

    def look(self, calls: Collection[Call], now: float) -> None:
        """Look at every call that is old enough."""
        if now < self.due(calls):
            return
        before = time.thread_time()
        for call in calls:
            process = call.process
            if process.pid and now >= call.begun + FIRST_SECONDS:
                policy = call.request.policy
                limit = policy.memory_bytes + process.warm_bytes
                scratch = policy.scratch_bytes if process.scratch is None else 0
                held = tree_bytes(process.pid, limit, process.warm_bytes, scratch)
                if held > limit:
                    call.kill("memory")
        cost = time.thread_time() - before
        self._rested = now + min(_MOST_SECONDS, max(EVERY_SECONDS, cost / _SHARE_OF_A_CORE))
