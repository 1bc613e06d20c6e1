"""Places for processes that serve calls at the same time, and what each has to itself."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

import msgspec

from r1ci_bench.sandbox.jail import users

if TYPE_CHECKING:
    from r1ci_bench.sandbox.jail.plan import Plan


class Slot:
    """One place.

    Args:
        number: Which.

    Attributes:
        number: As given.
    """

    def __init__(self, number: int) -> None:
        self.number = number


class Slots:
    """Hands out the first free place, so that no more are ever made than were needed at the same time.

    Args:
        plan: The sandbox's plan.

    Attributes:
        plan: The plan with what could only be settled now.
    """

    def __init__(self, plan: Plan) -> None:
        if plan.has("own_user"):
            plan = msgspec.structs.replace(plan, first_user=users.unused())
        self.plan = plan
        self._most = users.AT_MOST if plan.has("own_user") else 1 << 20
        self._made: list[Slot] = []
        self._free: list[int] = []

    def take(self) -> Slot:
        """A place that no other process has now.

        Raises:
            OSError: if there is none.
        """
        if self._free:
            return self._made[heapq.heappop(self._free)]
        if len(self._made) == self._most:
            raise OSError(11, f"more than {self._most} processes at the same time")
        self._made.append(Slot(len(self._made)))
        return self._made[-1]

    def give(self, slot: Slot) -> None:
        """Its process is over."""
        heapq.heappush(self._free, slot.number)
