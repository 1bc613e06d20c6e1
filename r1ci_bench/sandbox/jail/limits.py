"""Enforces what the kernel does not, or not for all processes of a call together: time and memory."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from r1ci_bench.sandbox.jail.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Collection

    from r1ci_bench.sandbox.jail.call import Call

CPU_SECONDS = 0.5
"""Between two looks at processor time."""


class Limits:
    """Says when to look at the calls again, and ends those that have used up what they had.

    Args:
        watch_memory: True where no control group limits the memory of all processes of a call.
    """

    def __init__(self, *, watch_memory: bool) -> None:
        self._memory = Watch() if watch_memory else None
        self._next_cpu = math.inf

    def due(self, calls: Collection[Call], now: float) -> float:
        """When to look next, on the monotonic clock; never where there are no calls."""
        if not calls:
            self._next_cpu = math.inf
            return math.inf
        if self._next_cpu == math.inf:
            self._next_cpu = now + CPU_SECONDS
        due = min(self._next_cpu, *(call.deadline() for call in calls))
        return due if self._memory is None else min(due, self._memory.due(calls))

    def enforce(self, calls: Collection[Call], now: float) -> None:
        """Look at all calls, as far as it is time to."""
        for call in calls:
            call.check_time(now)
        if now >= self._next_cpu:
            for call in calls:
                call.check_cpu()
            self._next_cpu = now + CPU_SECONDS
        if self._memory is not None:
            self._memory.look(calls, now)
